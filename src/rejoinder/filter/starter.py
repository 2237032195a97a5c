"""A frozen starter: what a filter had learnt elsewhere, under the public hash, lent to a filter that begins here.

It stands beside what is learnt here and their log-odds add. Nothing that happens here changes it, and nothing of it is
in what is learnt here: not in the dump, not in the digest. Since it ships with the program, an attacker must be assumed
to know every weight of it and to write texts that it likes. Therefore it lends at most `MOST_LENT` either way, and
`thresholds` lets it decide nothing: it moves the score and can ask for a person.

It says of a comment exactly what the learner said that it was made from, so it keeps two numbers of a column: the
weight, and the log-ratio by which the learner values the feature. What only learning needs is left out.
"""

from __future__ import annotations

import struct
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rejoinder.comment import Comment
from rejoinder.errors import Damaged
from rejoinder.filter.explain import gather
from rejoinder.filter.features import Extractor, Features
from rejoinder.filter.hashing import COLUMNS, Hasher
from rejoinder.filter.learner import MOST_RATIO, RATIO, WEIGHT, Weighed, prior_of, weigh
from rejoinder.filter.sealed import Kind, Sealed, are_columns, bound_by, seal, unseal
from rejoinder.filter.verdict import Reason
from rejoinder.filter.versions import EXTRACTORS

__all__ = ["MOST_LENT", "Lender", "Loan", "Starter"]

# In log-odds. What hides a comment is 2.75 at the usual threshold; with less than that a text made for the starter by
# somebody who knows it gains a factor of seven in the odds, whatever it says. Not measured yet: there is no content.
MOST_LENT = 2.0
_SHOWN = 3  # words or pairs whose places are shown
_INNER = struct.Struct("<dQQI")  # bias, spam, ham, columns


def _damaged(what: str) -> Damaged:
    return Damaged("starter_damaged", f"The starter cannot be used: {what}.", "Install Rejoinder again.")


_STARTER = Kind(b"RJstartr", 1, _damaged)


class Starter:
    """Weights and log-ratios by column under the public hash, for one version of the features. Never changed.

    `read` is the table of a learner that checks read; `SpamFilter.as_starter` makes a starter of what it has learnt.
    """

    def __init__(self, version: int, read: NDArray[np.float32], bias: float, spam: int, ham: int) -> None:
        self.version = version
        self._read = read.copy()
        self._bias = bias
        self._labels = (spam, ham)
        self._prior = prior_of(spam, ham)

    def weigh(self, columns: NDArray[np.int64], groups: NDArray[np.int64]) -> Weighed:
        """What the learner said that this was made from; it counts as far as `Lender` says."""
        return weigh(self._read.take(columns, axis=0), groups, self._prior, self._bias)

    def dumps(self) -> bytes:
        """The starter as bytes."""
        used = np.flatnonzero(self._read.any(axis=1)).astype("<u4")
        head = _INNER.pack(self._bias, *self._labels, len(used))
        inner = b"".join((head, used.tobytes(), self._read[used].astype("<f4").tobytes()))
        return seal(_STARTER, Sealed(self.version, Hasher().fingerprint, inner))

    @classmethod
    def loads(cls, data: bytes) -> Starter:
        """A starter from what `dumps` wrote. Raises `Damaged` on anything else."""
        sealed = unseal(_STARTER, data)
        if sealed.version not in EXTRACTORS:
            raise _damaged("this program does not know the version of its features")
        if sealed.fingerprint != Hasher().fingerprint:
            raise _damaged("it was not made under the public hash")
        return _opened(sealed.version, sealed.inner)


class Loan(NamedTuple):
    """What a starter says of one comment: what counts of it in log-odds, and what it comes from."""

    weight: float
    features: Features
    weighed: Weighed

    def reason(self) -> Reason:
        """The reason that it gives, with the places of what weighs most on its side."""
        heaviest = gather(self.features, self.weighed.contributions()).reasons(_SHOWN)
        spans = {span for reason in heaviest if reason.weight * self.weight > 0 for span in reason.spans}
        sentence = "it reads like spam elsewhere" if self.weight > 0 else "it reads like genuine comments elsewhere"
        return Reason("starter", self.weight, sentence, tuple(sorted(spans)))


class Lender:
    """A starter beside a filter: finds the features of comments under the public hash."""

    def __init__(self, starter: Starter, beside: Extractor) -> None:
        self.starter = starter
        self._beside = beside
        self._extractor = EXTRACTORS[starter.version](Hasher())

    def lend(self, comment: Comment, found: Features) -> Loan:
        """What the starter says of a comment, whose features `beside` has found."""
        alike = type(self._extractor) is type(self._beside)
        features = self._extractor.again(found) if alike else self._extractor.extract(comment)
        weighed = self.starter.weigh(features.columns, features.groups)
        return Loan(min(max(weighed.score, -MOST_LENT), MOST_LENT), features, weighed)


def _opened(version: int, inner: bytes) -> Starter:
    if len(inner) < _INNER.size:
        raise _damaged("its lengths make no sense")
    bias, spam, ham, count = _INNER.unpack_from(inner)
    if len(inner) != _INNER.size + 12 * count:
        raise _damaged("its lengths make no sense")
    columns = np.frombuffer(inner, "<u4", count, _INNER.size)
    rows = np.frombuffer(inner, "<f4", 2 * count, _INNER.size + 4 * count).reshape(-1, 2)
    if not are_columns(columns):
        raise _damaged("its columns do not ascend")
    moved = (rows[:, WEIGHT], np.array([bias]))
    if not (all(bound_by(spam + ham, numbers) for numbers in moved) and (np.abs(rows[:, RATIO]) < MOST_RATIO).all()):
        raise _damaged("it has weights that no labels give")
    read = np.zeros((COLUMNS, 2), dtype=np.float32)
    read[columns] = rows
    return Starter(version, read, bias, spam, ham)
