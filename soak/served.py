"""`rejoinder serve` as the leader of a process group, so that all of it can be killed at one moment."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from soak.places import PLAIN, Place

__all__ = ["Served"]

_LONGEST_START_S = 120.0
_LOOK_EVERY_S = 0.01
_LISTENS = re.compile(r"listening on http://127\.0\.0\.1:(\d+)")


class Served:
    """A server of an installation; `folder` is its own data folder where several share one database."""

    def __init__(self, place: Place, *, workers: int = 1, folder: Path | None = None) -> None:
        self.folder = folder or place.folder
        self._call = [sys.executable, "-u", "-m", "rejoinder", "serve", "--port", "0", "--workers", str(workers)]
        self._call += ["--data", str(self.folder), "--database", place.url]
        self.log = place.around / f"{self.folder.name}.log"
        self._process: subprocess.Popen[bytes] | None = None
        self.port = 0
        self.used: list[float] = []  # processor seconds until it was ready, of each start

    def start(self) -> float:
        """Start it and wait until /healthz says that it is ready; returns the seconds from one to the other."""
        began = time.monotonic()
        written = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(self._call, stdout=log, stderr=log, env=PLAIN, start_new_session=True)
        while not (found := _LISTENS.search(self._log_after(written))):
            self._still_starting(began)
        self.port = int(found[1])
        while self.health()[0] != 200:
            self._still_starting(began)
        took = time.monotonic() - began
        self.used.append(_processor_seconds(self._process.pid))
        return took

    def kill(self) -> None:
        """SIGKILL to the whole group: no process of it gets to do anything any more."""
        assert self._process is not None, "it does not run"
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(30)
        self._process = None

    def stop(self) -> None:
        """Tell it to end, and wait until it has."""
        assert self._process is not None, "it does not run"
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(60)
        self._process = None

    def remove(self) -> None:
        """Kill it if it runs."""
        if self._process is not None:
            self.kill()

    def runs(self) -> bool:
        """Whether it has not ended by itself since it was started."""
        return self._process is not None and self._process.poll() is None

    def health(self) -> tuple[int, dict[str, Any]]:
        """Status and content of /healthz?detail; the status is 0 while nobody answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", "/healthz?detail")
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        except ConnectionError:
            return 0, {}
        finally:
            connection.close()

    def tracebacks(self) -> int:
        """How many the log holds."""
        return self.log.read_text("utf-8", "replace").count("Traceback (most recent call last)")

    def _log_after(self, position: int) -> str:
        return self.log.read_bytes()[position:].decode("utf-8", "replace")

    def _still_starting(self, began: float) -> None:
        assert self._process is not None
        if self._process.poll() is not None or time.monotonic() - began > _LONGEST_START_S:
            raise RuntimeError(f"the server did not start:\n{self.log.read_text('utf-8', 'replace')[-4_000:]}")
        time.sleep(_LOOK_EVERY_S)


def _processor_seconds(group: int) -> float:
    """What the processes of a group have used so far (proc(5): utime and stime); 0 where there is no /proc."""
    ticks = 0
    for told in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it has ended meanwhile
            fields = told.read_text("utf-8").rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12]) if int(fields[2]) == group else 0
    return ticks / os.sysconf("SC_CLK_TCK")
