"""What the tests of the hand-written signals look at, and the tests themselves; the table stands in `signals.py`.

All patterns run over folded text of bounded length, have bounded repeats, and are asked only when their clues are
there.
"""

from __future__ import annotations

import re
from functools import cached_property, reduce
from operator import or_

from rejoinder.comment import NO_HISTORY, Comment
from rejoinder.filter.features import Features
from rejoinder.filter.lexicon import Clue, plain_clues, stem_clues
from rejoinder.filter.normalise import fold
from rejoinder.filter.phrases import Phrases

__all__ = ["Evidence"]

_OWN_CHANNEL = Phrases(
    r"\b(?:check(?:ing)?|visit|watch|see|listen to|look at|subscribe|sub|follow)\b.{0,40}?\b(?:my|our)\b.{0,30}?"
    r"\b(?:chann?els?|vide?os?|vids?|covers?|music|page|blog|profile|playlist|mixtape)\b"
    r"|\bsubscribe (?:to|2) (?:me|my|us)\b|\bsub ?(?:4|for) ?sub\b",
)
_PRIZE = re.compile(
    r"[£$€]\s?\d{3,}|\b\d{3,}\s?(?:cash|pounds|dollars)|\b(?:prize|won|winner|awarded|claim|hadiah|pemenang)\b"
)
_PHONE = re.compile(r"\d[\d ()-]{8,16}\d|\b\d{5}\b")
_BBCODE = re.compile(r"\[(?:url|link)\s*(?:=|\](?!\())", re.IGNORECASE)
_SPACED = re.compile(r"(?<!\w)(?:[a-z] ){3,12}[a-z](?: ?\d){2,4}(?!\w)")
_WAGE = re.compile(
    r"(?:[$£€]\s?\d[\d.,]{1,8}|\d[\d.,]{1,8}\s?(?:[$£€₽]|usd|"
    + fold("руб")
    + r")).{0,40}?(?:\b(?:a|per|an|every|each|in|"
    + fold("в|за")
    + r")\b|/)\s?(?:day|week|month|hour|"
    + fold("день|месяц|неделю|час")
    + ")"
)
_HANDLE = re.compile(r"@[a-z]\w{3,}|t\.me/|wa\.me/|\+\d{9,}")
_SEO_OFFER = re.compile(
    r"backlinks?|seo (?:service|expert|agency|package|company)|first page of google|guest post|rank (?:your|higher|on)"
)
_STYLED_RUN = re.compile(
    "(?:[\U0001d400-\U0001d7ff\u24b6-\u24e9\U0001f130-\U0001f149\U0001f150-\U0001f169\U0001f170-\U0001f189]"
    r"[^\w\s]{0,3} ?){3,}"
)
_MONEY_HOME = Phrases(
    r"\b(?:earn|make|making|earned|made)\b.{0,30}(?:money|cash|[$£€]\s?\d).{0,60}"
    r"\b(?:online|home|week|weekly|day|daily|month|hour)\b",
)
_CRIME = re.compile(
    r"(?:hire|contact|best|legit|professional|help of).{0,40}(?:hacker|spell ?caster|recovery (?:expert|agent|firm))"
    r"|clone cards?|buy .{0,20}passports"
)
_HIDDEN = re.compile(rb"[Aa0lC9m_]z+[Aa0lC9m_]")  # at the edge of a word, as at the end of many texts, it hides nothing


_MARKED = re.compile(rb"[Aal]m")
_ONE_CASE = bytes.maketrans(b"AsCl", b"aaaa")
# Members of an enum take their time to look up and to join.
_LINK, _DISGUISED, _WAYS = int(Clue.LINK), int(Clue.DISGUISED), int(Clue.CONTACT | Clue.LONG_NUMBER | Clue.BRAND)


