"""A person at a terminal: runs the program on a pseudo-terminal of its own and answers what it asks."""

from __future__ import annotations

import fcntl
import os
import select
import subprocess
import sys
import termios
from collections.abc import Sequence

from tests.cli.programs import PLAIN

__all__ = ["at_terminal"]

_PATIENCE_S = 30


def at_terminal(arguments: Sequence[object], answers: Sequence[tuple[str, str]]) -> tuple[int, str]:
    """Run a command; whenever the next question is shown, type its answer. Gives the exit code and all that was shown.

    Fails when a question does not come.
    """
    ours, theirs = os.openpty()

    def sit() -> None:
        """Make it the terminal of the process, from which passwords are read."""
        os.setsid()
        fcntl.ioctl(theirs, termios.TIOCSCTTY, 0)

    call = [sys.executable, "-m", "rejoinder", *map(str, arguments)]
    process = subprocess.Popen(call, stdin=theirs, stdout=theirs, stderr=theirs, env=PLAIN, preexec_fn=sit)  # noqa: PLW1509
    os.close(theirs)
    shown, seen = "", 0
    try:
        for question, answer in answers:
            while question not in shown[seen:]:
                more = _some(ours)
                assert more, f"no question {question!r} in {shown!r}"
                shown += more
            seen = len(shown)
            os.write(ours, answer.encode() + b"\n")
        while more := _some(ours):
            shown += more
        return process.wait(_PATIENCE_S), shown
    finally:
        process.kill()
        process.wait()
        os.close(ours)


def _some(terminal: int) -> str:
    ready, _, _ = select.select([terminal], [], [], _PATIENCE_S)
    assert ready, "the program neither asks nor ends"
    try:
        return os.read(terminal, 65_536).decode("utf-8", "replace")
    except OSError:  # how Linux says that nobody has the other end open any more
        return ""
