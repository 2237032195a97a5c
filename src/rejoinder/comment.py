"""The nouns of the field, as frozen values; the words used here are the words used everywhere.

This module imports nothing of the package and knows no database, clock or network. A `Comment` is what somebody wrote
and where, in the form in which the filter judges it; how a comment is kept is the matter of `store`, what may happen
to it that of `moderation`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Comment", "History", "Label", "NO_HISTORY", "Order"]


class Label(StrEnum):
    """What a person says a comment is. Rude is not spam: a rejected comment has no label."""

    SPAM = "spam"
    HAM = "ham"


class Order(StrEnum):
    """In which order the comments of a thread are read; replies stand under what they answer in each of them."""

    OLDEST = "oldest"
    NEWEST = "newest"
    BEST = "best"  # by the votes of readers


@dataclass(frozen=True, slots=True)
class History:
    """What is known of earlier comments when this one is judged, fetched by the caller and handed over as values.

    Counts are capped by whoever fetches them (at most `CAP`), so that a check costs the same on a large store.
    """

    CAP = 10

    same_text: int = 0  # earlier checks of exactly this text, on any page
    address_spam: int = 0  # the newest labels on comments from this IP address: how many called spam
    address_ham: int = 0  # … and how many genuine
    author_spam: int = 0  # on comments with this e-mail address, or name where none is given; anybody can type either
    author_ham: int = 0
    host_spam: int = 0  # on comments that led to the same domain, of several that with the most spam
    host_ham: int = 0
    second_spam: int = 0  # 1: another server that was asked about this comment calls it spam
    second_ham: int = 0  # … or genuine


NO_HISTORY = History()


@dataclass(frozen=True, slots=True)
class Comment:
    """One message as the filter sees it. An empty string means "not given".

    All strings are as the writer sent them: nothing is escaped, cut or normalised. `context` is the title or text of
    what is commented on. `site` is an opaque id of the site; the memory of exact texts is kept apart by it.
    """

    text: str
    author: str = ""
    email: str = ""
    url: str = ""
    ip: str = ""
    user_agent: str = ""
    referrer: str = ""
    kind: str = "comment"  # Akismet's comment_type: comment, reply, forum-post, contact-form, pingback, …
    permalink: str = ""
    context: str = ""
    lang: str = ""
    site: str = ""
    history: History = NO_HISTORY
    behaviour: tuple[str, ...] = ()  # signs of how it was sent and its form filled in ("honeypot", "haste:3", "keys:6")