class Evidence:
    """What a test may look at. `clues` are those of all words taken together."""

    def __init__(self, comment: Comment, features: Features) -> None:
        self.comment = comment
        self.features = features
        self.clues = features.clues | _message_clues(comment, features)
        self._found: dict[Phrases, bool] = {}
        if self.clues & _DISGUISED:  # look at what hidden letters spell
            self.clues = reduce(or_, map(plain_clues, set(re.findall(r"\w+", self.plain)[:2_000])), self.clues)
        shape = features.style.shape
        if b"m" in shape and _MARKED.search(shape):  # combining marks cut words of Hindi, Thai and others to pieces
            self.clues |= stem_clues(self.plain)

    @cached_property
    def plain(self) -> str:
        """The folded text; most comments have no clue and need none."""
        return fold(self.features.reading.text)

    @cached_property
    def heads(self) -> frozenset[str]:
        """How the words of the folded text begin, which denies most phrases at once."""
        return frozenset([word.head for word in self.features.words])

    def has(self, phrases: Phrases) -> bool:
        """Whether the text has one of the phrases; several signals may ask for the same."""
        found = self._found.get(phrases)
        if found is None:
            found = self._found[phrases] = phrases.found(self.plain, self.heads)
        return found

    @property
    def written(self) -> str:
        """The text as it was written, disguise and all."""
        return (self.features.worn or self.features).reading.text

    def count(self, clue: int) -> int:
        """How many words of the text have one of the clues, as it was written or without disguise."""
        found = sum(1 for word in self.features.words if word.clues & clue)
        worn = self.features.worn
        return found if worn is None else max(found, sum(1 for word in worn.words if word.clues & clue))

    @property
    def link_count(self) -> int:
        """How many links the text has."""
        return len(self.features.links)


def _message_clues(comment: Comment, features: Features) -> int:
    """Clues of the message as a whole, so that most signals need not be asked."""
    shape = features.style.shape
    clues = _LINK if features.links else 0
    if b"[" in shape:
        clues |= Clue.BRACKET
    if b"s" in shape or (b"z" in shape and _HIDDEN.search(shape)):
        clues |= Clue.DISGUISED
    if b"a a a a" in shape.translate(_ONE_CASE):
        clues |= Clue.APART
    if comment.url:
        clues |= Clue.ADDRESS
    if comment.history is not NO_HISTORY or comment.behaviour:
        clues |= Clue.KNOWN
    if b"@" in shape or features.clues & _WAYS:
        clues |= Clue.AT
    return clues


def always(_: Evidence) -> bool:
    """The clues are enough."""
    return True


def reachable(evidence: Evidence) -> bool:
    """There is a way to get in touch: a link, an account, or the words for it."""
    return bool(evidence.clues & Clue.CONTACT or evidence.link_count or _HANDLE.search(evidence.plain))


def casino_offer(evidence: Evidence) -> bool:
    """Gambling is pushed, and there is a way to it."""
    pushed = evidence.count(Clue.OFFER) >= 2 or evidence.count(Clue.GAMBLING) >= 2
    return pushed and bool(evidence.link_count or evidence.comment.url or _HANDLE.search(evidence.plain))


def casino_pitch(evidence: Evidence) -> bool:
    """Four words or more of gambling advertisements."""
    return evidence.count(Clue.GAMBLING) + evidence.count(Clue.OFFER) >= 4


def styled_word(evidence: Evidence) -> bool:
    """Three styled letters or more in a row; flags and fullwidth letters do not count."""
    return evidence.features.style.shape.count(b"s") >= 3 and _STYLED_RUN.search(evidence.written) is not None


def mixed_words(evidence: Evidence) -> bool:
    """Two words or more that mix alphabets; one may be a brand."""
    return evidence.count(Clue.MIXED) >= 2


def spaced_name(evidence: Evidence) -> bool:
    """Single letters with spaces, then digits."""
    return _SPACED.search(evidence.plain if evidence.features.worn is None else fold(evidence.written)) is not None


