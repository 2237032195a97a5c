"""One verdict as a line of JSON: what `rejoinder check` prints and `rejoinder archive` writes."""

from __future__ import annotations

import json
from enum import StrEnum

from rejoinder.evaluation.labelled import Message
from rejoinder.filter import Verdict, VerdictLabel

__all__ = ["Reasons", "answer_of"]


class Reasons(StrEnum):
    """For which answers reasons are written; to make eight takes a third as long as to judge."""

    ALL = "all"
    NOT_HAM = "not-ham"
    NONE = "none"


def answer_of(message: Message, verdict: Verdict, reasons: Reasons) -> str:
    """One answer as a line."""
    wanted = reasons is Reasons.ALL or (reasons is Reasons.NOT_HAM and verdict.label is not VerdictLabel.HAM)
    answer = {
        "id": message.id,
        "label": verdict.label.value,
        "probability": round(verdict.probability, 6),
        "reasons": [
            {"signal": reason.signal, "weight": round(reason.weight, 4), "text": reason.text}
            for reason in (verdict.reasons if wanted else ())
        ],
    }
    return json.dumps(answer) + "\n"
