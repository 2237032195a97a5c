"""Hand-written evidence: conjunctions that genuine comments almost never show. One table, `SIGNALS`.

They work before anything was learnt, and they bend to the site: every genuine comment with a signal takes weight from
it (`site_weight`), so that a poker club's pages are not hidden for ever. A word alone never decides. In the trials
decisive conjunctions caught ten times what a text model trained elsewhere did at one false alarm in a thousand
(`docs/experiments/2026-11-23-first-filter.md`). The weight 4 is meant to be enough alone, 1 to 2 only with others.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rejoinder.comment import Comment
from rejoinder.filter.evidence import (
    Evidence,
    address_known,
    always,
    author_offers,
    bbcode_link,
    casino_offer,
    casino_pitch,
    crime_offer,
    crowded,
    earnings_contact,
    easy_money,
    forged,
    hasty,
    hurried,
    linked,
    many_links,
    mixed_words,
    other_ham,
    other_spam,
    own_channel,
    praise_link,
    prize_call,
    reachable,
    seo_offer,
    several_links,
    spaced_name,
    stale,
    styled_word,
    text_repeated,
    trapped,
    unstamped,
)
from rejoinder.filter.features import Features, Word
from rejoinder.filter.flattery import flattered, flattery_link, flattery_word
from rejoinder.filter.lexicon import Clue
from rejoinder.filter.offers import (
    cheap_offer,
    company_offer,
    essay_offer,
    fake_offer,
    fame_offer,
    health_offer,
    job_offer,
    job_words,
    label_offer,
    loan_offer,
    lured_call,
    messenger_pitch,
    own_work,
    phishing,
    plea_for_channel,
    returns_offer,
    shared_video,
    site_offer,
    spell_offer,
    stream_offer,
    tariff_number,
    text_to_number,
)

__all__ = ["DISGUISES", "HIDING", "MANNERS", "SIGNALS", "Signal", "carriers", "fired_signals", "site_weight"]


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


GAMBLING = Clue.GAMBLING | Clue.OFFER
SIGNALS = (
    Signal(0, "casino-offer", 5.0, "advertises gambling and links to it", GAMBLING, casino_offer),
    Signal(1, "casino-brand", 4.0, "names a house while it speaks of gambling", Clue.GAMBLING | Clue.BRAND, always),
    Signal(2, "casino-house", 3.5, "names a betting house", Clue.HOUSE, always),
    Signal(3, "casino-pitch", 2.0, "is full of the words of gambling advertisements", GAMBLING, casino_pitch),
    Signal(
        4, "styled-letters", 4.0, "writes a word in styled letters that hide it from filters", Clue.DISGUISED,
        styled_word, Clue.STYLED,
    ),
    Signal(
        5, "mixed-scripts", 4.0, "mixes Latin with look-alike letters of another alphabet inside words", Clue.MIXED,
        mixed_words,
    ),
    Signal(6, "spaced-letters", 3.0, "spells a name with digits letter by letter", Clue.APART, spaced_name),
    Signal(7, "pills", 4.5, "offers medicines with a link", Clue.PILL, linked),
    Signal(
        8, "trading-profit", 2.5, "promises profit from trading and says how to get in touch",
        Clue.MONEY | Clue.PROFIT, reachable, Clue.MONEY | Clue.PROFIT | Clue.CONTACT,
    ),
    Signal(
        9, "own-channel", 3.0, "asks readers to visit the writer's own channel or page", Clue.VISIT,
        own_channel, Clue.VISIT | Clue.OWN | Clue.CHANNEL,
    ),
    Signal(
        10, "prize-call", 4.0, "promises a prize and gives a number to call or text", Clue.PRIZE | Clue.CALL,
        prize_call, Clue.PRIZE | Clue.CALL | Clue.LONG_NUMBER,
    ),
    Signal(11, "seo-offer", 2.0, "offers links or a better place in search results", Clue.SEARCH, seo_offer),
    Signal(
        12, "earnings-contact", 4.0, "offers earnings and says how to get in touch", Clue.WORK,
        earnings_contact, Clue.WORK | Clue.CONTACT,
    ),
    Signal(13, "easy-money", 1.5, "names easy money to be made from home", Clue.EARN, easy_money),
    Signal(14, "praise-link", 0.7, "praises and links", Clue.PRAISE, praise_link),
    Signal(15, "bbcode-link", 4.0, "has link markup of other systems, as bots write it", Clue.BRACKET, bbcode_link),
    Signal(16, "several-links", 0.8, "has three links or more", Clue.LINK, several_links),
    Signal(17, "many-links", 1.8, "has six links or more", Clue.LINK, many_links),
    Signal(18, "adult-offer", 2.0, "offers pornography or paid company, and a way there", Clue.ADULT, reachable),
    Signal(19, "crime-offer", 4.0, "offers hackers, spells or forged papers for hire", Clue.CRIME, crime_offer),
    Signal(20, "author-offer", 3.5, "is signed with an advertisement and its address", Clue.ADDRESS, author_offers),
    Signal(
        21, "address-spam", 2.0, "comes from an address that sent spam before and nothing genuine", Clue.KNOWN,
        address_known,
    ),
    Signal(22, "same-text", 1.2, "has been sent several times before, word for word", Clue.KNOWN, text_repeated),
    Signal(
        23, "channel-plea", 3.5, "asks readers to follow, hear or share what the writer makes",
        Clue.PLEA, plea_for_channel,
    ),
    Signal(24, "shared-video", 3.0, "is what the share button of a video site writes", Clue.PLEA, shared_video),
    Signal(25, "own-work", 1.5, "points to something of the writer's own, or asks for approval", Clue.PLEA, own_work),
    Signal(26, "fame-offer", 3.5, "offers followers, or coins and codes of games", Clue.FAME, fame_offer),
    Signal(27, "stream-offer", 3.5, "offers films or television with a link", Clue.STREAM, stream_offer),
    Signal(
        28, "tariff-number", 3.5, "names a price by the minute or message and a number",
        Clue.TARIFF | Clue.LONG_NUMBER, tariff_number,
    ),
    Signal(
        29, "text-to-number", 3.0, "asks readers to send a word to a short number",
        Clue.DIAL | Clue.LONG_NUMBER, text_to_number,
    ),
    Signal(
        30, "lured-call", 3.5, "promises something free, won or urgent for a call",
        Clue.DIAL | Clue.LONG_NUMBER, lured_call,
    ),
    Signal(
        31, "phishing", 3.5, "says that an account or parcel is in trouble, and where to go",
        Clue.ACCOUNT, phishing,
    ),
    Signal(32, "loan-offer", 4.0, "offers loans and says how to get in touch", Clue.LOAN, loan_offer),
    Signal(33, "label-offer", 4.0, "offers copies or outlets of famous brands with a link", Clue.LABELS, label_offer),
    Signal(34, "essay-offer", 4.0, "offers to write papers for students", Clue.ESSAY, essay_offer),
    Signal(
        35, "spell-offer", 4.0, "offers spells or miracle cures and says how to get in touch",
        Clue.SPELL, spell_offer,
    ),
    Signal(
        36, "company-offer", 3.5, "offers pornography or paid company, as it is advertised",
        Clue.COMPANY, company_offer,
    ),
    Signal(37, "returns-offer", 3.5, "tells of sums invested and sums earned, and where", Clue.MONEY, returns_offer),
    Signal(38, "job-offer", 3.5, "offers easy earnings and says how to get in touch", Clue.JOB, job_offer),
    Signal(39, "job-words", 1.5, "speaks of easy earnings as advertisements do", Clue.JOB, job_words),
    Signal(
        40, "messenger-pitch", 3.5, "sells something and gives a number or name at a messenger",
        Clue.AT, messenger_pitch,
    ),
    Signal(41, "health-offer", 3.5, "offers slimness or manhood and says where", Clue.HEALTH, health_offer),
    Signal(42, "fake-offer", 4.0, "offers forged papers or money", Clue.FAKE, fake_offer),
    Signal(43, "cheap-offer", 3.0, "offers something at a discount with a link", Clue.CHEAP, cheap_offer),
    Signal(44, "site-offer", 3.5, "offers traffic or rank to the owner of the site", Clue.ROBOT, site_offer),
    Signal(45, "robot-praise", 3.0, "praises as robots do, in their own sentences", Clue.FLATTER, flattered),
    Signal(46, "robot-sentence", 0.7, "has a sentence that robots leave on blogs", Clue.FLATTER, flattery_word),
    Signal(47, "robot-link", 1.5, "has such a sentence and a link", Clue.FLATTER | Clue.LINK, flattery_link),
    # A robot, or a browser that fills in everything: below `Thresholds.spam_score`, so not enough alone.
    Signal(48, "honeypot", 2.5, "came with a field filled in that people do not see", Clue.KNOWN, trapped),
    # What another server says, which the owner has named (`actions/judging/second`): never enough alone, either way.
    Signal(49, "second-spam", 2.0, "is called spam by the other server that was asked", Clue.KNOWN, other_spam),
    Signal(50, "second-ham", -1.5, "is called genuine by the other server that was asked", Clue.KNOWN, other_ham),
    # How it came to our own form (`web/thread/trap`). From 1 on a person is asked (`Thresholds.label`): that is for
    # what people do not do. What programs of good will do, or whoever has an old page or many neighbours, weighs less,
    # and all of it that can come together still less than 1: it tips what is doubtful, and holds nothing else.
    Signal(51, "haste", 1.5, "was sent within a second after its form was given out", Clue.KNOWN, hasty),
    Signal(52, "hurry", 0.6, "was sent within three seconds after its form was given out", Clue.KNOWN, hurried),
    Signal(53, "unstamped", 0.3, "was sent without the stamp that our forms carry", Clue.KNOWN, unstamped),
    Signal(54, "forged", 1.2, "was sent with a stamp that is none of ours", Clue.KNOWN, forged),
    Signal(55, "stale", 0.3, "was sent with a stamp that is more than two days old", Clue.KNOWN, stale),
    Signal(56, "crowd", 0.3, "is one of many comments that came from its address within minutes", Clue.KNOWN, crowded),
)  # fmt: skip

IMAGINED = 12
HAM_COUNTS = 4
DISGUISES = frozenset({4, 5, 6, 15})  # signals of the manner, which say nothing of what is meant
MANNERS = frozenset({4, 5, 6})  # … and of these, those in which genuine writers dress up, too
HIDING = frozenset({6, 15})  # … of which these are no manner of drawing letters
HALVED = 100
LEAST = 0.25


def fired_signals(comment: Comment, features: Features) -> list[Signal]:
    """The signals that `comment` shows, in the order of the table."""
    evidence = Evidence(comment, features)
    return [signal for signal in _candidates(evidence.clues) if signal.test(evidence)]


@lru_cache(maxsize=4_096)
def _candidates(clues: int) -> tuple[Signal, ...]:
    """The signals whose clues are all among `clues`."""
    return tuple(signal for signal in SIGNALS if signal.clues & clues == signal.clues)


def carriers(signal: Signal, words: Sequence[Word]) -> tuple[int, ...]:
    """The places among `words` that carry a signal found in a comment, for colouring."""
    wanted = signal.shown or signal.clues
    return tuple(place for place, word in enumerate(words) if word.clues & wanted)[:16]


def site_weight(signal: Signal, spam: float, ham: float) -> float:
    """The weight of a signal on a site that saw it in `spam` spam and `ham` genuine comments; at most the table's.

    Two things lower it. Genuine comments that show it: `IMAGINED` spam comments stand for the table's confidence, and
    each genuine one counts as much as `HAM_COUNTS` spam, so that one report, which may be wrong, takes a quarter and
    three take half (4 imagined instead of 12 gave tgspam .474 instead of .480 and youtube, sms and judol the same, but
    let the first report take half). And time: after `HALVED` labels the learner knows half of it by itself. Unlowered
    weights cost judol (.851 -> .944); without any signals youtube has .534 instead of .480.
    """
    if signal.weight < 0:  # what speaks for genuine is trusted less for each spam comment that shows it
        spam, ham = ham, spam
    confidence = (spam + IMAGINED) / (spam + IMAGINED + HAM_COUNTS * ham)
    return signal.weight * confidence * max(HALVED / (HALVED + spam + ham), LEAST)
