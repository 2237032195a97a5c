"""How many comments there are, in words."""

from __future__ import annotations

from rejoinder.locale import Speech

__all__ = ["counted"]


def counted(number: int, speech: Speech) -> str:
    """As "No comments yet", "1 comment", "12 comments"."""
    if not number:
        return speech.gettext("No comments yet")
    return speech.ngettext("1 comment", "%(num)s comments", number) % {"num": speech.number(number)}
