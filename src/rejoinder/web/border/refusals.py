"""Answers to what never became a request that a face could answer: in the one shape of errors, and then the end.

An Akismet client finds no verdict in them either.
"""

from __future__ import annotations

from http import HTTPStatus

import msgspec
from starlette.types import Send

from rejoinder.errors import BadInput, RejoinderError, TooFar, TooHeavy, TooSlow, Unavailable
from rejoinder.web.border.patience import Patience

__all__ = ["UNREADABLE", "SLOW_BODY", "SLOW_HEAD", "TOO_MANY_AHEAD", "far", "heavy", "send_refusal", "written"]

UNREADABLE = BadInput("not_http", "This is not an HTTP request that can be read.", "Correct what sent it.")
TOO_MANY_AHEAD = BadInput("too_many_ahead", "Too many requests were sent at once.", "Wait for answers in between.")
SLOW_HEAD = TooSlow("head_too_slow", "The head of the request did not come in time.", "Send it again.")
SLOW_BODY = TooSlow("body_too_slow", "The body of the request came too slowly.", "Send it again; nothing was stored.")


def heavy(patience: Patience) -> TooHeavy:
    """The headers are too many or too long."""
    told = f"Send at most {patience.headers} headers of {patience.head_size:,} bytes altogether."
    return TooHeavy("head_too_large", "The head of the request is too large.", told)


def far(patience: Patience) -> TooFar:
    """The address is too long."""
    return TooFar("address_too_long", f"The address is longer than {patience.address:,} bytes.", "Shorten it.")


async def send_refusal(send: Send, error: RejoinderError) -> None:
    """The same for a request that was read, and whose connection is as good as before."""
    body = _told(error)
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
    headers += [(b"cache-control", b"no-store"), (b"x-content-type-options", b"nosniff")]
    await send({"type": "http.response.start", "status": error.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _told(error: RejoinderError) -> bytes:
    return msgspec.json.encode({"error": {"code": error.code, "sentence": error.sentence, "remedy": error.remedy}})


def written(error: RejoinderError) -> bytes:
    """A whole answer, after which the connection is closed."""
    body = _told(error)
    retry = "Retry-After: 10\r\n" if isinstance(error, Unavailable) else ""
    head = (
        f"HTTP/1.1 {error.status} {HTTPStatus(error.status).phrase}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n"
        f"{retry}Connection: close\r\n\r\n"
    )
    return head.encode("ascii") + body
