"""Reads a request's body, whole or not at all: the one reader for every face.

A body is refused as soon as it is known to be too long, by its stated length before it is read and by its own length
while it comes, whatever was stated. Starlette's reader is not used: it has no limit.

Only `LARGE_AT_ONCE` bodies of more than `LARGE` bytes may be on their way at a time. Otherwise a thousand connections
could hold a gigabyte of calls for which nobody has shown a key yet, since the key is in the body. Small bodies, and
that is all that readers send, are never refused for this.
"""

from __future__ import annotations

from collections.abc import Iterable

from starlette.types import Receive

from rejoinder.errors import TooLarge, Unavailable
from rejoinder.web.border.limits import COMMENT, Limit

__all__ = ["LARGE", "LARGE_AT_ONCE", "Gone", "read_body"]

LARGE = COMMENT.body
LARGE_AT_ONCE = 64  # a process; 64 MiB of memory at most

_on_their_way: set[int] = set()  # the large bodies, each by the `id` of its list of parts


class Gone(Exception):
    """The sender went away in the middle of the request, so there is nobody to answer."""


async def read_body(receive: Receive, headers: Iterable[tuple[bytes, bytes]], limit: Limit) -> bytes:
    """The whole body. Raises `TooLarge` over the limit, `Gone`, and `Unavailable` when too many large ones come."""
    for name, value in headers:
        if name == b"content-length" and value.isdigit() and (len(value) > 12 or int(value) > limit.body):
            raise _too_large(limit)
    parts: list[bytes] = []
    try:
        return await _joined(receive, parts, limit)
    finally:
        _on_their_way.discard(id(parts))


async def _joined(receive: Receive, parts: list[bytes], limit: Limit) -> bytes:
    size, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Gone
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > limit.body:
            raise _too_large(limit)
        if size > LARGE and id(parts) not in _on_their_way:
            _make_room(parts)
        more = message.get("more_body", False)
    return b"".join(parts)


def _make_room(parts: list[bytes]) -> None:
    if len(_on_their_way) >= LARGE_AT_ONCE:
        raise Unavailable("too_many_bodies", "Too many large requests come in just now.", "Try again in a moment.")
    _on_their_way.add(id(parts))


def _too_large(limit: Limit) -> TooLarge:
    return TooLarge(
        "body_too_large", f"The body is larger than {limit.body:,} bytes.", "Send less; nothing was stored."
    )
