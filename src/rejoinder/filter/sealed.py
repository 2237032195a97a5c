"""The form of the files that the filter writes: what they are, for which features and key, deflated, with a checksum.

Layout: magic, version of the format, version of the features, fingerprint of the key, lengths before and after
deflating, what is told, a checksum over all of it. No pickle: nothing that is read here is ever run. What stands inside
is the matter of `weights` and `starter`; whether version and key are the wanted ones is that of the caller.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from hashlib import blake2b
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rejoinder.errors import Damaged
from rejoinder.filter.hashing import COLUMNS

__all__ = ["MOST_LABELS", "Kind", "Sealed", "are_columns", "bound_by", "seal", "unseal"]

_OUTER = struct.Struct("<8sHH16sQQ")  # magic, format, features, fingerprint, bytes before and after deflating
_SUM = 16
MOST_LABELS = 1 << 40
_MOST = 1 << 32  # bytes before deflating; more than any table and a memory of a hundred million texts


class Kind(NamedTuple):
    """One kind of file: its magic of eight bytes, the version of its format, and what is raised when one is damaged."""

    magic: bytes
    format: int
    damaged: Callable[[str], Damaged]


class Sealed(NamedTuple):
    """What a file tells: the version of its features, the fingerprint of its key, and its content."""

    version: int
    fingerprint: bytes
    inner: bytes


def seal(kind: Kind, sealed: Sealed) -> bytes:
    """The bytes of a file; equal content gives equal bytes."""
    body = zlib.compress(sealed.inner, 1)
    head = _OUTER.pack(kind.magic, kind.format, sealed.version, sealed.fingerprint, len(sealed.inner), len(body))
    return head + body + _checksum(head, body)


def unseal(kind: Kind, data: bytes) -> Sealed:
    """Read what `seal` wrote. Raises what `kind.damaged` makes on anything else."""
    if len(data) < _OUTER.size + _SUM or data[:8] != kind.magic:
        raise kind.damaged("it is not such a file, or was cut short")
    if _checksum(memoryview(data)[:-_SUM]) != data[-_SUM:]:
        raise kind.damaged("its checksum does not fit")
    _, written, version, fingerprint, size, packed = _OUTER.unpack_from(data)
    if written != kind.format:
        raise kind.damaged("it was written by another version")
    if packed != len(data) - _OUTER.size - _SUM or size > _MOST:
        raise kind.damaged("its lengths make no sense")
    return Sealed(version, fingerprint, _inflate(kind, memoryview(data)[_OUTER.size : -_SUM], size))


def _checksum(*parts: bytes | memoryview) -> bytes:
    made = blake2b(digest_size=_SUM)
    for part in parts:
        made.update(part)
    return made.digest()


def _inflate(kind: Kind, body: memoryview, size: int) -> bytes:
    inflater = zlib.decompressobj()
    try:
        inner = inflater.decompress(body, size + 1)
    except zlib.error as error:
        raise kind.damaged("it does not inflate") from error
    if len(inner) != size or not inflater.eof or inflater.unused_data:
        raise kind.damaged("its lengths make no sense")
    return inner


# A checksum says that a file is as it was written, not that what wrote it was in its senses.


def are_columns(columns: NDArray[np.integer]) -> bool:
    """Whether numbers are columns of the table, each once, in ascending order."""
    return len(columns) == 0 or (int(columns[-1]) < COLUMNS and bool((columns[1:] > columns[:-1]).all()))


def bound_by(labels: int, numbers: NDArray[np.floating]) -> bool:
    """Whether numbers can come from so many labels, each of which moves a weight, squares or a count by one at most."""
    # NaN is not less than anything. The thousandth is for what float32 rounds.
    return labels <= MOST_LABELS and bool((np.abs(numbers) <= 1.001 * labels + 1).all())
