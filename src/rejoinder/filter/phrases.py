"""Patterns of phrases in many languages, folded like the texts that they are looked for in, and quick to deny.

Python tries every branch of a pattern at every character. Branches that begin with a word are therefore tried at the
beginnings of words alone, and those with letters beyond ASCII only on texts that have such letters: a fifth of the time
on English comments (`docs/experiments/2026-11-26-first-day.md`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rejoinder.filter.normalise import fold

__all__ = ["Phrases"]


class Phrases:
    """What any of some patterns finds in a folded text. They may name lower-case classes only, for they are folded."""

    def __init__(self, *patterns: str) -> None:
        branches = [fold(branch) for pattern in patterns for branch in _branches(pattern)]
        self._latin = _joined([branch for branch in branches if not _is_wide(branch)])
        self._wide = _joined([branch for branch in branches if _is_wide(branch)])

    def found(self, plain: str) -> bool:
        """Whether one of them stands in a folded text."""
        if self._latin is not None and self._latin.search(plain):
            return True
        return self._wide is not None and not plain.isascii() and self._wide.search(plain) is not None


def _is_wide(branch: str) -> bool:
    return any(char.isalpha() and not char.isascii() for char in branch)


def _branches(pattern: str) -> Iterator[str]:
    """The alternatives of a pattern, cut where `|` stands outside of brackets."""
    depth, start, place = 0, 0, 0
    while place < len(pattern):
        char = pattern[place]
        if char == "\\":
            place += 1
        elif char == "[":
            place = pattern.index("]", place + 1)
        elif char in "()":
            depth += 1 if char == "(" else -1
        elif char == "|" and depth == 0:
            yield pattern[start:place]
            start = place + 1
        place += 1
    yield pattern[start:]


def _joined(branches: list[str]) -> re.Pattern[str] | None:
    if not branches:
        return None
    at_words = [branch.removeprefix(r"\b") for branch in branches if branch.startswith(r"\b")]
    anywhere = [branch for branch in branches if not branch.startswith(r"\b")]
    first = [rf"\b(?:{'|'.join(at_words)})"] if at_words else []
    return re.compile("|".join(first + anywhere))
