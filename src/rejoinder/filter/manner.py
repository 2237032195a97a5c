"""Whether a comment's disguise hides spam, or is only the manner in which somebody writes.

Genuine writers dress letters up, space them out and draw them for fun. What a disguised comment says without its
disguise tells the two apart, and how much of it is dressed up. Figures: `docs/experiments/2026-11-27-disguise.md`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rejoinder.filter.features import Features, worn_share
from rejoinder.filter.signals import DISGUISES, HIDING, MANNERS, Signal
from rejoinder.filter.views import Peeled

__all__ = ["Signs", "harmless", "manner"]

HARMLESS = 0.5  # below this, what a disguised comment says does not read like spam (-.5: twice the alarms on judol)
MOSTLY = 0.5  # of its words: who dresses most of them up has a manner of writing, who dresses up a few hides them
MANNER = 2.0  # log-odds that one manner may still count for; two of them decide
NEARLY = 0.5  # how much the signals of disguise may add to what is nearly spam


class Signs(NamedTuple):
    """The signals that a comment shows, and what each weighs here, in log-odds."""

    fired: Sequence[Signal]
    weights: Sequence[float]

    @property
    def total(self) -> float:
        """What they weigh together."""
        return sum(self.weights)

    def of(self, some: frozenset[int]) -> list[float]:
        """What those of some numbers weigh."""
        return [weight for signal, weight in zip(self.fired, self.weights, strict=True) if signal.number in some]


def harmless(peeled: Peeled, score: float, prior: float, signs: Signs, least: float) -> bool:
    """Whether a disguised comment reads like genuine ones without its disguise. `least` is the lowest score of spam.

    Or nearly so, if nothing but the hand-written signals of disguise makes it spam. And without what hides its words it
    must be nearly spam: that is how the comment was before.
    """
    if peeled.said is None:
        return False
    worn, rest = sum(signs.of(DISGUISES)), prior + signs.total
    meant, best = peeled.said.score + rest - worn, score
    if peeled.drawn is not None:
        drawn = peeled.drawn.score + rest - sum(signs.of(HIDING))
        if drawn < least - NEARLY:
            return True
        best = max(score, drawn)
    return meant < HARMLESS or (best - worn < least and meant < least - NEARLY)


def manner(features: Features, signs: Signs) -> float:
    """How much of the signals is left out of deciding, because the writer dresses up most words and not a few.

    Each manner may still count for `MANNER`: to hide, it needs another one or a sign of what is said.
    """
    worn = signs.of(MANNERS)
    if not worn or worn_share(features) < MOSTLY:
        return 0.0
    return sum(max(weight - MANNER, 0.0) for weight in worn)
