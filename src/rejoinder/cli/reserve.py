"""A megabyte of the data folder's disk that is given up when a start finds the disk full.

SQLite needs some 50 kB to open a database, and each process writes down that it is there, so that a server which is
stopped on a full disk would not start again: not even readers would be served until somebody has made room. With the
reserve it starts; what then fits is stored, and what does not is refused, as ever. The next start that finds room
keeps a new one. (Opening the file for reading alone is no way: `docs/operations.md`, "When a part fails".)
"""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from rejoinder.errors import Unavailable

__all__ = ["keep_reserve", "with_reserve"]

RESERVE = "reserve"
_SIZE = 1 << 20
_FULL = 64 << 10  # of so little nothing can be opened
_log = logging.getLogger(__name__)

Made = TypeVar("Made")


def keep_reserve(folder: Path) -> None:
    """Put the reserve aside, unless it is there. Where there is no room for it the server runs without."""
    path = folder / RESERVE
    if path.exists():
        return
    try:
        # Zeros that are written, because a file system may promise a hole and not keep it.
        path.write_bytes(bytes(_SIZE))
        with path.open("rb") as written:
            os.fsync(written.fileno())
    except OSError:
        with suppress(OSError):
            path.unlink(missing_ok=True)


def with_reserve(folder: Path, make: Callable[[], Made]) -> Made:
    """What `make` makes; where it fails on a full disk, once more with the reserve given up."""
    try:
        return make()
    except Unavailable as error:
        if not _is_full(folder):
            raise
        if not (folder / RESERVE).exists():
            raise _full(folder) from error
    with suppress(OSError):
        (folder / RESERVE).unlink()
    _log.warning("the disk of %s is full; its reserve is given up, so that what is there can be read", folder)
    try:
        return make()
    except Unavailable as error:
        raise (_full(folder) if _is_full(folder) else error) from error


def _is_full(folder: Path) -> bool:
    return shutil.disk_usage(folder).free < _FULL


def _full(folder: Path) -> Unavailable:
    return Unavailable("disk_full", f"The disk of {folder} is full.", "Make room on it, then start again.")
