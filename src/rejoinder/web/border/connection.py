"""One connection of a client who may be slow, silent, greedy or a liar: uvicorn's protocol with deadlines.

uvicorn (0.54) knows a time limit for idle connections and no other. This stands above its httptools protocol and not
beside it, because only there is it known where a head ends and a body begins; a layer of its own in front would have to
parse every request a second time. It leans on what cannot change lightly: the methods of `asyncio.Protocol`, the
callbacks by which httptools calls a protocol (`on_message_begin` to `on_message_complete`), and of uvicorn's own
`on_response_complete`, `send_400_response`, `pipeline` and `cycle`. If one of these goes, tests/web/border fails.

llhttp, the parser below, refuses what is said twice or against itself: two lengths, a length beside chunks, a negative
one. What it takes and we do not is here.
"""

from __future__ import annotations

import asyncio
import fcntl
import socket
import struct
import sys
import termios
from collections import deque
from enum import Enum
from math import inf
from typing import Any, ClassVar

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from rejoinder.errors import RejoinderError
from rejoinder.text.addresses import read_address
from rejoinder.web.border import refusals
from rejoinder.web.border.crowd import Crowd

__all__ = ["Connection", "connections_of"]


_AT_ONCE = struct.pack("ii", 1, 0)  # SO_LINGER: on, for no seconds


class _Stage(Enum):
    """How much of a request has come."""

    NONE = "nothing"
    HEAD = "a part of its head"
    BODY = "its head, and perhaps a part of its body"
    ALL = "everything, and it is being answered"
    SURPLUS = "its head, and it has been answered; the rest of the body is thrown away"


class _Refused(Exception):
    """Stops the parser; what is wrong stands in the connection."""


