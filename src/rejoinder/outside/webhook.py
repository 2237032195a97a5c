"""Telling an Akismet client of a changed verdict, as the protocol has it: one POST to the address that it gave.

The plugin of WordPress finds the comment by its GUID and changes it unless a moderator there has decided otherwise; the
header keeps it from reporting the change back to us. It answers, for each GUID, whether it has done so. Of other
receivers nothing is known but the status.
"""

from __future__ import annotations

from enum import Enum
from urllib.parse import urlencode

import msgspec

from rejoinder.errors import Refused, Unreachable
from rejoinder.outside.http import Answer, Http

__all__ = ["Reaction", "tell"]

_HEADERS = {
    "Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
    "X-Akismet-Webhook": "1",
    "User-Agent": "Rejoinder",
    "Accept": "application/json",
}
_NEVER = frozenset({400, 405, 410, 422})  # what is asked makes no sense there, now or later
_NOT_WITH_THIS_KEY = frozenset({401, 403})


class Reaction(Enum):
    """What the client made of it."""

    TAKEN = "taken"
    REFUSED = "refused"
    WRONG_KEY = "wrong key"
    NONE = "none"  # it cannot be reached, or fails: to be tried again
    NOT_ALLOWED = "not allowed"  # it was not asked: the owner has to name its host first


class _Status(msgspec.Struct):
    status: str = "success"


class _Told(msgspec.Struct):
    comments: dict[str, _Status] = {}


def tell(http: Http, callback: str, key: str, guid: str, *, spam: bool, seconds: float) -> Reaction:
    """Tell the client at `callback` that the comment with this GUID is spam, or that it is not."""
    fields = {"key": key, "endpoint": "comment-check"}
    fields |= {"comments[0][guid]": guid, "comments[0][result]": "true" if spam else "false"}
    try:
        answer = http.post(callback, urlencode(fields).encode(), _HEADERS, seconds)
    except Unreachable:
        return Reaction.NONE
    except Refused:
        return Reaction.NOT_ALLOWED
    if answer.status in _NOT_WITH_THIS_KEY:
        return Reaction.WRONG_KEY
    if answer.status in _NEVER:
        return Reaction.REFUSED
    if not 200 <= answer.status < 300:
        return Reaction.NONE
    return Reaction.TAKEN if _is_done(answer, guid) else Reaction.REFUSED


def _is_done(answer: Answer, guid: str) -> bool:
    """Whether nothing is said against it. Who answers with something else than the plugin does has taken it."""
    try:
        told = msgspec.json.decode(answer.body, type=_Told)
    except msgspec.DecodeError:
        return True
    return told.comments.get(guid, _Status()).status != "error"
