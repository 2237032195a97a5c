"""Stored labels as bytes, and many of them read at once: what a label is learnt from, without the text.

The bytes of one: magic, version of the features, fingerprint of the key, whether the text is short, digests of the
memory, how many signals and columns, the numbers of the signals, the columns, and a checksum over everything. Columns
ascend, so they are written after Elias and Fano (Elias 1974, "Efficient storage and retrieval by content and address of
static files"): the low 13 bits of each with its group beside them in 16, the high ones as a string of bits, a zero for
each step up and a one for each column. That is 2.1 bytes a column and nothing to inflate; deflated differences took an
eighth more and four times as long to write (`docs/experiments/2026-11-23-rebuild.md`).

Reading is strict: whatever is not exactly what `write` writes is `Damaged`.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from hashlib import blake2b
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rejoinder.errors import Damaged
from rejoinder.filter.features import MOST_FEATURES
from rejoinder.filter.hashing import BITS, COLUMNS
from rejoinder.filter.memory import DIGEST, HOST_DIGEST, Identity
from rejoinder.filter.versions import EXTRACTORS

__all__ = ["Batch", "Head", "read", "write"]

_MAGIC = b"RJx2"
_HEAD = struct.Struct(f"<4sH16sB{DIGEST}s{HOST_DIGEST}sBH")
_SUM = 8
_GROUP_BITS = 3
_LOW_BITS = 16 - _GROUP_BITS
_LOW, _GROUP = (1 << _LOW_BITS) - 1, (1 << _GROUP_BITS) - 1
_STEPS_UP = (1 << (BITS - _LOW_BITS)) - 1


class Head(NamedTuple):
    """What stands before the columns of one label."""

    version: int
    fingerprint: bytes
    identity: Identity
    signals: bytes  # their numbers


class Batch(NamedTuple):
    """Labels one after the other. `starts` says where the columns of each begin, and where the last ones end."""

    heads: list[Head]
    columns: NDArray[np.int64]
    groups: NDArray[np.int64]
    starts: NDArray[np.int64]


_Pieces = tuple[Head, int, bytes, bytes]  # the head, how many columns, and the bytes in which they stand


def _damaged(what: str) -> Damaged:
    return Damaged(
        "example_damaged", f"A stored label cannot be read: {what}.", "Restore it from a backup or remove it."
    )


def write(head: Head, columns: NDArray[np.int64], groups: NDArray[np.int64]) -> bytes:
    """One label as bytes; `columns` ascend."""
    identity, count = head.identity, len(columns)
    bits = np.zeros(count + _STEPS_UP, dtype=np.uint8)
    bits[(columns >> _LOW_BITS) + np.arange(count)] = 1
    low = (((columns & _LOW) << _GROUP_BITS) | groups).astype("<u2")
    first = _HEAD.pack(
        _MAGIC,
        head.version,
        head.fingerprint,
        identity.short,
        identity.text,
        identity.host,
        len(head.signals),
        count,
    )
    data = b"".join((first, head.signals, low.tobytes(), np.packbits(bits).tobytes()))
    return data + blake2b(data, digest_size=_SUM).digest()


def read(blobs: Sequence[bytes], admit: Callable[[Head], None] | None = None) -> tuple[Batch, dict[int, Damaged]]:
    """Read what `write` wrote, and by position in `blobs` what is wrong with the others, which are left out.

    `admit` may raise `Damaged` on the head of a label that is not wanted.
    """
    wrong: dict[int, Damaged] = {}
    pieces: dict[int, _Pieces] = {}
    for position, blob in enumerate(blobs):
        try:
            cut = _cut(blob)
            if admit is not None:
                admit(cut[0])
            pieces[position] = cut
        except Damaged as error:
            wrong[position] = error
    batch, broken = _join(list(pieces.values()))
    while broken:
        positions = list(pieces)
        for position in [positions[number] for number in broken]:
            wrong[position] = _damaged("its columns do not ascend")
            del pieces[position]
        batch, broken = _join(list(pieces.values()))
    return batch, wrong


def _cut(data: bytes) -> _Pieces:
    if len(data) < _HEAD.size + _SUM:
        raise _damaged("it is too short")
    if blake2b(data[:-_SUM], digest_size=_SUM).digest() != data[-_SUM:]:
        raise _damaged("its checksum does not fit")
    magic, version, fingerprint, short, text, host, signals, count = _HEAD.unpack_from(data)
    if magic != _MAGIC or version not in EXTRACTORS:
        raise _damaged("this program does not know its version")
    low = _HEAD.size + signals
    high = low + 2 * count
    if short > 1 or count > MOST_FEATURES or len(data) != high + _size_of_high(count) + _SUM:
        raise _damaged("its lengths make no sense")
    head = Head(version, fingerprint, Identity(text, host, short == 1), data[_HEAD.size : low])
    if len(head.signals) > 1 and list(head.signals) != sorted(set(head.signals)):
        raise _damaged("its signals do not ascend")
    return head, count, data[low:high], data[high:-_SUM]


def _size_of_high(count: int) -> int:
    return (count + _STEPS_UP + 7) // 8


def _join(pieces: list[_Pieces]) -> tuple[Batch, list[int]]:
    """The labels as one batch, and which of them have columns that do not ascend; then the batch is of no use."""
    heads, counts, low, high = zip(*pieces, strict=True) if pieces else ((), (), (), ())
    starts = np.zeros(len(pieces) + 1, dtype=np.int64)
    np.cumsum(counts, out=starts[1:])
    packed = np.frombuffer(b"".join(low), "<u2").astype(np.int64)
    bits = np.zeros(len(pieces) + 1, dtype=np.int64)
    np.cumsum([8 * len(part) for part in high], out=bits[1:])
    ones = np.flatnonzero(np.unpackbits(np.frombuffer(b"".join(high), np.uint8)).view(np.bool_))
    found = np.searchsorted(ones, bits)
    if not np.array_equal(found, starts):
        return Batch([], packed, packed, starts), np.flatnonzero(np.diff(found) != counts).tolist()
    # The number of zeros before a one: its place, without where its label begins and without the ones before it.
    ones -= np.arange(len(ones))
    ones -= (bits - starts)[:-1].repeat(counts)
    columns = (ones << _LOW_BITS) | (packed >> _GROUP_BITS)
    return Batch(list(heads), columns, packed & _GROUP, starts), _broken(columns, starts)


def _broken(columns: NDArray[np.int64], starts: NDArray[np.int64]) -> list[int]:
    wrong = columns >= COLUMNS
    falls = columns[1:] <= columns[:-1]
    inside = starts[1:-1]
    falls[inside[(inside > 0) & (inside < len(columns))] - 1] = False
    wrong[1:] |= falls
    if not wrong.any():
        return []
    broken: list[int] = np.unique(np.searchsorted(starts, np.flatnonzero(wrong), side="right") - 1).tolist()
    return broken
