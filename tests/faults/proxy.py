"""A TCP proxy in front of PostgreSQL that delays its answers, or withholds them, as a bad network does."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any


class Proxy:
    """Passes on what is asked at once, and the answers after `delay` seconds or, while `silent`, not at all."""

    def __init__(self, socket: Path) -> None:
        self._socket = socket
        self._loop = asyncio.new_event_loop()
        self._speaking = asyncio.Event()
        self._speaking.set()
        self._tasks: set[asyncio.Task[Any]] = set()
        self.delay = 0.0
        self.opened = 0
        self.port = 0

    def silent(self, *, on: bool) -> None:
        """Withhold all answers from now on, or let them through again."""
        self._loop.call_soon_threadsafe(self._speaking.clear if on else self._speaking.set)

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self.opened += 1
        behind, answers = await asyncio.open_unix_connection(str(self._socket))
        try:
            with suppress(OSError, asyncio.CancelledError):
                await asyncio.gather(self._pass(reader, answers, late=False), self._pass(behind, writer, late=True))
        finally:
            for one in (writer, answers):
                one.close()
            self._tasks.discard(task)

    async def _pass(self, source: asyncio.StreamReader, target: asyncio.StreamWriter, *, late: bool) -> None:
        while chunk := await source.read(65536):
            if late:
                await asyncio.sleep(self.delay)
                await self._speaking.wait()
            target.write(chunk)
            await target.drain()
        with suppress(OSError):
            target.write_eof()

    async def _serve(self, ready: threading.Event, ended: asyncio.Event) -> None:
        server = await asyncio.start_server(self._meet, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        await ended.wait()
        server.close()
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@contextmanager
def proxied(socket: Path) -> Iterator[Proxy]:
    """A proxy to a unix socket, on a port of its own."""
    proxy = Proxy(socket)
    ready, ended = threading.Event(), asyncio.Event()

    def run() -> None:
        proxy._loop.run_until_complete(proxy._serve(ready, ended))
        proxy._loop.close()

    thread = threading.Thread(target=run)
    thread.start()
    assert ready.wait(30)
    try:
        yield proxy
    finally:
        proxy._loop.call_soon_threadsafe(ended.set)
        thread.join(30)
