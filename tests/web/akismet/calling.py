"""How the tests of the protocol ask: over the wire, and also where no decent client would put it."""

from __future__ import annotations

import socket
from urllib.parse import urlencode, urlsplit

import httpx
from sqlalchemy import func, select

from rejoinder.store.schema import checks, ledger
from tests.serving import Server

BLOG = "https://paper.example"
FORM = "application/x-www-form-urlencoded"
PLAIN = "The bridge was closed for six weeks last year, too, and nobody apologised."
GAMBLING = "Play at our online casino: free spins and a welcome bonus, deposit now! https://casino.example/win"
THANKS = "Thanks for making the web a better place."
NO_VERDICTS = {"true", "false", "valid", "invalid"}

Pairs = list[tuple[str, str]]


def fields(server: Server, **more: str) -> dict[str, str]:
    """What a check needs, and whatever else is named."""
    needed = {"api_key": server.key, "blog": BLOG, "user_ip": "203.0.113.9", "comment_content": PLAIN}
    return {**needed, **more}


def post(
    server: Server, path: str, form: dict[str, str] | Pairs | bytes, headers: dict[str, str] | None = None
) -> httpx.Response:
    """POST a form, or bytes as they are."""
    body = form if isinstance(form, bytes) else urlencode(form).encode()
    return httpx.post(
        f"{server.url}{path}", content=body, headers={"Content-Type": FORM, **(headers or {})}, timeout=60
    )


def call(server: Server, verb: str, **more: str) -> httpx.Response:
    """One call of the protocol with everything it needs."""
    return post(server, f"/1.1/{verb}", fields(server, **more))


def ask(server: Server, **more: str) -> str:
    """The body of the answer to a check."""
    return call(server, "comment-check", **more).text


def raw(server: Server, request: bytes, *, leave: bool = False) -> bytes:
    """Everything the server sends until it closes, when it is sent these bytes; `leave` says that no more will come."""
    parts = urlsplit(server.url)
    with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=30) as connection:
        connection.sendall(request)
        if leave:
            connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(65536), b""))


def stored(server: Server) -> tuple[int, int]:
    """How many checks there are, and how many lines of the ledger stand."""
    standing = select(func.count()).select_from(ledger).where(ledger.c.voided_at.is_(None))
    with server.house.store.read() as connection:
        count = connection.scalar(select(func.count()).select_from(checks))
        return int(count or 0), int(connection.scalar(standing) or 0)


def ledger_lines(server: Server) -> int:
    """How many lines the ledger has, voided ones too."""
    with server.house.store.read() as connection:
        return int(connection.scalar(select(func.count()).select_from(ledger)) or 0)
