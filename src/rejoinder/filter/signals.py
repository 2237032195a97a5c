"""Hand-written evidence: conjunctions that genuine comments almost never show. One table, `SIGNALS`.

They work before anything was learnt, and they bend to the site: every genuine comment with a signal takes weight from
it (`site_weight`), so that a poker club's pages are not hidden for ever. A word alone never decides. In the trials
decisive conjunctions caught ten times what a text model trained elsewhere did at one false alarm in a thousand
(`docs/experiments/2026-11-23-first-filter.md`). The weight 4 is meant to be enough alone, 1 to 2 only with others.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from rejoinder.comment import NO_HISTORY, Comment
from rejoinder.filter.features import Features
from rejoinder.filter.lexicon import Clue, word_clues
from rejoinder.filter.normalise import fold

__all__ = ["SIGNALS", "Fired", "Signal", "fired_signals", "site_weight"]


@dataclass(frozen=True, slots=True)
class Signal:
    """A line of the table. `number` is kept for ever in stored labels: add at the end, never renumber."""

    number: int
    name: str
    weight: float
    sentence: str
    clues: int  # all of them must be there before `test` is asked
    test: Callable[[Evidence], bool]
    shown: int = 0  # the words to colour; none: those of `clues`


class Evidence:
    """What a test may look at. `clues` are those of all words taken together."""

    def __init__(self, comment: Comment, features: Features) -> None:
        self.comment = comment
        self.features = features
        self.clues = features.clues | _message_clues(comment, features)
        if self.clues & Clue.DISGUISED:
            for word in re.findall(r"\w+", self.plain)[:2_000]:  # look at what hidden letters spell
                self.clues |= word_clues(word, word)

    @cached_property
    def plain(self) -> str:
        """The folded text; most comments have no clue and need none."""
        return fold(self.features.reading.text)

    def count(self, clue: int) -> int:
        """How many words of the text have one of the clues."""
        return sum(1 for word in self.features.words if word.clues & clue)

    @property
    def link_count(self) -> int:
        """How many links the text has."""
        return len(self.features.links)


@dataclass(frozen=True, slots=True)
class Fired:
    """A signal found in a comment, with the tokens that carry it."""

    signal: Signal
    tokens: tuple[int, ...]


_OWN_CHANNEL = re.compile(
    r"\b(?:check(?:ing)?|visit|watch|see|listen to|look at|subscribe|sub|follow)\b.{0,40}?\b(?:my|our)\b.{0,30}?"
    r"\b(?:chann?els?|vide?os?|vids?|covers?|music|page|blog|profile|playlist|mixtape)\b|\bsubscribe (?:to|2) (?:me|my|us)\b|\bsub ?(?:4|for) ?sub\b"
)
_PRIZE = re.compile(
    r"[£$€]\s?\d{3,}|\b\d{3,}\s?(?:cash|pounds|dollars)|\b(?:prize|won|winner|awarded|claim|hadiah|pemenang)\b"
)
_PHONE = re.compile(r"\d[\d ()-]{8,16}\d|\b\d{5}\b")
_BBCODE = re.compile(r"\[(?:url|link)\s*(?:=|\])", re.IGNORECASE)
_SPACED = re.compile(r"(?<!\w)(?:[a-z] ){3,12}[a-z](?: ?\d){2,4}(?!\w)")
_WAGE = re.compile(r"(?:[$£€]\s?\d[\d.,]{1,8}|\d[\d.,]{1,8}\s?(?:[$£€₽]|usd|руб|pyb)).{0,40}?(?:\b(?:a|per|an|every|each|in)\b|/|в|за|b)\s?"
                   r"(?:day|week|month|hour|дeнь|день|mecяц|месяц|неделю|дeh|heдeлю|час)")  # fmt: skip
_HANDLE = re.compile(r"@[a-z]\w{3,}|t\.me/|wa\.me/|\+\d{9,}")
_SEO_OFFER = re.compile(
    r"backlinks?|seo (?:service|expert|agency|package|company)|first page of google|guest post|rank (?:your|higher|on)"
)
_STYLED_RUN = re.compile(
    "[\U0001d400-\U0001d7ff\u24b6-\u24e9\U0001f130-\U0001f149\U0001f150-\U0001f169\U0001f170-\U0001f189]{3,}"
)
_MONEY_HOME = re.compile(
    r"\b(?:earn|make|making|earned|made)\b.{0,30}(?:money|cash|[$£€]\s?\d).{0,60}\b(?:online|home|week|weekly|day|daily|month|hour)\b"
)
_CRIME = re.compile(
    r"(?:hire|contact|best|legit|professional|help of).{0,40}(?:hacker|spell ?caster|recovery (?:expert|agent|firm))|clone cards?|buy .{0,20}passports"
)


def _always(_: Evidence) -> bool:
    return True


def _matches(pattern: re.Pattern[str]) -> Callable[[Evidence], bool]:
    return lambda evidence: pattern.search(evidence.plain) is not None


def _reachable(evidence: Evidence) -> bool:
    return bool(evidence.clues & Clue.CONTACT or evidence.link_count or _HANDLE.search(evidence.plain))


def _casino_offer(evidence: Evidence) -> bool:
    pushed = evidence.count(Clue.OFFER) >= 2 or evidence.count(Clue.GAMBLING) >= 2
    return pushed and bool(evidence.link_count or evidence.comment.url or _HANDLE.search(evidence.plain))


def _casino_pitch(evidence: Evidence) -> bool:
    return evidence.count(Clue.GAMBLING) + evidence.count(Clue.OFFER) >= 4


def _author_offers(evidence: Evidence) -> bool:
    author = fold(evidence.comment.author[:120])
    found = 0
    for word in re.findall(r"\w+", author):
        found |= word_clues(word, word)
    return bool(found & (Clue.GAMBLING | Clue.PILL | Clue.HOUSE | Clue.ADULT | Clue.SEARCH))


def _address_known(evidence: Evidence) -> bool:
    return evidence.comment.history.address_spam >= 3 and evidence.comment.history.address_ham == 0


SIGNALS = (
    Signal(0, "casino-offer", 5.0, "advertises gambling and links to it", Clue.GAMBLING | Clue.OFFER, _casino_offer, Clue.GAMBLING | Clue.OFFER),
    Signal(1, "casino-brand", 4.0, "speaks of gambling and names a betting house", Clue.GAMBLING | Clue.BRAND, _always, Clue.GAMBLING | Clue.BRAND),
    Signal(2, "casino-house", 3.5, "names a betting house", Clue.HOUSE, _always),
    Signal(3, "casino-pitch", 2.0, "is full of the words of gambling advertisements", Clue.GAMBLING | Clue.OFFER, _casino_pitch, Clue.GAMBLING | Clue.OFFER),
    Signal(4, "styled-letters", 4.0, "writes a word in styled letters that hide it from filters", Clue.DISGUISED,
           lambda e: e.features.style.shape.count(b"s") >= 3 and _STYLED_RUN.search(e.features.reading.text) is not None, Clue.STYLED),
    Signal(5, "mixed-scripts", 4.0, "mixes Latin with look-alike letters of another alphabet inside words", Clue.MIXED,
           lambda e: e.count(Clue.MIXED) >= 2),
    Signal(6, "spaced-letters", 3.0, "spells a name with digits letter by letter", Clue.APART,
           lambda e: _SPACED.search(e.plain) is not None),
    Signal(7, "pills", 4.5, "offers medicines with a link", Clue.PILL,
           lambda e: bool(e.link_count or e.comment.url) and e.count(Clue.PILL | Clue.OFFER) >= 1),
    Signal(8, "trading-profit", 2.5, "promises profit from trading and says how to get in touch", Clue.MONEY | Clue.PROFIT, _reachable,
           Clue.MONEY | Clue.PROFIT | Clue.CONTACT),
    Signal(9, "own-channel", 3.0, "asks readers to visit the writer's own channel or page", Clue.VISIT,
           lambda e: _OWN_CHANNEL.search(e.plain) is not None, Clue.VISIT | Clue.OWN | Clue.CHANNEL),
    Signal(10, "prize-call", 4.0, "promises a prize and gives a number to call or text", Clue.PRIZE | Clue.CALL,
           lambda e: _PHONE.search(e.plain) is not None and _PRIZE.search(e.plain) is not None, Clue.PRIZE | Clue.CALL | Clue.LONG_NUMBER),
    Signal(11, "seo-offer", 2.0, "offers links or a better place in search results", Clue.SEARCH,
           lambda e: _SEO_OFFER.search(e.plain) is not None and _reachable(e)),
    Signal(12, "earnings-contact", 4.0, "offers earnings and says how to get in touch", Clue.WORK,
           lambda e: _reachable(e) and (e.count(Clue.WORK) >= 2 or _WAGE.search(e.plain) is not None), Clue.WORK | Clue.CONTACT),
    Signal(13, "easy-money", 1.5, "names easy money to be made from home", Clue.EARN,
           lambda e: _MONEY_HOME.search(e.plain) is not None),
    Signal(14, "praise-link", 0.7, "praises and links", Clue.PRAISE,
           lambda e: bool(e.link_count or e.comment.url) and e.count(Clue.PRAISE) >= 3),
    Signal(15, "bbcode-link", 4.0, "has link markup of other systems, as bots write it", Clue.BRACKET,
           lambda e: _BBCODE.search(e.plain) is not None),
    Signal(16, "several-links", 0.8, "has three links or more", Clue.LINK, lambda e: e.link_count >= 3),
    Signal(17, "many-links", 2.0, "has six links or more", Clue.LINK, lambda e: e.link_count >= 6),
    Signal(18, "adult-offer", 2.0, "offers pornography or paid company with a way to get there", Clue.ADULT, _reachable),
    Signal(19, "crime-offer", 4.0, "offers hackers, spells or forged papers for hire", Clue.CRIME, _matches(_CRIME)),
    Signal(20, "author-offer", 3.5, "is signed with an advertisement and its address", Clue.ADDRESS, _author_offers),
    Signal(21, "address-spam", 2.0, "comes from an address that sent spam before and nothing genuine", Clue.KNOWN, _address_known),
    Signal(22, "same-text", 1.2, "has been sent several times before, word for word", Clue.KNOWN,
           lambda e: e.comment.history.same_text >= 3 and len(e.comment.text) >= 25),
)  # fmt: skip


def _message_clues(comment: Comment, features: Features) -> int:
    """Clues of the message as a whole, so that most signals need not be asked."""
    shape = features.style.shape
    clues = int(Clue.LINK) if features.links else 0
    if b"[" in shape:
        clues |= Clue.BRACKET
    if b"s" in shape or b"z" in shape:
        clues |= Clue.DISGUISED
    if any(apart in shape for apart in _LETTERS_APART):
        clues |= Clue.APART
    if comment.url:
        clues |= Clue.ADDRESS
    if comment.history is not NO_HISTORY:
        clues |= Clue.KNOWN
    return clues


_LETTERS_APART = (b"A A A", b"a a a", b"s s s")

HAM_COUNTS = 4
HALVED = 100
LEAST = 0.25


def fired_signals(comment: Comment, features: Features) -> list[Fired]:
    """The signals that `comment` shows, in the order of the table."""
    evidence = Evidence(comment, features)
    return [
        Fired(signal, _carriers(signal, features)) for signal in _candidates(evidence.clues) if signal.test(evidence)
    ]


@lru_cache(maxsize=4_096)
def _candidates(clues: int) -> tuple[Signal, ...]:
    """The signals whose clues are all among `clues`."""
    return tuple(signal for signal in SIGNALS if signal.clues & clues == signal.clues)


def _carriers(signal: Signal, features: Features) -> tuple[int, ...]:
    wanted = signal.shown or signal.clues
    return tuple(place for place, word in enumerate(features.words) if word.clues & wanted)[:16]


def site_weight(signal: Signal, spam: float, ham: float) -> float:
    """The weight of a signal on a site that saw it in `spam` spam and `ham` genuine comments; never more than the table's.

    Two things lower it. Genuine comments that show it: four imagined spam comments stand for the table's confidence, and
    each genuine one counts as much as `HAM_COUNTS` spam. And time: after `HALVED` labels the learner knows half of it by
    itself. Unlowered weights cost judol (.851 -> .944); without any signals youtube has .534 instead of .480.
    """
    confidence = (spam + 4) / (spam + 4 + HAM_COUNTS * ham)
    return signal.weight * confidence * max(HALVED / (HALVED + spam + ham), LEAST)
