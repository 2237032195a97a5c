"""Reasons: the contributions of hashed features gathered under what a reader can point at.

Every contribution goes to exactly one place: the word it stands in, two neighbouring words, the pattern of the writing,
a mark of style, a link, a field. What is gathered adds up to what the learner said, so that a verdict's reasons add up
to its score. What weighs most is chosen first, and only that gets an id and its places in the text; what the ids mean
is said by `sentences`, when somebody reads it. What each of this costs: `docs/experiments/2026-11-27-reasons.md`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from rejoinder.filter.features import MOST_FEATURES, Features, Worn
from rejoinder.filter.links import Link
from rejoinder.filter.signals import Signal, carriers
from rejoinder.filter.style import mark_id
from rejoinder.filter.verdict import Reason

__all__ = ["Told", "gather", "heaviest", "owners", "signal_reason"]

Told = tuple[float, Callable[[], Reason]]  # a weight, and what makes the reason if it is among the heaviest
_SLOTS = np.arange(MOST_FEATURES + 1)


def gather(
    features: Features,
    contributions: NDArray[np.float32],
    apart: NDArray[np.bool_] | None = None,
    others: Sequence[Told] = (),
) -> NDArray[np.float64]:
    """Sum the contributions of columns by slot: words, then pairs, the pattern, marks of style, names, what is apart.

    Letters count for the word that they begin in, forms for theirs; columns that are `apart` count for a slot of their
    own. Behind it stand the weights of `others`.
    """
    words, pairs, letters, shape, *_, forms = features.lengths
    pattern = words + pairs
    slots = sum(features.lengths) - forms - letters - shape + 1
    parts = [
        _SLOTS[:pattern],
        _SLOTS[:words].repeat([*map(len, features.letters)])[:letters],
        _SLOTS[pattern : pattern + 1].repeat(shape),
        _SLOTS[pattern + 1 : slots],
    ]
    if forms:
        parts.append(_SLOTS[:words].repeat([len(form) // 8 for form in features.forms])[:forms])
    owner = np.concatenate(parts).take(features.places)
    if apart is not None:
        owner[apart] = slots
    sums: NDArray[np.float64] = np.bincount(owner, contributions, slots + 1 + len(others)).astype(
        np.float64, copy=False
    )
    for slot, (weight, _) in enumerate(others, slots + 1):
        sums[slot] = weight
    return sums


def heaviest(
    features: Features, sums: NDArray[np.float64], most: int | None, others: Sequence[Told] = ()
) -> list[Reason]:
    """The reasons that weigh most, or all, the heaviest first, for what `gather` has summed.

    They are chosen before any is made. One loop makes them, without a call for each step: that is half of the time.
    """
    told = len(sums) - len(others)
    slots = np.abs(sums).argsort()[::-1][:most]
    words, pairs, _, _, style, *_ = features.lengths
    pattern, names, apart = words + pairs, words + pairs + 1 + style, told - 1
    tokens, spans, found = features.tokens, _Spans(features), []
    for slot, weight in zip(slots.tolist(), sums.take(slots).tolist(), strict=True):
        if not weight:
            break
        if slot < words:
            token = tokens[slot]
            found.append(Reason(_word_id(token), weight, spans.word(token)))
        elif slot < pattern:
            first = slot - words
            found.append(Reason(_pair_id(tokens[first], tokens[first + 1]), weight, spans.pair(first)))
        elif slot == pattern:
            found.append(Reason("pattern", weight))
        elif slot < names:
            found.append(Reason(mark_id(features.style.marks[slot - pattern - 1]), weight))
        elif slot < apart:
            name = features.names[slot - names]
            found.append(Reason(name, weight, spans.link(name, features.links)))
        elif slot == apart:
            # Nothing is known of these, so no sentence may say that they are as in spam or in genuine comments.
            found.append(Reason("unseen", weight))
        else:
            found.append(others[slot - told][1]())
    return found


def owners(features: Features) -> NDArray[np.int64]:
    """The token that each column belongs to, letters and pairs to the first of theirs; others lie beyond the tokens."""
    words, pairs, letters, *_ = features.lengths
    owner = np.full(sum(features.lengths), words, dtype=np.int64)
    owner[:words] = _SLOTS[:words]
    owner[words : words + pairs] = _SLOTS[:pairs]
    pattern = words + pairs
    owner[pattern : pattern + letters] = _SLOTS[:words].repeat([*map(len, features.letters)])[:letters]
    return owner.take(features.places)


def signal_reason(signal: Signal, weight: float, features: Features) -> Reason:
    """The reason that a signal gives; what only shows in disguise is pointed at there."""
    spans = _Spans(features).tokens(carriers(signal, features.words))
    if not spans and features.worn is not None:
        spans = _Spans(features.worn).tokens(carriers(signal, features.worn.words))
    return Reason(f"signal:{signal.name}", weight, spans)


@lru_cache(maxsize=8_192)
def _word_id(token: str) -> str:
    """The id of a token: a word, whatever its capitals; a number; a sign; letters with figures, as they are written."""
    shown = _cut(token)
    if token.isalpha():
        return f"words:{shown.lower()}"
    if not any(map(str.isalnum, token)):
        return f"sign:{shown}"
    if token.isdecimal():
        return f"number:{shown}"
    return f"letters:{shown}" if any(char.isdecimal() or char == "_" for char in token) else f"words:{shown.lower()}"


def _pair_id(first: str, second: str) -> str:
    return f"words:{_cut(first)} {_cut(second)}".lower()


def _cut(word: str) -> str:
    return word if len(word) <= 40 else word[:39] + "…"


def _standing(text: str, token: str) -> list[int]:
    """Where a token begins in the text, each time that it stands there as a token and not inside a longer word."""
    start, size = text.find(token), len(token)
    starts: list[int] = []
    begins, ends = _is_word(token[0]), _is_word(token[-1])
    while start >= 0:
        end = start + size
        before, after = text[start - 1 : start], text[end : end + 1]
        # Nearly always one of a few signs is there, and to ask for it takes half as long as to ask for letters.
        if (before in _BETWEEN or not (begins and _is_word(before))) and (
            after in _BETWEEN or not (ends and _is_word(after))
        ):
            starts.append(start)
        start = text.find(token, end)
    return starts


_BETWEEN = frozenset(("", *" \n.,:;!?'\"()/-"))


def _is_word(char: str) -> bool:
    """Whether a word goes on with it: a letter, a figure, or a vowel sign or other mark."""
    return char.isalnum() or char == "_" or (char > "\u02ff" and unicodedata.category(char)[0] == "M")


class _Spans:
    """Where tokens stand in the text as given.

    Words are looked for without capitals, which is how they were counted. Where small letters are more than the
    capitals they come from (İ), places would shift, so there they are looked for as they are written.
    """

    def __init__(self, features: Features | Worn) -> None:
        self._tokens = features.tokens
        self._text = features.reading.text
        lower = self._text.lower()
        self._lower = lower if len(lower) == len(self._text) else self._text
        self._span = features.reading.span
        self._as_given = features.reading.origin is None

    def word(self, token: str) -> tuple[tuple[int, int], ...]:
        """Every place of a word of the text, since its weight was counted once for all of them."""
        lower, word = self._lower, token.lower()
        start = lower.find(word)
        end = start + len(token)
        # What is found once is the word itself: most are, and to look at what stands around it takes as long again.
        if start >= 0 and lower.find(word, end) < 0:
            return ((start, end) if self._as_given else self._span(start, end),)
        return self._places(token)

    def pair(self, slot: int) -> tuple[tuple[int, int], ...]:
        """Every place of two tokens beside each other; the first of them where more than a blank is between."""
        first, second = self._tokens[slot : slot + 2]
        apart, together = f"{first} {second}", first + second
        found = self._places(apart if _is_word(second[0]) else together)
        found = found or self._places(together if _is_word(second[0]) else apart)
        if found:
            return found
        start, end = self._place(slot)
        return (self._span(start, max(self._text.find(second, end) + len(second), end)),)

    def tokens(self, slots: Iterable[int]) -> tuple[tuple[int, int], ...]:
        """The places of some tokens."""
        return tuple([self._span(*self._place(slot)) for slot in slots])

    def _places(self, written: str) -> tuple[tuple[int, int], ...]:
        size, span = len(written), self._span
        starts = _standing(self._lower, written.lower())
        if not starts and not written.isascii():  # a capital sigma becomes one of two letters, by what stands behind it
            starts = _standing(self._text, written)
        return tuple([span(start, start + size) for start in starts])

    def _place(self, slot: int) -> tuple[int, int]:
        """Where one token stands, and no other that is alike."""
        tokens = self._tokens
        token = tokens[slot]
        starts = _standing(self._text, token) or [0]
        start = starts[min(tokens[:slot].count(token), len(starts) - 1)] if len(starts) > 1 else starts[0]
        return start, start + len(token)

    def link(self, name: str, links: Iterable[Link]) -> tuple[tuple[int, int], ...]:
        """The places of the links that gave a name."""
        if not name.startswith("link-"):
            return ()
        value = name.partition(":")[2]
        found = [link for link in links if value in link.host or value in link.path.lower()]
        return tuple([self._span(link.start, link.end) for link in found])
