"""How many comments there are, in words."""

from __future__ import annotations

__all__ = ["counted"]


def counted(number: int, _lang: str) -> str:
    """As "No comments", "1 comment", "12 comments"."""
    if not number:
        return "No comments"
    return "1 comment" if number == 1 else f"{number:,} comments"
