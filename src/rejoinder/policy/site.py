"""How verdicts become answers on a site: the modes for Akismet clients, which know only true and false."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["ANSWERS", "DEFAULT_MODE", "Mode", "answer"]


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
