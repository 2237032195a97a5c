"""Patterns of phrases in many languages, folded like the texts that they are looked for in, and quick to deny.

Python tries every branch of a pattern at every character. So each branch is filed under the letters that it can begin
with, at most three, and only those are looked for of which the text has these letters: as the beginning of a word where
the branch begins with one, or anywhere if they are of an alphabet that most texts have not. From there `re` looks for a
plain string, which is quick. Figures: `docs/experiments/2026-11-27-speed.md`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from rejoinder.filter.normalise import fold

__all__ = ["HEAD", "Phrases"]

HEAD = 3  # letters
# Letters that stay beyond ASCII when a text is folded: those of other alphabets, and not emoji or signs.
_WIDE = re.compile("[\u0370-\u1fff\u2d00-\u2dff\u3040-\ud7ff\U00010000-\U0001cfff\U00020000-\U0003ffff]")


class _Branches:
    """Alternatives that begin with the same letters, or with any where `head` is empty; compiled when asked for first.

    To compile all that there are takes a third of a second.
    """

    def __init__(self, head: str) -> None:
        self._head = head
        self._written: dict[str, None] = {}
        self._pattern: re.Pattern[str] | None = None

    def add(self, branch: str) -> None:
        self._written[branch] = None

    def stand_in(self, plain: str) -> bool:
        """Whether one of them stands in a folded text: looks for the plain head, then back at where it began."""
        if self._pattern is None:
            any_of = "|".join(self._written)
            self._pattern = re.compile(
                rf"{self._head}(?<=(?=(?:{any_of})).{{{len(self._head)}}})" if self._head else any_of
            )
        return self._pattern.search(plain) is not None


class _Filed(dict[str, _Branches]):
    """Branches by their heads."""

    def __missing__(self, head: str) -> _Branches:
        made = self[head] = _Branches(head)
        return made


class Phrases:
    """What any of some patterns finds in a folded text. They may name lower-case classes only, for they are folded."""

    def __init__(self, *patterns: str) -> None:
        self._words = _Filed()  # branches that begin with a word
        self._wide = _Filed()  # those that begin anywhere and have letters of other alphabets
        self._rest = _Filed()  # those of which no head is known, all under an empty one
        for pattern in patterns:
            for branch in _branches(pattern):
                self._file(fold(branch))

    def _file(self, branch: str) -> None:
        at_word, wide = branch.startswith(r"\b"), any(char.isalpha() and not char.isascii() for char in branch)
        for head, rest in _openings(branch.removeprefix(r"\b"), HEAD):
            if at_word and head and (len(head) == HEAD or _ends_word(rest)):
                self._words[head].add(branch)
            elif head and wide and not at_word:
                self._wide[head].add(branch)
            else:
                self._rest[""].add(branch)

    def found(self, plain: str, heads: AbstractSet[str]) -> bool:
        """Whether one of them stands in a folded text whose words begin with `heads`, the first `HEAD` letters each."""
        if any(self._words[head].stand_in(plain) for head in self._words.keys() & heads):
            return True
        if any(branches.stand_in(plain) for branches in self._rest.values()):
            return True
        if plain.isascii() or not self._wide or not _WIDE.search(plain):
            return False
        return any(head in plain and branches.stand_in(plain) for head, branches in self._wide.items())


def _ends_word(rest: str) -> bool:
    """Whether a word surely ends before what the rest of a pattern matches."""
    if rest.startswith("\\"):
        return rest[1] == "b" or not rest[1].isalnum()
    return rest != "" and not rest[0].isalnum() and rest[0] not in "_([.?*+{"


def _branches(pattern: str) -> Iterator[str]:
    """The alternatives of a pattern, cut where `|` stands outside of brackets."""
    start = 0
    for place in _outside(pattern):
        if pattern[place] == "|":
            yield pattern[start:place]
            start = place + 1
    yield pattern[start:]


def _outside(pattern: str) -> Iterator[int]:
    """The places of a pattern that stand outside of brackets, and the last bracket of each; not what is escaped."""
    depth, place = 0, 0
    while place < len(pattern):
        char = pattern[place]
        if char == "\\":
            place += 1
        elif char == "[":
            place = pattern.index("]", place + 1)
        else:
            depth += (char == "(") - (char == ")")
            if depth == 0:
                yield place
        place += 1


def _openings(written: str, letters: int) -> Iterator[tuple[str, str]]:
    """The first letters of what a pattern matches, as far as they are plain, each with what follows them.

    Alternatives and what may be left out are opened until the letters are known.
    """
    if letters == 0:
        yield "", written
        return
    first, rest = _first(written)
    if rest[:1] == "?":
        yield from _openings(first + rest[1:].removeprefix("?"), letters)
        yield from _openings(rest[1:].removeprefix("?"), letters)
    elif rest[:1] in ("*", "+", "{") or not first:
        yield "", written
    elif first[0] in "([":
        for choice in _branches(first[3:-1]) if first[0] == "(" else first[1:-1]:
            yield from _openings(choice + rest, letters)
    elif first.isalnum():
        for head, follows in _openings(rest, letters - 1):
            yield first + head, follows
    else:
        yield "", written


def _first(written: str) -> tuple[str, str]:
    """The first group, plain class or plain character of a pattern, and the rest; nothing and all if it has none."""
    if written.startswith("(?:"):
        end = next(_outside(written)) + 1
        return written[:end], written[end:]
    if written.startswith("["):
        end = written.index("]") + 1
        return (written[:end], written[end:]) if written[1 : end - 1].isalnum() else ("", written)
    if written[:1] in ("", "\\", "(", "."):
        return "", written
    return written[:1], written[1:]
