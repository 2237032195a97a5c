"""What the filter answers: a label, a probability, and the reasons for it. Values only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from rejoinder.filter.sentences import sentence

__all__ = ["GROUPS", "Reason", "Verdict", "VerdictLabel"]


# In the order in which an editor reads them; what is given beside the text is `sender` unless it is named here.
GROUPS = ("words", "manner", "links", "sender", "history", "memory", "signals", "starter", "prior")
_GROUP_OF = {
    **dict.fromkeys(("words", "letters", "number", "sign", "part"), "words"),
    **dict.fromkeys(("pattern", "style", "disguise"), "manner"),
    **dict.fromkeys(("link-host", "link-domain", "link-ending", "link-path"), "links"),
    **dict.fromkeys(("history-same-text", "history-site-spam"), "history"),
    **{f"history-{whose}-{label}": "history" for whose in ("address", "author", "host") for label in ("spam", "ham")},
    **dict.fromkeys(("signal", "caution", "failure", "second-opinion"), "signals"),
    **dict.fromkeys(("prior", "unseen"), "prior"),
    "memory": "memory",
    "starter": "starter",
}


class VerdictLabel(StrEnum):
    """What the filter says of a comment; more than a person says, because the filter may be unsure."""

    HAM = "ham"
    UNSURE = "unsure"
    SPAM = "spam"
    DISCARD = "discard"


@dataclass(frozen=True, slots=True, init=False)
class Reason:
    """One piece of evidence. A positive weight speaks for spam, a negative one for ham, in log-odds.

    `signal` is a stable readable id, which says all that its sentence shows; `spans` are [start, end) code-point
    offsets into the text of the comment as it was given.
    """

    signal: str
    weight: float
    spans: tuple[tuple[int, int], ...] = ()

    def __init__(self, signal: str, weight: float, spans: tuple[tuple[int, int], ...] = ()) -> None:
        # What `dataclass` writes for a frozen class looks each field up by name, and takes twice as long.
        _set_signal(self, signal)
        _set_weight(self, weight)
        _set_spans(self, spans)

    @property
    def text(self) -> str:
        """A sentence for an editor, made from the id (`sentences`)."""
        return sentence(self.signal, self.weight)

    @property
    def group(self) -> str:
        """What kind of evidence it is, one of `GROUPS`; told by the id."""
        return _GROUP_OF.get(self.signal.partition(":")[0], "sender")


_set_signal, _set_weight, _set_spans = (Reason.__dict__[name].__set__ for name in ("signal", "weight", "spans"))


@dataclass(frozen=True)
class Verdict:
    """The answer to one check. `score` is the sum of all evidence in log-odds, `probability` is it calibrated.

    `because` gives the reasons, or is what makes them: to choose and place them takes a quarter of a check's time, and
    who only wants the label need not pay for it. What they are made from was captured by the check, so they are those
    of that moment whenever they are read.
    """

    label: VerdictLabel
    probability: float
    score: float
    because: tuple[Reason, ...] | Callable[[], tuple[Reason, ...]] = field(repr=False, compare=False)

    @cached_property
    def reasons(self) -> tuple[Reason, ...]:
        """The heaviest pieces of evidence, at most eight; `SpamFilter.explain` gives all, which add up to `score`."""
        return self.because() if callable(self.because) else self.because
