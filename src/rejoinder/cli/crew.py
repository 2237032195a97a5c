"""Several processes on one listening socket: start them, start a new one for each that dies, end them together.

Each is a program of its own that is handed the socket, and not a fork: threads and open databases do not survive one.
The kernel gives each connection to one of them. A pipe, whose other end only this process holds, tells them when it is
gone, however it went: nobody is left behind to serve without a keeper.
"""

from __future__ import annotations

import logging
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from rejoinder.errors import Unavailable

__all__ = ["keep_serving", "leave_with", "shared_folder"]

_log = logging.getLogger(__name__)

_SOON_S = 5.0  # a process that ends this soon after its start did not serve …
_AGAIN = 5  # … and after so many in a row something is wrong that no further start will mend
_LOOK_EVERY_S = 0.2
_IN_MEMORY = ("/dev/shm",)  # noqa: S108 - what is made in it has a name that nobody can guess, and is ours alone
_PATIENCE_S = 20.0  # uvicorn gives open requests 10 s


def keep_serving(count: int, call: Sequence[str], listener: socket.socket) -> None:
    """Run `call` in `count` processes until told to stop (SIGTERM, Ctrl-C).

    The numbers of the socket, of the pipe, and of a process's place in the crew are appended to the call. Raises
    `Unavailable` when processes end again and again as soon as they are started; the others are ended too then.
    """
    kept, given = os.pipe()
    os.set_inheritable(kept, True)
    listener.set_inheritable(True)
    handed = [str(listener.fileno()), str(kept)]

    def start(place: int) -> subprocess.Popen[bytes]:
        return subprocess.Popen([*call, *handed, str(place)], pass_fds=(listener.fileno(), kept))  # noqa: S603 - our own program

    crew = _Crew(start)
    signal.signal(signal.SIGTERM, lambda *_: crew.stop.set())
    try:
        with suppress(KeyboardInterrupt):
            crew.run(count)
    finally:
        os.close(given)
        os.close(kept)


@contextmanager
def shared_folder() -> Iterator[Path]:
    """A folder for what the crew tells each other, in memory where the system has a place for that."""
    place = next((folder for folder in _IN_MEMORY if os.access(folder, os.W_OK | os.X_OK)), None)
    folder = Path(tempfile.mkdtemp(prefix="rejoinder-", dir=place))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def leave_with(pipe: int, folder: Path) -> None:
    """End this process in good order when the one that started it is gone, and remove the folder that they shared."""

    def wait() -> None:
        with suppress(OSError):
            os.read(pipe, 1)
        shutil.rmtree(folder, ignore_errors=True)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, name="keeper", daemon=True).start()


class _Crew:
    """The processes, each with its place and when it was started. Who follows one that died gets its place."""

    def __init__(self, start: Callable[[int], subprocess.Popen[bytes]]) -> None:
        self.stop = threading.Event()
        self._start = start
        self._serving: dict[subprocess.Popen[bytes], tuple[int, float]] = {}
        self._failed = 0

    def run(self, count: int) -> None:
        try:
            while not self.stop.is_set():
                self._bury()
                taken = {place for place, _began in self._serving.values()}
                for place in sorted(set(range(count)) - taken):
                    self._serving[self._start(place)] = place, time.monotonic()
                self.stop.wait(_LOOK_EVERY_S)
        finally:
            self._end()

    def _bury(self) -> None:
        for process in [one for one in self._serving if one.poll() is not None]:
            _place, began = self._serving.pop(process)
            age = time.monotonic() - began
            _log.error("a process ended after %.0f s with code %d; another is started", age, process.returncode)
            self._failed = self._failed + 1 if age < _SOON_S else 0
        if self._failed >= _AGAIN:
            raise Unavailable(
                "processes_end", "The processes end as soon as they are started.", "See above what they say."
            )

    def _end(self) -> None:
        for process in self._serving:
            process.send_signal(signal.SIGTERM)
        until = time.monotonic() + _PATIENCE_S
        for process in self._serving:
            try:
                process.wait(max(0.0, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
