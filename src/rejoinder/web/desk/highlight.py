"""Which characters of a comment spoke for spam, which for genuine, and how loudly. Pure; knows no HTML.

Reasons overlap: the weights of all reasons that point to a character add up there, as they do in the score. They are
added as whole ten-thousandths (the precision in which they are stored), so that the sum is zero again, exactly, where a
span ends.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from rejoinder.filter import Reason

__all__ = ["Piece", "pieces"]

# Log-odds above which a mark is drawn faint, clear, strong. 0.7 doubles the odds, 2 multiplies them by seven.
_STRENGTHS = (500, 7_000, 20_000)
_SCALE = 10_000


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters that weigh the same. `leaning` is "spam", "ham" or empty, `strength` 0 to 3."""

    text: str
    leaning: str = ""
    strength: int = 0


def pieces(text: str, reasons: Iterable[Reason]) -> list[Piece]:
    """`text` cut into runs; joined they are `text` again. Spans that lie outside of it are left out."""
    changes = _changes(len(text), reasons)
    cuts = sorted({0, len(text), *changes})
    found: list[Piece] = []
    weight = 0
    for start, end in pairwise(cuts):
        weight += changes[start]
        leaning, strength = _leaning(weight)
        if found and (found[-1].leaning, found[-1].strength) == (leaning, strength):
            found[-1] = Piece(found[-1].text + text[start:end], leaning, strength)
        else:
            found.append(Piece(text[start:end], leaning, strength))
    return found


def _changes(length: int, reasons: Iterable[Reason]) -> Counter[int]:
    """By how much the weight changes at each position."""
    changes: Counter[int] = Counter()
    for reason in reasons:
        if math.isfinite(reason.weight):
            weight = round(reason.weight * _SCALE)
            for start, end in _united(reason.spans, length):
                changes[start] += weight
                changes[end] -= weight
    return changes


def _united(spans: Iterable[tuple[int, int]], length: int) -> Iterator[tuple[int, int]]:
    """The spans of one reason without overlaps, so that it counts once at each character."""
    upto = 0
    for start, end in sorted(spans):
        start, end = max(start, upto), min(end, length)  # noqa: PLW2901 - clipped to what is left of the text
        if start < end:
            yield start, end
            upto = end


def _leaning(weight: int) -> tuple[str, int]:
    strength = sum(abs(weight) >= least for least in _STRENGTHS)
    if not strength:
        return "", 0
    return ("spam" if weight > 0 else "ham"), strength
