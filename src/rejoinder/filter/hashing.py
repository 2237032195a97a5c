"""From named features to columns, under the installation's key.

Names (words, hosts, authors) go through keyed BLAKE2b (RFC 7693); n-grams, of which there are hundreds in a message,
through multiply-shift with a secret odd 64-bit multiplier (Dietzfelbinger et al. 1997, "A reliable randomized algorithm
for the closest-pair problem"). Who does not know the key can therefore not make two features collide on purpose. An
empty key gives the public hash, in which weights can be shipped and which an attacker must be assumed to know.

The table is a plain power of two. The trials put the price of 2^20 columns against 2^22 at 3 % of the error, of 2^18 at
6 % (`docs/experiments/2026-11-23-first-filter.md`).
"""

from __future__ import annotations

from hashlib import blake2b, sha512

import numpy as np
from numpy.typing import NDArray

__all__ = ["BITS", "COLUMNS", "Hasher"]

BITS = 20
COLUMNS = 1 << BITS
_REMEMBERED = 8_192  # names whose numbers are kept at hand; about 1 MB


class Hasher:
    """Names and n-grams to columns. Two hashers with one key agree; the cache changes speed only."""

    def __init__(self, key: bytes = b"") -> None:
        self._key = sha512(b"rejoinder" + key).digest() if key else b""
        self._prepared: dict[tuple[bytes, int], blake2b] = {}
        self.fingerprint = self.digest(b"fingerprint", b"", 16)
        multiplier, salt = (int.from_bytes(self.digest(b"multiplier", bytes([i]), 8), "little") for i in range(2))
        self._multiplier = np.uint64(multiplier | 1)
        self._salt = np.uint64(salt)
        self._word = self._prepare(b"word", 8)
        self._numbers: dict[str, int] = {}

    def digest(self, purpose: bytes, data: bytes, size: int) -> bytes:
        """A keyed digest of `size` bytes; digests for different purposes have nothing to do with each other."""
        made = self._prepare(purpose[:16], size).copy()
        made.update(data)
        return made.digest()

    def _prepare(self, purpose: bytes, size: int) -> blake2b:
        """What a digest begins with, to be copied: half the time of making one. There are few purposes."""
        found = self._prepared.get((purpose, size))
        if found is None:
            found = self._prepared[purpose, size] = blake2b(digest_size=size, key=self._key, person=purpose)
        return found

    def word(self, word: bytes) -> bytes:
        """64 keyed bits for a word, as bytes."""
        made = self._word.copy()
        made.update(word)
        return made.digest()

    def number(self, name: str) -> int:
        """64 keyed bits for the name of a feature."""
        found = self._numbers.get(name)
        if found is None:
            found = int.from_bytes(self.digest(b"name", name.encode("utf-8", "surrogatepass"), 8), "little")
            if len(self._numbers) >= _REMEMBERED:
                self._numbers.clear()
            self._numbers[name] = found
        return found

    def scatter(self, numbers: NDArray[np.uint64]) -> None:
        """Multiply numbers in place, so that their top `BITS` bits are their columns."""
        numbers ^= self._salt
        numbers *= self._multiplier

    def columns(self, numbers: NDArray[np.uint64]) -> NDArray[np.int64]:
        """The columns of numbers, which it overwrites."""
        self.scatter(numbers)
        return (numbers >> np.uint64(64 - BITS)).view(np.int64)
