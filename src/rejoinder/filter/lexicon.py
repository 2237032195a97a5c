"""Words that the hand-written signals look for, by what they are a clue of; folded as `normalise.fold` folds texts.

A clue is a bit. A word is looked up once and its clues are remembered with it, so that forty signals cost a check
nothing when no clue is there. The lists stand in `wordlist.py`; a word alone never decides (`signals.py` joins them).
"""

from __future__ import annotations

import re
from enum import IntEnum
from functools import lru_cache, reduce
from operator import or_

from rejoinder.filter.normalise import fold, is_styled
from rejoinder.filter.wordlist import STEMS, WORDS

__all__ = ["Clue", "plain_clues", "stem_clues", "word_clues"]


class Clue(IntEnum):
    """What a single word may be a clue of."""

    GAMBLING = 1 << 0
    OFFER = 1 << 1  # bonus, free, win, register …: what an advertisement calls for
    BRAND = 1 << 2  # letters with digits at the end, as betting houses call themselves
    HOUSE = 1 << 3  # a brand that has a gambling word in it: slot88
    PILL = 1 << 4
    MONEY = 1 << 5  # crypto currencies, trading, investing
    PROFIT = 1 << 6
    CONTACT = 1 << 7  # whatsapp, telegram, e-mail me
    OWN = 1 << 8  # my, our
    CHANNEL = 1 << 9  # channel, video, page
    VISIT = 1 << 10  # check, subscribe, visit
    PRIZE = 1 << 11
    CALL = 1 << 12  # call, text, reply
    SEARCH = 1 << 13  # seo, backlinks, ranking
    WORK = 1 << 14  # earnings, part-time work
    ADULT = 1 << 15
    MIXED = 1 << 16  # Latin with Cyrillic or Greek in one word
    STYLED = 1 << 17
    LONG_NUMBER = 1 << 18
    PRAISE = 1 << 19
    CRIME = 1 << 20  # hackers and documents for hire
    EARN = 1 << 21  # make, made, earn
    # For the offers of `offers.py`: each says only that its patterns are worth asking.
    PLEA = 1 << 22  # subscribe, follow, share
    TARIFF = 1 << 23  # so much a minute or a message
    DIAL = 1 << 24  # call, text, send, in the imperative
    ACCOUNT = 1 << 25  # accounts and parcels, as those who fish for passwords name them
    LOAN = 1 << 26
    LABELS = 1 << 27  # goods that are copied
    ESSAY = 1 << 28
    SPELL = 1 << 29
    COMPANY = 1 << 30
    STREAM = 1 << 31
    # Clues of the message as a whole, which `signals.py` finds.
    LINK = 1 << 32
    BRACKET = 1 << 33
    DISGUISED = 1 << 34  # styled or invisible characters
    APART = 1 << 35  # letters with spaces between
    ADDRESS = 1 << 36  # the writer gives a web address
    KNOWN = 1 << 37  # something is known of earlier comments, or of the form
    AT = 1 << 45  # the sign in names of accounts, long numbers, words for messengers
    # And of words again.
    FAME = 1 << 38  # followers, likes, coins of games
    CHEAP = 1 << 39  # bought and sold, at a discount
    JOB = 1 << 40
    HEALTH = 1 << 41
    FLATTER = 1 << 42  # what bots praise
    FAKE = 1 << 43  # papers and money that are forged
    ROBOT = 1 << 44  # what is offered to owners of sites


_GAMBLING_STEM = re.compile(
    r"slot|togel|toto|casino|kasino|gacor|maxwin|bahis|poker|judi|sbobet|spin|hoki|jackpot|1xbet|mostbet|betting"
)
_BRAND = re.compile(r"[a-z]{3,14}(?:\d{2,4}|[234]d)|[a-z]{2,12}(?:toto|t0t0|togel|slots?|4d|hoki)")
_BRAND_ENDINGS = ("toto", "togel", "slot", "slots", "hoki")  # of brands without a digit: cheap to ask of every new word
_NOT_BRANDS = re.compile(
    r"(?:covid|windows|win|mp|python|ipv|utf|iso|area|route|figure|page|chapter|june|july|section|sub|vol|ver|version|"
    r"may|march|april|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec|jan|feb|gta|fifa|photo|img|level|top|the|in|since|by|"
    r"world|for|and|room|user|guest|apple|iphone|galaxy|rtx|ryzen|core|gpt|class|born|year|age|est|circa|base|sha|rfc|"
    r"cve|http|ps|xbox)\d+"
)
_LATIN = re.compile(r"[A-Za-z]")
_OTHER = re.compile(r"[\u0370-\u03ff\u0400-\u04ff]")


def _table() -> dict[str, int]:
    table: dict[str, int] = {}
    for name, words in WORDS.items():
        for word in words.split():
            table[fold(word)] = table.get(fold(word), 0) | int(Clue[name])
    return table


_TABLE = _table()
_STEM_LIST = [(fold(stem.strip()), int(Clue[name])) for name, stems in STEMS.items() for stem in stems.split(",")]
_ANY_STEM = re.compile("|".join(re.escape(stem) for stem, _ in _STEM_LIST))


def word_clues(token: str, plain: str) -> int:
    """The clues of a token whose folded form is `plain`, as the bits of `Clue`."""
    clues = _TABLE.get(plain, 0)
    if token.isascii():
        return clues | _brand(plain) if not token.isalpha() or plain.endswith(_BRAND_ENDINGS) else clues
    clues |= stem_clues(plain)
    if _LATIN.search(token) and _OTHER.search(token):
        clues |= Clue.MIXED
    if len(plain) > 3 and sum(map(is_styled, token)) > 3:
        clues |= Clue.STYLED
    return clues | _brand(plain)


@lru_cache(maxsize=8_192)
def plain_clues(plain: str) -> int:
    """The clues of a folded word, as it stands in a folded text."""
    return word_clues(plain, plain)


def stem_clues(plain: str) -> int:
    """The clues of the stems that stand in a folded text."""
    if not _ANY_STEM.search(plain):
        return 0
    return reduce(or_, [clue for stem, clue in _STEM_LIST if stem in plain])


def _brand(plain: str) -> int:
    if plain.isdigit():
        return Clue.LONG_NUMBER if len(plain) >= 5 else 0
    if not _BRAND.fullmatch(plain) or _NOT_BRANDS.fullmatch(plain):
        return 0
    house = _GAMBLING_STEM.search(plain) and not plain.isalpha()
    return Clue.BRAND | (Clue.HOUSE if house else 0)
