"""A server of ours whose every commit takes longer: `python -m bench.slow_disk MILLISECONDS serve --data DIR …`.

Used by `bench.server` to see what a slower disk costs. The wait stands after the commit and lets other threads work, as
a disk does.
"""

from __future__ import annotations

import sys
import time

from sqlalchemy import Connection

from rejoinder.store import failures, sqlite

__all__ = ["run"]


def run() -> None:
    """Take the first argument as milliseconds, and do what the others say."""
    delay, real = float(sys.argv.pop(1)) / 1_000, failures.commit

    def commit(connection: Connection) -> None:
        real(connection)
        time.sleep(delay)

    sqlite.commit = commit
    from rejoinder.cli import app  # noqa: PLC0415 - after what it uses was exchanged

    app()


if __name__ == "__main__":
    run()
