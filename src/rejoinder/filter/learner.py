"""The learner: one online logistic regression whose features are weighted by what the stream has shown of them.

Three parts, all in one pass and from empty.

- Each feature is weighted by its naive Bayes log-ratio, counted from the labels so far (after Wang and Manning 2012,
  "Baselines and bigrams", who count over a fixed training set).
- The weights move by FTRL-proximal (McMahan et al. 2013, "Ad click prediction: a view from the trenches") without
  regularisation, which is AdaGrad (Duchi et al. 2011) with the root shifted by `BETA`.
- A share of the length-normalised naive Bayes log-odds is added to the margin, and left out of the gradient.

What lost in the trials: SGD, AROW, SCW, passive-aggressive, squared hinge, naive Bayes alone, averaging of weights,
several learners joined; by how much stands in `docs/experiments/2026-11-23-first-filter.md`.

Every operation runs over the columns in ascending order and in float32, so that the same labels in the same order give
the same table bit for bit (same numpy, same family of processors).
"""

from __future__ import annotations

from math import exp, log
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rejoinder.filter.hashing import COLUMNS

__all__ = ["Learner", "Weighed", "sigmoid"]

ALPHA = np.float32(1.0)
BETA = np.float32(0.005)
BIAS_STEP = 0.05
GROUP_POWER = 0.375  # between 0.25 and 0.5 all were alike
FLOOR, CAP = np.float32(0.6), np.float32(4.0)  # of the log-ratio; .3-1 and 3-6 are flat
OFFSET_SHARE, OFFSET_POWER = 0.3, 0.75  # a larger or less normalised share ruins youtube and lingspam
WEIGHT, SQUARES, SPAM, HAM = range(4)

_VALUES = np.array([1.0] + [n**-GROUP_POWER for n in range(1, 1 << 15)], dtype=np.float32)
_HALF = np.float32(0.5)


def sigmoid(score: float) -> float:
    """The logistic function, for any finite score."""
    return 1 / (1 + exp(-score)) if score >= 0 else 1 - 1 / (1 + exp(score))


class Weighed(NamedTuple):
    """What the learner says of a set of columns. `contributions` and `bias` add up to `score`, to rounding."""

    values: NDArray[np.float32]
    contributions: NDArray[np.float32]
    margin: float
    score: float


class Learner:
    """A table of weights, squared gradients and counts of spam and ham by column, and a bias.

    The table is one array of rows, not four arrays: a column costs one cache line instead of four.
    """

    def __init__(self) -> None:
        self.table = np.zeros((COLUMNS, 4), dtype=np.float32)
        self.bias = 0.0
        self.spam = 0
        self.ham = 0

    def weigh(self, columns: NDArray[np.int64], groups: NDArray[np.int64]) -> Weighed:
        """Score a message. Changes nothing."""
        rows = self.table.take(columns, axis=0)
        counts = rows + _HALF  # of all four, for half a row is slower to walk through than whole ones
        ratio = np.log(counts[:, SPAM] / counts[:, HAM])
        ratio -= np.float32(log((self.spam + 1) / (self.ham + 1)))
        values = np.abs(ratio)
        np.minimum(values, CAP, out=values)
        values += FLOOR
        values *= _VALUES.take(np.bincount(groups)).take(groups)
        values *= np.float32(max(float(values @ values), 1e-12) ** -0.5)
        contributions = values * rows[:, WEIGHT]
        margin = float(np.add.reduce(contributions)) + self.bias
        ratio *= np.float32(OFFSET_SHARE / (len(columns) + 1) ** OFFSET_POWER)
        contributions += ratio
        return Weighed(values, contributions, margin, margin + float(np.add.reduce(ratio)))

    def learn(self, columns: NDArray[np.int64], groups: NDArray[np.int64], *, is_spam: bool) -> None:
        """Fold one label in: the weights with the counts from before this message, then the counts."""
        weighed = self.weigh(columns, groups)
        error = sigmoid(weighed.margin) - is_spam
        rows = self.table[columns]
        gradient = weighed.values * np.float32(error)
        rows[:, SQUARES] += gradient * gradient
        rows[:, WEIGHT] -= ALPHA * gradient / (BETA + np.sqrt(rows[:, SQUARES]))
        rows[:, SPAM if is_spam else HAM] += 1
        self.table[columns] = rows
        self.bias -= BIAS_STEP * error
        self.spam += is_spam
        self.ham += not is_spam
