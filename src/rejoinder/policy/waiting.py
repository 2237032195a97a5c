"""Why a comment waits: where a verdict and the rules of the page leave it, and what its writer is told; pure.

Where verdicts lead is the law in `moderation.py`. A rule can only make somebody look first: it turns published into
pending and nothing else, so that no rule publishes what the filter holds or hides.
"""

from __future__ import annotations

from dataclasses import dataclass

from rejoinder.moderation import Event, Status, after
from rejoinder.policy.rules import Held

__all__ = ["SPARED", "WAITING", "Stand", "stand"]

# What a moderator's approval of the earlier words spares an edit that the filter finds genuine. Not pre-moderation and
# not a writer who is watched: there every word is to be read by somebody, or one innocent comment would be the way
# around it. Links count if the earlier words did not have them, which the caller looks at.
SPARED = frozenset({Held.NEWCOMER})

# The sentences for their writers, in English; the catalogues translate them.
WAITING = {
    Held.DOUBT: "The spam filter was not sure about it, so a moderator will read it first.",
    Held.FAULT: "The spam filter could not check it just then, so a moderator will read it first.",
    Held.NEWCOMER: "First comments are read by a moderator before they are published.",
    Held.LINKS: "Comments with links are read by a moderator before they are published.",
    Held.EVERYBODY: "All comments here are read by a moderator before they are published.",
    Held.WRITER: "A moderator reads your comments here before they are published.",
}


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a comment stands after a verdict, and the `Held` code of why it waits, empty if it does not."""

    status: Status
    held_for: str = ""


def stand(
    before: Status | None, verdict: Event, rule: Held | None, *, failed: bool = False, held_for: str = ""
) -> Stand:
    """Where a comment stands that stood at `before` (None: it has just arrived) and was judged.

    `rule` is what the rules of its page say (`rules.held_for`), `failed` that the filter could not judge, `held_for`
    why it has been waiting. Raises `Conflict` when a comment at `before` is not judged any more.
    """
    status = after(before, verdict).status
    if status is Status.PUBLISHED:
        return Stand(Status.PENDING, rule) if rule else Stand(status)
    if status is not Status.PENDING:
        return Stand(status)
    if verdict is Event.JUDGED_UNSURE:
        return Stand(status, Held.FAULT if failed else Held.DOUBT)
    return Stand(status, rule or held_for or Held.DOUBT)  # it waited before, and nobody has looked since
