"""Every address of the server, taken from its own list of routes, and what an honest request to each of them says.

The forge (`soak/forge.py`) begins with one of these and spoils it.
"""

from __future__ import annotations

import json
import random
from collections import deque
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from urllib.parse import quote_from_bytes

from starlette.routing import BaseRoute, Mount, Route

from rejoinder.web.akismet.addresses import ADDRESSES, VERSIONS
from rejoinder.web.app import ROUTES
from rejoinder.web.files import FILES
from soak.journal import PAGE, SITE

__all__ = ["FORM", "JSON", "Door", "Draft", "Known", "doors", "draft_of", "rendered"]

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
_PAGES = 200  # among which the comments are spread, so that no thread becomes longer than threads are

_PEOPLE = 20  # behind the proxy, if there is one

_COMMENT = ("site", "url", "text", "author", "email", "website", "title", "parent")
_CHECK = (
    *("api_key", "blog", "user_ip", "user_agent", "referrer", "permalink", "comment_type", "comment_author"),
    *("comment_author_email", "comment_author_url", "comment_content", "comment_date_gmt", "blog_lang", "blog_charset"),
    *("user_role", "is_test", "recheck_reason", "honeypot_field_name", "guid", "comment_post_modified_gmt"),
    *("comment_context[]", "HTTP_ACCEPT", "SERVER_NAME", "callback"),
)
_FIELDS = {
    "/thread": _COMMENT,
    "/api/v1/comments": _COMMENT,
    "/api/v1/thread": ("site", "url"),
    "/data": ("site",),
    "/desk/sign-in": ("name", "password", "next"),
    "/desk/sign-out": ("token",),
    "/desk/comments/{comment}/decide": ("decision", "version", "back", "token"),
    "/desk/checks/{check}/decide": ("decision", "version", "back", "token"),
    "/desk/decisions/{decision}/undo": ("back", "token"),
    "/healthz": ("detail",),
}


# What an honest sender says in a field, where it need not differ from time to time.
_GOOD = {
    **dict.fromkeys(("author", "comment_author"), "Ann"),
    **dict.fromkeys(("email", "comment_author_email"), "ann@example.org"),
    **dict.fromkeys(("website", "comment_author_url"), "https://ann.example"),
    **dict.fromkeys(("site", "blog", "referrer"), SITE),
    "title": "The bridge",
    "user_agent": "Mozilla/5.0",
    "comment_type": "comment",
    "comment_date_gmt": "2026-11-23T10:00:00Z",
    "blog_lang": "en",
    "blog_charset": "UTF-8",
    "user_role": "visitor",
    "is_test": "0",
    "comment_context[]": "bridges",
    "name": "Ada",
    "password": "wrong",
    "next": "/desk/",
    "back": "waiting",
    "detail": "",
}


@dataclass(frozen=True, slots=True)
class Door:
    """A route: a method, a path with its parameters in braces, and the fields that it reads."""

    method: str
    path: str
    fields: tuple[str, ...]

    @property
    def room(self) -> str:
        """What it belongs to: `1.1` for all of the protocol, `desk`, or a reader's page."""
        first = self.path.split("/")[1]
        return "1.1" if first in VERSIONS else first if first == "desk" else "page"


@dataclass
class Known:
    """What a request may truthfully say to the server under test."""

    key: str
    forwarded: bool = False  # by a proxy that the server believes
    cookie: str = ""
    token: str = ""
    comments: deque[str] = field(default_factory=lambda: deque(maxlen=300))
    decisions: deque[str] = field(default_factory=lambda: deque(maxlen=300))
    receipts: deque[str] = field(default_factory=lambda: deque(maxlen=300))
    guids: deque[str] = field(default_factory=lambda: deque(maxlen=300))


@dataclass
class Draft:
    """A request in the making. `raw` stands for the whole of it once it is no request any more."""

    door: Door
    method: bytes
    path: bytes
    values: list[tuple[str, bytes]]
    headers: list[tuple[bytes, bytes]]
    query: bytes = b""
    body: bytes | None = None  # in place of what the values make
    raw: bytes = b""
    whole: bool = True  # whether its beginning and end are plain to see


@cache
def doors() -> tuple[Door, ...]:
    """All of them. A route that is added to the server is among them by itself."""
    akismet = tuple(
        Door(method, f"/{path}", _CHECK) for path, address in ADDRESSES.items() for method in address.methods
    )
    files = sorted(path.name for path in Path(str(FILES.directory)).iterdir() if path.is_file())
    static = tuple(Door("GET", f"/static/{name}", ()) for name in files)
    return (*_of(ROUTES, ""), *akismet, *static)


