"""A client that knows exactly what was acknowledged: HTTP/1.1 on plain asyncio streams, nothing sent twice.

A library would do, were it not for its good manners: whoever counts acknowledgements must know that nothing was tried
again on its behalf. It reads answers with a Content-Length, which all of ours have, and no others.
"""

from __future__ import annotations

import asyncio
import sys
from dataclasses import dataclass
from typing import Self

__all__ = ["BROKEN", "Answer", "Line", "address", "ask_once", "request"]

BROKEN = (OSError, EOFError)  # what a connection ends with when the other side is killed
_PATIENCE_S = 60.0  # longer than any wait of the server's own


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer; names of headers in small letters."""

    status: int
    headers: dict[str, str]
    body: bytes


class Line:
    """One connection, kept open."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    async def open(cls, port: int, source: str = "127.0.0.1") -> Self:
        """Connect to a server on this machine, from the address `source`."""
        return cls(*await asyncio.open_connection("127.0.0.1", port, local_addr=(source, 0)))

    async def ask(self, sent: bytes) -> Answer:
        """Send a request and read its answer. Raises one of `BROKEN`, or TimeoutError (an OSError, too)."""
        self._writer.write(sent)
        async with asyncio.timeout(_PATIENCE_S):
            head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            first, *rest = head.rstrip().split("\r\n")
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in rest)}
            body = await self._reader.readexactly(int(headers.get("content-length", "0")))
        return Answer(int(first.split()[1]), headers, body)

    def close(self) -> None:
        """Hang up."""
        self._writer.transport.abort()


async def ask_once(port: int, sent: bytes, source: str = "127.0.0.1") -> Answer:
    """One request on a connection of its own."""
    line = await Line.open(port, source)
    try:
        return await line.ask(sent)
    finally:
        line.close()


def request(method: str, path: str, body: bytes = b"", **headers: str) -> bytes:
    """The bytes of a request; `Content_Type=…` is a header."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items() if value]
    return "\r\n".join([*lines, "", ""]).encode("ascii") + body


def address(number: int) -> str:
    """A loopback address for the client of this number: on Linux the whole of 127.0.0.0/8 is this machine."""
    return f"127.0.{1 + number // 250 % 250}.{1 + number % 250}" if sys.platform == "linux" else "127.0.0.1"
