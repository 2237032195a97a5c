"""What feeds say in words of their own."""

from __future__ import annotations

from rejoinder.locale import Speech
from rejoinder.text.plain import isolated

__all__ = ["name_of", "title_of_comment", "title_of_feed"]


def title_of_feed(site: str, page: str, speech: Speech) -> str:
    """What a feed is called: by its page, or by its site."""
    return speech.gettext("Comments: %(title)s") % {"title": isolated(page or site)}


def title_of_comment(author: str, page: str, speech: Speech) -> str:
    """What a comment is called, which has no title: by its writer and its page."""
    return f"{name_of(author, speech)}: {isolated(page)}" if page else name_of(author, speech)


def name_of(author: str, speech: Speech) -> str:
    """Who wrote it; a name of which nothing is left when its marks of direction are gone is none."""
    return isolated(author) if author and isolated(author) != isolated("") else isolated(speech.gettext("Anonymous"))
