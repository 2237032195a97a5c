"""Comments that arrive while others are being stored make up one list, whichever door they came to.

What is refused before anything is looked up is refused in the same thread: whose address has sent too many, and what is
no post at all. Each is told what is wrong with its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import copy
from functools import partial
from typing import Any, NamedTuple, TypeAlias, TypeVar

from starlette.requests import Request

from rejoinder.actions.installation import Installation
from rejoinder.actions.reading.own import Own, read_own_all
from rejoinder.actions.reading.receipt import unknown_receipt
from rejoinder.actions.reading.submit import Draft, Submitted, submit_all
from rejoinder.errors import RejoinderError
from rejoinder.web.border.origins import sender_origin
from rejoinder.web.gathering import Gathering
from rejoinder.web.thread.admission import admit
from rejoinder.web.thread.draft import draft_of

__all__ = ["Posts", "posts_for", "take", "take_and_draw"]

# Comments in one list, and lists at once: while one waits for the disk, the next is judged, as with clients' checks
# (`web/akismet/app`).
_MOST = 32
_LANES = 2

T = TypeVar("T")


Draw: TypeAlias = Callable[[Submitted, Own], Any]


class _Sent(NamedTuple):
    """The fields of a comment, what tells its key, and what draws it for its writer, if that is wanted."""

    request: Request
    fields: Mapping[str, str]
    key: Callable[[], str]
    draw: Draw | None


Posts: TypeAlias = Gathering[_Sent, Any]


def posts_for(house: Installation) -> Posts:
    """Where the comments of a server come together."""
    return Gathering(partial(_answer_all, house), _MOST, _LANES)


async def take(request: Request, fields: Mapping[str, str], key: Callable[[], str]) -> Submitted:
    """Take a comment; returns, when it is on disk, what became of it.

    Raises what `submit` raises, `TooMany`, and what `key` raises.
    """
    done: Submitted = await _answer(_Sent(request, fields, key, None))
    return done


async def take_and_draw(
    request: Request, fields: Mapping[str, str], key: Callable[[], str], draw: Callable[[Submitted, Own], T]
) -> T:
    """The same; returns what `draw` makes of it."""
    drawn: T = await _answer(_Sent(request, fields, key, draw))
    return drawn


async def _answer(sent: _Sent) -> Any:
    posts: Posts = sent.request.app.state.posts
    done = await posts.answer(sent)
    # A page that may write here may read what became of it.
    sent.request.state.may_read = sender_origin(sent.request) is not None
    return done


def _answer_all(house: Installation, sent: Sequence[_Sent]) -> list[Any]:
    made = _take_all(house, sent)
    pairs = list(zip(sent, made, strict=True))
    shown = [done.comment_id for one, done in pairs if one.draw and isinstance(done, Submitted)]
    own = read_own_all(house, shown) if shown else {}
    return [_drawn(one.draw, done, own) if one.draw and isinstance(done, Submitted) else done for one, done in pairs]


def _drawn(draw: Draw, done: Submitted, own: Mapping[int, Own]) -> Any:
    """One that was removed since it was first sent is told of no more."""
    try:
        return draw(done, own[done.comment_id]) if done.comment_id in own else unknown_receipt()
    except Exception as error:  # noqa: BLE001 - it is raised again, where this one's writer waits
        return error


def _take_all(house: Installation, sent: Sequence[_Sent]) -> list[Submitted | Exception]:
    drafts = [_draft(one) for one in sent]
    try:
        made = submit_all(house, [one for one in drafts if isinstance(one, Draft)])
    except RejoinderError as error:
        # A copy for each: what several raise at once would gather the tracebacks of all.
        made = [copy(error) for one in drafts if isinstance(one, Draft)]
    each = iter(made)
    return [next(each) if isinstance(one, Draft) else one for one in drafts]


def _draft(sent: _Sent) -> Draft | RejoinderError:
    try:
        return draft_of(sent.request, sent.fields, sent.key(), admit(sent.request, sent.fields))
    except RejoinderError as error:
        return error
