"""What a token is reduced to: its letters as bytes for n-grams, and its other forms.

`letters_of` gives one byte for a letter of an alphabet, whatever UTF-8 makes of it, so that five bytes are five letters
of Hindi or Russian as they are of English; the scripts of many signs keep their three. Signs and emoji are dropped, as
those of ASCII are. `forms_of` gives what a token has in common with others: how it reads without disguise, digits and
drawn-out letters, and the single signs of Chinese and Japanese, which put no space between words. By how much each lowers
the error stands in `docs/experiments/2026-11-26-accuracy.md`.
"""

from __future__ import annotations

import re
import sys
import unicodedata

__all__ = ["MARKS", "forms_of", "letters_of"]


def _marks() -> str:
    """Ranges of all combining marks, for a class of a pattern."""
    ranges: list[list[int]] = []
    for point in range(0x300, sys.maxunicode + 1):
        if unicodedata.category(chr(point))[0] == "M":
            if ranges and ranges[-1][1] == point - 1:
                ranges[-1][1] = point
            else:
                ranges.append([point, point])
    return "".join(f"{chr(low)}-{chr(high)}" for low, high in ranges)


MARKS = _marks()
_LEET = bytes.maketrans(b"01345678@$!", b"oieasgtbasi")
# Letters and digits of ASCII stay, and all bytes of other scripts; the rest separates nothing for letter n-grams.
_DROPPED = bytes(b for b in range(128) if not chr(b).isalnum() and b not in b"@$!")
_MANY_SIGNS = ((0x2E80, 0xD7FF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))  # Han, kana, Hangul and their neighbours
_UNSPACED = re.compile("[\u2e80-\u9fff\U00020000-\U0003ffff]")
_DIGIT = re.compile(r"\d")
_DRAWN_OUT = re.compile(r"(.)\1\1+")
_BOUND = 20_000


def _byte_of(char: str) -> bytes:
    point = ord(char)
    if point < 128:
        return char.encode()
    if not char.isalnum() and unicodedata.category(char)[0] != "M":
        return b""
    if any(low <= point <= high for low, high in _MANY_SIGNS):
        return char.encode("utf-8", "surrogatepass")
    return bytes([0x80 | point & 0x7F])


class _Bytes(dict[str, bytes]):
    """The bytes of characters beyond ASCII, as they are met; bounded."""

    def __missing__(self, char: str) -> bytes:
        made = _byte_of(char)
        if len(self) < _BOUND:
            self[char] = made
        return made


_bytes_of = _Bytes().__getitem__


def letters_of(plain: str) -> bytes:
    """The letters and digits of a folded token, figures that stand for letters undone."""
    written = plain.encode() if plain.isascii() else b"".join(map(_bytes_of, plain))
    return written.translate(_LEET, _DROPPED)


def forms_of(lower: str, plain: str) -> list[bytes]:
    """The other forms of a token whose folded form is `plain`, as bytes that no token itself has."""
    forms = []
    if not (plain == lower and plain.isalpha() and len(plain) < 3):
        reduced = _DRAWN_OUT.sub(r"\1\1", _DIGIT.sub("0", plain))
        if reduced != lower:
            forms.append(b"\0" + reduced.encode("utf-8", "surrogatepass"))
    if not lower.isascii() and _UNSPACED.search(lower):
        forms += [b"\0" + char.encode() for char in dict.fromkeys(_UNSPACED.findall(lower))]
    return forms