class Connection(HttpToolsProtocol):
    """A connection with deadlines. `connections_of` gives the class its crowd."""

    crowd: ClassVar[Crowd]

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self._answer, self.app = self.app, self._when_taken
        self._patience = self.crowd.patience
        self._stage = _Stage.NONE
        self._due = inf  # when what has begun must be there
        self._since = 0.0  # when the body began to come
        self._came = 0  # bytes of the head, or of the body, so far
        self._heads = 0  # how many have begun
        self._asked: deque[RequestResponseCycle] = deque()  # what the application knows of and has not answered
        self._refusal: RejoinderError | None = None
        self._stuck_since = inf  # since when the client has not taken a step in what waits for it …
        self._stuck_at = 0  # … and how many bytes waited then

    # What asyncio tells us

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take the connection into the crowd, or answer it at once."""
        super().connection_made(transport)
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, self._patience.in_kernel)
        refusal = self.crowd.admit(self, read_address(self.client[0]) if self.client else None)
        if refusal is not None:
            self._refuse(refusal)
        self._due = self.loop.time() + self._patience.head

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget it."""
        self.crowd.leave(self)
        # uvicorn (0.54) tells only the last; one in front of it would be answered into a connection that is no more,
        # and leave a traceback in the log.
        for cycle in self._asked:
            cycle.disconnected = True
            cycle.message_event.set()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Count what came to the head or body it belongs to."""
        stage, heads = self._stage, self._heads
        super().data_received(data)
        if self._stage is _Stage.HEAD:
            # A chunk in which a request ended and the next began is not counted: how much of it is head nobody says.
            # That is 256 kB at most, asyncio's largest chunk; `on_headers_complete` is exact.
            whole = self._heads - heads == (1 if stage is _Stage.NONE else 0)
            self._count(len(data) if whole else 0, self._patience.head_size)
        elif self._stage is _Stage.BODY and stage is _Stage.BODY:
            self._came += len(data)
            self._due = self._body_due()
        elif self._stage is _Stage.SURPLUS:
            self._came += len(data)
            if self._came > self._patience.drain_size:
                self._cut()

    def resume_writing(self) -> None:
        """The client has taken most of what waited for it."""
        self._stuck_since = inf
        super().resume_writing()

    # What the parser tells us

    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        self._heads += 1
        self._come(_Stage.HEAD, self._patience.head)

    def on_headers_complete(self) -> None:
        """Refuse the head, or let the application begin."""
        patience = self._patience
        size = len(self.url) + sum(len(name) + len(value) for name, value in self.headers)
        if size > patience.head_size or len(self.headers) > patience.headers:
            self._stop(refusals.heavy(patience))
        if len(self.url) > patience.address:
            self._stop(refusals.far(patience))
        if self._owed > patience.ahead:
            self._stop(refusals.TOO_MANY_AHEAD)
        super().on_headers_complete()
        self._asked.append(self.cycle)
        self._come(_Stage.BODY, patience.body_grace)

    def on_message_complete(self) -> None:
        """All of the request is there."""
        super().on_message_complete()
        if self._stage is _Stage.SURPLUS:
            self._come(_Stage.NONE, self._patience.idle)
        else:
            self._come(_Stage.ALL, inf)

    # What uvicorn tells us

    def on_response_complete(self) -> None:
        """An answer is on its way. The next request, if a part of it has come, has its time from now on."""
        super().on_response_complete()
        self._asked.popleft()
        if self._stage is _Stage.HEAD:
            self._due = self.loop.time() + self._patience.head
        elif self._stage is _Stage.BODY and self._owed:
            self._come(_Stage.BODY, self._patience.body_grace)
        elif self._stage is _Stage.BODY:
            self._come(_Stage.SURPLUS, self._patience.drain)
        elif not self._owed:
            self._come(_Stage.NONE, self._patience.idle)

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - our own words say more
        """The parser has stopped, by itself or because of us."""
        self._refuse(self._refusal or refusals.UNREADABLE)

    async def _when_taken(self, scope: Any, receive: Any, send: Any) -> None:
        """Begin an answer when the client has taken most of the one before it: nobody has us make two for nothing."""
        if self.flow.write_paused:
            await self.flow.drain()
            if self.transport.is_closing():  # and everybody who waits knows that
                return
        await self._answer(scope, receive, send)

    # What the crowd asks

    @property
    def waits(self) -> bool:
        """Whether it is open for nothing: no part of a request has come, none is being answered."""
        return self._stage is _Stage.NONE

    @property
    def unsent(self) -> int:
        """How many bytes of answers we hold for it."""
        return self.transport.get_write_buffer_size()

    def give_way(self) -> None:
        """Close, to make room."""
        self._cut()

    def look(self, now: float) -> None:
        """Let go of a client who takes nothing, or from whom nothing more has come in time."""
        if self._is_stuck(now):
            self._cut()
        elif now >= self._due and not self.transport.is_closing():
            self._overdue()

    # How we tell them

    def _overdue(self) -> None:
        if self._earlier:
            return  # nothing is read until that is answered
        if self._stage is _Stage.HEAD:
            self._give_up(refusals.SLOW_HEAD)
        elif self._stage is _Stage.BODY:
            self._give_up(refusals.SLOW_BODY)
        else:
            self.transport.close()

    def _come(self, stage: _Stage, time: float) -> None:
        self._stage, self._came = stage, 0
        self._since = self.loop.time()
        self._due = self._since + time

    def _body_due(self) -> float:
        patience = self._patience
        return self._since + min(patience.body, patience.body_grace + self._came / patience.body_rate)

    def _count(self, size: int, most: int) -> None:
        self._came += size
        if self._came > most:
            self._refuse(refusals.heavy(self._patience))

    def _is_stuck(self, now: float) -> bool:
        """Whether the client has for too long taken less than a step of what waits for it, also after the close."""
        waiting = self._waiting()
        if not waiting:
            self._stuck_since = inf
        elif self._stuck_since == inf or waiting <= self._stuck_at - self._patience.answer_step:
            self._stuck_since, self._stuck_at = now, waiting
        return now - self._stuck_since >= self._patience.answer

    @property
    def _owed(self) -> int:
        """How many requests wait for their answer."""
        return len(self._asked)

    def _waiting(self) -> int:
        """How many bytes wait for the client, those included that the kernel holds.

        They are megabytes, and from the outside nothing moves until a third of them has been taken.
        """
        ours = self.unsent
        if not ours:
            return 0
        try:
            held = fcntl.ioctl(self.transport.get_extra_info("socket").fileno(), termios.TIOCOUTQ, bytes(4))
        except OSError:  # not every system can say it; ours alone are a coarser measure
            return ours
        return ours + int.from_bytes(held, sys.byteorder)

    @property
    def _earlier(self) -> bool:
        """Whether a request is being answered that stands before the one that is coming in."""
        return self._owed > (self._stage is _Stage.BODY)

    def _cut(self) -> None:
        """Close at once. Without this option the kernel would go on offering the client what waits for it."""
        self.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
        self.transport.abort()

    def _stop(self, refusal: RejoinderError) -> None:
        self._refusal = refusal
        raise _Refused

    def _refuse(self, refusal: RejoinderError) -> None:
        """Answer and close; but if an earlier request is being answered, let that be the last answer."""
        if self._earlier:
            self.cycle.keep_alive = False
        else:
            self._give_up(refusal)

    def _give_up(self, refusal: RejoinderError) -> None:
        """Answer and close. The application, if it waits for more, learns that there will be no more."""
        begun = self._stage is _Stage.SURPLUS
        if self._owed:
            begun = self.cycle.response_started
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        if not begun:
            self.transport.write(refusals.written(refusal))
        self.transport.close()


def connections_of(crowd: Crowd) -> type[Connection]:
    """The class of a server's connections."""
    return type("Connection", (Connection,), {"crowd": crowd})
