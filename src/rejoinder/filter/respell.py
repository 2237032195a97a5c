"""Figures for letters and words run together, read as words: with the help of a learner, as words that it has met.

Two disguises leave more than one reading. "4l3x1517" may be "alexis17" or "alexisit", and letters spaced evenly may be
cut into words anywhere. Without help each gets the reading that its rules give, which is what is learnt of a text. With
`known`, which says in how many labelled comments each of some words was met, the reading whose words were met most is
taken: whoever knows the words reads what a reader does.

The cutting into words is the best path over all of them by the frequencies of single words (Norvig 2009, "Natural
language corpus data", in Segaran and Hammerbacher, "Beautiful Data").
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from math import log

__all__ = ["PIECE", "Known", "Leet", "split"]

Known = Callable[[Sequence[str]], list[float]]  # of each of some words, in how many labelled comments it was met

# --- figures and signs for letters ---------------------------------------------------------------------------------

PIECE = re.compile(r"[\w@$!|]+")
_LEET_INSIDE = re.compile(
    r"[A-Za-z][013457@$!|]+[A-Za-z]|[A-Za-z][@$]\d|(?<!\S)[$!@|](?=[A-Za-z]*[013457@$!|])[A-Za-z]*"
)
_MIXED = re.compile(r"(?<![^\W_])(?:[013457]+[A-Za-z]+|[A-Za-z]+[013457])")
_BEFORE = re.compile(r"[013457](?=[A-Za-z])")
_FIGURE = re.compile(r"[013457@$!|]")
_LETTERS = dict(zip("013457@$!|", "oieastasil", strict=True))
_RARER = {"1": "l", "!": "l"}
_NUMBERED = re.compile(r"(?<=[A-Za-z013457@$!|]{3})(?<=[A-Za-z@$!|])(?:\d{2,4}|[234][Dd])$")  # as houses are called
_FIGURES = re.compile(r"[013457]{2,4}")
_AMOUNT = re.compile(r"\d+[A-Za-z]{1,3}")
_MOST_PIECE = 48
_MOST_MET = 250  # pieces of one text that are looked up, some 20 microseconds each; the others get their usual reading
FEWEST = 3  # words with figures inside, from which on a text is taken to be written so
THOROUGH = 5  # times as many figures as letters that they stand for: such a text has no figures that are figures


class Leet:
    """The manner of one text: whether figures stand for letters in it, which, and whether thoroughly."""

    def __init__(self, text: str, known: Known | None) -> None:
        inside = _LEET_INSIDE.findall(text)
        mixed = inside if len(inside) >= FEWEST else _MIXED.findall(text)
        self.found = len(mixed) >= FEWEST
        if not self.found:
            return
        figures = set(_FIGURE.findall("".join(mixed))).union(_BEFORE.findall(text))
        self._thorough = _thorough(text, figures)
        self.found = mixed is inside or (self._thorough and len(figures) > 1)
        letters = {figure: _LETTERS[figure] for figure in figures.union(_digits(figures))}
        self._letters = str.maketrans(letters)
        self._rarer = str.maketrans(letters | {figure: _RARER[figure] for figure in _RARER if figure in letters})
        self._known, self._left = known, _MOST_MET

    def undone(self, match: re.Match[str]) -> str:
        """What a piece of the text says, in capitals if it is written in them."""
        piece = match[0]
        if len(piece) > _MOST_PIECE or not _FIGURE.search(piece):
            return piece
        core = piece.rstrip("!")
        said, end = self._usual(core), piece[len(core) :]
        self._left -= 1
        if self._known is not None and self._left >= 0:
            said, end = self._met(core, said, end, self._known)
        return (said.upper() if core.isupper() and len(core) > 2 else said) + end

    def _usual(self, core: str) -> str:
        if core.isdigit():
            spelt = _FIGURES.fullmatch(core) or (self._thorough and core in "14")
            return core.translate(self._letters) if spelt else core
        if not any(map(str.isalpha, core)):
            return core.translate(self._letters) if self._thorough and len(core) > 1 else core
        if self._thorough:
            return core.translate(self._letters)
        if _AMOUNT.fullmatch(core):
            return core
        number = _NUMBERED.search(core)
        end = len(core) if number is None else number.start()
        return core[:end].translate(self._letters) + core[end:]

    def _met(self, core: str, usual: str, end: str, known: Known) -> tuple[str, str]:
        """The reading of a piece that was met most, or the usual one if none was, and the end that is left of it."""
        letters = self._letters
        readings = [usual, core.translate(letters), core.translate(self._rarer)]
        readings += [core[:-kept].translate(letters) + core[-kept:] for kept in (1, 2, 3, 4) if kept < len(core)]
        readings.append((core + end).translate(letters) if end == "!" else usual)
        readings.append(core)
        counts = known([reading.lower() for reading in readings])
        counts[-1] /= 2  # in a text with figures for letters, what could be a figure is more likely a letter
        best = counts.index(max(counts))
        return readings[best], "" if best == len(readings) - 2 and end == "!" else end


def _digits(figures: set[str]) -> str:
    """The digits that stand for letters beside those that were found inside words."""
    return "013457" if figures.intersection("1457") else "03" if figures.intersection("03") else ""


def _thorough(text: str, figures: set[str]) -> bool:
    """Whether the figures that stand for letters leave hardly any of those letters."""
    lower = text.lower()
    letters = sum(map(lower.count, {_LETTERS[figure] for figure in figures}))
    return THOROUGH * letters <= sum(map(text.count, figures))


# --- words run together --------------------------------------------------------------------------------------------

_RUN = re.compile(r"[^\W_]{6,}")
_AFTER_SIGN = re.compile(r"(?<=[\w)][,!?;])(?=\w)|(?<=[^\W\dA-Z_][.])(?=[A-Z])")
_LONGEST = 16  # letters of a word
_WORDS = 10  # in a comment, about
_FIRST, _EACH = 1.0, 1.8  # what a word that was never met costs beside its rarity, and each of its letters


def split(text: str, known: Known, labels: int) -> str:
    """A text without spaces, cut into the words that were met in `labels` labelled comments: 16 looks a letter."""
    return _RUN.sub(lambda match: _cut(match[0], known, labels), _AFTER_SIGN.sub(" ", text))


def _cut(run: str, known: Known, labels: int) -> str:
    size, lower = len(run), run.lower()
    spans = [(start, end) for end in range(1, size + 1) for start in range(max(end - _LONGEST, 0), end)]
    counts = known([lower[start:end] for start, end in spans])
    rare = log(_WORDS * labels + 1)
    best = [0.0] + [float("inf")] * size
    came = [(0, False)] * (size + 1)
    for (start, end), count in zip(spans, counts, strict=True):
        cost = best[start] + rare + (-log(count) if count > 0 else _FIRST + _EACH * (end - start))
        if cost < best[end]:
            best[end], came[end] = cost, (start, count > 0)
    return _joined(run, came)


def _joined(run: str, came: list[tuple[int, bool]]) -> str:
    """The words of a path, those in a row that were never met as one."""
    words: list[str] = []
    end, unmet = len(run), False
    while end:
        start, met = came[end]
        if unmet and not met:
            words[-1] = run[start:end] + words[-1]
        else:
            words.append(run[start:end])
        end, unmet = start, not met
    return " ".join(reversed(words))
