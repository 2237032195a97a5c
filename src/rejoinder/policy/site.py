"""How verdicts become answers on a site: the modes for Akismet clients, which know only true and false.

And which clients get none: the two cases in which the Akismet service, too, tells the owner that this site is
not served. Their numbers are those under which clients know them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["ANSWERS", "DEFAULT_MODE", "SUSPENDED", "UNLISTED", "Bar", "Mode", "answer", "discards"]


class Mode(StrEnum):
    """What a site lets the filter do."""

    LOG_ONLY = "log-only"  # judge and note, but call nothing spam: to watch it for a while
    HOLD = "hold"  # doubtful comments count as spam, so that the client hides them until somebody looks
    ENFORCE = "enforce"  # doubtful comments pass


DEFAULT_MODE = Mode.ENFORCE

# verdict -> "this is spam"; the verdicts are those of filter/verdict.py
ANSWERS: dict[Mode, dict[str, bool]] = {
    Mode.LOG_ONLY: {"ham": False, "unsure": False, "spam": False, "discard": False},
    Mode.HOLD: {"ham": False, "unsure": True, "spam": True, "discard": True},
    Mode.ENFORCE: {"ham": False, "unsure": False, "spam": True, "discard": True},
}


def answer(mode: str, verdict: str) -> bool:
    """Whether an Akismet client of a site in `mode` is told that this is spam."""
    return ANSWERS[Mode(mode)][verdict]


def discards(mode: str, verdict: str) -> bool:
    """Whether a client may be told that it need not even keep this one, where the owner allows that."""
    return verdict == "discard" and answer(mode, verdict)


@dataclass(frozen=True, slots=True)
class Bar:
    """Why a client with a good key gets no verdicts: the number that clients know, and a sentence for the owner."""

    code: int
    sentence: str


SUSPENDED = Bar(10403, "The access of this site was revoked.")
UNLISTED = Bar(10404, "The key may not be used for this address.")
