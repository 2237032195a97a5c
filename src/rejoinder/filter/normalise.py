"""What a reader sees: a text bounded in length, HTML undone, look-alike characters folded, the shape of the writing.

Three doors. `read` gives the part of a text that is looked at, with HTML undone, and where each character came from.
`fold` gives the plain lower-case letters that styled, circled, accented and look-alike characters stand for.
`skeleton` gives one byte per character saying what kind it is. Nothing here tokenises or hashes.

Sources: Unicode Standard Annex 15 (NFKC, NFKD); the look-alike letters are a hand-made choice of the confusables of
Unicode Technical Standard 39. Undoing HTML first lowered (1-ROCA)% on YouTube comments from .60 to .50, nearly all of
it by one kind of genuine comment: a link whose text is a time of the video
(`docs/experiments/2026-11-23-first-filter.md`).
"""

from __future__ import annotations

import html
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import overload

__all__ = ["Reading", "fold", "read", "skeleton"]

HEAD = TAIL = 4_000  # characters looked at from either end; a spammer who writes more than 8,000 pays for nothing
AROUND_LINK = 120  # characters kept on either side of a link in the middle that is otherwise left out
MIDDLE_LINKS = 6


class Runs(Sequence[int]):
    """Where the characters of a reading come from, as runs: most ask for a few places of them, and many for none.

    Each run begins at a character of the reading and at a place of the text; its characters stand in a row from there,
    or, if it stays, all at the same place.
    """

    __slots__ = ("_places", "_size", "_starts", "_stays")

    def __init__(self) -> None:
        self._size = 0
        self._starts: list[int] = []
        self._places: list[int] = []
        self._stays: list[bool] = []

    def add(self, count: int, place: int, *, stays: bool = False) -> None:
        """Another run, of `count` characters."""
        if count:
            self._starts.append(self._size)
            self._places.append(place)
            self._stays.append(stays)
            self._size += count

    def __len__(self) -> int:
        return self._size

    @overload
    def __getitem__(self, at: int) -> int: ...

    @overload
    def __getitem__(self, at: slice) -> list[int]: ...

    def __getitem__(self, at: int | slice) -> int | list[int]:
        if isinstance(at, slice):
            return list(self)[at]
        at = range(self._size)[at]
        run = bisect_right(self._starts, at) - 1
        return self._places[run] + (0 if self._stays[run] else at - self._starts[run])

    def __iter__(self) -> Iterator[int]:
        ends = [*self._starts[1:], self._size]
        for start, end, place, stays in zip(self._starts, ends, self._places, self._stays, strict=True):
            yield from repeat(place, end - start) if stays else range(place, place + end - start)


@dataclass(frozen=True, slots=True)
class Reading:
    """The text as looked at. `origin[i]` is the place in the given text of character i; None means the same place."""

    text: str
    origin: Sequence[int] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """[start, end) of this reading as code-point offsets into the text as it was given."""
        if self.origin is None:
            return start, end
        return self.origin[start], self.origin[end - 1] + 1 if end > start else self.origin[start]

    def moved(self, by: int) -> Reading:
        """The same reading of a text that begins at `by` of a longer one."""
        origin = range(len(self.text)) if self.origin is None else self.origin
        return Reading(self.text, tuple([place + by for place in origin]))


def read(text: str) -> Reading:
    """The bounded, HTML-undone reading of `text`; never fails, for any string. Time is bounded whatever the length."""
    if len(text) <= HEAD + TAIL:
        return _undo_html(text, None) if "<" in text or "&" in text else Reading(text)
    kept, origin = _ends_and_links(text)
    return _undo_html(kept, origin) if "<" in kept or "&" in kept else Reading(kept, tuple(origin))


def _ends_and_links(text: str) -> tuple[str, list[int]]:
    """The first and last characters and the surroundings of the first links between them."""
    ranges = [(0, HEAD)]
    stop = len(text) - TAIL
    for mark in ("://", "www."):
        at = HEAD
        for _ in range(MIDDLE_LINKS):
            at = text.find(mark, at, stop)
            if at < 0:
                break
            ranges.append((max(at - AROUND_LINK, HEAD), min(at + AROUND_LINK, stop)))
            at += AROUND_LINK
    ranges.append((stop, len(text)))
    origin: list[int] = []
    for start, end in sorted(ranges):
        origin.extend(range(max(start, origin[-1] + 1 if origin else 0), end))
    return "".join(map(text.__getitem__, origin)), origin


_MARKUP = re.compile(
    r"<a\s[^<>]{0,500}?href\s*=\s*[\"']?(?P<href>[^\"'<>\s]{1,500})[^<>]{0,500}>(?P<label>[^<>]{0,300})</a\s*>"
    r"|<(?P<tag>/?[A-Za-z][A-Za-z0-9]{0,12})(?:\s[^<>]{0,500})?/?>"
    r"|&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});",
)
_TIME = re.compile(r"\d{1,3}:\d\d(?::\d\d)?")
_BREAKING = {"br", "p", "/p", "div", "/div", "li", "/li", "tr", "/tr", "h1", "h2", "h3", "/h1", "/h2", "/h3"}


