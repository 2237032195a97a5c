"""How a starter is made: a plain online logistic regression over labelled comments, rounded to one byte a column.

The same comments in the same order give the same starter, byte for byte (same numpy, same family of processors). It is
kept apart from `learner.py`, so that what ships does not change with what learns here.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from rejoinder.comment import Comment, Label
from rejoinder.filter.hashing import COLUMNS, Hasher
from rejoinder.filter.learner import sigmoid
from rejoinder.filter.starter import MOST_UNIT, Starter, probe, shares_of
from rejoinder.filter.versions import EXTRACTORS, NEWEST

__all__ = ["taught"]

BETA = np.float32(0.005)  # AdaGrad's root is shifted by it, as in `learner.py`
BIAS_STEP = 0.05
STEPS = 127
WIDEST = 99.9  # per cent of the weights that are to fit into the steps; what is beyond is cut


def taught(labels: Iterable[tuple[Comment, Label]], version: int = NEWEST) -> Starter:
    """A starter that has learned these labels, in this order."""
    extractor = EXTRACTORS[version](Hasher())
    weights = np.zeros(COLUMNS, dtype=np.float32)
    squares = np.zeros(COLUMNS, dtype=np.float32)
    bias = 0.0
    for comment, label in labels:
        features = extractor.extract(comment)
        columns, shares = features.columns, shares_of(features.groups)
        error = sigmoid(float(shares.dot(weights[columns])) + bias) - (label is Label.SPAM)
        gradient = shares * np.float32(error)
        squares[columns] += gradient * gradient
        weights[columns] -= gradient / (np.sqrt(squares[columns]) + BETA)
        bias -= BIAS_STEP * error
    used = np.abs(weights[weights != 0])
    widest = float(np.percentile(used, WIDEST)) if len(used) else 1.0
    unit = min(max(widest / STEPS, 1e-6), MOST_UNIT)
    steps = np.clip(np.rint(weights / np.float32(unit)), -STEPS, STEPS).astype(np.int8)
    return Starter(version, steps, unit, bias, probe(version))
