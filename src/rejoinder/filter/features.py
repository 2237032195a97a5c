"""A comment to its features: which columns it touches, in which group, and from which place of the text each came.

The families, and by how much the error, (1-ROCA)%, grows without each: per cent, geometric means over seven collections
and over eleven other orders and translations (`docs/experiments/2026-11-26-accuracy.md`).

- WORD, words and signs: 10 / 15.
- PAIR, neighbouring words: 0 / -1, but 3 among the first 200 messages, and reasons that say more than a word.
- LETTERS, five letters in a row of the text with all but letters and digits removed, which see through spaces and
  look-alikes: 15 / 12.
- SHAPE, four signs of the skeleton, the manner of writing: 12 / 12.
- STYLE, amounts in buckets: 29 / 22; blocks of characters: 0 / 1; signs beyond ASCII: 0 / 1.
- FORM, what a word is reduced to: 1 / 1; single signs of Chinese: 2 / 0 (Chinese alone: 18).
- LINK, hosts and addresses: 0 / -1; words and letters read links too. For reasons, and for sites that are sent more.
- FIELD, what stands beside the text: no collection has it.

All work is bounded: `normalise.read` bounds the text, `LIMITS` the features of each group. Nothing is learnt here.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence
from enum import IntEnum
from functools import reduce
from itertools import chain
from operator import or_
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rejoinder.comment import Comment
from rejoinder.filter.fields import field_names
from rejoinder.filter.forms import MARKS, forms_of, letters_of
from rejoinder.filter.hashing import BITS, COLUMNS, Hasher
from rejoinder.filter.lexicon import word_clues
from rejoinder.filter.links import Link, find_links, link_names
from rejoinder.filter.normalise import Reading, fold, read, skeleton
from rejoinder.filter.phrases import HEAD
from rejoinder.filter.style import Style, style_of
from rejoinder.filter.uncover import uncover

__all__ = ["MOST_FEATURES", "TOKEN", "Extractor", "Features", "Group", "worn_share"]


class Group(IntEnum):
    """A kind of feature. The value of a feature depends on how many its group has in the message."""

    WORD = 0
    PAIR = 1
    LETTERS = 2
    SHAPE = 3
    STYLE = 4
    LINK = 5
    FIELD = 6
    FORM = 7


LIMITS = {
    Group.WORD: 4_096,
    Group.LETTERS: 8_192,
    Group.SHAPE: 8_192,
    Group.STYLE: 256,
    Group.LINK: 96,
    Group.FIELD: 192,
    Group.FORM: 4_096,
}
# Looking an enum up in a dictionary takes as long as a small numpy operation.
_WORDS, _LETTERS, _LINKS, _FIELDS, _FORMS = (
    LIMITS[group] for group in (Group.WORD, Group.LETTERS, Group.LINK, Group.FIELD, Group.FORM)
)
MOST_FEATURES = sum(LIMITS.values()) + LIMITS[Group.WORD]
_PLACE_BITS = 15  # the limits above add up to less than 2^15 features
_PLACES = np.arange(1 << _PLACE_BITS, dtype=np.uint64)
_PLACE_LIMIT = np.uint64(1 << _PLACE_BITS)
_PLACE_MASK = np.int64((1 << _PLACE_BITS) - 1)
_COLUMN_MASK = np.uint64((COLUMNS - 1) << (64 - BITS))
_TO_COLUMN = np.uint64(64 - BITS)
_GROUPS = np.arange(len(Group))
# Numbers of different groups differ in their high bits before they are scattered; hashes of names are left alone.
_FIVE_BYTES = np.uint64(24)
_SHAPE_TAG = np.uint64(1 << 34)

# A word goes on over vowel signs and other marks, which Python does not count as letters: else most words of Hindi,
# Tamil or Thai would fall into pieces.
TOKEN = re.compile(rf"\w[\w{MARKS}]*|[^\w\s]")
_ASCII_TOKEN = re.compile(r"\w+|[^\w\s]", re.ASCII)  # the same of such texts, a fifth faster
_REMEMBERED = 16_384


class Word(NamedTuple):
    """What is known of a token whatever the message: its wide hash, its squeezed letters, its clues for the signals.

    `forms` are the wide hashes of its other forms, one after the other; `head` its first folded letters.
    """

    wide: bytes
    letters: bytes
    clues: int
    forms: bytes
    head: str


_PADDING = bytes(8)
_NO_WORDS: tuple[tuple[bytes, ...], tuple[bytes, ...], tuple[int, ...], tuple[bytes, ...], tuple[str, ...]]
_NO_WORDS = ((), (), (), (), ())


class Worn(NamedTuple):
    """A disguised text as it was written. The disguise is seen here; what it says, in the reading without it."""

    reading: Reading
    tokens: list[str]
    words: list[Word]


class Seen(NamedTuple):
    """What is found of a comment before anything is hashed to columns: the first fields of `Features`."""

    reading: Reading
    worn: Worn | None
    tokens: list[str]
    words: list[Word]
    clues: int
    links: tuple[Link, ...]
    style: Style
    names: list[str]
    letters: tuple[bytes, ...]
    forms: tuple[bytes, ...]
    lengths: tuple[int, ...]


class Raw(NamedTuple):
    """What columns are made of: the hashes of the words, the squeezed letters in one run, the hashes of the forms."""

    hashes: bytes
    run: bytes
    forms: bytes


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
    links: tuple[Link, ...]
    style: Style
    names: list[str]  # of the features in the groups LINK and FIELD
    letters: tuple[bytes, ...]  # of each token, squeezed
    forms: tuple[bytes, ...]  # of each token
    lengths: tuple[int, ...]
    columns: NDArray[np.int64]
    groups: NDArray[np.int64]
    places: NDArray[np.int64]


def worn_share(features: Features) -> float:
    """The share of words, three letters or longer, that a comment disguises; nought if it has no disguise."""
    if features.worn is None:
        return 0.0
    bare = set(features.tokens)
    words = [token for token in features.worn.tokens if sum(map(str.isalpha, token)) >= 3]
    return sum(word not in bare for word in words) / len(words) if words else 1.0


class _Words(dict[str, Word]):
    """What is known of tokens, found out when a token is asked for first."""

    def __init__(self, hasher: Hasher) -> None:
        super().__init__()
        self._hash = hasher.word

    def __missing__(self, token: str) -> Word:
        lower = token.lower()
        plain = lower if token.isascii() else fold(token)
        forms = b"".join([self._hash(form) for form in forms_of(lower, plain)])
        wide = self._hash(lower.encode("utf-8", "surrogatepass"))
        made = Word(wide, letters_of(plain), word_clues(token, plain), forms, plain[:HEAD])
        if len(token) <= 48:
            if len(self) >= _REMEMBERED:
                self.clear()
            self[token] = made
        return made


class Extractor:
    """Turns comments into features under one hasher. Its cache of words is bounded and changes speed only."""

    def __init__(self, hasher: Hasher) -> None:
        self.hasher = hasher
        self._words = _Words(hasher)

    def extract(self, comment: Comment) -> Features:
        """All features of `comment`."""
        return self._of(self._see(comment))

    def extract_many(self, comments: Sequence[Comment]) -> list[Features]:
        """The same of many comments: their arrays are slices of one, found in a few passes over all."""
        if not comments:
            return []
        found = [self._see(comment) for comment in comments]
        seen = [one for one, _ in found]
        lengths = np.array([one.lengths for one in seen])
        sizes = lengths.sum(axis=1)
        numbers = np.empty(int(sizes.sum()), dtype=np.uint64)
        self._numbers_of_many(found, lengths, numbers)
        self.hasher.scatter(numbers)
        columns, places, starts = _distinct_many(numbers, sizes)
        group_of = np.tile(_GROUPS, len(seen)).repeat(lengths.ravel())
        groups = group_of.take(places + (np.cumsum(sizes) - sizes).repeat(np.diff(starts)))
        ends = starts.tolist()
        parts = zip(seen, ends, ends[1:], strict=False)
        return [Features(*one, columns[at:to], groups[at:to], places[at:to]) for one, at, to in parts]

    def _numbers_of_many(
        self, found: Sequence[tuple[Seen, Raw]], lengths: NDArray[np.int64], numbers: NDArray[np.uint64]
    ) -> None:
        """What `_numbers` gives of each, one after the other; each group is found for all at once."""
        seen, raws = [one for one, _ in found], [raw for _, raw in found]
        single = np.frombuffer(b"".join([raw.hashes for raw in raws]), "<u8")
        double = single[1:] + single[1:] + single[:-1]
        inside = np.ones(len(single) + 1, dtype=np.bool_)
        inside[np.cumsum(lengths[:, 0])] = False  # the last word of one makes no pair with the first of the next
        letters = _windows([raw.run for raw in raws], "<u8", 4) << _FIVE_BYTES
        shape = _windows([one.style.squeezed for one in seen], "<u4", 3) + _SHAPE_TAG
        marks = np.array(array("Q", chain.from_iterable([one.style.marks for one in seen])), dtype=np.uint64)
        names = np.array([self.hasher.number(name) for one in seen for name in one.names], dtype=np.uint64)
        forms = np.frombuffer(b"".join([raw.forms for raw in raws]), "<u8")
        beside = np.column_stack((lengths[:, :5], lengths[:, 5:7].sum(axis=1), lengths[:, 7]))
        begins = (np.cumsum(beside) - beside.ravel()).reshape(beside.shape)
        for group, values in enumerate((single, double[inside[1:-1]], letters, shape, marks, names, forms)):
            counts = beside[:, group]
            shift = begins[:, group] - (np.cumsum(counts) - counts)
            numbers[np.arange(len(values)) + shift.repeat(counts)] = values

    def said(self, bare: Reading, worn: Reading | None, comment: Comment) -> Features:
        """The features of a comment that says `bare`, in the manner of `worn`, or as if it had no disguise."""
        return self._of(self._see_reading(bare, None if worn is None else self._wear(worn), comment))

    def word(self, word: str) -> bytes:
        """The wide hash of a word in small letters."""
        return self.hasher.word(word.encode("utf-8", "surrogatepass"))

    def part(self, comment: Comment, start: int, end: int) -> Features:
        """The features of a part of a comment's text, beside the same fields, with places in the whole text."""
        return self._of(self._see_written(read(comment.text[start:end]).moved(start), comment))

    def _of(self, found: tuple[Seen, Raw]) -> Features:
        seen, raw = found
        return Features(*seen, *self._columns(raw, seen.style, seen.lengths, seen.names))

    def _see(self, comment: Comment) -> tuple[Seen, Raw]:
        """What is found without columns, and what they are made of."""
        return self._see_written(read(comment.text), comment)

    def _see_written(self, written: Reading, comment: Comment) -> tuple[Seen, Raw]:
        bare = uncover(written)
        if bare is None:
            return self._see_reading(written, None, comment)
        return self._see_reading(bare, self._wear(written), comment)

    def _see_reading(self, reading: Reading, worn: Worn | None, comment: Comment) -> tuple[Seen, Raw]:
        text = reading.text
        tokens = (_ASCII_TOKEN if text.isascii() else TOKEN).findall(text)[:_WORDS]
        words = [*map(self._words.__getitem__, tokens)]
        hashes, letters, clues, forms, _ = zip(*words, strict=True) if words else _NO_WORDS
        links = find_links(text)
        written = text if worn is None else worn.reading.text
        style = style_of(written, skeleton(written), tokens, len(links))
        names = link_names(links)[:_LINKS] if links else []
        link_count = len(names)
        names += field_names(comment, tokens)[:_FIELDS]
        raw = Raw(b"".join(hashes), b"".join(letters)[:_LETTERS], b"".join(forms)[: 8 * _FORMS])
        lengths = (
            len(tokens),
            max(len(tokens) - 1, 0),
            max(len(raw.run) - 4, 0),
            max(len(style.squeezed) - 3, 0),
            len(style.marks),
            link_count,
            len(names) - link_count,
            len(raw.forms) // 8,
        )
        bits = reduce(or_, set(clues), 0)
        if worn is not None:
            bits = reduce(or_, {word.clues for word in worn.words}, bits)
        return Seen(reading, worn, tokens, words, bits, links, style, names, letters, forms, lengths), raw

    def _wear(self, written: Reading) -> Worn:
        tokens = TOKEN.findall(written.text)[:_WORDS]
        return Worn(written, tokens, [*map(self._words.__getitem__, tokens)])

    def again(self, features: Features) -> Features:
        """The same features under this extractor's hasher, where another of this version has found them."""
        words = [*map(self._words.__getitem__, features.tokens)]
        raw = Raw(
            b"".join([word.wide for word in words]),
            b"".join(features.letters)[:_LETTERS],
            b"".join([word.forms for word in words])[: 8 * _FORMS],
        )
        columns, groups, places = self._columns(raw, features.style, features.lengths, features.names)
        return features._replace(columns=columns, groups=groups, places=places)

    def _columns(
        self, raw: Raw, style: Style, lengths: tuple[int, ...], names: list[str]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """The distinct columns, the group of each, and its first place."""
        numbers = self._numbers(raw, style, lengths, names)
        self.hasher.scatter(numbers)
        columns, places = _distinct(numbers)
        return columns, _GROUPS.repeat(lengths).take(places), places

    def _numbers(self, raw: Raw, style: Style, lengths: tuple[int, ...], names: list[str]) -> NDArray[np.uint64]:
        """A 64-bit number for each feature, group after group; scattered, its top bits are the column."""
        words, pairs, letters, shape, *_ = lengths
        tail = array("Q", style.marks)
        tail.extend(map(self.hasher.number, names))
        # One buffer and as few arrays as can be: each operation of numpy costs a microsecond, whatever its length.
        numbers = np.frombuffer(
            bytearray().join((raw.hashes, bytes(8 * (pairs + letters + shape)), tail.tobytes(), raw.forms)), "<u8"
        )
        double = numbers[words : words + pairs]
        # Twice the second one, since the number of a pair must tell "a b" from "b a".
        np.add(numbers[1 : 1 + pairs], numbers[1 : 1 + pairs], out=double)
        double += numbers[:pairs]
        start, end = words + pairs, words + pairs + letters
        # Each 8-byte window holds the five bytes and three strangers, which the shift throws out.
        np.left_shift(np.ndarray((letters,), "<u8", raw.run + _PADDING, 0, (1,)), _FIVE_BYTES, out=numbers[start:end])
        start, end = end, end + shape
        np.add(np.ndarray((shape,), "<u4", style.squeezed + _PADDING, 0, (1,)), _SHAPE_TAG, out=numbers[start:end])
        return numbers


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


def _windows(runs: Sequence[bytes], kind: str, more: int) -> NDArray[np.uint64]:
    """Numbers that begin at each byte of each run, but for the last `more`."""
    joined = b"".join(runs)
    sizes = np.array([*map(len, runs)])
    windows = np.ndarray((len(joined),), kind, joined + _PADDING, 0, (1,))
    inside = np.arange(len(joined)) < (np.cumsum(sizes) - more).repeat(sizes)
    return windows[inside].astype(np.uint64)


def _distinct_many(
    numbers: NDArray[np.uint64], sizes: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """What `_distinct` finds of each of many comments, one after the other, and where each begins and the last ends.

    `sizes` says how many numbers each has; none has none, since style has marks of any text. To sort them one by one
    takes half the time of sorting all together.
    """
    ends = np.cumsum(sizes)
    begins = ends - sizes
    numbers &= _COLUMN_MASK
    numbers |= (np.arange(len(numbers)) - begins.repeat(sizes)).view(np.uint64)
    for at, to in zip(begins.tolist(), ends.tolist(), strict=True):
        numbers[at:to].sort()
    keep = np.empty(len(numbers), dtype=np.bool_)
    np.greater_equal(numbers[1:] ^ numbers[:-1], _PLACE_LIMIT, out=keep[1:])
    keep[begins] = True
    kept = numbers[keep]
    starts = np.zeros(len(sizes) + 1, dtype=np.int64)
    starts[1:] = np.cumsum(keep)[ends - 1]
    return (kept >> _TO_COLUMN).view(np.int64), kept.view(np.int64) & _PLACE_MASK, starts
