"""A comment to its features: which columns it touches, in which group, and from which place of the text each came.

The groups and why they are there (trials of 2026-11-23, error of one learner with and without them, in
`docs/experiments/2026-11-23-first-filter.md`): words and pairs of words; letter n-grams of the text with everything but
letters and digits removed, which see through spacing and look-alikes; n-grams of the skeleton, which see the manner of
writing; style counts in buckets; links; and, only where they are given, the fields beside the text.

All work is bounded: `normalise.read` bounds the text, `LIMITS` the features of each group. Nothing is learnt here.
"""

from __future__ import annotations

import re
from array import array
from enum import IntEnum
from functools import reduce
from operator import or_
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rejoinder.comment import Comment
from rejoinder.filter.fields import field_names
from rejoinder.filter.hashing import BITS, COLUMNS, Hasher
from rejoinder.filter.lexicon import word_clues
from rejoinder.filter.links import Link, find_links, link_names
from rejoinder.filter.normalise import Reading, fold, read, skeleton
from rejoinder.filter.style import Style, style_of
from rejoinder.filter.uncover import uncover

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


LIMITS = {
    Group.WORD: 4_096,
    Group.LETTERS: 8_192,
    Group.SHAPE: 8_192,
    Group.STYLE: 256,
    Group.LINK: 96,
    Group.FIELD: 192,
}
# Looking an enum up in a dictionary takes as long as a small numpy operation.
_WORDS, _LETTERS, _LINKS, _FIELDS = (LIMITS[group] for group in (Group.WORD, Group.LETTERS, Group.LINK, Group.FIELD))
MOST_FEATURES = sum(LIMITS.values()) + LIMITS[Group.WORD]
_PLACE_BITS = 15  # the limits above add up to less than 2^15 features
_PLACES = np.arange(1 << _PLACE_BITS, dtype=np.uint64)
_PLACE_LIMIT = np.uint64(1 << _PLACE_BITS)
_PLACE_MASK = np.int64((1 << _PLACE_BITS) - 1)
_COLUMN_MASK = np.uint64((COLUMNS - 1) << (64 - BITS))
_TO_COLUMN = np.uint64(64 - BITS)
_GROUPS = np.arange(len(Group) - 1)
# Numbers of different groups differ in their high bits before they are scattered; hashes of names are left alone.
_FIVE_BYTES = np.uint64(24)
_SHAPE_TAG = np.uint64(1 << 34)

TOKEN = re.compile(r"\w+|[^\w\s]")
_LEET = bytes.maketrans(b"01345678@$!", b"oieasgtbasi")
# Letters and digits of ASCII stay, and all bytes of other scripts; the rest separates nothing for letter n-grams.
_DROPPED = bytes(b for b in range(128) if not chr(b).isalnum() and b not in b"@$!")
_REMEMBERED = 16_384


class Word(NamedTuple):
    """What is known of a token whatever the message: its wide hash, its squeezed letters, its clues for the signals."""

    wide: bytes
    letters: bytes
    clues: int


_PADDING = bytes(8)
_NO_WORDS: tuple[tuple[bytes, ...], tuple[bytes, ...], tuple[int, ...]] = ((), (), ())


class Worn(NamedTuple):
    """A disguised text as it was written. The disguise is seen here; what it says, in the reading without it."""

    reading: Reading
    tokens: list[str]
    words: list[Word]


class Features(NamedTuple):
    """The features of one comment. `columns` ascend and are distinct; `groups` and `places` go along with them.

    `places` are positions in the list of all features before doubles were dropped, in the order of `Group`; `lengths`
    says how many each group had there.
    """

    reading: Reading  # without disguise
    worn: Worn | None  # as it was written, where that is not the same
    tokens: list[str]
    words: list[Word]
    clues: int
    links: list[Link]
    style: Style
    names: list[str]  # of the features in the groups LINK and FIELD
    letters: tuple[bytes, ...]  # of each token, squeezed
    lengths: tuple[int, ...]
    columns: NDArray[np.int64]
    groups: NDArray[np.int64]
    places: NDArray[np.int64]


