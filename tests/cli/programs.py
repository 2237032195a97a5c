"""Run the program `rejoinder` as a person or a script would."""

from __future__ import annotations

import io
import multiprocessing
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from tempfile import TemporaryDirectory

from rejoinder.cli import main

# Coverage, settings and colours of whoever runs the tests must not reach the program under test.
PLAIN = {name: value for name, value in os.environ.items() if not name.startswith("REJOINDER_")} | {
    "NO_COLOR": "1",
    "TERM": "dumb",
    "COLUMNS": "120",
}


# Processes that are forked where these modules were imported already: a second less for each of hundreds of commands.
# That the program starts from nothing is shown by tests/many, tests/faults and the terminal of `rejoinder setup`.
_MODULES = ("__main__", "rejoinder.cli.commands", "rejoinder.actions.owning.sites", "rejoinder.web.app")
_READY = multiprocessing.get_context("forkserver")
_READY.set_forkserver_preload([*_MODULES])


def rejoinder(*arguments: object, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run a command to its end, in a process of its own."""
    with TemporaryDirectory() as folder:
        streams = [Path(folder, name) for name in ("stdin", "stdout", "stderr")]
        for stream in streams:
            stream.write_bytes(stdin if stream.name == "stdin" else b"")
        process = _started(arguments, *streams)
        process.join(120)
        assert process.exitcode is not None, f"{arguments} does not end"
        said, told = (stream.read_bytes() for stream in streams[1:])
        return subprocess.CompletedProcess(arguments, process.exitcode, said, told)


@contextmanager
def running(*arguments: object) -> Iterator[queue.Queue[str]]:
    """Run a command that does not end by itself; yields the lines that it prints, as they come."""
    lines: queue.Queue[str] = queue.Queue()
    said, told = _READY.Pipe(duplex=False)
    process = _started(arguments, Path(os.devnull), told, told)
    told.close()
    reader = threading.Thread(target=_read, args=(said, lines))
    reader.start()
    try:
        yield lines
    finally:
        process.terminate()
        process.join(30)
        assert process.exitcode in (0, -15)
        reader.join()


def _started(arguments: Sequence[object], *streams: Path | Connection) -> BaseProcess:
    process = _READY.Process(target=_command, args=(["rejoinder", *map(str, arguments)], streams, Path.cwd()))
    process.start()
    return process


def _command(call: list[str], streams: Sequence[Path | Connection], folder: Path) -> None:
    """What the new process does: what `python -u -m rejoinder` does."""
    for number, stream in enumerate(streams):
        file = os.open(stream, os.O_RDWR) if isinstance(stream, Path) else stream.fileno()
        os.dup2(file, number)
    sys.stdin = io.TextIOWrapper(os.fdopen(0, "rb", closefd=False), "utf-8")
    sys.stdout, sys.stderr = (
        io.TextIOWrapper(os.fdopen(number, "wb", 0, closefd=False), "utf-8", write_through=True) for number in (1, 2)
    )
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(PLAIN)
    sys.argv = call
    main()


def _read(said: Connection, lines: queue.Queue[str]) -> None:
    with os.fdopen(os.dup(said.fileno()), encoding="utf-8") as text:
        said.close()
        for line in text:
            lines.put(line)


def line_with(lines: queue.Queue[str], part: str) -> str:
    """The next line that holds `part`; fails after a minute without one."""
    while True:
        line = lines.get(timeout=60)
        if part in line:
            return line
