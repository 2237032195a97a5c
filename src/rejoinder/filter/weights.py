"""Everything learnt, to bytes and back, without pickle.

Layout: magic, version of the format, version of the features, fingerprint of the key, lengths; then, deflated, the rows
of the table that are not empty with their columns, the counts of signals, the memory in the order of its digests; last
a checksum over all of it. Loading refuses whatever differs: a state is the written one or none.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from tempfile import NamedTemporaryFile

import numpy as np
from numpy.typing import NDArray

from rejoinder.errors import Damaged
from rejoinder.filter.hashing import COLUMNS, FEATURE_VERSION, Hasher
from rejoinder.filter.learner import Learner
from rejoinder.filter.memory import DIGEST, HOST_DIGEST, Memory

__all__ = ["State", "digest", "pack", "unpack", "write_whole"]

_MAGIC = b"RJweight"
_FORMAT = 1
_OUTER = struct.Struct("<8sHH16sQQ")  # magic, format, features, fingerprint, bytes before and after deflating
_INNER = struct.Struct("<dQQIIQQ")  # bias, spam, ham, rows, signals, entries by text, entries by text and host
_SUM = 16
_MOST = 1 << 32  # bytes before deflating; more than any table and a memory of a hundred million texts


@dataclass(frozen=True, slots=True)
class State:
    """The parts of a filter that learn."""

    learner: Learner
    memory: Memory
    signals: NDArray[np.int64]


def digest(state: State) -> str:
    """A digest of everything learnt: equal exactly if the states are equal bit for bit."""
    return blake2b(_pack_inner(state), digest_size=_SUM).hexdigest()


def pack(state: State, hasher: Hasher) -> bytes:
    """The state as bytes; equal states give equal bytes."""
    inner = _pack_inner(state)
    body = zlib.compress(inner, 1)
    head = _OUTER.pack(_MAGIC, _FORMAT, FEATURE_VERSION, hasher.fingerprint, len(inner), len(body))
    data = head + body
    return data + blake2b(data, digest_size=_SUM).digest()


def _pack_inner(state: State) -> bytes:
    learner, entries = state.learner, state.memory.entries
    used = learner.used().astype("<u4")
    by_text = sorted(key for key in entries if len(key) == DIGEST)
    by_both = sorted(key for key in entries if len(key) != DIGEST)
    head = _INNER.pack(
        learner.bias, learner.spam, learner.ham, len(used), len(state.signals), len(by_text), len(by_both)
    )
    remembered = b"".join(key + bytes([entries[key][0]]) + entries[key][1] for key in by_text)
    table = learner.rows(used).astype("<f4").tobytes()
    return b"".join((head, used.tobytes(), table, state.signals.astype("<i8").tobytes(), remembered, *by_both))


def unpack(data: bytes, state: State, hasher: Hasher) -> None:
    """Fill an empty state from what `pack` wrote. Raises `Damaged` on anything else, and on another key."""
    if len(data) < _OUTER.size + _SUM or data[:8] != _MAGIC:
        raise _damaged("it is not a file of weights, or was cut short")
    if blake2b(data[:-_SUM], digest_size=_SUM).digest() != data[-_SUM:]:
        raise _damaged("its checksum does not fit")
    _, version, features, fingerprint, size, packed = _OUTER.unpack_from(data)
    if (version, features) != (_FORMAT, FEATURE_VERSION):
        raise _damaged("it was written by another version")
    if fingerprint != hasher.fingerprint:
        raise _damaged("it was made under another key")
    if packed != len(data) - _OUTER.size - _SUM or size > _MOST:
        raise _damaged("its lengths make no sense")
    _fill(_inflate(data[_OUTER.size : -_SUM], size), state)


def _damaged(what: str) -> Damaged:
    return Damaged("weights_damaged", f"The weights cannot be used: {what}.", "Rebuild them from the labels.")


def _inflate(body: bytes, size: int) -> bytes:
    inflater = zlib.decompressobj()
    try:
        inner = inflater.decompress(body, size + 1)
    except zlib.error as error:
        raise _damaged("they do not inflate") from error
    if len(inner) != size or not inflater.eof or inflater.unused_data or size < _INNER.size:
        raise _damaged("its lengths make no sense")
    return inner


def _fill(inner: bytes, state: State) -> None:
    bias, spam, ham, rows, signals, by_text, by_both = _INNER.unpack_from(inner)
    entry = DIGEST + 1 + HOST_DIGEST
    parts = (rows * 4, rows * 16, signals * 16, by_text * entry, by_both * (DIGEST + HOST_DIGEST))
    if len(inner) != _INNER.size + sum(parts) or signals > len(state.signals):
        raise _damaged("its lengths make no sense")
    pieces, at = [], _INNER.size
    for length in parts:
        pieces.append(inner[at : at + length])
        at += length
    columns = np.frombuffer(pieces[0], "<u4")
    if rows and (int(columns[-1]) >= COLUMNS or bool((columns[1:] <= columns[:-1]).any())):
        raise _damaged("its columns do not ascend")
    table = np.frombuffer(pieces[1], "<f4").reshape(-1, 4)
    if not np.isfinite(table).all() or (table[:, 1:] < 0).any() or not np.isfinite(bias):
        raise _damaged("it has weights that are no numbers")
    learner = state.learner
    learner.bias, learner.spam, learner.ham = bias, spam, ham
    learner.fill(columns, table)
    state.signals[:signals] = np.frombuffer(pieces[2], "<i8").reshape(-1, 2)
    _fill_memory(pieces[3], pieces[4], entry, state.memory)


def _fill_memory(texts: bytes, both: bytes, entry: int, memory: Memory) -> None:
    for at in range(0, len(texts), entry):
        memory.entries[texts[at : at + DIGEST]] = (bool(texts[at + DIGEST]), texts[at + DIGEST + 1 : at + entry])
    for at in range(0, len(both), DIGEST + HOST_DIGEST):
        key = both[at : at + DIGEST + HOST_DIGEST]
        memory.entries[key] = (True, key[DIGEST:])


def write_whole(path: Path, data: bytes) -> None:
    """Put `data` at `path` under its name only when all of it is written.

    A crash of the program leaves the old file or the new one. There is no fsync, for the filter does not touch the
    operating system (`tests/house/test_imports.py`): after a power cut the file may be damaged, which loading refuses.
    The server writes its snapshots itself.
    """
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", suffix=".part", delete=False) as file:
        beside = Path(file.name)
        try:
            file.write(data)
            file.close()
            beside.replace(path)
        except BaseException:
            file.close()
            beside.unlink(missing_ok=True)
            raise
