"""Hostile strings sent by every door through which readers' and moderators' words come in, many at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

import httpx

from rejoinder.errors import BadInput
from rejoinder.text.clean import clean
from rejoinder.web.border.peers import Proxies
from rejoinder.web.border.rates import Allowances, Rates
from rejoinder.web.border.rules import Rules
from rejoinder.web.border.table import Table
from tests.serving import Server

__all__ = ["DOORS", "FREE", "Sender", "Sent", "passes"]

DOORS = ("/thread", "/embed/thread", "/api/v1/comments")
# Nobody writes too often here.
FREE = Rules(rates=Rates(Table(None, b"s" * 32, slots=1024), Allowances(posts_per_hour=0), Proxies.named([])))
_AT_ONCE = 16

T = TypeVar("T")
R = TypeVar("R")


def passes(field: str, value: str) -> bool:
    """Whether the door for strings lets this in."""
    try:
        return bool(clean(field, value))
    except BadInput:
        return False


@dataclass(frozen=True)
class Sent:
    """What became of a string that was sent: the receipt, and for the script the nodes of the comment."""

    payload: str
    receipt: str
    nodes: list[Any]


class Sender:
    """One client that stays open, for thousands of requests to one site."""

    def __init__(self, server: Server, site: str) -> None:
        limits = httpx.Limits(max_connections=_AT_ONCE, max_keepalive_connections=_AT_ONCE)
        self.client = httpx.Client(base_url=server.url, timeout=60, limits=limits)
        self.site = site

    def close(self) -> None:
        self.client.close()

    def each(self, do: Callable[[T], R], some: Iterable[T]) -> list[R]:
        """Do it for each, many at once."""
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            return list(pool.map(do, some))

    def post(self, door: str, page: str, payload: str) -> Sent | None:
        """The payload in every field, and where that is refused, in every field that takes it; None: not in any text.

        What the doors are strict about are addresses; a name may be too long.
        """
        everywhere = dict.fromkeys(("author", "email", "website", "title"), payload)
        lenient = {"title": payload[:300]} | ({"author": payload} if passes("author", payload) else {})
        for fields in (everywhere, lenient):
            answer = self._post(door, {**fields, "site": self.site, "url": page, "text": payload})
            assert answer.status_code in (201, 303, 400, 413), (door, payload, answer.text)
            if answer.status_code in (201, 303):
                return self._sent(door, payload, answer)
        return None

    def _post(self, door: str, fields: dict[str, str]) -> httpx.Response:
        if door.startswith("/api"):
            return self.client.post(door, json=fields)
        return self.client.post(door, data=fields)

    def _sent(self, door: str, payload: str, answer: httpx.Response) -> Sent:
        told = answer.json() if answer.status_code == 201 else {}
        if door == "/thread":
            path = answer.headers["location"].partition("?")[0]
            return Sent(payload, path.rpartition("/")[2], [])
        return Sent(payload, told["receipt"], told.get("nodes", []))

    def edit(self, door: str, receipt: str, payload: str) -> Sent | None:
        """Another text for one's own comment, by the form ("/thread/edit") or by the script ("/embed/edit")."""
        answer = self.client.post(door, data={"receipt": receipt, "text": payload})
        assert answer.status_code in (200, 303, 400, 413), (door, payload, answer.text)
        if answer.status_code in (400, 413):
            return None
        return Sent(payload, receipt, [] if door == "/thread/edit" else answer.json()["nodes"])

    def nodes(self, path: str, fields: dict[str, str], *, get: bool = False) -> list[Any]:
        """What the script is given for these fields, if anything."""
        answer = self.client.get(path, params=fields) if get else self.client.post(path, data=fields)
        assert answer.status_code in (200, 400, 413), (path, fields)
        return answer.json().get("nodes", [])

    def report(self, door: str, comment: int, payload: str) -> bool:
        """A comment is reported in the words of the payload; whether they were taken."""
        fields = {"comment": str(comment), "reason": "other", "text": payload}
        answer = self.client.post(door, data=fields)
        assert answer.status_code in (200, 400, 413), (door, payload, answer.text)
        return answer.status_code == 200
