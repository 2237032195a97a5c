"""From a probability to a label, with caution while little is learnt.

The learnt part of the score has no say over hiding a comment before it has seen `cautious` labels of each class: until
then hand-written signals that are decisive decide alone, and one wrong report cannot disarm them. It has none over
letting a comment through before it has seen a few genuine ones. The memory of exact texts speaks from its first entry.
While fewer than `FEW` spam labels are known, half the probability is asked before a comment is let through; and nothing
is called worth discarding before `MANY` labels of each class.

Nor does disguise alone hide a comment, however surely it was spam so far: if what it says without its styled letters
or spaces reads like genuine comments, a person is asked. Genuine writers dress up, too: before enough is learnt, who
dresses up most words needs a sign of what is said, or a second manner, to be hidden.

A starter (`starter`) comes from elsewhere, and whoever wrote the comment may know it, as he may know the signals. Two
directions differ. What a spammer wants is to be let through: that the starter never does, nor does it take anything
from decisive signals, so a text that was made to please it gains nothing. Being hidden is what nobody makes a text for:
there, while little is learnt, the starter may complete signals that weigh `BACKED` or more by themselves, so that a
weak sign hides a comment that also reads like spam. Alone, or when enough was learnt here, it hides nothing either; it
can still ask for a person. No comment is discarded because of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log
from typing import NamedTuple

from rejoinder.comment import Label
from rejoinder.filter.learner import sigmoid
from rejoinder.filter.verdict import VerdictLabel

__all__ = ["Standing", "Thresholds", "probability_of"]

# Over seven corpora the logarithmic loss of the probabilities is lowest at slopes between .7 (judol) and 1.2
# (lingspam); .8 is within 11 % of the best on all (docs/experiments/2026-11-23-first-filter.md).
SLOPE = 0.8
FEW, MANY = 5, 100
BACKED = 1.5  # in log-odds; at .7 and 1.0 false alarms rose and catches did not (experiments/2026-11-26-first-day.md)


def probability_of(score: float) -> float:
    """The calibrated probability of spam for a score in log-odds."""
    return sigmoid(SLOPE * score)


class Standing(NamedTuple):
    """What a label may rest on: labels learnt, evidence from signals alone in log-odds, what the memory says.

    `lent` is how much of the score a starter gave. `harmless`: the comment is disguised, and without its disguise it
    does not read like spam. `manner` is how much of the signals must not decide, because it speaks of a manner alone.
    """

    spam: int
    ham: int
    signals: float
    recalled: Label | None
    lent: float = 0.0
    harmless: bool = False
    manner: float = 0.0


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Probabilities: below `ham` is ham, from `spam` spam, from `discard` not worth keeping; between is unsure."""

    ham: float = 0.4
    spam: float = 0.9
    discard: float = 0.9995
    cautious: int = 20
    cautious_ham: int = 10

    def __post_init__(self) -> None:
        if not 0 < self.ham < self.spam < self.discard <= 1:
            raise ValueError("thresholds must ascend: 0 < ham < spam < discard <= 1")

    @property
    def spam_score(self) -> float:
        """The score at which a comment becomes spam."""
        return log(self.spam / (1 - self.spam)) / SLOPE

    @property
    def sure_score(self) -> float:
        """A score a little above the threshold, to which a comment is lifted that must be spam."""
        return self.spam_score + 0.1

    def trusts(self, standing: Standing) -> bool:
        """Whether enough was learnt of both classes for the learnt part to have its say."""
        return min(standing.spam, standing.ham) >= self.cautious

    def signals_decide(self, standing: Standing) -> bool:
        """Whether the comment is spam by its signals, whatever the learnt part says; a starter may complete them."""
        if self.trusts(standing) or standing.recalled is Label.HAM:
            return False
        backing = max(standing.lent, 0.0) if standing.signals >= BACKED else 0.0
        return standing.signals - standing.manner + backing >= self.spam_score

    def label(self, score: float, standing: Standing) -> VerdictLabel:
        """The label for a score, given what it rests on."""
        own = score - standing.lent
        likely, surely = probability_of(max(score, own)), probability_of(min(score, own))
        if standing.recalled is Label.HAM:
            return VerdictLabel.HAM if likely < self.ham else VerdictLabel.UNSURE
        learnt = surely >= self.spam and self.trusts(standing) and not standing.harmless
        if standing.recalled is Label.SPAM or learnt or self.signals_decide(standing):
            much = min(standing.spam, standing.ham) >= MANY
            return VerdictLabel.DISCARD if much and surely >= self.discard else VerdictLabel.SPAM
        limit = self.ham if standing.spam >= FEW else self.ham / 2
        if likely < limit and standing.ham >= self.cautious_ham and standing.signals < 1:
            return VerdictLabel.HAM
        return VerdictLabel.UNSURE