def linked(evidence: Evidence) -> bool:
    """A link in the text, or an address of the writer."""
    return bool(evidence.link_count or evidence.comment.url)


def own_channel(evidence: Evidence) -> bool:
    """Check out my channel; subscribe to me; sub for sub."""
    return evidence.has(_OWN_CHANNEL)


def prize_call(evidence: Evidence) -> bool:
    """A prize or a sum, and a telephone number or short code."""
    return _PHONE.search(evidence.plain) is not None and _PRIZE.search(evidence.plain) is not None


def seo_offer(evidence: Evidence) -> bool:
    """Links or rank for sale, and a way to get in touch."""
    return _SEO_OFFER.search(evidence.plain) is not None and reachable(evidence)


def earnings_contact(evidence: Evidence) -> bool:
    """Work or a wage, and a way to get in touch."""
    named = evidence.count(Clue.WORK) >= 2 or _WAGE.search(evidence.plain) is not None
    return named and reachable(evidence)


def easy_money(evidence: Evidence) -> bool:
    """Money made online or from home, by the day or week."""
    return evidence.has(_MONEY_HOME)


def praise_link(evidence: Evidence) -> bool:
    """Three words of praise and a link."""
    return linked(evidence) and evidence.count(Clue.PRAISE) >= 3


def bbcode_link(evidence: Evidence) -> bool:
    """A link as forums write it."""
    return _BBCODE.search(evidence.written) is not None


def several_links(evidence: Evidence) -> bool:
    """Three links or more."""
    return evidence.link_count >= 3


def many_links(evidence: Evidence) -> bool:
    """Six links or more."""
    return evidence.link_count >= 6


def crime_offer(evidence: Evidence) -> bool:
    """A hacker, a spell or a paper to be had."""
    return _CRIME.search(evidence.plain) is not None


def author_offers(evidence: Evidence) -> bool:
    """The writer's name advertises, beside an address."""
    found = 0
    for word in re.findall(r"\w+", fold(evidence.comment.author[:120])):
        found |= plain_clues(word)
    return bool(found & (Clue.GAMBLING | Clue.PILL | Clue.HOUSE | Clue.ADULT | Clue.SEARCH))


def address_known(evidence: Evidence) -> bool:
    """Three spam comments or more from the address, and no genuine one."""
    return evidence.comment.history.address_spam >= 3 and evidence.comment.history.address_ham == 0


def trapped(evidence: Evidence) -> bool:
    """A field that people do not see was filled in."""
    return "honeypot" in evidence.comment.behaviour


def hasty(evidence: Evidence) -> bool:
    """Sent within a second: nobody finds the field, writes and sends in that time."""
    return "haste:1" in evidence.comment.behaviour


def hurried(evidence: Evidence) -> bool:
    """Sent within three seconds, which is long enough for "+1"."""
    return "haste:3" in evidence.comment.behaviour


def unstamped(evidence: Evidence) -> bool:
    """The form was never fetched, or carries no stamp."""
    return "unstamped" in evidence.comment.behaviour


def forged(evidence: Evidence) -> bool:
    """The stamp of the form is not ours."""
    return "forged" in evidence.comment.behaviour


def stale(evidence: Evidence) -> bool:
    """The stamp is old enough to have been handed around."""
    return "stale" in evidence.comment.behaviour


def crowded(evidence: Evidence) -> bool:
    """Many came from the address at once."""
    return "crowd" in evidence.comment.behaviour


def other_spam(evidence: Evidence) -> bool:
    """Another server calls it spam."""
    return evidence.comment.history.second_spam > 0


def other_ham(evidence: Evidence) -> bool:
    """Another server calls it genuine."""
    return evidence.comment.history.second_ham > 0


def text_repeated(evidence: Evidence) -> bool:
    """The same text came three times or more, and is no mere word of thanks."""
    return evidence.comment.history.same_text >= 3 and len(evidence.comment.text) >= 25
