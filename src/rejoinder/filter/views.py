"""The ways to look at one comment: as it was written, as it reads without disguise, and the worst part of a long one.

A comment is learnt as it was written, with its words read without disguise (`uncover`). Judged, it gets the highest
score of its views, so that no trick of manner and no amount of good words around it makes spam look better than it is
alone:

- **without disguise**: as if it had been written plainly;
- **a part**: some tokens in a row of a long text, less a toll, because of many parts one reads badly by chance.

Which part is found from the sums of contributions by token, in a few numpy operations, and only the one that promises
most is looked at exactly. Figures: `docs/experiments/2026-11-27-disguise.md`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from math import log2
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rejoinder.comment import Comment
from rejoinder.filter.explain import owners
from rejoinder.filter.features import TOKEN, Extractor, Features
from rejoinder.filter.learner import OFFSET_POWER, OFFSET_SHARE, Learner, Weighed
from rejoinder.filter.normalise import Reading
from rejoinder.filter.starter import Lender, Loan
from rejoinder.filter.uncover import uncover
from rejoinder.filter.verdict import Reason

__all__ = ["Peeled", "View", "Viewer"]

LONG = 48  # tokens from which a text has parts; most comments are shorter and pay nothing
PARTS = (12, 16, 24, 32)  # tokens
# Parts that score more than the whole, whatever they score, cost lingspam .061 -> .118 and ytbots_de .725 -> .802; only
# likely spam ones .082 and .766. Of spam among 150 good words 16 % slips through then, instead of 14.
# Two sizes, a toll of 1 and .2 of the whole: more spam slips and no fewer alarms (experiments/2026-11-27-disguise.md).
TOLL = 1.5
MANY, GROWTH = 220, 5  # tokens from which on the toll grows, and by how much for each doubling
SHARE = 0.1  # of what the whole speaks for ham: a part of it is believed less
# What is said counts for more than how it is written only if it is likely spam itself, and as no more than just spam:
# where a site has learnt a manner of disguise, the whole knows better (uncapped, judol has .897 instead of .888).
LIKELY, PLAINLY = 1.75, 2.85
STRANGERS = 5e-4  # of 170 features a comment, some three times as many as fall into a column on the average
SLACK = 0.5  # by how much a promise may be too low


class View(NamedTuple):
    """One look at a comment, with what the learner and the starter say of it. `toll` is nought or negative."""

    features: Features
    weighed: Weighed
    loan: Loan | None
    toll: float = 0.0
    part: tuple[int, int] | None = None  # in the text as given

    @property
    def score(self) -> float:
        """What it adds to the evidence, all told."""
        return self.weighed.score + self.toll + self.lent

    @property
    def lent(self) -> float:
        """What of it comes from the starter."""
        return 0.0 if self.loan is None else self.loan.weight

    @property
    def bare(self) -> float:
        """The score without what a starter says for ham: by it a view is chosen, since texts can be made to please."""
        return self.score - min(self.lent, 0.0)

    def reasons(self) -> list[Reason]:
        """The reason for the toll, if there is one."""
        if self.part is not None:
            return [Reason("part:worst", self.toll, (self.part,))]
        return [Reason("disguise:seen-through", self.toll)] if self.toll else []


class Peeled(NamedTuple):
    """Views of a disguised comment: `said` without any disguise, `drawn` without what hides words, in its own letters.

    Styled letters may be a manner of the place. What hides words from filters (marks and spaces between letters,
    figures for them) is not: `drawn` is the comment as it was before.
    """

    said: View | None
    drawn: View | None


_NAKED = Peeled(None, None)


class Viewer:
    """Looks at one comment."""

    def __init__(self, extractor: Extractor, learner: Learner, lender: Lender | None, comment: Comment) -> None:
        self._extractor = extractor
        self._learner = learner
        self._lender = lender
        self._comment = comment

    def written(self, features: Features, weighed: Weighed | None = None) -> View:
        """The comment as it was written; `weighed` is what the learner says of it, where that is known."""
        learner = self._learner
        weighed = weighed or learner.weigh(features.columns, features.groups)
        if self._lender is None:
            return View(features, weighed, None)
        return View(features, weighed, self._lender.lend(self._comment, features, learner.spam + learner.ham))

    def peeled(self, written: View) -> Peeled:
        """What it says without its disguise, and without what hides its words alone, if it has either."""
        worn = written.features.worn
        if worn is None:
            return _NAKED
        bare = self._uncover(worn.reading) or written.features.reading
        said = self.written(self._extractor.said(bare, None, self._comment))
        drawn = self._uncover(worn.reading, undress=False)
        if drawn is None:
            return Peeled(said, None)
        if drawn.text == bare.text:
            return Peeled(said, said)
        return Peeled(said, self.written(self._extractor.said(bare, drawn, self._comment)))

    def _uncover(self, reading: Reading, *, undress: bool = True) -> Reading | None:
        """The reading without its disguise, in words that were met here where there is a choice."""
        labels = self._learner.spam + self._learner.ham
        return uncover(reading, undress=undress, known=self._met if labels else None, labels=labels)

    def _met(self, words: Sequence[str]) -> list[float]:
        """In how many labelled comments words were met, less what other features bring to their columns."""
        numbers = np.frombuffer(b"".join(map(self._extractor.word, words)), "<u8").copy()
        learner = self._learner
        counts = learner.met(self._extractor.hasher.columns(numbers))
        counts -= 1 + STRANGERS * (learner.spam + learner.ham)
        met: list[float] = np.maximum(counts, 0).tolist()
        return met

    def best(self, features: Features, weighed: Weighed) -> tuple[View, Peeled]:
        """The view that scores most, and that comment, or that part of it, without its disguise.

        `weighed` is what the learner says of the features.
        """
        written = self.written(features, weighed)
        peeled = self.peeled(written)
        best = written
        for view in peeled:
            if view is not None and view.bare > max(best.bare, LIKELY):
                best = view._replace(toll=min(max(written.bare, PLAINLY) - view.bare, 0.0))
        if best.bare >= PLAINLY:  # then a part has nothing to add, and a part of a disguise is harder to read
            return best, peeled
        part = self.part(peeled.said or written, max(best.bare, LIKELY))
        if part is None:
            return best, peeled
        return part, self.peeled(part)

    def part(self, whole: View, least: float) -> View | None:
        """The worst part of a long text, if it scores more than `least`. It is looked at as it was written."""
        tokens = len(whole.features.tokens)
        if tokens < LONG or not self._learner.spam:
            return None
        toll, found = _toll(tokens, whole.bare), None
        for start, size, promise in _worst(whole, self._learner.bias):
            if promise - toll <= least - max(whole.lent, 0.0) - SLACK:
                continue
            place = _place(whole.features.reading, start, start + size)
            view = self.written(self._extractor.part(self._comment, *place))
            if view.bare - toll > least:
                found, least = view._replace(toll=-toll, part=place), view.bare - toll
        return found


def _toll(tokens: int, whole: float) -> float:
    return TOLL + GROWTH * max(log2(tokens / MANY), 0.0) + SHARE * max(-whole, 0.0)


def _worst(whole: View, bias: float) -> list[tuple[int, int, float]]:
    """Of each size the part that promises the highest score: where it begins, its length, about what it would score.

    The shares of the groups shrink alike in a part, so that they cancel out when its values are brought to length one.
    """
    weighed, tokens = whole.weighed, len(whole.features.tokens)
    sums = _sums(whole.features, tokens, (weighed.values * weighed.weights, weighed.values**2, weighed.ratios))
    starts, ends, bounds = _parts_of(tokens)
    dots, squares, ratios, counts = sums.take(ends, axis=1) - sums.take(starts, axis=1)
    scores = bias + dots / np.sqrt(np.maximum(squares, 1e-12)) + OFFSET_SHARE * ratios / (counts + 1) ** OFFSET_POWER
    found = []
    for size, at, to in zip(PARTS, bounds, bounds[1:], strict=False):
        top = at + int(scores[at:to].argmax())
        found.append((int(starts[top]), size, float(scores[top])))
    return found


@lru_cache(maxsize=128)
def _parts_of(tokens: int) -> tuple[NDArray[np.int64], NDArray[np.int64], list[int]]:
    """Where the parts of a text of so many tokens begin and end, size after size, and where each size begins here."""
    starts = [np.append(np.arange(0, tokens - size, size // 4), tokens - size) for size in PARTS]
    ends = [start + size for start, size in zip(starts, PARTS, strict=True)]
    return np.concatenate(starts), np.concatenate(ends), [0, *accumulate(map(len, starts))]


def _sums(features: Features, tokens: int, parts: tuple[NDArray[np.float32], ...]) -> NDArray[np.float64]:
    """Running sums by token of `parts` and of the number of columns, over words, pairs and letters."""
    owner = owners(features)  # what is no token's lies behind all of them
    sums = np.zeros((len(parts) + 1, tokens + 1))
    for number, part in enumerate(parts):
        sums[number, 1:] = np.bincount(owner, part, tokens)[:tokens]
    sums[-1, 1:] = np.bincount(owner, minlength=tokens)[:tokens]
    return sums.cumsum(axis=1)


def _place(reading: Reading, first: int, last: int) -> tuple[int, int]:
    """Where in the text as given some tokens of a reading stand."""
    start = end = 0
    for number, match in enumerate(TOKEN.finditer(reading.text)):
        if number == first:
            start = match.start()
        if number == last:
            break
        end = match.end()
    begin = reading.span(start, start + 1)[0]
    return begin, max(reading.span(end - 1, end)[1], begin)
