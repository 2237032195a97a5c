"""Many labels folded into a learner at once, bit for bit as one by one, in a fraction of the time.

What a label finds of the counts does not depend on the weights. So a first walk counts the labels of a batch; what
follows from the counts (the log-ratios, the values of the features) is found for the whole batch in a few passes over
one long array; and a second walk takes the steps of the weights. Each number goes through the operations of
`Learner.learn` in their order, and what is summed over a label lies in memory with the same strides as there, because
BLAS adds in another order when they differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from rejoinder.comment import Label
from rejoinder.filter.features import Group
from rejoinder.filter.hashing import COLUMNS
from rejoinder.filter.learner import (
    BIAS_STEP,
    HAM,
    MOST_COUNTED,
    RATIO,
    SPAM,
    SQUARES,
    WEIGHT,
    Learner,
    beta_of,
    log_ratios,
    move,
    prior_of,
    scale_of,
    shares_of,
    sigmoid,
    values_of,
)

__all__ = ["MANY", "Folder", "Labels", "Stored", "chunks"]

Stored = tuple[bytes, Label | str] | tuple[bytes, Label | str, int]  # an example, its label, the day of the label

MANY = 512  # labels at once: the arrays of some eighty thousand features just leave room in a cache of a megabyte
_MOST_BYTES = 1 << 19  # … and of no more than a quarter of a million, however long the texts were

_SPAM_BITS = np.uint64(32)
_HAM_MASK = np.uint64((1 << 32) - 1)
_ONE = (np.uint64(1), np.uint64(1 << 32))  # one label more, ham and spam


class Labels(NamedTuple):
    """Labels one after the other: the columns of label i stand from `starts[i]` to `starts[i + 1]`."""

    columns: NDArray[np.int64]
    groups: NDArray[np.int64]
    starts: NDArray[np.int64]
    are_spam: list[bool]


class Folder:
    """Folds many labels into one learner, which has them when the block `with Folder(learner) as folder` is left.

    All that is learnt of a column lies side by side here, in two numbers of eight bytes, which are gathered and
    scattered in half the time of four: weight and squares, and the counts, spam in the high bits. To lay the table out
    and to give it back takes as long as some hundreds of labels one by one, so that fewer are learned in that way.
    """

    def __init__(self, learner: Learner) -> None:
        self._learner = learner
        self._cells: NDArray[np.uint64] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_raised: object) -> None:
        # Also when the labels could not be read to their end: then those before are learned, whole.
        if self._cells is None:
            return
        learner, floats = self._learner, self._cells.view(np.float32)
        spam, ham = _unpacked(self._cells[:, 1])
        learner.kept[:, SQUARES], learner.kept[:, SPAM], learner.kept[:, HAM] = floats[:, 1], spam, ham
        learner.read[:, WEIGHT], learner.read[:, RATIO] = floats[:, 0], log_ratios(spam, ham)

    def fold(self, labels: Labels) -> None:
        """Fold labels in, in their order."""
        if self._cells is None and len(labels.are_spam) < MANY:
            for is_spam, start, end in _turns(labels):
                self._learner.learn(labels.columns[start:end], labels.groups[start:end], is_spam=is_spam)
            return
        if self._cells is None:
            self._cells = _lay_out(self._learner)
        learner = self._learner
        ratios = log_ratios(*_unpacked(_count(self._cells[:, 1], labels)))
        ratios -= _priors(learner, labels).repeat(np.diff(labels.starts))
        known = learner.spam + learner.ham
        learner.bias = _walk(self._cells[:, 0], values_of(ratios, _shares(labels)), labels, learner.bias, known)
        spam = sum(labels.are_spam)
        learner.spam += spam
        learner.ham += len(labels.are_spam) - spam


def _lay_out(learner: Learner) -> NDArray[np.uint64]:
    cells = np.empty((COLUMNS, 2), dtype=np.uint64)
    floats = cells.view(np.float32)
    floats[:, 0], floats[:, 1] = learner.read[:, WEIGHT], learner.kept[:, SQUARES]
    cells[:, 1] = learner.kept[:, SPAM]
    cells[:, 1] <<= _SPAM_BITS
    cells[:, 1] += learner.kept[:, HAM].astype(np.uint64)
    return cells


def _count(counts: NDArray[np.uint64], labels: Labels) -> NDArray[np.uint64]:
    """Count labels into `counts`; returns what each feature found there."""
    found = []
    for is_spam, start, end in _turns(labels):
        columns = labels.columns[start:end]
        before = counts[columns]
        counts[columns] = before + _ONE[is_spam]
        found.append(before)
    return np.concatenate(found)


def _unpacked(counts: NDArray[np.uint64]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Spam and ham, no more than `Learner.learn` can count."""
    spam, ham = (counts >> _SPAM_BITS).astype(np.float32), (counts & _HAM_MASK).astype(np.float32)
    return np.minimum(spam, MOST_COUNTED), np.minimum(ham, MOST_COUNTED)


def _priors(learner: Learner, labels: Labels) -> NDArray[np.float32]:
    spam, ham, found = learner.spam, learner.ham, []
    for is_spam in labels.are_spam:
        found.append(prior_of(spam, ham))
        spam += is_spam
        ham += not is_spam
    return np.array(found, dtype=np.float32)


def _shares(labels: Labels) -> NDArray[np.float32]:
    """What each feature is worth by how many its group has in its label."""
    count = len(labels.are_spam) * len(Group)
    slots = np.arange(0, count, len(Group)).repeat(np.diff(labels.starts))
    slots += labels.groups
    return shares_of(np.bincount(slots, minlength=count).reshape(-1, len(Group))).take(slots)


def _walk(cells: NDArray[np.uint64], values: NDArray[np.float32], labels: Labels, bias: float, known: int) -> float:
    """Take the steps of the weights, label by label after `known` others; returns the bias after them."""
    for number, (is_spam, start, end) in enumerate(_turns(labels), known):
        columns, value = labels.columns[start:end], values[start:end]
        found = cells[columns]
        numbers = found.view(np.float32)
        weights = numbers[::2]
        scale = scale_of(value)
        error = sigmoid(float(value.dot(weights)) * scale + bias) - is_spam
        move(weights, numbers[1::2], value, error * scale, beta_of(number))
        cells[columns] = found
        bias -= BIAS_STEP * error
    return bias


def chunks(labels: Iterable[Stored]) -> Iterator[tuple[list[bytes], list[bool], list[int]]]:
    """Stored labels in portions for `Folder.fold`, with days. Raises ValueError on a label but spam and ham."""
    blobs: list[bytes] = []
    are_spam: list[bool] = []
    days: list[int] = []
    size = 0
    for blob, label, *day in labels:
        blobs.append(blob)
        are_spam.append(Label(label) is Label.SPAM)
        days.append(day[0] if day else 0)
        size += len(blob)
        if len(blobs) == MANY or size > _MOST_BYTES:
            yield blobs, are_spam, days
            blobs, are_spam, days, size = [], [], [], 0
    if blobs:
        yield blobs, are_spam, days


def _turns(labels: Labels) -> Iterator[tuple[bool, int, int]]:
    starts = labels.starts.tolist()
    return zip(labels.are_spam, starts[:-1], starts[1:], strict=True)