class Extractor:
    """Turns comments into features under one hasher. Its cache of words is bounded and changes speed only."""

    def __init__(self, hasher: Hasher) -> None:
        self.hasher = hasher
        self._words: dict[str, Word] = {}

    def extract(self, comment: Comment) -> Features:
        """All features of `comment`."""
        return self._extract(read(comment.text), comment)

    def _extract(self, written: Reading, comment: Comment) -> Features:
        bare = uncover(written)
        if bare is None:
            return self._of(written, None, comment)
        return self._of(bare, self._wear(written), comment)

    def said(self, features: Features, comment: Comment) -> Features:
        """The features of what a disguised comment says, as if it had been written without disguise."""
        return self._of(features.reading, None, comment)

    def part(self, comment: Comment, start: int, end: int) -> Features:
        """The features of a part of a comment's text, beside the same fields, with places in the whole text."""
        return self._extract(read(comment.text[start:end]).moved(start), comment)

    def _of(self, reading: Reading, worn: Worn | None, comment: Comment) -> Features:
        text = reading.text
        tokens = TOKEN.findall(text)[:_WORDS]
        known = self._words.get
        words = [known(token) or self._word(token) for token in tokens]
        hashes, letters, clues = zip(*words, strict=True) if words else _NO_WORDS
        links = find_links(text)
        written = text if worn is None else worn.reading.text
        style = style_of(written, skeleton(written), tokens, len(links))
        names = link_names(links)[:_LINKS] if links else []
        link_count = len(names)
        names += field_names(comment, tokens)[:_FIELDS]
        run = b"".join(letters)[:_LETTERS]
        lengths = (
            len(tokens),
            max(len(tokens) - 1, 0),
            max(len(run) - 4, 0),
            max(len(style.squeezed) - 3, 0),
            len(style.marks),
            link_count,
            len(names) - link_count,
        )
        columns, groups, places = self._columns(b"".join(hashes), run, style, lengths, names)
        bits = reduce(or_, set(clues), 0)
        if worn is not None:
            bits = reduce(or_, {word.clues for word in worn.words}, bits)
        return Features(
            reading, worn, tokens, words, bits, links, style, names, letters, lengths, columns, groups, places
        )

    def _wear(self, written: Reading) -> Worn:
        tokens = TOKEN.findall(written.text)[:_WORDS]
        return Worn(written, tokens, [self._words.get(token) or self._word(token) for token in tokens])

    def again(self, features: Features) -> Features:
        """The same features under this extractor's hasher, where another of this version has found them."""
        known = self._words.get
        hashes = b"".join([(known(token) or self._word(token)).wide for token in features.tokens])
        run = b"".join(features.letters)[:_LETTERS]
        columns, groups, places = self._columns(hashes, run, features.style, features.lengths, features.names)
        return features._replace(columns=columns, groups=groups, places=places)

    def _columns(
        self, hashes: bytes, run: bytes, style: Style, lengths: tuple[int, ...], names: list[str]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """The distinct columns, the group of each, and its first place."""
        columns, places = _distinct(self._numbers(hashes, run, style, lengths, names))
        return columns, _GROUPS.repeat(lengths).take(places), places

    def _numbers(
        self, hashes: bytes, run: bytes, style: Style, lengths: tuple[int, ...], names: list[str]
    ) -> NDArray[np.uint64]:
        """A 64-bit number for each feature, group after group, whose top bits are the column."""
        words, pairs, letters, shape, marks, *_ = lengths
        numbers = np.empty(sum(lengths), dtype=np.uint64)
        single = np.frombuffer(hashes, "<u8")
        numbers[:words] = single
        end = words + pairs
        double = numbers[words:end]
        np.add(single[1:], single[1:], out=double)  # twice, since the number of a pair must tell "a b" from "b a"
        double += single[:-1]
        start, end = end, end + letters
        # Each 8-byte window holds the five bytes and three strangers, which the shift throws out.
        np.left_shift(np.ndarray((letters,), "<u8", run + _PADDING, 0, (1,)), _FIVE_BYTES, out=numbers[start:end])
        start, end = end, end + shape
        np.add(np.ndarray((shape,), "<u4", style.squeezed + _PADDING, 0, (1,)), _SHAPE_TAG, out=numbers[start:end])
        start, end = end, end + marks
        numbers[start:end] = array("Q", style.marks)
        if names:
            numbers[end:] = [self.hasher.number(name) for name in names]
        self.hasher.scatter(numbers)
        return numbers

    def _word(self, token: str) -> Word:
        plain = lower = token.lower()
        if token.isascii():
            folded = encoded = lower.encode()
        else:
            plain = fold(token)
            encoded, folded = lower.encode("utf-8", "surrogatepass"), plain.encode("utf-8", "surrogatepass")
        made = Word(self.hasher.word(encoded), folded.translate(_LEET, _DROPPED), word_clues(token, plain))
        if len(token) <= 48:
            if len(self._words) >= _REMEMBERED:
                self._words.clear()
            self._words[token] = made
        return made


def _distinct(numbers: NDArray[np.uint64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The distinct columns in ascending order, each with its first place. Overwrites `numbers`.

    Column and place are packed into one number and sorted: a third of the time of `np.unique`.
    """
    numbers &= _COLUMN_MASK
    numbers |= _PLACES[: len(numbers)]
    numbers.sort()
    keep = np.empty(len(numbers), dtype=np.bool_)
    keep[:1] = True
    np.greater_equal(numbers[1:] ^ numbers[:-1], _PLACE_LIMIT, out=keep[1:])
    kept = numbers[keep]
    return (kept >> _TO_COLUMN).view(np.int64), kept.view(np.int64) & _PLACE_MASK