def _undo_html(text: str, origin: list[int] | None) -> Reading:
    pieces: list[str] = []
    places = Runs()
    at = 0
    for match in _MARKUP.finditer(text):
        start, end = match.span()
        pieces.append(text[at:start])
        places.add(start - at, at)
        shown, where = _shown(match)
        pieces.append(shown)
        places.add(len(shown), max(where, start), stays=where < 0)
        at = end
    if at == 0:
        return Reading(text, tuple(origin) if origin is not None else None)
    pieces.append(text[at:])
    places.add(len(text) - at, at)
    if origin is None:
        return Reading("".join(pieces), places)
    return Reading("".join(pieces), tuple([origin[min(place, len(origin) - 1)] for place in places]))


def _shown(match: re.Match[str]) -> tuple[str, int]:
    """What a reader sees instead of a piece of markup, and where that stands (-1: nowhere as such)."""
    if match["href"] is not None:
        label = match["label"]
        if _TIME.fullmatch(label.strip()):
            return label, match.start("label")
        if label.lstrip().startswith(("http", "www.")) or label.strip() in match["href"]:
            return match["href"], match.start("href")
        return f"{label} {match['href']}", -1
    if match["tag"] is not None:
        return ("\n" if match["tag"].lower() in _BREAKING else ""), match.start()
    return html.unescape(match[0]), -1


# --- folding -------------------------------------------------------------------------------------------------------

_LOOK_ALIKE = {
    # Cyrillic and Greek letters that are drawn like Latin ones.
    **dict(zip("аеорсухіјѕһԁԛԝгкмтвнпи", "aeopcyxijshdqwrkmtbhnu", strict=True)),
    **dict(zip("αβγεικνορτυχωηζσ", "abyeikvoptuxwnzo", strict=True)),
    **dict(zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnoprstuvwyz", strict=True)),
    **dict(zip("ıłøđħŧæœßþðəɑɡɩ", "ilodhtaosbdeagi", strict=True)),
}
_STYLED_RANGES = (
    (0x1D400, 0x1D7FF),  # mathematical alphanumeric
    (0x1F110, 0x1F16B),  # squared, circled and parenthesised Latin
    (0x1F170, 0x1F19A),
    (0x1F1E6, 0x1F1FF),  # regional indicators
    (0x2460, 0x24FF),  # enclosed alphanumerics
    (0xFF10, 0xFF19),  # fullwidth digits and letters
    (0xFF21, 0xFF3A),
    (0xFF41, 0xFF5A),
    (0x1D00, 0x1D2B),  # small capitals
    (0x2070, 0x209C),  # super- and subscripts
)


def is_styled(char: str) -> bool:
    """Whether `char` is a letter or digit dressed up as another character: 𝗯, ⓑ, 🅱, ｂ, ʙ."""
    point = ord(char)
    return point > 0x1CFF and any(low <= point <= high for low, high in _STYLED_RANGES)


def _fold_char(char: str) -> str:
    point = ord(char)
    if 0x1F1E6 <= point <= 0x1F1FF:
        return chr(point - 0x1F1E6 + 97)
    if 0x1F110 <= point <= 0x1F189 and (point - 0x1F110) % 0x20 < 26:
        return chr(97 + (point - 0x1F110) % 0x20)
    if 0xAC00 <= point <= 0xD7A3 or 0x3400 <= point <= 0x9FFF:
        return char  # a Hangul syllable would fall apart into its letters; Han has nothing to fold
    plain = "".join(c for c in unicodedata.normalize("NFKD", char) if unicodedata.category(c) not in ("Mn", "Me", "Cf"))
    return "".join(_LOOK_ALIKE.get(c, c) for c in plain.lower())


class _CharTable(dict[int, str]):
    """A table for `str.translate` that fills itself, up to a bound, as characters are met."""

    BOUND = 20_000

    def __missing__(self, point: int) -> str:
        made = self.make(chr(point))
        if len(self) < self.BOUND:
            self[point] = made
        return made

    def make(self, char: str) -> str:
        raise NotImplementedError


class _FoldTable(_CharTable):
    def make(self, char: str) -> str:
        return _fold_char(char)


class _SkeletonTable(_CharTable):
    def make(self, char: str) -> str:
        return _kind(char)


def _kind(char: str) -> str:
    """One ASCII character for the kind of `char`; ASCII punctuation and white space stand for themselves."""
    if char.isascii():
        return "A" if char.isupper() else "a" if char.islower() else "0" if char.isdigit() else char
    if is_styled(char):
        return "s"
    category = unicodedata.category(char)
    if category in ("Lu", "Lt"):
        return "C"
    if category[0] == "L":
        return "l"
    kinds = {"N": "9", "M": "m", "Z": " "}
    if category[0] in kinds:
        return kinds[category[0]]
    return "z" if category == "Cf" else "E" if category == "So" else "P" if category[0] == "P" else "S"


_FOLD = _FoldTable()
_SKELETON = _SkeletonTable()
_ASCII_SKELETON = bytes(ord(_kind(chr(point))) if point < 128 else 63 for point in range(256))


def fold(text: str) -> str:
    """The plain lower-case text that `text` is drawn like; marks and invisible characters are gone."""
    return text.lower() if text.isascii() else text.translate(_FOLD)


def skeleton(text: str) -> bytes:
    """One byte per character of `text` saying what kind it is: A upper, a lower, 0 digit, s styled; see `_kind`."""
    if text.isascii():
        return text.encode("ascii").translate(_ASCII_SKELETON)
    return text.translate(_SKELETON).encode("ascii")
