"""A program that opens stores and is killed on the way: `python -m tests.store.interrupting`.

It reads lines "N URL" and answers each with how many statements were executed, which is N when it was killed. For each
it splits off a process that opens the store at URL and dies by SIGKILL right after its N-th statement, with whatever it
had open. (To split off a process that has everything imported takes milliseconds, to start one most of a second.)
"""

from __future__ import annotations

import os
import signal
import sys

from sqlalchemy import Engine, event

from rejoinder.store.engine import Store


def open_and_die(last: int, url: str, told: int) -> None:
    """Open a store, but for the statements after the last one. Each is told by a byte."""
    done = 0

    def count(*_arguments: object) -> None:
        nonlocal done
        done += 1
        os.write(told, b".")
        if done == last:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "after_cursor_execute", count)
    Store(url).close()


def main() -> None:
    """Answer each line."""
    import psycopg  # noqa: F401, PLC0415 - imported once, here; a machine without PostgreSQL may lack it

    for line in sys.stdin:
        last, url = line.split()
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            open_and_die(int(last), url, writer)
            os._exit(0)
        os.close(writer)
        with os.fdopen(reader, "rb") as told:
            sys.stdout.write(f"{len(told.read())}\n")
        sys.stdout.flush()
        os.waitpid(child, 0)


if __name__ == "__main__":
    main()
