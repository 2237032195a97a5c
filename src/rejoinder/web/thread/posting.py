"""Comments that arrive while others are being stored make up one list, whichever door they came to.

What is refused before anything is looked up is refused in the same thread: whose address has sent too many, and what is
no post at all. Each is told what is wrong with its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import copy
from functools import partial
from typing import NamedTuple, TypeAlias

from starlette.requests import Request

from rejoinder.actions.installation import Installation
from rejoinder.actions.reading.submit import Draft, Submitted, submit_all
from rejoinder.errors import RejoinderError
from rejoinder.web.border.origins import sender_origin
from rejoinder.web.gathering import Gathering
from rejoinder.web.thread.admission import admit
from rejoinder.web.thread.draft import draft_of

__all__ = ["Posts", "posts_for", "take"]

# Comments in one list, and lists at once: while one waits for the disk, the next is judged, as with clients' checks
# (`web/akismet/app`).
_MOST = 32
_LANES = 2


class _Sent(NamedTuple):
    """The fields of a comment, and what tells its key."""

    request: Request
    fields: Mapping[str, str]
    key: Callable[[], str]


Posts: TypeAlias = Gathering[_Sent, Submitted]


def posts_for(house: Installation) -> Posts:
    """Where the comments of a server come together."""
    return Gathering(partial(_take_all, house), _MOST, _LANES)


async def take(request: Request, fields: Mapping[str, str], key: Callable[[], str]) -> Submitted:
    """Take a comment; returns when it is on disk. Raises what `submit` raises, `TooMany`, and what `key` raises."""
    posts: Posts = request.app.state.posts
    done = await posts.answer(_Sent(request, fields, key))
    request.state.may_read = sender_origin(request) is not None  # a page that may write here may read what became of it
    return done


def _take_all(house: Installation, sent: Sequence[_Sent]) -> list[Submitted | Exception]:
    drafts = [_draft(one) for one in sent]
    try:
        made = submit_all(house, [one for one in drafts if isinstance(one, Draft)])
    except RejoinderError as error:
        # A copy for each: whoever answers tells it in the language of one reader.
        made = [copy(error) for one in drafts if isinstance(one, Draft)]
    each = iter(made)
    return [next(each) if isinstance(one, Draft) else one for one in drafts]


def _draft(sent: _Sent) -> Draft | RejoinderError:
    try:
        return draft_of(sent.request, sent.fields, sent.key(), admit(sent.request, sent.fields))
    except RejoinderError as error:
        return error
