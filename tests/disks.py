"""A disk of a few megabytes of one's own, which can be filled, emptied and made bigger. For tests marked `mount`."""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["find_mount", "resize", "small_disk"]


@functools.cache
def find_mount() -> str | None:
    """The program that mounts, if it may: being root is not enough inside of some containers."""
    program = shutil.which("mount")
    if program is None or not hasattr(os, "geteuid") or os.geteuid() != 0:
        return None
    try:
        with small_disk(1):
            return program
    except subprocess.CalledProcessError:
        return None


@contextmanager
def small_disk(megabytes: int) -> Iterator[Path]:
    """A folder on a disk of this size, kept in memory."""
    folder = tempfile.mkdtemp(prefix="rejoinder-disk-")
    try:
        _run("mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=700", "rejoinder-test", folder)
        try:
            yield Path(folder)
        finally:
            _run("umount", folder)
    finally:
        Path(folder).rmdir()


def resize(folder: Path, megabytes: int) -> None:
    """Make such a disk bigger, as an owner would."""
    _run("mount", "-o", f"remount,size={megabytes}m", str(folder))


def _run(*call: str) -> None:
    subprocess.run(call, check=True, capture_output=True)
