"""What a label is learnt from, without the text: the form in which the ledger keeps a comment that a person judged.

The bytes: magic, version of the features, fingerprint of the key (16), flags, digests of the memory, the numbers of the
signals, the columns as differences with their groups in the low three bits, deflated, and a checksum over everything.
Reading is strict: whatever is not exactly what `to_bytes` writes is `Damaged`.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from rejoinder.errors import Damaged
from rejoinder.filter.features import MOST_FEATURES
from rejoinder.filter.hashing import COLUMNS
from rejoinder.filter.memory import DIGEST, HOST_DIGEST, Identity
from rejoinder.filter.versions import EXTRACTORS

__all__ = ["Example"]

_MAGIC = b"RJx1"
_HEAD = struct.Struct(f"<4sH16sB{DIGEST}s{HOST_DIGEST}sBII")  # …, signals, columns, bytes of columns
_SUM = 8
_GROUP_BITS = 3


def _damaged(what: str) -> Damaged:
    return Damaged(
        "example_damaged", f"A stored label cannot be read: {what}.", "Restore it from a backup or remove it."
    )


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """The hashed columns of a comment with their groups, the signals it showed, and its identity for the memory.

    `version` is that of the features, `fingerprint` that of the key; only a filter with both can learn the example.
    """

    columns: NDArray[np.int64]
    groups: NDArray[np.int64]
    signals: tuple[int, ...]
    identity: Identity
    fingerprint: bytes
    version: int

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Example) and self.to_bytes() == other.to_bytes()

    def __hash__(self) -> int:
        return hash(self.to_bytes())

    def to_bytes(self) -> bytes:
        """The example as bytes, some two per feature."""
        packed = (self.columns << _GROUP_BITS) | self.groups
        steps = np.diff(packed, prepend=0).astype("<u4")
        # Byte by byte of significance: the high ones are nearly all zero, so that they cost nearly nothing deflated.
        body = zlib.compress(steps.view(np.uint8).reshape(-1, 4).T.tobytes(), 6)
        head = _HEAD.pack(
            _MAGIC,
            self.version,
            self.fingerprint,
            self.identity.short,
            self.identity.text,
            self.identity.host,
            len(self.signals),
            len(self.columns),
            len(body),
        )
        data = head + bytes(self.signals) + body
        return data + blake2b(data, digest_size=_SUM).digest()

    @classmethod
    def from_bytes(cls, data: bytes) -> Example:
        """Read what `to_bytes` wrote. Raises `Damaged` on anything else."""
        if len(data) < _HEAD.size + _SUM:
            raise _damaged("it is too short")
        if blake2b(data[:-_SUM], digest_size=_SUM).digest() != data[-_SUM:]:
            raise _damaged("its checksum does not fit")
        magic, version, fingerprint, short, text, host, signals, count, size = _HEAD.unpack_from(data)
        if magic != _MAGIC or version not in EXTRACTORS:
            raise _damaged("this program does not know its version")
        if short > 1 or count > MOST_FEATURES or len(data) != _HEAD.size + signals + size + _SUM:
            raise _damaged("its lengths make no sense")
        at = _HEAD.size + signals
        columns, groups = _unpack(data[at : at + size], count)
        identity = Identity(text, host, bool(short))
        return cls(columns, groups, tuple(data[_HEAD.size : at]), identity, fingerprint, version)


def _unpack(body: bytes, count: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    inflater = zlib.decompressobj()
    try:
        planes = inflater.decompress(body, count * 4 + 1)
    except zlib.error as error:
        raise _damaged("its columns do not inflate") from error
    if len(planes) != count * 4 or not inflater.eof or inflater.unused_data:
        raise _damaged("it has not as many columns as it says")
    steps = np.frombuffer(planes, np.uint8).reshape(4, count).T.copy().view("<u4").ravel()
    packed = np.cumsum(steps, dtype=np.uint64)
    columns = packed >> np.uint64(_GROUP_BITS)
    if count and (int(columns[-1]) >= COLUMNS or bool((columns[1:] <= columns[:-1]).any())):
        raise _damaged("its columns do not ascend")
    return columns.astype(np.int64), (packed & np.uint64(7)).astype(np.int64)
