"""Reasons in plain words: the contributions of hashed features gathered under what a reader can point at.

Every contribution goes to exactly one place: the word it stands in, two neighbouring words, the pattern of the writing,
a mark of style, a link, a field. What is gathered adds up to what the learner said, so that a verdict's reasons add up
to its score. Sentences say whether the evidence speaks for spam or for a genuine comment, and nothing cleverer.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from rejoinder.filter.features import MOST_FEATURES, Features, Worn
from rejoinder.filter.links import Link
from rejoinder.filter.normalise import fold
from rejoinder.filter.signals import Signal, carriers
from rejoinder.filter.style import describe
from rejoinder.filter.verdict import Reason

__all__ = ["Ledger", "gather", "owners", "signal_reason"]


_SLOTS = np.arange(MOST_FEATURES + 1)


@dataclass(frozen=True, slots=True)
class Ledger:
    """Sums of contributions by slot: first words, then pairs, one for the pattern, then marks of style, then names."""

    features: Features
    sums: NDArray[np.float64]

    def reasons(self, most: int | None) -> list[Reason]:
        """The reasons for the slots that weigh most, or for all, the heaviest last."""
        slots = np.abs(self.sums).argsort()
        if most is not None:
            slots = slots[-most:]
        reason = _Reasons(self.features).reason
        weights = self.sums.take(slots).tolist()
        return [reason(slot, weight) for slot, weight in zip(slots.tolist(), weights, strict=True) if weight]


class _Reasons:
    """Writes the reasons of one comment."""

    def __init__(self, features: Features) -> None:
        self._features = features
        self._tokens = features.tokens
        self._spans = _Spans(features)
        words, pairs, _, _, style, *_ = features.lengths
        self._pairs = words
        self._pattern = words + pairs
        self._names = self._pattern + 1 + style

    def reason(self, slot: int, weight: float) -> Reason:
        """The reason that a slot of the ledger gives."""
        leaning = _FOR_SPAM if weight > 0 else _FOR_HAM
        if slot < self._pairs:
            name, phrase = _word_phrase(self._tokens[slot])
            return Reason(name, weight, phrase + leaning, self._spans.word(slot))
        if slot < self._pattern:
            slot -= self._pairs
            name, phrase = _pair_phrase(self._tokens[slot], self._tokens[slot + 1])
            return Reason(name, weight, phrase + leaning, self._spans.pair(slot))
        if slot == self._pattern:
            return Reason("pattern", weight, "the pattern of letters, capitals, digits and signs is" + leaning)
        if slot < self._names:
            name, phrase = describe(self._features.style.marks[slot - self._pattern - 1])
            return Reason(name, weight, phrase + leaning)
        name = self._features.names[slot - self._names]
        return Reason(name, weight, f"{_name_phrase(name)},{leaning}", self._spans.link(name, self._features.links))


_FOR_SPAM = " as in spam here"
_FOR_HAM = " as in genuine comments here"


def gather(features: Features, contributions: NDArray[np.float32]) -> Ledger:
    """Sum the contributions of columns by slot. Letters count for the word that they begin in, forms for theirs."""
    words, pairs, letters, shape, *_, forms = features.lengths
    pattern, total = words + pairs, sum(features.lengths)
    places = total - forms
    slots = places - letters - shape + 1
    owner = np.empty(total, dtype=np.int64)
    owner[:pattern] = _SLOTS[:pattern]
    shapes = pattern + letters
    owner[pattern:shapes] = _SLOTS[:words].repeat([*map(len, features.letters)])[:letters]
    owner[shapes : shapes + shape] = pattern
    owner[shapes + shape : places] = _SLOTS[pattern + 1 : slots]
    owner[places:] = _SLOTS[:words].repeat([len(form) // 8 for form in features.forms])[:forms]
    sums = np.bincount(owner.take(features.places), weights=contributions, minlength=slots)
    return Ledger(features, np.asarray(sums, dtype=np.float64))


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
    return Reason(f"signal:{signal.name}", weight, f"it {signal.sentence}", spans)


@lru_cache(maxsize=8_192)
def _word_phrase(token: str) -> tuple[str, str]:
    """A readable id and the beginning of a sentence for a word, a sign, or a word that is not written plainly."""
    shown = _cut(token)
    if token.isascii() and token.isalpha():
        return f"words:{shown.lower()}", f"the word “{shown}” is used"
    plain = fold(token)
    if token.isalpha() and plain == token.lower():
        return f"words:{_cut(plain)}", f"the word “{shown}” is used"
    if not any(map(str.isalnum, token)):
        return f"sign:{shown}", f"the sign “{shown}” is used"
    return f"letters:{_cut(plain)}", f"the letters of “{shown}” are"


def _pair_phrase(first: str, second: str) -> tuple[str, str]:
    both = f"{first} {second}" if len(first) <= 40 and len(second) <= 40 else f"{_cut(first)} {_cut(second)}"
    return f"words:{both.lower()}", f"the words “{both}” stand together"


def _cut(word: str) -> str:
    return word if len(word) <= 40 else word[:39] + "…"


_NAMES = {
    "link-host": "it links to {}",
    "link-domain": "it links to a page under {}",
    "link-ending": "it links to an address ending in .{}",
    "link-path": "it links to a page with “{}” in its address",
    "no-author": "no name is given",
    "no-email": "no e-mail address is given",
    "no-url": "the writer gives no web address",
    "no-user-agent": "the browser does not say what it is",
    "no-referrer": "the browser does not say which page it came from",
    "has-url": "the writer gives a web address",
    "author": "the writer's name is {}",
    "author-length": "the writer's name is about this long",
    "author-word": "the writer's name has “{}” in it",
    "author-letters": "the writer's name has the letters “{}” in it",
    "email-domain": "the e-mail address is at {}",
    "email-ending": "the e-mail address ends in .{}",
    "email-digits": "the e-mail address has this many digits",
    "url-host": "the writer's web address is at {}",
    "url-domain": "the writer's web address is under {}",
    "url-ending": "the writer's web address ends in .{}",
    "history-same-text": "this text was sent before about this often",
    "history-address-spam": "about this much spam came from this address before",
    "history-address-ham": "about this many genuine comments came from this address before",
    "context-overlap": "it shares about this many words with the page",
    "lang": "the language is {}",
    "kind": "it was sent as {}",
}


def _name_phrase(name: str) -> str:
    prefix, _, value = name.partition(":")
    return _NAMES[prefix].format(_cut(value.strip("^$")))


def _standing(text: str, token: str) -> list[int]:
    """Where a token begins in the text, each time that it stands there as a token and not inside a longer word."""
    start = text.find(token)
    starts: list[int] = []
    size, is_word = len(token), _is_word(token[0])
    while start >= 0:
        end = start + size
        if not is_word or not (_is_word(text[start - 1 : start]) or _is_word(text[end : end + 1])):
            starts.append(start)
        start = text.find(token, end)
    return starts


def _is_word(char: str) -> bool:
    return char.isalnum() or char == "_"


class _Spans:
    """Where tokens stand in the text as given."""

    def __init__(self, features: Features | Worn) -> None:
        self._tokens = features.tokens
        self._text = features.reading.text
        self._span = features.reading.span

    def word(self, slot: int) -> tuple[tuple[int, int], ...]:
        """Every place of the word, since its weight was counted once for all of them."""
        token = self._tokens[slot]
        size, starts = len(token), _standing(self._text, token)
        for other in {token.lower(), token.upper(), token.capitalize()} - {token}:
            if len(other) == size and other in self._text:
                starts = starts + _standing(self._text, other)
        return tuple([self._span(start, start + size) for start in sorted(starts)])

    def tokens(self, slots: Iterable[int]) -> tuple[tuple[int, int], ...]:
        """The places of some tokens."""
        return tuple([self._span(*self._place(slot)) for slot in slots])

    def pair(self, slot: int) -> tuple[tuple[int, int], ...]:
        """From the beginning of a token to the end of the next."""
        second = self._tokens[slot + 1]
        start, end = self._place(slot)
        return (self._span(start, self._text.find(second, end) + len(second)),)

    def _place(self, slot: int) -> tuple[int, int]:
        tokens = self._tokens
        token = tokens[slot]
        starts = _standing(self._text, token)
        start = starts[tokens[:slot].count(token)] if len(starts) > 1 else starts[0]
        return start, start + len(token)

    def link(self, name: str, links: Iterable[Link]) -> tuple[tuple[int, int], ...]:
        """The places of the links that gave a name."""
        if not name.startswith("link-"):
            return ()
        value = name.partition(":")[2]
        found = [link for link in links if value in link.host or value in link.path.lower()]
        return tuple([self._span(link.start, link.end) for link in found])