def _of(routes: object, above: str) -> tuple[Door, ...]:
    found: list[Door] = []
    assert isinstance(routes, list | tuple)
    for route in routes:
        assert isinstance(route, BaseRoute)
        if isinstance(route, Mount):
            found += _of(route.routes or (), above + route.path)
        elif isinstance(route, Route):
            path = above + route.path
            found += [Door(method, path, _FIELDS.get(path, ())) for method in sorted(route.methods or ("GET",))]
    return tuple(found)


def draft_of(dice: random.Random, door: Door, known: Known) -> Draft:
    """An honest request to a door."""
    path = door.path
    parts = {"comment": known.comments, "check": known.guids, "decision": known.decisions, "receipt": known.receipts}
    for name, numbers in parts.items():
        path = path.replace(f"{{{name}}}", dice.choice(numbers) if numbers else "1")
    draft = Draft(door, door.method.encode(), path.encode(), _values(dice, door, known), [(b"Host", b"127.0.0.1")])
    if known.cookie and dice.random() < (0.9 if door.room == "desk" else 0.1):
        draft.headers.append((b"Cookie", known.cookie.encode()))
    if known.forwarded:
        draft.headers.append((b"X-Forwarded-For", b"203.0.113.%d" % dice.randrange(_PEOPLE)))
    if door.method == "POST":
        draft.headers.append((b"Content-Type", (JSON if door.path.startswith("/api") else FORM).encode()))
    return draft


def _values(dice: random.Random, door: Door, known: Known) -> list[tuple[str, bytes]]:
    page = f"{PAGE}/{dice.randrange(_PAGES)}"
    words = f"No. {dice.randrange(10**9)}: about the bridge that was closed"
    good = _GOOD | {
        **dict.fromkeys(("url", "permalink"), page),
        **dict.fromkeys(("text", "comment_content"), words),
        "parent": dice.choice(known.comments) if known.comments else "1",
        "guid": dice.choice(known.guids) if known.guids else "0",
        "api_key": known.key,
        "token": known.token,
        "user_ip": f"203.0.113.{dice.randrange(250)}",
        "decision": dice.choice(("approve", "spam", "reject", "remove")),
        "version": dice.choice(("1", "1", "2", "3")),
    }
    optional = door.method == "POST" and len(door.fields) > 4
    left = [name for name in door.fields if not optional or name in ("site", "api_key", "blog") or dice.random() < 0.6]
    if "parent" in left and dice.random() < 0.8:
        left.remove("parent")
    return [(name, good.get(name, "1").encode()) for name in left]


def rendered(dice: random.Random, draft: Draft) -> bytes:
    """The bytes on the wire."""
    if draft.raw:
        return draft.raw
    body, target, headers = draft.body, draft.path, list(draft.headers)
    if draft.method == b"POST" and body is None:
        json_wanted = any(name == b"Content-Type" and value.startswith(JSON.encode()) for name, value in headers)
        body = _as_json(dice, draft.values) if json_wanted else _as_form(dice, draft.values)
    elif draft.values and draft.method != b"POST":
        target += b"?" + _as_form(dice, draft.values)
    target += draft.query
    if body is not None and not any(name.lower() in (b"content-length", b"transfer-encoding") for name, _ in headers):
        headers.append((b"Content-Length", b"%d" % len(body)))
    lines = [b"%s %s HTTP/1.1" % (draft.method, target), *(b"%s: %s" % header for header in headers), b"", body or b""]
    return b"\r\n".join(lines)


def _as_form(dice: random.Random, values: list[tuple[str, bytes]]) -> bytes:
    # Some clients leave alone what need not be escaped, and a bot escapes nothing. In an address something must be.
    safe = dice.choice(("", "/:?@!$'()*,;", "[]"))
    return b"&".join(f"{name}={quote_from_bytes(value, safe=safe)}".encode() for name, value in values)


def _as_json(dice: random.Random, values: list[tuple[str, bytes]]) -> bytes:
    """What is no UTF-8 goes in as lone surrogates, or as the bytes that it is."""
    told = {name: value.decode("utf-8", "surrogateescape") for name, value in values}
    if dice.random() < 0.5:
        return json.dumps(told).encode()
    return json.dumps(told, ensure_ascii=False).encode("utf-8", "surrogateescape")
