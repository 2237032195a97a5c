"""The machine and the data folder: programs, clock, permissions, room."""

from __future__ import annotations

import json
import os
import platform
import shutil
import sqlite3
import stat
import time
from collections.abc import Iterator
from pathlib import Path

from rejoinder.actions.clock import MADE, wall
from rejoinder.cli.backup import LAST_BACKUP
from rejoinder.cli.checkup.finding import Finding, fine, problem, warning
from rejoinder.cli.ownership import another_owner

__all__ = ["look_at_backup", "look_at_clock", "look_at_folder", "look_at_programs", "look_at_room"]

_OLDEST_SQLITE = (3, 35, 0)  # the first with RETURNING
_MIB = 1 << 20
_ROOM, _NO_ROOM = 1024 * _MIB, 100 * _MIB
_DAY_S = 86_400
_OLD_BACKUP_DAYS = 7
_PRECIOUS = ("secret.key", "rejoinder.db", "rejoinder.db-wal", "rejoinder.toml", "weights.snapshot")


def look_at_programs() -> Iterator[Finding]:
    """The versions of what it runs on."""
    yield fine("Python", f"{platform.python_version()} on {platform.system()}")
    if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
        wanted = ".".join(map(str, _OLDEST_SQLITE))
        yield problem("SQLite", f"{sqlite3.sqlite_version} is too old", f"Use a Python with SQLite {wanted} or newer.")
    else:
        yield fine("SQLite", sqlite3.sqlite_version)


def look_at_clock(started_last: int = 0) -> Finding:
    """Whether the clock may be right: after this program was made, and not before a process of ours that has begun."""
    now = wall()
    told = time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime(now / 1000))
    if now < MADE:
        return problem("clock", f"it says {told}, which is years ago", "Set it; no server starts until then.")
    if started_last > now + 300_000:
        later = time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime(started_last / 1000))
        return warning("clock", f"it says {told}, and a process began at {later}", "Set the clocks (NTP).")
    return fine("clock", told)


def look_at_folder(folder: Path) -> Iterator[Finding]:
    """Whose the data folder is, who may read it, and whether it may be written."""
    owner = another_owner(folder)
    if owner is not None:
        yield warning("folder", f"{folder} belongs to {owner}, not to you", f"Run commands as {owner}, as the server.")
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        yield problem("folder", f"{folder} may not be written by you", "Run this as the user of the server.")
        return
    open_to_all = [name for name in _PRECIOUS if _mode(folder / name) & 0o077]
    if "secret.key" in open_to_all:
        yield problem("folder", "others may read secret.key", f"chmod 600 {folder / 'secret.key'}")
    elif open_to_all and _mode(folder) & 0o077:
        told = f"others may read what is stored ({', '.join(open_to_all)})"
        yield warning("folder", told, f"chmod 700 {folder}")
    elif owner is None:
        yield fine("folder", f"{folder} is yours alone")


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode) if path.exists() else 0


def look_at_room(folder: Path) -> Finding:
    """How much room there is: for what comes, and for a copy of what is there."""
    free = shutil.disk_usage(folder).free
    stored = folder / "rejoinder.db"
    wanted = max(_ROOM, stored.stat().st_size if stored.exists() else 0)
    told = f"{free // _MIB:,} MiB are free"
    if free < _NO_ROOM:
        return problem("room", told, "Make room: when the disk is full, comments are refused.")
    if free < wanted:
        return warning("room", told, f"See that {wanted // _MIB:,} MiB are: a backup needs as much as the database.")
    return fine("room", told)


def look_at_backup(folder: Path) -> Finding:
    """When it was saved last, as far as it was by our own command."""
    remedy = f"Run `rejoinder backup /var/backups --data {folder}` every night."
    try:
        told = json.loads((folder / LAST_BACKUP).read_text("utf-8"))
        days = int((time.time() - told["at"]) // _DAY_S)
        file = str(told["file"])
    except FileNotFoundError:
        return warning("backup", "none is known of (only those of `rejoinder backup` are)", remedy)
    except (OSError, ValueError, KeyError, TypeError):
        return warning("backup", f"{LAST_BACKUP} cannot be read", f"Delete it. {remedy}")
    said = f"saved {days} days ago to {file}" if days else f"saved today to {file}"
    return warning("backup", said, remedy) if days > _OLD_BACKUP_DAYS else fine("backup", said)
