"""The door: a plain ASGI application for everything under `/1.1` and `/1.2`.

One request is one reading of the body, then one function in a thread that parses, judges and waits for the disk.
Whatever goes wrong on our side is answered with 503 and a body that is no verdict (`replies.UNAVAILABLE` says why).
Keys travel in bodies, addresses and host names, so none of these is ever logged here.
"""

from __future__ import annotations

import logging
from functools import partial
from urllib.parse import urlsplit

import anyio
import anyio.to_thread
from starlette.types import Receive, Scope, Send

from rejoinder.actions.faults import log_fault
from rejoinder.actions.installation import Installation
from rejoinder.errors import BadInput, RejoinderError, TooMany
from rejoinder.web.akismet import replies
from rejoinder.web.akismet.addresses import ADDRESSES, VERSIONS, Address
from rejoinder.web.akismet.asking import Call
from rejoinder.web.akismet.body import expect_fields
from rejoinder.web.akismet.forms import parse
from rejoinder.web.akismet.keys import key_of
from rejoinder.web.akismet.replies import Reply
from rejoinder.web.border.bodies import Gone, read_body
from rejoinder.web.border.limits import AKISMET
from rejoinder.web.border.rates import Rates

__all__ = ["AkismetFace", "is_protocol_path"]

_log = logging.getLogger(__name__)

# Of the database's 15 connections (SQLAlchemy's pool) and the 40 threads of the server some stay free for readers and
# moderators, however many clients ask at once. More gained nothing on SQLite
# (docs/experiments/2026-11-23-group-commit.md).
_AT_ONCE = 10


def is_protocol_path(path: str) -> bool:
    """Whether a path belongs to the protocol. Clients join a base URL and their path with a slash too many."""
    return path.lstrip("/").partition("/")[0] in VERSIONS


class AkismetFace:
    """Answers Akismet clients for one installation."""

    def __init__(self, house: Installation, rates: Rates) -> None:
        self._house = house
        self._rates = rates
        self._base_host = urlsplit(house.base_url).hostname or ""
        self._threads = anyio.CapacityLimiter(_AT_ONCE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        try:
            reply = await self._reply(scope, receive)
        except Gone:
            return
        except BadInput as error:
            reply = replies.refusal(error)
        except TooMany as error:
            reply = replies.too_many(error)
        except RejoinderError as error:
            _log.warning("an Akismet client was told to try again: %s", error.code)
            reply = replies.UNAVAILABLE
        except Exception as error:  # noqa: BLE001 - whatever fails, the client needs an answer that is no verdict
            log_fault(_log, error, "an Akismet client's call")
            reply = replies.UNAVAILABLE
        await reply.send(send)

    async def _reply(self, scope: Scope, receive: Receive) -> Reply:
        address = ADDRESSES.get("/".join(part for part in scope["path"].split("/") if part))
        if address is None:
            return replies.UNKNOWN
        if scope["method"] not in address.methods:
            return replies.wrong_method(address.methods)
        headers = dict(reversed(scope["headers"]))  # of a repeated header the first
        body = b""
        if scope["method"] == "POST":
            expect_fields(headers)
            body = await read_body(receive, scope["headers"], AKISMET)
        answer = partial(self._answer, address, body, scope["query_string"], headers)
        return await anyio.to_thread.run_sync(answer, limiter=self._threads)

    def _answer(self, address: Address, body: bytes, query: bytes, headers: dict[bytes, bytes]) -> Reply:
        kind = headers.get(b"content-type", b"").decode("latin-1")
        form = parse(body, query, kind if body else "")
        host = headers.get(b"host", b"").decode("latin-1")
        key = key_of(form, host, self._base_host)
        self._rates.call(key)
        return address.answer(Call(self._house, form, key, self._rates.calls_per_minute))
