"""The manner of writing, apart from the words: counts in buckets, kinds of characters present, runs cut short.

Counts go into buckets of 2*log2, shares into tenths; beyond ASCII every block of 128 code points that occurs, and every
character that is neither letter nor digit, is a mark of its own. What each of these is worth stands in
`docs/experiments/2026-11-26-accuracy.md`; a mark for every kind of character, which stood here once, was worth nothing.
"""

from __future__ import annotations

from functools import lru_cache
from operator import or_
from typing import NamedTuple

import numpy as np

__all__ = ["MARK_NAMES", "Style", "style_of"]

MARK_NAMES = (
    "length",
    "words",
    "capital letters",
    "digits",
    "punctuation",
    "emoji",
    "styled letters",
    "line breaks",
    "exclamation marks",
    "question marks",
    "links",
    "longest word",
    "average word",
    "repeated characters",
    "distinct words",
    "spaces",
    "words in capitals",
    "share of capitals",
    "share of digits",
    "share of punctuation",
)
BLOCK = len(MARK_NAMES)  # a mark of this kind names a block of 128 code points
SIGN = BLOCK + 1  # … a character outside ASCII that is no letter or digit
KIND_SHIFT = 21  # a mark is TAG | kind << 21 | value; the largest value is a code point
MOST_MARKS = 256
_RUNS = [(bytes([kind] * 3), bytes([kind] * 2)) for kind in range(128)]

# Whole parts of 2 * log2(n + 1), for three times the longest reading.
_BUCKETS = (2 * np.log2(np.arange(1, 40_001))).astype(int).tolist()
_AMOUNTS = 14  # of the names above, those that go into buckets; the others are shares
TAG = 1 << 35  # tells marks from the numbers of other features before they are scattered
_KINDS = [TAG | (kind << KIND_SHIFT) for kind in range(SIGN + 1)]
_SHARE_KINDS = _KINDS[_AMOUNTS:]
# Kinds of the skeleton, see `normalise.skeleton`.
_NO_PUNCTUATION = bytes(b for b in range(128) if chr(b).isspace() or (chr(b).isalnum() and b not in b"PS") or b < 32)


class Style(NamedTuple):
    """`marks` are the style features as numbers; `squeezed` is the skeleton with runs cut to two."""

    marks: list[int]
    shape: bytes
    squeezed: bytes


def style_of(text: str, shape: bytes, tokens: list[str], links: int) -> Style:
    """The style of `text` whose skeleton is `shape`."""
    count = shape.count
    squeezed = _cut_runs(shape)
    upper, digits, size = count(b"A") + count(b"C"), count(b"0") + count(b"9"), len(shape)
    punctuation = len(shape.translate(None, _NO_PUNCTUATION))
    lengths = [*map(len, tokens)] or [0]
    amounts = (
        size,
        len(tokens),
        upper,
        digits,
        punctuation,
        count(b"E"),
        count(b"s"),
        count(b"\n"),
        count(b"!"),
        count(b"?"),
        links,
        max(lengths),
        3 * sum(lengths) // len(lengths),
        size - len(squeezed),
    )
    parts, whole = len(tokens) or 1, size or 1
    shares = (
        10 * len(set(tokens)) // parts,
        20 * count(b" ") // whole,
        10 * sum(map(str.isupper, tokens)) // parts,
        10 * upper // whole,
        10 * digits // whole,
        10 * punctuation // whole,
    )
    marks = [*map(or_, _KINDS, map(_BUCKETS.__getitem__, amounts)), *map(or_, _SHARE_KINDS, shares)]
    if not text.isascii():
        marks += _beyond_ascii(text)
    return Style(marks[:MOST_MARKS], shape, squeezed)


class _Squeezed(dict[bytes, bytes]):
    """The shapes of words with their runs cut to two: there are few, and most comments have no new one."""

    BOUND = 8_192

    def __missing__(self, piece: bytes) -> bytes:
        made = piece
        for kind in set(piece):
            three, two = _RUNS[kind]
            while three in made:
                made = made.replace(three, two)
        if len(piece) <= 40 and len(self) < self.BOUND:
            self[piece] = made
        return made


_squeezed = _Squeezed().__getitem__


def _cut_runs(shape: bytes) -> bytes:
    """`shape` with every run of more than two equal bytes cut to two, word by word, and then those of spaces.

    In numpy it takes as long for a hundred signs and a quarter for a thousand; but among many other comments, when the
    caches are cold, a short one took 8 us more with it.
    """
    squeezed = b" ".join(map(_squeezed, shape.split(b" ")))
    while b"   " in squeezed:
        squeezed = squeezed.replace(b"   ", b"  ")
    return squeezed


def _beyond_ascii(text: str) -> list[int]:
    strangers = sorted({ord(char) for char in set(text)} - _ASCII)
    marks = [_KINDS[BLOCK] | block for block in sorted({point >> 7 for point in strangers})]
    return marks + [_KINDS[SIGN] | point for point in strangers if not chr(point).isalnum()]


_ASCII = frozenset(range(128))


@lru_cache(maxsize=2_048)
def mark_id(mark: int) -> str:
    """A readable id for a mark of style; `sentences` says what it means."""
    kind, value = (mark ^ TAG) >> KIND_SHIFT, mark & ((1 << KIND_SHIFT) - 1)
    if kind < BLOCK:
        return f"style:{MARK_NAMES[kind].replace(' ', '-')}:{value}"
    return f"style:block:U+{value << 7:04X}" if kind == BLOCK else f"style:has:U+{value:04X}"
