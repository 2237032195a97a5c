"""What a token is reduced to: its letters as bytes for n-grams, and its other forms.

`letters_of` gives one byte for a letter of an alphabet, whatever UTF-8 makes of it, so that five bytes are five letters
of Hindi or Russian as they are of English; the scripts of many signs keep their three. Signs and emoji are dropped, as
those of ASCII are. `forms_of` gives what a token has in common with others: how it reads without disguise, digits and
drawn-out letters, and the single signs of Chinese and Japanese, which put no space between words. By how much each
lowers the error stands in `docs/experiments/2026-11-26-accuracy.md`.
"""

from __future__ import annotations

import re
import unicodedata

__all__ = ["MARKS", "forms_of", "letters_of"]


# The combining marks of the Basic Multilingual Plane, for a class of a pattern beside `\w`: a range goes on over
# letters, so that it is short. Found by a walk over `unicodedata` of Unicode 14, which takes too long at each start.
MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1-\u05c2\u05c4-\u05c5\u05c7\u0610-\u061a\u064b-\u065f"
    "\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u0711-\u07f3\u07fd\u0816-\u082d\u0859-\u085b\u0898-\u08e1"
    "\u08e3-\u0963\u0981-\u09e3\u09fe-\u0a75\u0a81-\u0ae3\u0afa-\u0b63\u0b82-\u0bd7\u0c00-\u0c63\u0c81-\u0c83"
    "\u0cbc-\u0d4d\u0d57-\u0d63\u0d81-\u0df3\u0e31-\u0e3a\u0e47-\u0e4e\u0eb1-\u0ecd\u0f18-\u0f19\u0f35\u0f37"
    "\u0f39\u0f3e-\u0f84\u0f86-\u0fbc\u0fc6\u102b-\u103e\u1056-\u109d\u135d-\u135f\u1712-\u1734\u1752-\u17d3"
    "\u17dd\u180b-\u180d\u180f-\u193b\u1a17-\u1a1b\u1a55-\u1a7f\u1ab0-\u1b44\u1b6b-\u1b73\u1b80-\u1bf3"
    "\u1c24-\u1c37\u1cd0-\u1cd2\u1cd4-\u1dff\u20d0-\u20f0\u2cef-\u2cf1\u2d7f-\u2dff\u302a-\u302f\u3099-\u309a"
    "\ua66f-\ua672\ua674-\ua67d\ua69e-\ua6f1\ua802-\ua827\ua82c\ua880-\ua8c5\ua8e0-\ua8f1\ua8ff-\ua92d"
    "\ua947-\ua953\ua980-\ua9c0\ua9e5-\uaa4d\uaa7b-\uaac1\uaaeb-\uaaef\uaaf5-\uaaf6\uabe3-\uabea\uabec-\uabed"
    "\ufb1e\ufe00-\ufe0f\ufe20-\ufe2f"
)
_LEET = bytes.maketrans(b"01345678@$!", b"oieasgtbasi")
# Letters and digits of ASCII stay, and all bytes of other scripts; the rest separates nothing for letter n-grams.
_DROPPED = bytes(b for b in range(128) if not chr(b).isalnum() and b not in b"@$!")
_MANY_SIGNS = ((0x2E80, 0xD7FF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))  # Han, kana, Hangul and their neighbours
_UNSPACED = re.compile("[\u2e80-\u9fff\U00020000-\U0003ffff]")
_DIGIT = re.compile(r"\d")
_DRAWN_OUT = re.compile(r"(.)\1\1+")
_FORM = b"\0"  # no token begins with it and goes on
_BOUND = 8_192


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
    reduced = _DIGIT.sub("0", plain)
    if _DRAWN_OUT.search(reduced):  # a third of the time of putting nothing in place of nothing
        reduced = _DRAWN_OUT.sub(r"\1\1", reduced)
    forms = [_FORM + reduced.encode("utf-8", "surrogatepass")] if reduced != lower else []
    if not lower.isascii() and _UNSPACED.search(lower):
        forms += [_FORM + char.encode() for char in dict.fromkeys(_UNSPACED.findall(lower))]
    return forms
