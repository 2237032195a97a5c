"""What goes in and out of `/api/v1`, as Structs; `/api/openapi.json` is generated from them.

Everything that is answered is listed here by name, so that nothing of a stored comment becomes public by being added to
the store: no e-mail address, no hash of one, no address of a machine, no score, verdict or reason. Numbers of comments
are strings, since JavaScript cannot hold 63 bits in a number.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec

from rejoinder.text.clean import LIMITS

__all__ = ["Answered", "CommentOut", "CountOut", "CountsOut", "ErrorBody", "ErrorOut", "NewComment", "ThreadOut"]

_NODES = {"items": {"$ref": "#/components/schemas/Node"}}
_ID = msgspec.Meta(pattern="^[1-9][0-9]{0,17}$", description="The number of a comment, in decimal digits.")
_TIME = msgspec.Meta(extra_json_schema={"format": "date-time"})


def _at_most(field: str, description: str) -> msgspec.Meta:
    """Told, and not enforced by the Struct: the door for strings refuses with a sentence that people understand."""
    return msgspec.Meta(description=description, extra_json_schema={"maxLength": LIMITS[field].length})


class CommentOut(msgspec.Struct):
    """A comment as everybody may see it; of a removed one only its place is left."""

    id: Annotated[str, _ID]
    parent: Annotated[str, _ID] | None
    depth: Annotated[int, msgspec.Meta(ge=0, le=4, description="How far it is indented; deeper replies stay at 4.")]
    author: str
    website: Annotated[str, msgspec.Meta(description="An http or https address, or empty.")]
    time: Annotated[str, _TIME]
    body: Annotated[list[Any], msgspec.Meta(extra_json_schema=_NODES, description="The text as nodes.")]
    html: Annotated[str, msgspec.Meta(description="The same as HTML, cleaned to an allowlist of tags.")]
    removed: bool
    edited: Annotated[str | None, _TIME, msgspec.Meta(description="When its writer changed it last, if they did.")]
    ups: Annotated[int, msgspec.Meta(ge=0, description="Votes for it.")]
    downs: Annotated[int, msgspec.Meta(ge=0, description="Votes against it.")]
    featured: Annotated[bool, msgspec.Meta(description="Whether moderators have set it apart.")]
    moderator: Annotated[bool, msgspec.Meta(description="Whether a moderator of the site wrote it, signed in.")]


class ThreadOut(msgspec.Struct):
    """The thread of a page, or a part of it, in reading order."""

    site: str
    url: Annotated[str, msgspec.Meta(description="The address under which the page's thread is kept.")]
    title: str
    count: Annotated[
        int, msgspec.Meta(ge=0, description="Published comments of the whole thread; removed ones are not counted.")
    ]
    version: Annotated[int, msgspec.Meta(ge=0, description="Grows whenever what readers see of the thread changes.")]
    closed: Annotated[bool, msgspec.Meta(description="Whether no more comments are taken.")]
    order: Literal["oldest", "newest", "best"]
    following: Annotated[str | None, msgspec.Meta(description="What to send as `after` for the next part; null: none.")]
    left: Annotated[int, msgspec.Meta(ge=0, description="How many comments come after this part.")]
    comments: list[CommentOut]


class CountOut(msgspec.Struct):
    """How many comments a page has."""

    url: Annotated[str, msgspec.Meta(description="The address of the page, as it was asked for.")]
    count: Annotated[int, msgspec.Meta(ge=0, description="Published comments; 0 also where the page is not known.")]
    words: Annotated[str, msgspec.Meta(description="The same in words for readers.")]


class CountsOut(msgspec.Struct):
    """The same of many pages, in the order in which they were asked for."""

    counts: list[CountOut]


class NewComment(msgspec.Struct, forbid_unknown_fields=True):
    """A comment to be left. Longer fields than stated are refused, never cut."""

    site: Annotated[str, _at_most("page", "The address of the site.")]
    url: Annotated[str, _at_most("page", "The address of the page.")]
    text: Annotated[str, _at_most("text", "Markdown; raw HTML is shown as it is written.")]
    author: Annotated[str, _at_most("author", "The name to show, if any.")] = ""
    email: Annotated[str, _at_most("email", "Never published; stored encrypted.")] = ""
    website: Annotated[str, _at_most("url", "The name is linked to it.")] = ""
    title: Annotated[str, _at_most("title", "The title of the page, noted with its first comment.")] = ""
    parent: Annotated[str, msgspec.Meta(description="The number of the comment that this replies to.")] | None = None
    stamp: Annotated[str, msgspec.Meta(description="What was given out with the form, if there is one.")] = ""
    subject: Annotated[str, msgspec.Meta(description="Stays empty: a field that people do not see.")] = ""


class Answered(msgspec.Struct):
    """What became of a comment."""

    id: Annotated[str, _ID]
    status: Literal["published", "pending", "spam", "rejected"]
    message: Annotated[str, msgspec.Meta(description="The same in words for its writer.")]
    receipt: Annotated[str, msgspec.Meta(description="Lets the writer, and nobody else, ask again later.")]
    receipt_url: Annotated[str, msgspec.Meta(description="Where to ask. For the writer only.")]


class ErrorOut(msgspec.Struct):
    """What went wrong: for programs, in words, and what to do about it."""

    code: str
    sentence: str
    remedy: str


class ErrorBody(msgspec.Struct):
    """The one shape of all errors."""

    error: ErrorOut
