"""Reasons in plain words: the contributions of hashed features gathered under what a reader can point at.

Every contribution goes to exactly one place: the word it stands in, two neighbouring words, the pattern of the writing,
a mark of style, a link, a field. What is gathered adds up to what the learner said, so that a verdict's reasons add up
to its score. Sentences say whether the evidence speaks for spam or for a genuine comment, and nothing cleverer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from rejoinder.filter.features import MOST_FEATURES, Features
from rejoinder.filter.normalise import fold
from rejoinder.filter.signals import Fired
from rejoinder.filter.style import describe
from rejoinder.filter.verdict import Reason

__all__ = ["Ledger", "gather", "signal_reason"]


_SLOTS = np.arange(MOST_FEATURES + 1)


@dataclass(frozen=True, slots=True)
class Ledger:
    """Sums of contributions by slot: first words, then pairs, one for the pattern, then marks of style, then names."""

    features: Features
    sums: NDArray[np.float64]

    def heaviest(self, most: int) -> list[int]:
        """The slots that weigh most, in no order."""
        size = np.abs(self.sums)
        slots = size.argpartition(-most)[-most:] if len(size) > most else size.nonzero()[0]
        return [slot for slot, weight in zip(slots.tolist(), size[slots].tolist(), strict=True) if weight]

    def reasons(self, slots: Iterable[int]) -> list[Reason]:
        """The reasons for some of the slots, in the same order."""
        spans = _Spans(self.features)
        return [self._reason(slot, float(self.sums[slot]), spans) for slot in slots]

    def _reason(self, slot: int, weight: float, spans: _Spans) -> Reason:
        features = self.features
        words, pairs, _, _, style, *_ = features.lengths
        leaning = _FOR_SPAM if weight > 0 else _FOR_HAM
        if slot < words:
            name, phrase = _word_phrase(features.tokens[slot])
            return Reason(name, weight, phrase + leaning, spans.word(slot))
        slot -= words
        if slot < pairs:
            name, phrase = _pair_phrase(features.tokens[slot], features.tokens[slot + 1])
            return Reason(name, weight, phrase + leaning, spans.pair(slot))
        slot -= pairs
        if slot == 0:
            return Reason("pattern", weight, "the pattern of letters, capitals, digits and signs is" + leaning)
        slot -= 1
        if slot < style:
            name, phrase = describe(features.style.marks[slot])
            return Reason(name, weight, phrase + leaning)
        name = features.names[slot - style]
        return Reason(name, weight, f"{_name_phrase(name)},{leaning}", spans.link(name))


_FOR_SPAM = " as in spam here"
_FOR_HAM = " as in genuine comments here"


def gather(features: Features, contributions: NDArray[np.float32]) -> Ledger:
    """Sum the contributions of columns by slot. Letters count for the word that they begin in."""
    words, pairs, letters, shape, *_ = features.lengths
    pattern, places = words + pairs, sum(features.lengths)
    slots = places - letters - shape + 1
    owner = np.empty(places, dtype=np.int64)
    owner[:pattern] = _SLOTS[:pattern]
    shapes = pattern + letters
    owner[pattern:shapes] = _SLOTS[:words].repeat([*map(len, features.letters)])[:letters]
    owner[shapes : shapes + shape] = pattern
    owner[shapes + shape :] = _SLOTS[pattern + 1 : slots]
    sums = np.bincount(owner.take(features.places), weights=contributions, minlength=slots)
    return Ledger(features, sums.astype(np.float64, copy=False))


def signal_reason(fired: Fired, weight: float, features: Features) -> Reason:
    """The reason that a signal gives."""
    spans = _Spans(features)
    return Reason(f"signal:{fired.signal.name}", weight, f"it {fired.signal.sentence}", spans.tokens(fired.tokens))


@lru_cache(maxsize=8_192)
def _word_phrase(token: str) -> tuple[str, str]:
    """A readable id and the beginning of a sentence for a word, a sign, or a word that is not written plainly."""
    plain, shown = fold(token), _cut(token)
    if token.isalpha() and plain == token.lower():
        return f"words:{_cut(plain)}", f"the word “{shown}” is used"
    if not any(map(str.isalnum, token)):
        return f"sign:{shown}", f"the sign “{shown}” is used"
    return f"letters:{_cut(plain)}", f"the letters of “{shown}” are"


def _pair_phrase(first: str, second: str) -> tuple[str, str]:
    both = f"{_cut(first)} {_cut(second)}"
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


def _places(text: str, tokens: list[str]) -> list[tuple[int, int]]:
    """Where the tokens stand. Only white space lies between two, so that the next find is the next token."""
    places, end = [], 0
    for token in tokens:
        start = text.find(token, end)
        end = start + len(token)
        places.append((start, end))
    return places


class _Spans:
    """Where tokens stand in the text as given."""

    def __init__(self, features: Features) -> None:
        self._features = features
        self._span = features.reading.span

    @cached_property
    def _places(self) -> list[tuple[int, int]]:
        """Of all tokens; few reasons need it, because most words stand only once."""
        return _places(self._features.reading.text, self._features.tokens)

    def word(self, slot: int) -> tuple[tuple[int, int], ...]:
        """Every place of the word, since its weight was counted once for all of them."""
        text, tokens = self._features.reading.text, self._features.tokens
        word = tokens[slot]
        start = text.find(word)
        if text.find(word, start + 1) < 0:
            return (self._span(start, start + len(word)),)
        return tuple([self._span(*place) for place, token in zip(self._places, tokens, strict=True) if token == word])

    def tokens(self, tokens: Iterable[int]) -> tuple[tuple[int, int], ...]:
        """The places of some tokens."""
        return tuple([self._span(*self._places[token]) for token in tokens])

    def pair(self, slot: int) -> tuple[tuple[int, int], ...]:
        """From the beginning of a token to the end of the next."""
        text, (first, second) = self._features.reading.text, self._features.tokens[slot : slot + 2]
        start = text.find(first)
        if text.find(first, start + 1) < 0:
            return (self._span(start, text.find(second, start + len(first)) + len(second)),)
        return (self._span(self._places[slot][0], self._places[slot + 1][1]),)

    def link(self, name: str) -> tuple[tuple[int, int], ...]:
        """The places of the links that gave a name."""
        return tuple(self._links(name)) if name.startswith("link-") else ()

    def _links(self, name: str) -> Iterator[tuple[int, int]]:
        value = name.partition(":")[2]
        for link in self._features.links:
            if value in link.host or value in link.path.lower():
                yield self._features.reading.span(link.start, link.end)
