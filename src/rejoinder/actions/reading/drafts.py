"""What a reader sends, and the door through which it comes: cleaned, or refused with a sentence.

Nothing of it is compared with the database here; that is the matter of `posts`.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace

from rejoinder.errors import BadInput
from rejoinder.moderation import Status
from rejoinder.text.clean import LIMITS, clean, repair
from rejoinder.text.urls import website

__all__ = ["Draft", "Submitted", "cleaned"]

# Headers are noted up to here: they are not what anybody wrote, and nothing is refused for a long one. The same holds
# for the page's title, which the page sends along.
_NOTED = 500


@dataclass(frozen=True, slots=True)
class Draft:
    """What a reader sends, and what is known of the request. Nothing in it has been checked yet."""

    site: str
    page_url: str
    text: str
    author: str = ""
    email: str = ""
    url: str = ""
    title: str = ""
    parent_id: int | None = None
    ip: str = ""
    user_agent: str = ""
    referrer: str = ""
    lang: str = ""
    key: str = ""  # the same for every attempt to send this comment
    reader_key: str = ""  # the reader's own, made by their browser; what is not of that form is as none
    behaviour: tuple[str, ...] = ()  # signs of how it was sent; the door that took it has looked
    origin: str | None = None  # of the page that sent it, where that has to be one of the site's


@dataclass(frozen=True, slots=True)
class Submitted:
    """What became of a comment. `receipt` lets its author ask again later."""

    comment_id: int
    status: Status
    receipt: str
    page_url: str
    held_for: str = ""  # why it waits (`policy/rules.Held`), if it does


def cleaned(draft: Draft) -> Draft:
    """The draft as it may be judged and stored. Raises `BadInput` with a sentence for the reader."""
    text = clean("text", draft.text)
    if not text:
        raise BadInput("text_missing", "There is nothing in the comment.", "Write something and send it again.")
    email = clean("email", draft.email)
    # One @ with something on both sides: whether an address exists only a mail can show, and none is sent.
    if email and (email.count("@") != 1 or not all(email.split("@")) or " " in email):
        raise BadInput("bad_email", "That is not an e-mail address.", "Correct it, or leave the field empty.")
    return replace(
        draft,
        text=text,
        author=_name(draft.author),
        email=email,
        url=clean("url", website(clean("url", draft.url))),
        title=repair(" ".join(draft.title.split()))[: LIMITS["title"].length],
        user_agent=draft.user_agent[:_NOTED],
        referrer=draft.referrer[:_NOTED],
        lang=draft.lang[:20],
    )


def _name(typed: str) -> str:
    """The name as typed, or none: a name of blanks and invisible characters would be a hole in the page."""
    name = clean("author", typed)
    return name if any(unicodedata.category(character)[0] not in "ZCM" for character in name) else ""
