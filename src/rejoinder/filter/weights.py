"""Everything learnt, to bytes and back, without pickle.

Inside of what `sealed` wraps stand the rows of the table that are not empty with their columns, the counts of signals,
the memory in the order of its digests, and the bands of campaigns with their slots. Loading refuses whatever differs: a
state is the written one or none.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from tempfile import NamedTemporaryFile

import numpy as np
from numpy.typing import NDArray

from rejoinder.errors import Damaged
from rejoinder.filter.campaigns import Campaigns, are_entries
from rejoinder.filter.learner import MOST_COUNTED, Learner
from rejoinder.filter.memory import DIGEST, HAM, HOST_DIGEST, SPAM, Memory
from rejoinder.filter.sealed import Kind, Sealed, are_columns, bound_by, seal, unseal
from rejoinder.filter.versions import EXTRACTORS

__all__ = ["State", "digest", "fill", "open_weights", "pack", "write_whole"]

_INNER = struct.Struct("<dQQIIQQI")  # bias, spam, ham, rows, signals, entries by text, by text and host, bands


def _damaged(what: str) -> Damaged:
    return Damaged("weights_damaged", f"The weights cannot be used: {what}.", "Rebuild them from the labels.")


_WEIGHTS = Kind(b"RJweight", 2, _damaged)


@dataclass(frozen=True, slots=True)
class State:
    """The parts of a filter that learn."""

    learner: Learner
    memory: Memory
    campaigns: Campaigns
    signals: NDArray[np.int64]


def digest(state: State) -> str:
    """A digest of everything learnt: equal exactly if the states are equal bit for bit."""
    return blake2b(_pack_inner(state), digest_size=16).hexdigest()


def pack(state: State, version: int, fingerprint: bytes) -> bytes:
    """The state as bytes; equal states give equal bytes."""
    return seal(_WEIGHTS, Sealed(version, fingerprint, _pack_inner(state)))


def open_weights(data: bytes, version: int | None, fingerprint: bytes) -> Sealed:
    """What `pack` wrote, for `fill`. Raises `Damaged` on anything else, or if key or version is another."""
    sealed = unseal(_WEIGHTS, data)
    if sealed.version not in EXTRACTORS:
        raise _damaged("this program does not know the version of its features")
    if version not in (None, sealed.version):
        raise _damaged(f"it holds version {sealed.version} of the features, not {version}")
    if sealed.fingerprint != fingerprint:
        raise _damaged("it was made under another key")
    return sealed


def _pack_inner(state: State) -> bytes:
    learner, entries = state.learner, state.memory.entries
    used = learner.used().astype("<u4")
    # Keys are distinct and of one length, so that they come in the same order with what is remembered behind them.
    by_text = sorted([key + entry for key, entry in entries.items() if len(key) == DIGEST])
    by_both = sorted([key for key in entries if len(key) != DIGEST])
    slots = np.flatnonzero(state.campaigns.table).astype("<u4")
    bands = state.campaigns.table[slots].astype("<u8").tobytes()
    lengths = (len(used), len(state.signals), len(by_text), len(by_both), len(slots))
    head = _INNER.pack(learner.bias, learner.spam, learner.ham, *lengths)
    table, signals = learner.rows(used).astype("<f4").tobytes(), state.signals.astype("<i8").tobytes()
    return b"".join((head, used.tobytes(), table, signals, *by_text, *by_both, slots.tobytes(), bands))


def fill(inner: bytes, state: State) -> None:
    """Fill an empty state from the inside of a file. Raises `Damaged` on anything that `pack` does not write."""
    if len(inner) < _INNER.size:
        raise _damaged("its lengths make no sense")
    bias, spam, ham, rows, signals, by_text, by_both, bands = _INNER.unpack_from(inner)
    entry = DIGEST + 1 + HOST_DIGEST
    memory = (by_text * entry, by_both * (DIGEST + HOST_DIGEST))
    parts = (rows * 4, rows * 16, signals * 16, *memory, bands * 4, bands * 8)
    if len(inner) != _INNER.size + sum(parts) or signals > len(state.signals):
        raise _damaged("its lengths make no sense")
    pieces, at, view = [], _INNER.size, memoryview(inner)
    for length in parts:
        pieces.append(view[at : at + length])
        at += length
    columns, table = np.frombuffer(pieces[0], "<u4"), np.frombuffer(pieces[1], "<f4").reshape(-1, 4)
    counts = np.frombuffer(pieces[2], "<i8").reshape(-1, 2)
    if not are_columns(columns):
        raise _damaged("its columns do not ascend")
    if not (bound_by(spam + ham, table) and bound_by(spam + ham, np.array([bias])) and _are_kept(table[:, 1:])):
        raise _damaged("it has weights that no labels give")
    if (counts < 0).any() or (counts > (spam, ham)).any() or by_text + by_both > spam + ham:
        raise _damaged("it has counts that no labels give")
    slots, entries = np.frombuffer(pieces[5], "<u4"), np.frombuffer(pieces[6], "<u8")
    if not are_entries(slots, entries, spam, ham):
        raise _damaged("it knows campaigns that no labels give")
    learner = state.learner
    learner.bias, learner.spam, learner.ham = bias, spam, ham
    learner.write(columns, table[:, 0], table[:, 1:])
    state.signals[:signals] = counts
    state.campaigns.table[slots] = entries
    _fill_memory(bytes(pieces[3]), bytes(pieces[4]), entry, state.memory)


def _are_kept(kept: NDArray[np.float32]) -> bool:
    """Whether these are squares, and whole numbers of spam and ham, as many as can be counted and not both nothing."""
    counts = kept[:, 1:]
    whole = (counts == np.floor(counts)) & (counts <= MOST_COUNTED)
    return bool((kept >= 0).all()) and bool(whole.all()) and bool(counts.any(axis=1).all())


def _fill_memory(texts: bytes, both: bytes, entry: int, memory: Memory) -> None:
    for at in range(0, len(texts), entry):
        memory.entries[texts[at : at + DIGEST]] = texts[at + DIGEST : at + entry]
    for at in range(0, len(both), DIGEST + HOST_DIGEST):
        key = both[at : at + DIGEST + HOST_DIGEST]
        memory.entries[key] = SPAM + key[DIGEST:]
    if len(memory.entries) != len(texts) // entry + len(both) // (DIGEST + HOST_DIGEST):
        raise _damaged("it remembers a text twice")
    if not {found[:1] for found in memory.entries.values()} <= {SPAM, HAM}:
        raise _damaged("it remembers a text as neither spam nor genuine")


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
