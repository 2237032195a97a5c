"""A backup as a file: a ZIP archive with a copy of the database, the secret, and a list of both with their digests.

ZIP, so that an owner without Rejoinder gets at what is in it. Whether it holds what was written is shown by the digests
alone: `read` gives nothing that differs from them.
"""

from __future__ import annotations

import hashlib
import os
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO

import msgspec

from rejoinder.errors import Damaged, SettingError

__all__ = ["DATABASE", "SECRET", "Manifest", "Member", "extract", "read_manifest", "write"]

DATABASE, SECRET = "database", "secret.key"
_MANIFEST = "manifest.json"
_FORMAT = 1
_PIECE = 1 << 20
_LONGEST_MANIFEST = 1 << 16
Told = Callable[[int, int | None], None]


@dataclass(frozen=True, slots=True)
class Member:
    """A file of a backup."""

    size: int
    blake2b: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds: of which kind of database, in which form of the tables, taken when, by which version."""

    database: str
    schema: str
    made_at: int
    program: str
    files: dict[str, Member] = field(default_factory=dict)
    format: int = _FORMAT


def write(path: Path, manifest: Manifest, files: dict[str, Path], told: Told) -> None:
    """Write a backup to `path`, readable by its owner alone, whole or not at all. Raises `FileExistsError`."""
    beside = path.with_name(f"{path.name}.{os.getpid()}.part")
    total = sum(file.stat().st_size for file in files.values())
    done = 0
    try:
        with os.fdopen(os.open(beside, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as raw:
            with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
                members = {}
                for name, file in files.items():
                    with file.open("rb") as source, archive.open(name, "w", force_zip64=True) as target:
                        members[name] = _copy(source, target, _shifted(told, done, total))
                    done += members[name].size
                archive.writestr(_MANIFEST, msgspec.json.encode(replace(manifest, files=members)))
            raw.flush()
            os.fsync(raw.fileno())
        os.link(beside, path)
    finally:
        beside.unlink(missing_ok=True)


def read_manifest(path: Path) -> Manifest:
    """What a backup says of itself. Raises `Damaged`, or `SettingError` for one that a newer version made."""
    try:
        with zipfile.ZipFile(path) as archive, archive.open(_MANIFEST) as file:
            content = file.read(_LONGEST_MANIFEST)
        if msgspec.json.decode(content, type=dict)["format"] != _FORMAT:
            raise SettingError(
                "backup_newer", "The backup was made by a newer version of Rejoinder.", "Install that version."
            )
        return msgspec.json.decode(content, type=Manifest)
    except (zipfile.BadZipFile, KeyError, msgspec.DecodeError, EOFError, zlib.error, OSError) as error:
        if isinstance(error, OSError) and not path.is_file():
            raise
        raise _damaged(path) from None


def extract(path: Path, manifest: Manifest, name: str, target: Path, told: Told) -> None:
    """Write one file of a backup to `target`, which must not exist. Raises `Damaged` when it is not as it was."""
    wanted = manifest.files[name]
    try:
        with (
            zipfile.ZipFile(path) as archive,
            archive.open(name) as source,
            os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as written,
        ):
            found = _copy(source, written, lambda size: told(size, wanted.size), wanted.size)
    except (zipfile.BadZipFile, KeyError, EOFError, zlib.error):
        raise _damaged(path) from None
    if found != wanted:
        raise _damaged(path)


def _copy(source: IO[bytes], target: IO[bytes], told: Callable[[int], None], at_most: int | None = None) -> Member:
    digest, size = hashlib.blake2b(digest_size=32), 0
    while piece := source.read(_PIECE):
        size += len(piece)
        if at_most is not None and size > at_most:
            break
        digest.update(piece)
        target.write(piece)
        told(size)
    return Member(size, digest.hexdigest())


def _shifted(told: Told, done: int, total: int) -> Callable[[int], None]:
    return lambda size: told(done + size, total)


def _damaged(path: Path) -> Damaged:
    return Damaged("backup_damaged", f"{path} is not a whole backup.", "Take another one.")
