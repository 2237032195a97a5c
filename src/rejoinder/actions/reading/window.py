"""How long the writer of a comment may change and delete it: some minutes from when it was sent, as the rules say."""

from __future__ import annotations

from rejoinder.errors import Refused
from rejoinder.moderation import LAW, Event
from rejoinder.policy.rules import Rules
from rejoinder.store.comments import StoredComment

__all__ = ["open_until", "refuse_if_late"]

_MINUTE_MS = 60_000


def refuse_if_late(rules: Rules, comment: StoredComment, now: int) -> None:
    """Raises `Refused` when the writer may not change the comment any more."""
    if _ends(rules, comment) > now:
        return
    minutes = rules.edit_minutes
    if not minutes:
        raise Refused(
            "edits_off", "Comments cannot be changed or deleted by their writers here.", "Ask the owner of the site."
        )
    raise Refused(
        "too_late",
        f"A comment can be changed and deleted for {minutes:,} {'minute' if minutes == 1 else 'minutes'}; "
        "that time has passed.",
        "Ask the owner of the site.",
    )


def open_until(rules: Rules, comment: StoredComment, now: int) -> int | None:
    """Until when the writer may edit the comment, None if they may not (any more)."""
    end = _ends(rules, comment)
    return end if end > now and Event.JUDGED_HAM in LAW[comment.status] else None


def _ends(rules: Rules, comment: StoredComment) -> int:
    return comment.created_at + rules.edit_minutes * _MINUTE_MS
