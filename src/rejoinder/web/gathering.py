"""What arrives together is worked on together: one thread takes all calls that wait, as one list.

While lists are being worked on, the calls that come meanwhile make up the next one; a call that comes alone is worked
on at once, alone. So nobody waits for company, and the busier the server, the less each call costs.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Generic, TypeVar

__all__ = ["Gathering"]

Ask = TypeVar("Ask")
Reply = TypeVar("Reply")


class Gathering(Generic[Ask, Reply]):
    """Answers calls by `work`, which gets at most `most` of them, in `lanes` threads at once.

    `work` gives for each call its reply, or the exception that its caller is to get; what it raises, all get.
    """

    def __init__(self, work: Callable[[Sequence[Ask]], Sequence[Reply | Exception]], most: int, lanes: int) -> None:
        self._work, self._most = work, most
        self._threads = ThreadPoolExecutor(lanes, "gathered")
        self._free = lanes
        self._waiting: list[tuple[Ask, asyncio.Future[Reply]]] = []
        self._called = False

    async def answer(self, ask: Ask) -> Reply:
        """The reply to one call."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Reply] = loop.create_future()
        self._waiting.append((ask, future))
        self._look(loop)
        return await future

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        """Begin a list when this turn of the loop is over, so that all calls which it has read are in it."""
        if self._free and self._waiting and not self._called:
            self._called = True
            loop.call_soon(self._begin, loop)

    def _begin(self, loop: asyncio.AbstractEventLoop) -> None:
        self._called = False
        taken, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
        self._free -= 1
        self._threads.submit(self._run, loop, taken)
        self._look(loop)

    def _run(self, loop: asyncio.AbstractEventLoop, taken: list[tuple[Ask, asyncio.Future[Reply]]]) -> None:
        found: Sequence[Reply | Exception]
        try:
            found = self._work([ask for ask, _ in taken])
        except Exception as error:  # noqa: BLE001 - it is raised again, where each of them waits
            found = [error] * len(taken)
        loop.call_soon_threadsafe(self._end, loop, taken, found)

    def _end(
        self,
        loop: asyncio.AbstractEventLoop,
        taken: list[tuple[Ask, asyncio.Future[Reply]]],
        found: Sequence[Reply | Exception],
    ) -> None:
        self._free += 1
        for (_, future), reply in zip(taken, found, strict=True):
            if future.done():  # whoever asked is gone
                continue
            if isinstance(reply, Exception):
                future.set_exception(reply)
            else:
                future.set_result(reply)
        self._look(loop)
