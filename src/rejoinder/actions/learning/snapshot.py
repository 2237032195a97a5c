"""The weights on disk, to shorten the next start. Never trusted when damaged: the ledger is the truth.

A snapshot is one line of JSON (how far the ledger was folded, a digest over the rest) and the filter's own dump. It is
written beside its place and renamed, so that a crash leaves the old one.
"""

from __future__ import annotations

import hashlib
import logging
import os
from pathlib import Path

import msgspec

from rejoinder.actions.installation import Installation
from rejoinder.errors import Damaged
from rejoinder.filter import SpamFilter
from rejoinder.store import ledger
from rejoinder.store.ledger import Head

__all__ = ["load", "read", "save"]

_log = logging.getLogger(__name__)


class _Header(msgspec.Struct, forbid_unknown_fields=True):
    position: int
    voids: int
    blake2b: str


def save(house: Installation) -> Head:
    """Write the present weights; returns how far they have read."""
    dump, head = house.judge.dumps()
    if house.snapshot is not None:
        header = msgspec.json.encode(_Header(head.position, head.voids, _bound(dump, head)))
        _replace(house.snapshot, header + b"\n" + dump)
    return head


def read(path: Path, key: bytes) -> tuple[SpamFilter, Head]:
    """The weights in a snapshot.

    Raises `Damaged` when they are not what was written, and `FileNotFoundError` when there is none.
    """
    line, _, dump = path.read_bytes().partition(b"\n")
    try:
        header = msgspec.json.decode(line, type=_Header)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise _damaged(path) from None
    head = Head(header.position, header.voids)
    if header.blake2b != _bound(dump, head):
        raise _damaged(path)
    return SpamFilter.loads(dump, key=key), head


def load(house: Installation) -> bool:
    """Start from the snapshot if there is one and nothing that it has learned was voided since; says whether it did."""
    if house.snapshot is None or not house.snapshot.exists():
        return False
    try:
        spam_filter, head = read(house.snapshot, house.judge.key)
    except Damaged as error:
        _log.warning("%s The weights are made anew from the ledger.", error)
        return False
    with house.store.read() as connection:
        now = ledger.head(connection)
    if head.voids != now.voids or head.position > now.position:
        return False
    house.judge.replace(spam_filter, head)
    return True


def _bound(dump: bytes, head: Head) -> str:
    """A digest over the weights and over how far they have read, so that neither can be exchanged alone."""
    return hashlib.blake2b(dump, key=f"{head.position}.{head.voids}".encode(), digest_size=16).hexdigest()


def _replace(path: Path, content: bytes) -> None:
    beside = path.with_name(f"{path.name}.{os.getpid()}.new")
    with beside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def _damaged(path: Path) -> Damaged:
    return Damaged(
        "snapshot_damaged", f"The snapshot {path.name} is damaged.", "Delete it; it is made from the ledger."
    )
