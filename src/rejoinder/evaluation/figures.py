"""The figures of the TREC spam track, from scores and labels.

(1-ROCA)% is the area above the ROC curve in per cent: the chance that a spam message scores below a ham one, ties
counting half (Fawcett 2006, "An introduction to ROC analysis"). hm% and sm% are ham and spam on the wrong side of
probability one half; LAM% is the logistic mean of the two, with half a message added to each count so that it exists
(Cormack and Lynam 2005, TREC spam track overview). The interval is the 2.5 % and 97.5 % points of 1,000 stratified
bootstrap resamples. Figures that need both classes are None where one is missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, floor, log

import numpy as np
from numpy.typing import NDArray

__all__ = ["Figures", "figures_of", "lam_pct", "missed_pct", "one_minus_roca_pct", "roc_points"]

RESAMPLES = 1_000
SEED = 20_261_123


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one replay; percentages, None where they do not exist."""

    n: int
    spam: int
    ham: int
    one_minus_roca_pct: float | None
    interval_pct: tuple[float, float] | None
    hm_pct: float | None
    sm_pct: float | None
    lam_pct: float | None
    missed_at_hm_0_1_pct: float | None
    missed_at_hm_1_pct: float | None


def figures_of(scores: NDArray[np.float64], spam: NDArray[np.bool_], probabilities: NDArray[np.float64]) -> Figures:
    """All figures of a replay; the three arrays go along with each other."""
    count, hams = int(spam.sum()), int((~spam).sum())
    called = probabilities >= 0.5
    wrong_ham, wrong_spam = int((called & ~spam).sum()), int((~called & spam).sum())
    both = bool(count and hams)
    return Figures(
        n=len(spam),
        spam=count,
        ham=hams,
        one_minus_roca_pct=one_minus_roca_pct(scores, spam) if both else None,
        interval_pct=_interval(scores, spam) if both else None,
        hm_pct=100 * wrong_ham / hams if hams else None,
        sm_pct=100 * wrong_spam / count if count else None,
        lam_pct=lam_pct(wrong_ham, hams, wrong_spam, count) if both else None,
        missed_at_hm_0_1_pct=missed_pct(scores, spam, 0.001) if both else None,
        missed_at_hm_1_pct=missed_pct(scores, spam, 0.01) if both else None,
    )


def _tallies(scores: NDArray[np.float64], spam: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For every distinct score in ascending order, how many spam and how many ham messages have it."""
    values, place = np.unique(scores, return_inverse=True)
    size = len(values)
    return np.bincount(place[spam], minlength=size), np.bincount(place[~spam], minlength=size)


def _area_above(spam: NDArray[np.int64], ham: NDArray[np.int64]) -> float:
    """The area above the ROC curve, from tallies by ascending score."""
    ham_from = ham.sum() - np.cumsum(ham) + ham / 2
    return float(spam @ ham_from) / (float(spam.sum()) * float(ham.sum()))


def one_minus_roca_pct(scores: NDArray[np.float64], spam: NDArray[np.bool_]) -> float:
    """(1-ROCA)%; both classes must be there."""
    return 100 * _area_above(*_tallies(scores, spam))


def _interval(scores: NDArray[np.float64], spam: NDArray[np.bool_]) -> tuple[float, float]:
    """Resampling a class is drawing how often each distinct score occurs: one multinomial, no sorting."""
    spams, hams = _tallies(scores, spam)
    dice = np.random.default_rng(SEED)
    spam_share, ham_share = spams / spams.sum(), hams / hams.sum()
    areas = [
        _area_above(dice.multinomial(int(spams.sum()), spam_share), dice.multinomial(int(hams.sum()), ham_share))
        for _ in range(RESAMPLES)
    ]
    low, high = np.percentile(areas, (2.5, 97.5))
    return 100 * float(low), 100 * float(high)


def lam_pct(wrong_ham: int, hams: int, wrong_spam: int, spams: int) -> float:
    """The logistic average misclassification in per cent."""
    ham_rate, spam_rate = (wrong_ham + 0.5) / (hams + 1), (wrong_spam + 0.5) / (spams + 1)
    mean = (log(ham_rate / (1 - ham_rate)) + log(spam_rate / (1 - spam_rate))) / 2
    return 100 / (1 + exp(-mean))


def missed_pct(scores: NDArray[np.float64], spam: NDArray[np.bool_], ham_share: float) -> float:
    """Spam missed in per cent by the lowest cut that at most floor(`ham_share` x ham) ham messages reach.

    A message is caught from the cut on, so that ties count against the filter: ham at the cut is blocked.
    """
    spams, hams = _tallies(scores, spam)
    allowed = floor(ham_share * int(hams.sum()) + 1e-9)
    blocked = np.cumsum(hams[::-1])[::-1]
    caught = spams[blocked <= allowed].sum()
    return 100 * (1 - float(caught) / float(spams.sum()))


def roc_points(scores: NDArray[np.float64], spam: NDArray[np.bool_]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The ROC curve: shares of ham blocked and of spam caught, as the cut falls from above all scores to below all."""
    spams, hams = _tallies(scores, spam)
    caught = np.cumsum(spams[::-1]) / max(int(spams.sum()), 1)
    blocked = np.cumsum(hams[::-1]) / max(int(hams.sum()), 1)
    return np.concatenate(([0.0], blocked)), np.concatenate(([0.0], caught))
