"""What a label is learnt from, without the text: the form in which the ledger keeps a comment that a person judged.

How it stands in bytes is said in `batch`, where many are read at once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rejoinder.filter.batch import Head, read, write
from rejoinder.filter.memory import Identity

__all__ = ["Example"]


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
        head = Head(self.version, self.fingerprint, self.identity, bytes(self.signals))
        return write(head, self.columns, self.groups)

    @classmethod
    def from_bytes(cls, data: bytes) -> Example:
        """Read what `to_bytes` wrote. Raises `Damaged` on anything else."""
        batch, wrong = read([data])
        if wrong:
            raise wrong[0]
        head = batch.heads[0]
        return cls(batch.columns, batch.groups, tuple(head.signals), head.identity, head.fingerprint, head.version)
