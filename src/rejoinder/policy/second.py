"""Which comments another server is asked about: a share of all, or those that our own filter doubts."""

from __future__ import annotations

from rejoinder.errors import BadInput

__all__ = ["DOUBTFUL", "is_asked", "read_share"]

DOUBTFUL = "doubtful"


def read_share(given: str) -> str:
    """The share as it is stored: "doubtful", or a number over 0 and up to 1. Raises `BadInput`."""
    told = given.strip().lower()
    if told == DOUBTFUL:
        return told
    plain = told.replace(".", "", 1)
    if plain.isascii() and plain.isdigit() and len(told) <= 8 and 0 < float(told) <= 1:
        return told
    raise BadInput("bad_share", f"{given!r} is no share of comments.", "Give doubtful, or a number up to 1, as in 0.1.")


def is_asked(share: str, verdict: str, draw: float) -> bool:
    """Whether a comment with this verdict is one of those; `draw` is a number from 0 up to but not 1, drawn for it."""
    return verdict == "unsure" if share == DOUBTFUL else draw < float(share or 0)
