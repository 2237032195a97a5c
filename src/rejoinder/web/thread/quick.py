"""What many ask for within a moment is answered from memory, in front of everything that would look at it again.

An article that is linked from somewhere large is read thousands of times a second, and each reader gets the same bytes.
An answer that any cache may keep (`kept.shared_for`) is therefore kept here as it was sent, and sent again as long as
nobody has written anything in this process and for a second at most, since other processes write as well. So readers
see what this server was told at once, and what another was told a second later.

What an answer depends on stands in its key: address, query, the origin that asks, and whether it takes gzip. Measured:
docs/experiments/2026-11-27-isso.md.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rejoinder.web.unchanged import is_known

__all__ = ["FRESH_S", "Quick"]

FRESH_S = 1.0
_PATHS = frozenset({"/embed/thread", "/embed/counts", "/thread/part", "/feed"})
_LONGEST = 4_096  # bytes of a query that is worth remembering
_ROOM = 16_000_000  # bytes of answers
_OF_BODIES = (b"content-length", b"content-type", b"content-encoding")


class _Key(NamedTuple):
    """What an answer depends on."""

    path: str
    query: bytes
    origin: bytes
    gzip: bool


@dataclass(frozen=True, slots=True)
class _Answer:
    """An answer as it was sent, how often this process had written by then, and until when it is good."""

    start: Message
    body: bytes
    tag: bytes
    writes: int
    until: float


class Quick:
    """Stands in front of the pages. `writes` tells how often this process has written."""

    def __init__(
        self, app: ASGIApp, writes: Callable[[], int], clock: Callable[[], float] = time.monotonic, room: int = _ROOM
    ) -> None:
        self._app, self._writes, self._clock = app, writes, clock
        self._known: OrderedDict[_Key, _Answer] = OrderedDict()
        self._free = room

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        headers = dict(scope.get("headers", ()))
        key = _key_of(scope, headers)
        if key is None:
            await self._app(scope, receive, send)
            return
        found = self._known.get(key)
        if found is not None and found.writes == self._writes() and self._clock() < found.until:
            await _send(found, headers.get(b"if-none-match", b""), send)
        else:
            await self._ask(key, scope, receive, send)

    async def _ask(self, key: _Key, scope: Scope, receive: Receive, send: Send) -> None:
        """Let it be answered, and keep what may be kept."""
        writes, until = self._writes(), self._clock() + FRESH_S  # before anything is read
        start: Message = {}
        body = b""

        async def watched(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                start = message
            elif message["type"] == "http.response.body":
                body += message.get("body", b"")
            await send(message)

        await self._app(scope, receive, watched)
        told = dict(start.get("headers", ()))
        if start.get("status") == 200 and told.get(b"cache-control", b"").startswith(b"public"):
            self._keep(key, _Answer(start, body, told.get(b"etag", b""), writes, until))

    def _keep(self, key: _Key, answer: _Answer) -> None:
        old = self._known.pop(key, None)
        self._free += len(old.body) if old else 0
        self._known[key] = answer
        self._free -= len(answer.body)
        while self._free < 0:
            self._free += len(self._known.popitem(last=False)[1].body)


def _key_of(scope: Scope, headers: dict[bytes, bytes]) -> _Key | None:
    """By what an answer to this request is remembered; None where none is."""
    if scope["type"] != "http" or scope["path"] not in _PATHS or scope["method"] != "GET":
        return None
    if len(scope["query_string"]) > _LONGEST or b"content-length" in headers or b"transfer-encoding" in headers:
        return None
    takes_gzip = b"gzip" in headers.get(b"accept-encoding", b"")
    return _Key(scope["path"], scope["query_string"], headers.get(b"origin", b""), takes_gzip)


async def _send(answer: _Answer, known: bytes, send: Send) -> None:
    """The answer, or that it is the one that the asker has (RFC 9110, 13.1.2)."""
    if answer.tag and known and is_known(known.decode("latin-1"), answer.tag.decode("latin-1")):
        headers = [one for one in answer.start["headers"] if one[0] not in _OF_BODIES]
        await send({**answer.start, "status": 304, "headers": headers})
        await send({"type": "http.response.body", "body": b""})
        return
    await send(answer.start)
    await send({"type": "http.response.body", "body": answer.body})
