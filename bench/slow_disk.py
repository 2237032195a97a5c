"""A server of ours on SQLite whose every commit takes longer: `python -m bench.slow_disk MILLISECONDS serve …`.

Run by `bench.server` to see what a slower disk costs. The wait stands behind the real commit and lets other threads
work meanwhile, as a disk does.
"""

from __future__ import annotations

import sys
import time

from sqlalchemy import Connection

from rejoinder.cli import main
from rejoinder.store import failures, sqlite

__all__ = ["run"]


def run() -> None:
    """Take the first argument as milliseconds, and do what the others say."""
    delay, real = float(sys.argv.pop(1)) / 1_000, failures.commit

    def commit(connection: Connection) -> None:
        real(connection)
        time.sleep(delay)

    sqlite.commit = commit
    main()


if __name__ == "__main__":
    run()
