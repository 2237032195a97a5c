"""A frozen starter: what was learnt elsewhere, under the public hash, lent to a filter that begins here.

It stands beside what is learnt here and their log-odds add. Nothing that happens here changes it, and nothing of it is
in what is learnt here: not in the dump, not in the digest. Since it ships with the program, an attacker must be assumed
to know every weight of it and to write texts that it likes. Therefore it lends at most `MOST_LENT` either way, and
`thresholds` lets it decide nothing alone: it can help signals to hide, and ask for a person, but never lets through.

It is a prior, so its share falls with every label learnt here and is nothing from `ENOUGH` labels on: from there a
filter with a starter says bit for bit what one without would say.

One number a column is kept, an eighth of what a learner has: a weight in steps of `unit`. Features are valued by the
size of their group alone, without naive Bayes ratios: on kinds of spam that it did not learn from it was as good
(`docs/experiments/2026-11-26-first-day.md`), takes 1 MB instead of 8, and does not change with the learner.
"""

from __future__ import annotations

import struct
from functools import lru_cache
from hashlib import blake2b
from importlib.resources import files
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rejoinder.comment import Comment
from rejoinder.errors import Damaged
from rejoinder.filter.explain import gather, heaviest
from rejoinder.filter.features import Extractor, Features
from rejoinder.filter.hashing import COLUMNS, Hasher
from rejoinder.filter.learner import SHARES
from rejoinder.filter.sealed import Kind, Sealed, seal, unseal
from rejoinder.filter.verdict import Reason
from rejoinder.filter.versions import EXTRACTORS

__all__ = ["ENOUGH", "MOST_LENT", "Lender", "Loan", "Starter", "probe", "shares_of"]

# In log-odds. What hides a comment is 2.75 at the usual threshold; with less than that a text made for the starter by
# somebody who knows it gains a factor of seven in the odds, whatever it says.
MOST_LENT = 2.0
BELIEVED = 0.6  # of its log-odds, which it learned on other sites; the trials had the same
ENOUGH = 200  # labels from which on it says nothing
MOST_UNIT = 1.0  # a weight of 127 log-odds is none
SHIPPED = "starter.bin"
_SHOWN = 3  # words or pairs whose places are shown
_INNER = struct.Struct("<dd16s")  # unit, bias, probe
_PROBES = (
    "Check out my channel https://spam.example/a?b=1 now!!!",
    "Wie schön, 3:2 gewonnen — „danke“ 😀",
    "казино 𝗯𝗼𝗻𝘂𝘀 赌场",
)


def _damaged(what: str) -> Damaged:
    return Damaged("starter_damaged", f"The starter cannot be used: {what}.", "Install Rejoinder again.")


_STARTER = Kind(b"RJstartr", 2, _damaged)


def probe(version: int) -> bytes:
    """A digest of what this program's features are for some texts: another one if a starter has to be made anew."""
    extractor = EXTRACTORS[version](Hasher())
    found = [extractor.extract(Comment(text=text)) for text in _PROBES]
    content = b"".join([part.astype("<i8").tobytes() for each in found for part in (each.columns, each.groups)])
    return blake2b(content, digest_size=16).digest()


def shares_of(groups: NDArray[np.int64]) -> NDArray[np.float32]:
    """What features are worth by the size of their groups, brought to length one."""
    shares = SHARES.take(np.bincount(groups)).take(groups)
    return shares * np.float32(max(float(shares.dot(shares)), 1e-12) ** -0.5)


class Starter:
    """Weights by column under the public hash, for one version of the features, in steps of `unit`. Never changed."""

    def __init__(self, version: int, steps: NDArray[np.int8], unit: float, bias: float, made_with: bytes) -> None:
        self.version = version
        self.made_with = made_with  # the probe of the program that made it
        self._steps = steps.copy()
        self._unit = unit
        self._bias = bias

    def contributions(self, columns: NDArray[np.int64], groups: NDArray[np.int64]) -> NDArray[np.float32]:
        """What each column says, in log-odds."""
        return self._steps.take(columns) * shares_of(groups) * np.float32(self._unit)

    def score(self, contributions: NDArray[np.float32]) -> float:
        """What it says of a comment with these contributions, in log-odds."""
        return float(np.add.reduce(contributions)) + self._bias

    def dumps(self) -> bytes:
        """The starter as bytes; equal starters give equal bytes."""
        inner = _INNER.pack(self._unit, self._bias, self.made_with) + self._steps.tobytes()
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

    @classmethod
    def shipped(cls) -> Starter:
        """The one that comes with the program (`docs/model-card.md`); one for all filters of a process."""
        return _shipped()


@lru_cache(maxsize=1)
def _shipped() -> Starter:
    return Starter.loads(files("rejoinder.filter").joinpath(SHIPPED).read_bytes())


class Loan(NamedTuple):
    """What a starter says of one comment: what counts of it in log-odds, and what it comes from."""

    weight: float
    features: Features
    contributions: NDArray[np.float32]

    def reason(self) -> Reason:
        """The reason that it gives, with the places of what weighs most on its side."""
        shown = heaviest(self.features, gather(self.features, self.contributions), _SHOWN)
        spans = {span for reason in shown if reason.weight * self.weight > 0 for span in reason.spans}
        return Reason("starter", self.weight, tuple(sorted(spans)))


class Lender:
    """A starter beside a filter: finds the features of comments under the public hash."""

    def __init__(self, starter: Starter, beside: Extractor) -> None:
        self.starter = starter
        self._beside = beside
        self._extractor = EXTRACTORS[starter.version](Hasher())

    def lend(self, comment: Comment, found: Features, learned: int) -> Loan | None:
        """What the starter says of a comment, whose features `beside` has found, after so many labels here."""
        if learned >= ENOUGH:
            return None
        alike = type(self._extractor) is type(self._beside)
        features = self._extractor.again(found) if alike else self._extractor.extract(comment)
        contributions = self.starter.contributions(features.columns, features.groups)
        believed = BELIEVED * self.starter.score(contributions)
        share = 1 - learned / ENOUGH
        return Loan(share * min(max(believed, -MOST_LENT), MOST_LENT), features, contributions)


def _opened(version: int, inner: bytes) -> Starter:
    if len(inner) != _INNER.size + COLUMNS:
        raise _damaged("its lengths make no sense")
    unit, bias, made_with = _INNER.unpack_from(inner)
    # NaN is neither.
    if not (0 < unit <= MOST_UNIT and abs(bias) <= MOST_UNIT * 127):
        raise _damaged("it has weights that no labels give")
    return Starter(version, np.frombuffer(inner, np.int8, COLUMNS, _INNER.size), unit, bias, made_with)
