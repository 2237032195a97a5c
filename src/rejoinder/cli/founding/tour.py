"""Look at a new installation from outside: at its base URL or, while nobody serves there, at a server of its own.

The server of its own listens on this machine alone, on a port that is free, for as long as the look takes.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from rejoinder.cli.checkup.finding import Finding, problem
from rejoinder.cli.checkup.reached import is_ours, look_around
from rejoinder.errors import Unavailable

__all__ = ["Tour", "look_from_outside"]

_PATIENCE_S = 20.0  # in which a server that was told to stop has to be gone


@dataclass(frozen=True, slots=True)
class Tour:
    """What was found, and whether it was at the base URL or at a server that was started for it."""

    findings: tuple[Finding, ...]
    served: bool


def look_from_outside(folder: Path, base_url: str, key: str, site: str) -> Tour:
    """Ask for health, script and key. Without a key nothing can be said of it, so the protocol is asked with none."""
    if is_ours(base_url):
        return Tour(tuple(look_around(base_url, key, [site])), served=True)
    try:
        with _serving(folder) as url:
            return Tour(tuple(look_around(url + urlsplit(base_url).path, key, [site])), served=False)
    except Unavailable as error:
        return Tour((problem("server", error.sentence, error.remedy),), served=False)


@contextmanager
def _serving(folder: Path) -> Iterator[str]:
    call = [
        sys.executable,
        "-u",
        "-m",
        "rejoinder",
        "serve",
        "--data",
        str(folder),
        "--host",
        "127.0.0.1",
        "--port",
        "0",
    ]
    with subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as server:  # noqa: S603
        try:
            # It prints one line when it listens, and none when it ends before that.
            found = re.search(r"listening on (http://\S+)\)", server.stdout.readline() if server.stdout else "")
            if found is None:
                said = server.communicate()[1].strip().splitlines() or ["it does not say why"]
                raise Unavailable(
                    "not_served", f"A server of this installation does not start: {said[-1]}", "See `rejoinder serve`."
                )
            yield found[1]
        finally:
            server.terminate()
            try:
                server.wait(_PATIENCE_S)
            except subprocess.TimeoutExpired:
                server.kill()
