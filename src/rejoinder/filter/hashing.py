"""From named features to columns, under the installation's key.

Names (words, hosts, authors) go through keyed BLAKE2b (RFC 7693); n-grams, of which there are hundreds in a message,
through multiply-shift with secret odd 64-bit multipliers (Dietzfelbinger et al. 1997, "A reliable randomized algorithm
for the closest-pair problem"). Who does not know the key can therefore not make two features collide on purpose. An
empty key gives the public hash, in which weights can be shipped and which an attacker must be assumed to know.

The table is a plain power of two. The trials put the price of 2^20 columns against 2^22 at 3 % of the error, of 2^18 at
6 % (`docs/experiments/2026-11-23-first-filter.md`).
"""

from __future__ import annotations

from hashlib import blake2b, sha512

import numpy as np
from numpy.typing import NDArray

__all__ = ["BITS", "COLUMNS", "FEATURE_VERSION", "Hasher"]

FEATURE_VERSION = 1  # counts up whenever the same comment would give other columns; stored labels name theirs
BITS = 20
COLUMNS = 1 << BITS
_SHIFT = np.uint64(64 - BITS)
_REMEMBERED = 16_384  # names whose columns are kept at hand; about 5 MB


class Hasher:
    """Names and n-grams to columns. Two hashers with one key agree; the cache changes speed only."""

    def __init__(self, key: bytes = b"") -> None:
        self._key = sha512(b"rejoinder" + key).digest() if key else b""
        self.fingerprint = self.digest(b"fingerprint", b"", 16)
        self.five, self.four, self.left, self.right, self.point = (
            np.uint64(int.from_bytes(self.digest(b"multiplier", bytes([i]), 8), "little") | 1) for i in range(5)
        )
        self._columns: dict[str, int] = {}

    def digest(self, purpose: bytes, data: bytes, size: int) -> bytes:
        """A keyed digest of `size` bytes; digests for different purposes have nothing to do with each other."""
        return blake2b(data, digest_size=size, key=self._key, person=purpose[:16]).digest()

    def wide(self, name: str) -> bytes:
        """64 keyed bits for a name, from which its column and those of its pairs are made."""
        return self.digest(b"name", name.encode("utf-8", "surrogatepass"), 8)

    def column(self, name: str) -> int:
        """The column of a named feature."""
        found = self._columns.get(name)
        if found is None:
            found = int.from_bytes(self.wide(name), "little") >> (64 - BITS)
            if len(self._columns) >= _REMEMBERED:
                self._columns.clear()
            self._columns[name] = found
        return found

    def fivegrams(self, data: bytes) -> NDArray[np.uint64]:
        """Columns of every run of five bytes of `data`, in order."""
        count = max(len(data) - 4, 0)
        # Each 8-byte window holds the five bytes and three strangers, which the shift throws out.
        windows = np.ndarray((count,), "<u8", data + b"\0\0\0", 0, (1,))
        return ((windows << np.uint64(24)) * self.five) >> _SHIFT

    def fourgrams(self, data: bytes) -> NDArray[np.uint64]:
        """Columns of every run of four bytes of `data`, in order."""
        windows = np.ndarray((max(len(data) - 3, 0),), "<u4", data, 0, (1,))
        return (windows.astype(np.uint64) * self.four) >> _SHIFT

    def marks(self, marks: list[int]) -> NDArray[np.uint64]:
        """Columns of small numbers, the marks of style."""
        return (np.array(marks, dtype=np.uint64) * self.point) >> _SHIFT

    def pairs(self, wides: NDArray[np.uint64]) -> NDArray[np.uint64]:
        """Columns of every two neighbours among the wide hashes of names."""
        return (wides[:-1] * self.left + wides[1:] * self.right) >> _SHIFT
