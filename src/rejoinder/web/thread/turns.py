"""Threads are read and drawn by few at a time, so that those who ask for long ones do not slow down everybody else.

Drawing is Python's work alone, and Python does one thing at a time: forty pages at once are not ready sooner than one,
but each of the forty takes its turns before the thread that answers all others. Reading waits for the database, so some
do it at once, but not so many that they hold all its connections. Whoever waits too long for a turn is told to come
back; a thread of ordinary length is drawn without one. All who ask for the same page at once share one reading and
drawing of it, which begins when the last of them has asked, so that nobody sees an older thread than there was.

Measured with fifty readers of a page of 3 MB: docs/experiments/2026-11-26-slow-readers.md.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, Protocol, TypeVar

import anyio
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from rejoinder.errors import Unavailable

__all__ = ["DRAWERS", "LONG", "LONGEST_S", "READERS", "Turns", "turns_of"]

READERS, DRAWERS = 4, 1  # at a time
LONG = 100_000  # letters, which take some two milliseconds to draw
LONGEST_S = 5.0  # that anybody waits for a turn

T = TypeVar("T")


class _Read(Protocol):
    """What was read and is to be drawn: a thread, or a feed."""

    @property
    def letters(self) -> int: ...


V = TypeVar("V", bound=_Read)


class Turns:
    """Who reads, who draws, and who waits: `longest` seconds at most for each of the two."""

    def __init__(self, longest: float = LONGEST_S) -> None:
        self._reading = anyio.CapacityLimiter(READERS)
        self._drawing = anyio.CapacityLimiter(DRAWERS)
        self._longest = longest
        self._coming: dict[Hashable, asyncio.Future[Any]] = {}  # what will be read when its turn comes …
        self._begun: dict[Hashable, asyncio.Future[Any]] = {}  # … and what is being read or drawn

    async def share(self, key: Hashable, read: Callable[[], V], draw: Callable[[V], T]) -> T:
        """The same as `take` for all who ask for `key` before it begins. Raises what `take` raises."""
        return await self._once(key, partial(self.take, read, draw))

    async def look(self, key: Hashable, read: Callable[[], T]) -> T:
        """What `read` reads, for all who ask for `key` before it begins; with a turn, and nothing to draw."""
        return await self._once(key, partial(self._read, read))

    async def take(self, read: Callable[[], V], draw: Callable[[V], T]) -> T:
        """What `draw` makes of the thread that `read` reads, both in threads. Raises `Unavailable` without a turn."""
        view = await self._read(read)
        if view.letters < LONG:
            return await run_in_threadpool(draw, view)
        async with self._turn(self._drawing):
            return await run_in_threadpool(draw, view)

    async def _read(self, read: Callable[[], T]) -> T:
        async with self._turn(self._reading):
            return await run_in_threadpool(read)

    async def _once(self, key: Hashable, make: Callable[[], Awaitable[T]]) -> T:
        coming: asyncio.Future[T] | None = self._coming.get(key)
        if coming is None:
            coming = self._coming[key] = asyncio.ensure_future(self._next(key, make))
        return await asyncio.shield(coming)  # shielded, since others wait for it as well

    async def _next(self, key: Hashable, make: Callable[[], Awaitable[T]]) -> T:
        if key in self._begun:
            await asyncio.wait([self._begun[key]])
        self._begun[key] = self._coming.pop(key)
        try:
            return await make()
        finally:
            del self._begun[key]

    @asynccontextmanager
    async def _turn(self, limiter: anyio.CapacityLimiter) -> AsyncIterator[None]:
        try:
            with anyio.fail_after(self._longest):
                await limiter.acquire()
        except TimeoutError:
            raise Unavailable(
                "crowded", "Too many long threads are being read just now.", "Try again in a moment."
            ) from None
        try:
            yield
        finally:
            limiter.release()


def turns_of(request: Request) -> Turns:
    """Where those who ask this server for threads wait."""
    turns: Turns = request.app.state.turns
    return turns
