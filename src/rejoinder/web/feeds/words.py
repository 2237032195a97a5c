"""What feeds say in words of their own."""

from __future__ import annotations

from rejoinder.text.plain import isolated

__all__ = ["nobody", "title_of_comment", "title_of_feed"]


def title_of_feed(site: str, page: str, _lang: str) -> str:
    """What a feed is called: by its page, or by its site."""
    return f"Comments on {isolated(page or site)}"


def title_of_comment(author: str, page: str, lang: str) -> str:
    """What a comment is called, which has no title: by its writer and its page."""
    return f"{isolated(author or nobody(lang))} on {isolated(page)}" if page else isolated(author or nobody(lang))


def nobody(_lang: str) -> str:
    """Whoever has given no name."""
    return "Anonymous"
