"""Weights kept to shorten the next start. Never trusted when damaged: the ledger is the truth.

A snapshot is one line of JSON (how far the ledger was folded, a digest over the rest) and the filter's own dump. Each
process of an installation keeps one in its data folder, written beside its place and renamed, so that a crash leaves
the old one. In the database lies another (`publish`), for a process that starts on a machine that has none.
"""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import msgspec
from sqlalchemy import Connection

from rejoinder.actions.installation import Installation
from rejoinder.actions.learning.fold import best_version
from rejoinder.actions.learning.weights import Weights
from rejoinder.errors import Damaged
from rejoinder.filter import SpamFilter, Starter
from rejoinder.store import installation, ledger, snapshots
from rejoinder.store.ledger import Head

__all__ = ["load", "publish", "read", "save", "worth_publishing"]

_log = logging.getLogger(__name__)

_WORTH_PUBLISHING = 1_000  # lines; folding them takes a late process less than a tenth of a second


class _Header(msgspec.Struct, forbid_unknown_fields=True):
    position: int
    voids: int
    lineage: str
    blake2b: str


def save(house: Installation) -> Head:
    """Write the present weights to the data folder; returns how far they have read."""
    dump, head = house.judge.weights.dumps()
    if house.snapshot is not None:
        _replace(house.snapshot, _seal(dump, head, lineage_of(house)))
    return head


def worth_publishing(house: Installation) -> bool:
    """Whether the weights in the database are far behind those of this process, and these are sound."""
    weights = house.judge.weights
    with house.store.read() as connection:
        kept = snapshots.position(connection, weights.version) or 0
        return weights.head.position >= kept + _WORTH_PUBLISHING and ledger.first_void(connection, weights.head) is None


def publish(house: Installation, hold: Callable[[Connection], None] = lambda _connection: None) -> None:
    """Put the present weights into the database; `hold` is called in the transaction and may forbid it."""
    weights = house.judge.weights
    dump, head = weights.dumps()
    with house.store.write() as connection:
        hold(connection)
        if ledger.first_void(connection, head) is None:
            content = _seal(dump, head, installation.lineage(connection))
            snapshots.put(connection, weights.version, head, content, house.clock())


def lineage_of(house: Installation) -> str:
    """Which history of the database weights have to be of (`store/installation.py`)."""
    with house.store.read() as connection:
        return installation.lineage(connection)


def read(path: Path, key: bytes, lineage: str | None = None, starter: Starter | None = None) -> tuple[SpamFilter, Head]:
    """The weights in a snapshot, beside a starter, which is none of them.

    Raises `Damaged` when they are not what was written, or of another lineage than is asked for, and
    `FileNotFoundError` when there is none.
    """
    return _opened(path.read_bytes(), key, f"The snapshot {path.name}", lineage, starter)


def load(house: Installation) -> bool:
    """Start from a snapshot that still holds, the data folder's or else the database's; says whether there was one.

    Each one that is damaged is named in `judge.notice`. With neither, the weights are made anew from the ledger.
    """
    damaged: list[str] = []
    taken = _load_file(house, damaged) or _load_published(house, damaged)
    if damaged:
        instead = "The one in the database was taken." if taken else "The weights were made anew from the ledger."
        house.judge.notice = " ".join([*damaged, instead])
        _log.warning("%s", house.judge.notice)
    return taken


def _load_file(house: Installation, damaged: list[str]) -> bool:
    if house.snapshot is None:
        return False
    try:
        return _use(house, *read(house.snapshot, house.judge.key, lineage_of(house), house.judge.starter))
    except FileNotFoundError:
        return False
    except (Damaged, OSError) as error:
        damaged.append(
            error.sentence if isinstance(error, Damaged) else f"The snapshot cannot be read: {error.strerror}."
        )
        return False


def _load_published(house: Installation, damaged: list[str]) -> bool:
    with house.store.read() as connection:
        content = snapshots.get(connection, best_version(connection, house.judge))
        lineage = installation.lineage(connection)
    if content is None:
        return False
    try:
        judge = house.judge
        return _use(house, *_opened(content, judge.key, "The snapshot in the database", lineage, judge.starter))
    except Damaged as error:
        damaged.append(error.sentence)
        return False


def _use(house: Installation, spam_filter: SpamFilter, head: Head) -> bool:
    """Take these weights, unless something that they have learned was voided since, or newer features are ready."""
    with house.store.read() as connection:
        ahead = head.position > ledger.head(connection).position
        stale = ledger.first_void(connection, head) is not None
        other = spam_filter.version != best_version(connection, house.judge)
    usable = not (ahead or stale or other)
    if usable:
        house.judge.weights = Weights(spam_filter, head)
    return usable


def _seal(dump: bytes, head: Head, lineage: str) -> bytes:
    bound = _bound(lineage.encode() + dump, head)
    return msgspec.json.encode(_Header(head.position, head.voids, lineage, bound)) + b"\n" + dump


def _opened(
    content: bytes, key: bytes, what: str, lineage: str | None, starter: Starter | None
) -> tuple[SpamFilter, Head]:
    line, _, dump = content.partition(b"\n")
    try:
        header = msgspec.json.decode(line, type=_Header)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise _damaged(what) from None
    head = Head(header.position, header.voids)
    if header.blake2b != _bound(header.lineage.encode() + dump, head):
        raise _damaged(what)
    if lineage not in {None, header.lineage}:
        raise Damaged("snapshot_foreign", f"{what} is from before the database was restored.")
    return SpamFilter.loads(dump, key=key, starter=starter), head


def _bound(dump: bytes, head: Head) -> str:
    """A digest over the weights and over how far they have read, so that neither can be exchanged alone."""
    return hashlib.blake2b(dump, key=f"{head.position}.{head.voids}".encode(), digest_size=16).hexdigest()


def _replace(path: Path, content: bytes) -> None:
    beside = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError:
        with suppress(OSError):
            beside.unlink()  # half a snapshot must not fill up a disk that is full
        raise


def _damaged(what: str) -> Damaged:
    return Damaged("snapshot_damaged", f"{what} is damaged.", "It is made anew from the ledger.")
