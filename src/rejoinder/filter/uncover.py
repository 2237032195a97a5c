"""What a disguised text says: the same reading with the disguise taken off, as one more view of it.

Spammers hide words from filters and not from readers: look-alike letters of another alphabet, styled letters, marks and
invisible characters between letters, spaces between them, figures for letters, emoji between letters, "dot com", markup
inside words. `uncover` undoes these, and gives None for a text that shows none of them, which is nearly every text; so
only those who disguise pay for it. Words, links and letters are taken from what it says, the manner from what was
written: that somebody writes in this manner is evidence too (`views.py` says how the two are weighed).

Every step is one linear pass with bounded patterns. Each character of the result knows where it stood. Figures:
`docs/experiments/2026-11-27-disguise.md`; the rewrites that it is measured with: `evaluation/disguise.py`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import partial

from rejoinder.filter.normalise import Reading, fold
from rejoinder.filter.respell import PIECE, Known, Leet, split

__all__ = ["uncover"]

_MOST_CUT = 320  # letters of one text that are cut into words, at 16 looks each: some 5 milliseconds
Step = Callable[["_Text"], None]


class _Text:
    """A text under work, and the place of each of its characters in the reading that was given."""

    def __init__(self, text: str, known: Known | None, labels: int) -> None:
        self.text = text
        self.known = known
        self.labels = labels
        self.left = _MOST_CUT
        self.places: list[int] | None = None  # None: each where it was
        self.changed = False

    def replace(self, pattern: re.Pattern[str], by: Callable[[re.Match[str]], str]) -> None:
        """Put `by` of each match in its place. A replacement of the same length keeps its places one by one."""
        pieces: list[str] = []
        places: list[int] = []
        known, at, changed = self.places, 0, False
        for match in pattern.finditer(self.text):
            put = by(match)
            if put == match[0]:
                continue
            start, end = match.span()
            kept = range(at, start) if known is None else known[at:start]
            inside = range(start, end) if known is None else known[start:end]
            pieces += (self.text[at:start], put)
            places += kept
            places += inside if len(put) == len(inside) else _spread(put, match[0], inside)
            at, changed = end, True
        if changed:
            pieces.append(self.text[at:])
            places += range(at, len(self.text)) if known is None else known[at:]
            self.text, self.places, self.changed = "".join(pieces), places, True


def _spread(put: str, found: str, inside: range | list[int]) -> list[int]:
    """The places of a replacement that is shorter or longer: each character where it is met next, or else the last."""
    places, at = [], 0
    for char in put:
        met = found.find(char, at)
        if met >= 0:
            at = met + 1
        places.append(inside[min(max(at - 1, 0), len(inside) - 1)])
    return places


def uncover(reading: Reading, *, undress: bool = True, known: Known | None = None, labels: int = 0) -> Reading | None:
    """The reading without its disguise, or None if it has none; unless `undress`, letters stay as they are drawn.

    `known` says in how many of `labels` comments words were met, and helps where the text alone leaves a choice.
    """
    work = _Text(reading.text, known, labels)
    if not reading.text.isascii():
        for step in _BEYOND_ASCII if undress else _HIDING:
            step(work)
    if any(search(work.text) for search in _SUSPECT):
        for step in _ANYWHERE:
            step(work)
        if undress and " " in work.text:  # what stood apart before everything was spaced
            _join(work)
    if not work.changed or work.text == reading.text:
        return None
    places = work.places or []
    if reading.origin is not None:
        origin = tuple(reading.origin)
        places = [origin[place] for place in places]
    return Reading(work.text, tuple(places))


def _nothing(_: re.Match[str]) -> str:
    return ""


# --- characters beyond ASCII ---------------------------------------------------------------------------------------

_HIDDEN = re.compile(
    "[\u00ad\u0300-\u036f\u0483-\u0489\u115f\u1160\u17b4\u17b5\u180e\u1ab0-\u1aff\u1dc0-\u1dff\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u2069\u20d0-\u20ff\u3164\ufeff\uffa0\U000e0000-\U000e007f]+"
)
_LETTER = r"[A-Za-z0-9\u00c0-\u04ff]"
# The joiners belong to Persian, Hindi and to emoji, but not between these letters.
_JOINERS = re.compile(rf"(?<={_LETTER})[\u200c\u200d]+(?={_LETTER})")
_STYLED = re.compile(
    "[\u0262\u026a\u0274\u0280\u028f\u0299\u029c\u029f\u1d00-\u1d2b\u2460-\u24ff\ua730\ua731\uff10-\uff19\uff21-\uff3a"
    "\uff41-\uff5a\U0001d400-\U0001d7ff\U0001f110-\U0001f16b\U0001f170-\U0001f189]"
)
_EMOJI = r"[\u203c\u2049\u2190-\u245f\u2500-\u2bff\u3030\u303d\u3297\u3299\ufe0f\u200d\U0001f000-\U0001faff]"
_ANY_EMOJI = re.compile(_EMOJI)
_EMOJI_INSIDE = re.compile(rf"(?<=[^\W_]){_EMOJI}+(?=[^\W_])")


def _drop_hidden(work: _Text) -> None:
    work.replace(_HIDDEN, _nothing)
    if "\u200c" in work.text or "\u200d" in work.text:
        work.replace(_JOINERS, _nothing)


def _undress(work: _Text) -> None:
    work.replace(_STYLED, _undressed)


def _undressed(match: re.Match[str]) -> str:
    plain = unicodedata.normalize("NFKC", match[0])
    return plain if plain.isascii() and plain.isalnum() else fold(match[0]) or match[0]


def _drop_emoji_inside(work: _Text) -> None:
    """One emoji between words without a space is a habit of some; two or more inside are a disguise."""
    if _ANY_EMOJI.search(work.text) and len(_EMOJI_INSIDE.findall(work.text)) >= 2:
        work.replace(_EMOJI_INSIDE, _nothing)


# --- look-alikes of another alphabet -------------------------------------------------------------------------------

_LATIN = dict(zip("аеорсухіјѕһԁԛԝкАВЕКМНОРСТХІЈЅҮ", "aeopcyxijshdqwkABEKMHOPCTXIJSY", strict=True))
_LATIN |= dict(zip("αεικνορτυχηγωσΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "aeikvoptuxnywoABEZHIKMNOPTYX", strict=True))
_CYRILLIC = dict(zip("aeopcyxkmtbhABEKMHOPCTXY", "аеорсухкмтьнАВЕКМНОРСТХУ", strict=True))
_TO_LATIN = str.maketrans(_LATIN)
_TO_CYRILLIC = str.maketrans(_CYRILLIC)
_STRANGE = re.compile(r"[\u0370-\u052f]")
_STRANGE_WORD = re.compile(r"\w*[\u0370-\u052f]\w*")
_MIXED = re.compile(r"[A-Za-z][0-9]*[\u0370-\u052f]|[\u0370-\u052f][0-9]*[A-Za-z]")


def _one_alphabet(work: _Text) -> None:
    """Words in one alphabet each: that of the letters that only it has. A text without a mixed word stays as it is."""
    if _STRANGE.search(work.text) and _MIXED.search(work.text):
        work.replace(_STRANGE_WORD, _in_one)


def _in_one(match: re.Match[str]) -> str:
    word = match[0]
    cyrillic = sum("\u0400" <= char <= "\u052f" and char not in _LATIN for char in word)
    latin = sum("A" <= char <= "z" and char not in _CYRILLIC for char in word)
    return word.translate(_TO_CYRILLIC if cyrillic > latin else _TO_LATIN)


# --- what ASCII can do ---------------------------------------------------------------------------------------------

_ENDINGS = (
    "com|net|org|info|biz|xyz|top|site|online|shop|store|club|live|vip|win|bet|link|click|icu|io|me|ru|co|cc|tv|de"
)
# Whether there is anything to undo. Each begins with a character or a set of them, for which `re` looks four times as
# fast as for all of these in one pattern.
_SPACED = re.compile(r" \S \S ").search
_SIGNED = re.compile(r"[.\-_*~|+/,^=]\w[.\-_*~|+/,^=]\w").search
_SUSPECT = [
    _SPACED,
    _SIGNED,
    *(
        re.compile(pattern).search
        for pattern in (
            r"[013457@$!|][A-Za-z]",
            r"[Dd][Oo][Tt]\b",
            r"\. (?:com|net|org)\b",
            r" \. ?\w",
            r"[\[({<][.!/*A-Za-z]",
        )
    ),
]
_COMMENT = re.compile(r"<!--.{0,200}?-->", re.DOTALL)
_BBCODE = re.compile(
    r"\[/?(?:b|i|u|s|url|img|color|size|font|quote|code|link|center|list|email|left|right|\*)"
    r"(?:\s*=\s*(?P<value>[^\[\]]{0,300}))?\]",
    re.IGNORECASE,
)
_APART = re.compile(r"(?<!\S)(?:\S ){3,}\S(?!\S)")
_SINGLES = re.compile(r"(?<!\S)(?:\S )+\S(?!\S)")
_JOINED = re.compile(r"(?<!\w)\w(?:([.\-_*~|+/,^=])\w)(?:\1\w){2,}(?!\w)")
_WIDE, _NARROW = re.compile(r"(?<=\S) {2,3}(?=\S)"), re.compile(r"(?<=\S\S) (?=\S)|(?<=\S) (?=\S\S)")
_EVEN = 24  # characters of a run on the average, from which on words have no wider spaces between them: 12 letters
_CUT = 8  # letters
_NO_LETTERS = re.compile(r"[\W_]")
_DOT = re.compile(
    r"(?<=\w)\s{0,2}(?:[\[({<]\s?(?:dot|\.|punkt|точка)\s?[\])}>]|\bdot\b)\s{0,2}(?=[\w-]{2,40}\b)", re.IGNORECASE
)
# What has to be there for these; each begins with plain signs, which `re` looks for fast.
_ENCLOSED, _STOP = re.compile(r"[\[({<]\s?\."), re.compile(rf"\. (?:{_ENDINGS})\b", re.IGNORECASE)
_BARE_DOT = re.compile(rf"(?<=\w)(?: \. ?|\. | dot |-dot-)(?=(?:{_ENDINGS})\b(?:/|\s|$|[,;:!?)]))", re.IGNORECASE)
_ENDING = re.compile(rf"(?:{_ENDINGS})\b|[\w-]{{2,40}}\s{{0,2}}[\[({{<]?\s?(?:dot|\.)", re.IGNORECASE)


def _drop_markup(work: _Text) -> None:
    if "[" in work.text:
        work.replace(_BBCODE, _address_in)
    if "<!--" in work.text:
        work.replace(_COMMENT, _nothing)


def _address_in(match: re.Match[str]) -> str:
    value = match["value"] or ""
    return f" {value} " if "." in value or "/" in value else ""


def _join(work: _Text) -> None:
    """Letters that stand alone, joined to the words that they spell; three letters of four signs, or they are none."""
    runs = _APART.findall(work.text) if _SPACED(work.text) else []
    if any(len(_NO_LETTERS.sub("", run)) >= 3 for run in runs):
        even = work.known is not None and sum(map(len, runs)) > _EVEN * len(runs)
        wide = len(_WIDE.findall(work.text)) > len(_NARROW.findall(work.text))
        work.replace(_SINGLES, partial(_joined, work) if even else _closed)
        if wide:
            work.replace(_WIDE, lambda match: match[0][0])
    if _SIGNED(work.text):
        work.replace(_JOINED, lambda match: match[0].replace(match[1], ""))


def _closed(match: re.Match[str]) -> str:
    return match[0].replace(" ", "")


def _joined(work: _Text, match: re.Match[str]) -> str:
    """Letters spaced evenly, cut into words that were met before."""
    closed = _closed(match)
    if work.known is None or not _CUT <= len(closed) <= work.left:
        return closed
    work.left -= len(closed)
    return split(closed, work.known, work.labels)


def _unleet(work: _Text) -> None:
    """Figures and signs for letters, in a text that has three words with them inside."""
    leet = Leet(work.text, work.known)
    if leet.found:
        work.replace(PIECE, leet.undone)


def _dots(work: _Text) -> None:
    text = work.text
    named = any(word in text.lower() for word in ("dot", "punkt", "точка"))
    if named or _ENCLOSED.search(text):
        work.replace(_DOT, lambda match: "." if _ENDING.match(text, match.end()) else match[0])
    if named or " ." in work.text or _STOP.search(work.text):
        work.replace(_BARE_DOT, lambda _: ".")


_BEYOND_ASCII: tuple[Step, ...] = (_drop_hidden, _undress, _one_alphabet, _drop_emoji_inside)
_HIDING: tuple[Step, ...] = (_drop_hidden, _drop_emoji_inside)
_ANYWHERE: tuple[Step, ...] = (_drop_markup, _join, _unleet, _dots)
