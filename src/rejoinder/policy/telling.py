"""How a client is told of a verdict that a moderator has changed: what may become of it, and how often it is tried.

A message may arrive twice, since its arrival and our note of it cannot be one step; a client that is told the same
twice has nothing to do the second time.
"""

from __future__ import annotations

from enum import StrEnum

__all__ = ["MOST_TRIES", "REST_MS", "Outcome", "pause_ms"]


class Outcome(StrEnum):
    """What became of a message. The empty ones of the table are still on their way, or have nowhere to go."""

    TOLD = "told"
    SAME = "same"  # the client had been told so already
    SUPERSEDED = "superseded"  # by a newer decision, before it was told
    GONE = "gone"  # the check was deleted
    UNLISTED = "unlisted"  # the address is none of the site's any more
    KEYLESS = "keyless"  # none of the site's keys can be sent
    REFUSED = "refused"  # the client has no such comment, or does not take messages
    GIVEN_UP = "given up"


MOST_TRIES = 12  # over some two days
REST_MS = 60_000  # a host that did not answer is left alone for so long, whatever else waits for it
_FIRST_MS, _LONGEST_MS = 30_000, 6 * 3_600_000


def pause_ms(tries: int) -> int:
    """How long after so many tries that failed the next one follows: 30 s, 2 min, 8 min … 6 h."""
    return min(_FIRST_MS << 2 * min(max(tries - 1, 0), 10), _LONGEST_MS)
