"""Run the program `rejoinder` as a person or a script would."""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

# Coverage, settings and colours of whoever runs the tests must not reach the program under test.
PLAIN = {name: value for name, value in os.environ.items() if not name.startswith("REJOINDER_")} | {
    "NO_COLOR": "1",
    "TERM": "dumb",
    "COLUMNS": "120",
}


def rejoinder(*arguments: object, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run a command to its end."""
    call = [sys.executable, "-m", "rejoinder", *map(str, arguments)]
    return subprocess.run(call, input=stdin, capture_output=True, env=PLAIN, timeout=120, check=False)


@contextmanager
def running(*arguments: object) -> Iterator[queue.Queue[str]]:
    """Run a command that does not end by itself; yields the lines that it prints, as they come."""
    call = [sys.executable, "-u", "-m", "rejoinder", *map(str, arguments)]
    lines: queue.Queue[str] = queue.Queue()
    with subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=PLAIN, text=True) as process:
        reader = threading.Thread(target=lambda: [lines.put(line) for line in process.stdout])
        reader.start()
        try:
            yield lines
        finally:
            process.terminate()
            assert process.wait(30) in (0, -15)
            reader.join()


def line_with(lines: queue.Queue[str], part: str) -> str:
    """The next line that holds `part`; fails after a minute without one."""
    while True:
        line = lines.get(timeout=60)
        if part in line:
            return line
