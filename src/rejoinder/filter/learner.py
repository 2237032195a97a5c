"""The learner: one online logistic regression whose features are weighted by what the stream has shown of them.

Three parts, all in one pass and from empty.

- Each feature is weighted by its naive Bayes log-ratio, counted from the labels so far (after Wang and Manning 2012,
  "Baselines and bigrams", who count over a fixed training set).
- The weights move by FTRL-proximal (McMahan et al. 2013, "Ad click prediction: a view from the trenches") without
  regularisation, which is AdaGrad (Duchi et al. 2011) with the root shifted by `beta_of`; its alpha is 1.
- A share of the length-normalised naive Bayes log-odds is added to the margin, and left out of the gradient.

What lost in the trials: SGD, AROW, SCW, passive-aggressive, squared hinge, naive Bayes alone, averaging of weights,
several learners joined; by how much stands in `docs/experiments/2026-11-23-first-filter.md`. Where the numbers below
come from, and what they are worth, stands in `docs/experiments/2026-11-26-accuracy.md`.

Every operation runs over the columns in ascending order and in float32, so that the same labels in the same order give
the same table bit for bit (same numpy, same family of processors).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, log, sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rejoinder.filter.features import Group
from rejoinder.filter.hashing import COLUMNS

__all__ = [
    "Before",
    "Learner",
    "Weighed",
    "beta_of",
    "log_ratios",
    "move",
    "prior_of",
    "scale_of",
    "shares_of",
    "sigmoid",
    "values_of",
    "weigh",
    "weigh_many",
]

BETA, BETA_GROWS = 0.0003, 50  # the first step of a weight gets shyer with the root of labels known: see `beta_of`
BIAS_STEP = 0.05
GROUP_POWER = 0.25  # 0.375 is as good overall and 3 % worse among the first 200 messages
GROUP_WORTH = {Group.WORD: 1.4, Group.LETTERS: 0.85}  # of the others 1; without: 1 to 2 % more errors
FLOOR, CAP = np.float32(0.6), np.float32(4.0)  # of the log-ratio; .3-1 and 3-6 are flat
OFFSET_SHARE, OFFSET_POWER = 0.4, 0.75  # without: 4 to 5 % more errors; with .5 the middle is off on sms
WEIGHT, RATIO = range(2)  # what a check reads of a column
SQUARES, SPAM, HAM = range(3)  # … and what only learning needs
MOST_COUNTED = np.float32(1 << 24)  # where a float32 stops counting: one more is rounded away

# What a feature is worth in a group of n features, and what its group is.
SHARES = np.array([1.0] + [n**-GROUP_POWER for n in range(1, 1 << 15)], dtype=np.float32)
WORTH = np.array([GROUP_WORTH.get(group, 1.0) for group in Group], dtype=np.float32)
_HALF = np.float32(0.5)
_KEPT = np.dtype("V12")  # a row of `Learner.kept`, as it stands in memory


def sigmoid(score: float) -> float:
    """The logistic function, for any finite score."""
    return 1 / (1 + exp(-score)) if score >= 0 else 1 - 1 / (1 + exp(score))


# What follows is done label by label here and for many labels at once in `bulk`; there is one text of each step so that
# both do the same operations.


def prior_of(spam: int, ham: int) -> np.float32:
    """The log-odds of all labels, with one more of each."""
    return np.float32(log((spam + 1) / (ham + 1)))


def log_ratios(spam: NDArray[np.float32], ham: NDArray[np.float32]) -> NDArray[np.float32]:
    """The log of the ratio of counts, with half a count more of each."""
    ratios: NDArray[np.float32] = np.log((spam + _HALF) / (ham + _HALF))
    return ratios


def shares_of(counts: NDArray[np.int64]) -> NDArray[np.float32]:
    """What a feature of each group is worth where there are `counts` of them; the last axis goes over the groups."""
    shares: NDArray[np.float32] = SHARES.take(counts) * WORTH
    return shares


def values_of(ratios: NDArray[np.float32], shares: NDArray[np.float32]) -> NDArray[np.float32]:
    """What features are worth, before scaling."""
    values = np.abs(ratios)
    np.minimum(values, CAP, out=values)
    values += FLOOR
    values *= shares
    return values


def scale_of(values: NDArray[np.float32]) -> float:
    """What brings the values of one message to length one."""
    scale: float = max(float(values.dot(values)), 1e-12) ** -0.5
    return scale


def beta_of(labels: int) -> np.float32:
    """What keeps the first steps of a weight small, when so many labels are known.

    A feature met for the first time among few labels may decide; among thousands it is more often an accident.
    """
    return np.float32(BETA * sqrt(1 + labels / BETA_GROWS))


def move(
    weights: NDArray[np.float32],
    squares: NDArray[np.float32],
    values: NDArray[np.float32],
    factor: float,
    beta: np.float32,
) -> None:
    """A step of the weights, in place: the gradient is `values` times `factor`."""
    gradient = values * factor
    squares += gradient * gradient
    roots = np.sqrt(squares)
    roots += beta
    gradient /= roots
    weights -= gradient


class Weighed(NamedTuple):
    """What the learner says of a set of columns. `margin` is what learning corrects, `score` has the offset too.

    `rows` are those of the table as they were. `values` are still to be multiplied by `scale`, and `ratios` by `share`:
    a check needs only their sums.
    """

    rows: NDArray[np.float32]
    values: NDArray[np.float32]
    weights: NDArray[np.float32]
    ratios: NDArray[np.float32]
    scale: float
    share: float
    margin: float
    score: float

    def seen(self) -> NDArray[np.bool_]:
        """Which of the columns were ever learned."""
        seen: NDArray[np.bool_] = self.weights != 0
        return seen

    def contributions(self) -> NDArray[np.float32]:
        """What each column adds; with the bias they add up to `score`, to rounding."""
        contributions = self.values * self.weights
        contributions *= np.float32(self.scale)
        contributions += self.ratios * np.float32(self.share)
        return contributions


def weigh(rows: NDArray[np.float32], groups: NDArray[np.int64], prior: np.float32, bias: float) -> Weighed:
    """Score a message by the weights and log-ratios of its columns."""
    weights = rows[:, WEIGHT]
    ratios = rows[:, RATIO] - prior
    values = values_of(ratios, shares_of(np.bincount(groups, minlength=len(WORTH))).take(groups))
    scale = scale_of(values)
    share = OFFSET_SHARE / (len(rows) + 1) ** OFFSET_POWER
    margin = float(values.dot(weights)) * scale + bias
    score = margin + float(np.add.reduce(ratios)) * share
    return Weighed(rows, values, weights, ratios, scale, share, margin, score)


def weigh_many(
    rows: NDArray[np.float32], groups: NDArray[np.int64], sizes: Sequence[int], prior: np.float32, bias: float
) -> list[Weighed]:
    """What `weigh` says of each of many messages whose rows stand one after the other, bit for bit.

    What is done to each number alone is done to all at once. What is summed is summed message by message, over the
    same strides as there: in another order float32 rounds otherwise, and a verdict must not depend on its company.
    """
    weights = rows[:, WEIGHT]
    ratios = rows[:, RATIO] - prior
    slots = np.arange(0, len(sizes) * len(WORTH), len(WORTH)).repeat(sizes)
    slots += groups
    counts = np.bincount(slots, minlength=len(sizes) * len(WORTH)).reshape(-1, len(WORTH))
    values = values_of(ratios, shares_of(counts).ravel().take(slots))
    found, at = [], 0
    for size in sizes:
        to = at + size
        value, weight, ratio = values[at:to], weights[at:to], ratios[at:to]
        scale = scale_of(value)
        share = OFFSET_SHARE / (size + 1) ** OFFSET_POWER
        margin = float(value.dot(weight)) * scale + bias
        score = margin + float(np.add.reduce(ratio)) * share
        found.append(Weighed(rows[at:to], value, weight, ratio, scale, share, margin, score))
        at = to
    return found


class Before(NamedTuple):
    """What a label found where it was folded in: all that it changed in the learner, as it was."""

    columns: NDArray[np.int64]
    read: NDArray[np.float32]
    kept: NDArray[np.float32]
    bias: float
    is_spam: bool


class Learner:
    """Weights, squared gradients and counts of spam and ham by column, and a bias.

    `read` holds what a check reads, so that a column costs it eight bytes of one cache line: the weight, and the log
    of the counts' ratio, which is kept rather than taken anew for every column of every check. `kept` holds the rest.
    """

    def __init__(self) -> None:
        self.read = np.zeros((COLUMNS, 2), dtype=np.float32)
        self.kept = np.zeros((COLUMNS, 3), dtype=np.float32)
        self.bias = 0.0
        self.spam = 0
        self.ham = 0

    def weigh(self, columns: NDArray[np.int64], groups: NDArray[np.int64]) -> Weighed:
        """Score a message. Changes nothing."""
        return weigh(self.read.take(columns, axis=0), groups, prior_of(self.spam, self.ham), self.bias)

    def weigh_many(self, columns: NDArray[np.int64], groups: NDArray[np.int64], sizes: Sequence[int]) -> list[Weighed]:
        """Score messages whose columns stand one after the other. Changes nothing."""
        return weigh_many(self.read.take(columns, axis=0), groups, sizes, prior_of(self.spam, self.ham), self.bias)

    def learn(
        self, columns: NDArray[np.int64], groups: NDArray[np.int64], *, is_spam: bool, weighed: Weighed | None = None
    ) -> Before:
        """Fold one label in: the weights with the counts from before this message, then the counts.

        `weighed` is what `weigh` says of the columns now, where the caller knows it already.
        """
        weighed = weighed or self.weigh(columns, groups)
        error = sigmoid(weighed.margin) - is_spam
        found = self.kept.take(columns, axis=0)
        kept, weights = found.copy(), weighed.weights.copy()
        move(weights, kept[:, SQUARES], weighed.values, error * weighed.scale, beta_of(self.spam + self.ham))
        kept[:, SPAM if is_spam else HAM] += 1
        before = Before(columns, weighed.rows, found, self.bias, is_spam)
        self.write(columns, weights, kept)
        self.bias -= BIAS_STEP * error
        self.spam += is_spam
        self.ham += not is_spam
        return before

    def take_back(self, before: Before) -> None:
        """Put back what the latest label found. Right only if nothing was learned after it."""
        self._put(before.columns, before.read, before.kept)
        self.bias = before.bias
        self.spam -= before.is_spam
        self.ham -= not before.is_spam

    def copy(self) -> Learner:
        """Another learner with the same state."""
        made = Learner()
        made.read, made.kept = self.read.copy(), self.kept.copy()
        made.bias, made.spam, made.ham = self.bias, self.spam, self.ham
        return made

    def used(self) -> NDArray[np.int64]:
        """The columns that were ever learned, in ascending order."""
        return np.flatnonzero(self.kept[:, SPAM] + self.kept[:, HAM])

    def met(self, columns: NDArray[np.int64]) -> NDArray[np.float64]:
        """How many labels each of some columns was in."""
        counts: NDArray[np.float64] = self.kept.take(columns, axis=0)[:, SPAM:].sum(axis=1, dtype=np.float64)
        return counts

    def rows(self, columns: NDArray[np.int64]) -> NDArray[np.float32]:
        """Weight, squares, spam and ham of columns: all that was learnt of them."""
        return np.column_stack((self.read[columns, WEIGHT], self.kept[columns]))

    def write(self, columns: NDArray[np.int64], weights: NDArray[np.float32], kept: NDArray[np.float32]) -> None:
        """Put weights, and squares with counts, into the rows of columns."""
        read = np.empty((len(columns), 2), dtype=np.float32)  # half the time of np.column_stack
        read[:, WEIGHT], read[:, RATIO] = weights, log_ratios(kept[:, SPAM], kept[:, HAM])
        self._put(columns, read, kept)

    def _put(self, columns: NDArray[np.int64], read: NDArray[np.float32], kept: NDArray[np.float32]) -> None:
        """Put rows into both tables, each as one number of its size: 5 us for 200 rows; as rows of floats 28."""
        self.read.view(np.uint64)[:, 0][columns] = read.view(np.uint64)[:, 0]
        self.kept.view(_KEPT)[:, 0][columns] = np.ascontiguousarray(kept).view(_KEPT)[:, 0]
