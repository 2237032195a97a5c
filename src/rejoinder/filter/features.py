"""A comment to its features: which columns it touches, in which group, and from which place of the text each came.

The groups and why they are there (trials of 2026-11-23, error of one learner with and without them, in
`docs/experiments/2026-11-23-first-filter.md`): words and pairs of words; letter n-grams of the text with everything but
letters and digits removed, which see through spacing and look-alikes; n-grams of the skeleton, which see the manner of
writing; style counts in buckets; links; and, only where they are given, the fields beside the text.

All work is bounded: `normalise.read` bounds the text, `LIMITS` the features of each group. Nothing is learnt here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import reduce
from operator import or_
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rejoinder.comment import Comment

from rejoinder.filter.fields import field_names
from rejoinder.filter.hashing import BITS, Hasher
from rejoinder.filter.lexicon import word_clues
from rejoinder.filter.links import Link, find_links, link_names
from rejoinder.filter.normalise import Reading, fold, read, skeleton
from rejoinder.filter.style import Style, style_of

__all__ = ["MOST_FEATURES", "TOKEN", "Extractor", "Features", "Group"]


class Group(IntEnum):
    """A kind of feature. The value of a feature depends on how many its group has in the message."""

    WORD = 0
    PAIR = 1
    LETTERS = 2
    SHAPE = 3
    STYLE = 4
    LINK = 5
    FIELD = 6
    SIGNAL = 7


LIMITS = {Group.WORD: 4_096, Group.LETTERS: 8_192, Group.SHAPE: 8_192, Group.STYLE: 256, Group.LINK: 96, Group.FIELD: 192}
MOST_FEATURES = sum(LIMITS.values()) + LIMITS[Group.WORD]
_TO_COLUMN = np.uint64(64 - BITS)
_PLACE_BITS = 15  # the limits above add up to less than 2^15 features
_PLACES = np.arange(1 << _PLACE_BITS, dtype=np.uint64)
_PLACE_LIMIT = np.uint64(1 << _PLACE_BITS)
_PLACE_MASK = np.int64((1 << _PLACE_BITS) - 1)
_PLACE_SHIFT = np.uint64(_PLACE_BITS)
_SIGNED_SHIFT = np.int64(_PLACE_BITS)
_GROUPS = np.arange(len(Group), dtype=np.uint8)

TOKEN = re.compile(r"\w+|[^\w\s]")
_LEET = str.maketrans("01345678@$!€", "oieasgtbasie")
# Letters and digits of ASCII stay, and all bytes of other scripts; the rest separates nothing for letter n-grams.
_DROPPED = bytes(b for b in range(128) if not (chr(b).isalnum()))
_REMEMBERED = 16_384


class Word(NamedTuple):
    """What is known of a token whatever the message: its wide hash, its squeezed letters, its clues for the signals."""

    wide: bytes
    letters: bytes
    clues: int


_NO_WORDS: tuple[tuple[bytes, ...], tuple[bytes, ...], tuple[int, ...]] = ((), (), ())


@dataclass(frozen=True, slots=True)
class Features:
    """The features of one comment. `columns` ascend and are distinct; `groups` and `places` go along with them.

    `places` are positions in the list of all features before doubles were dropped, in the order of `Group`; `lengths`
    says how many each group had there. With `owner` a place leads back to the token it came from.
    """

    reading: Reading
    tokens: list[str]
    words: list[Word]
    clues: int
    links: list[Link]
    style: Style
    names: list[str]  # of the features in the groups LINK and FIELD
    letters: tuple[bytes, ...]  # of each token, squeezed
    lengths: list[int]
    columns: NDArray[np.int64]
    groups: NDArray[np.uint8]
    places: NDArray[np.int64]


class Extractor:
    """Turns comments into features under one hasher. Its cache of words is bounded and changes speed only."""

    def __init__(self, hasher: Hasher) -> None:
        self.hasher = hasher
        self._words: dict[str, Word] = {}

    def extract(self, comment: Comment) -> Features:
        """All features of `comment`."""
        reading = read(comment.text)
        text = reading.text
        tokens = TOKEN.findall(text)[: LIMITS[Group.WORD]]
        words = [self._words.get(token) or self._word(token) for token in tokens]
        links = find_links(text)
        shape = skeleton(text)
        style = style_of(text, shape, tokens, len(links))
        names = link_names(links)[: LIMITS[Group.LINK]]
        link_count = len(names)
        names += field_names(comment, tokens)[: LIMITS[Group.FIELD]]
        hashes, letters, clues = zip(*words, strict=True) if words else _NO_WORDS
        wides = np.frombuffer(b"".join(hashes), "<u8")
        parts = [
            wides >> _TO_COLUMN,
            self.hasher.pairs(wides),
            self.hasher.fivegrams(b"".join(letters)[: LIMITS[Group.LETTERS]]),
            self.hasher.fourgrams(style.squeezed[: LIMITS[Group.SHAPE]]),
            self.hasher.marks(style.marks[: LIMITS[Group.STYLE]]),
            np.array([self.hasher.column(name) for name in names], dtype=np.uint64),
        ]
        lengths = [*map(len, parts)]
        lengths[-1:] = [link_count, len(names) - link_count]
        columns, places = _distinct(np.concatenate(parts))
        return Features(
            reading,
            tokens,
            words,
            reduce(or_, set(clues), 0),
            links,
            style,
            names,
            letters,
            lengths,
            columns,
            np.repeat(_GROUPS[:-1], lengths)[places],
            places,
        )

    def _word(self, token: str) -> Word:
        plain = fold(token)
        made = Word(
            self.hasher.wide("word:" + token.lower()),
            plain.translate(_LEET).encode("utf-8", "surrogatepass").translate(None, _DROPPED),
            word_clues(token, plain),
        )
        if len(token) <= 48:
            if len(self._words) >= _REMEMBERED:
                self._words.clear()
            self._words[token] = made
        return made


def _distinct(columns: NDArray[np.uint64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The distinct columns in ascending order, each with its first place.

    Column and place are packed into one number and sorted: a third of the time of `np.unique`.
    """
    packed = (columns << _PLACE_SHIFT) | _PLACES[: len(columns)]
    packed.sort()
    keep = np.ones(len(packed), dtype=np.bool_)
    np.greater_equal(packed[1:] ^ packed[:-1], _PLACE_LIMIT, out=keep[1:])
    kept = packed[keep].view(np.int64)
    return kept >> _SIGNED_SHIFT, kept & _PLACE_MASK
