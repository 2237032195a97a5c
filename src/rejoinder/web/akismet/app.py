"""The door: a plain ASGI application for everything under `/1.1` and `/1.2`.

One request is one reading of the body, then one function in a thread that parses, judges and waits for the disk; checks
that arrive together share it (`gathering`).
Whatever goes wrong on our side is answered with 503 and a body that is no verdict (`replies.UNAVAILABLE` says why).
Keys travel in bodies, addresses and host names, so none of these is ever logged here.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple
from urllib.parse import urlsplit

import anyio
import anyio.to_thread
from starlette.types import Receive, Scope, Send

from rejoinder.actions.faults import log_fault
from rejoinder.actions.installation import Installation
from rejoinder.errors import BadInput, RejoinderError, TooMany
from rejoinder.web.akismet import replies
from rejoinder.web.akismet.addresses import ADDRESSES, CHECK, VERSIONS, Address, name_of
from rejoinder.web.akismet.asking import Call
from rejoinder.web.akismet.body import expect_fields
from rejoinder.web.akismet.forms import parse
from rejoinder.web.akismet.keys import key_of
from rejoinder.web.akismet.replies import Reply
from rejoinder.web.border.bodies import Gone, read_body
from rejoinder.web.border.limits import AKISMET
from rejoinder.web.border.rates import Rates
from rejoinder.web.gathering import Gathering

__all__ = ["AkismetFace", "is_protocol_path"]

_log = logging.getLogger(__name__)

# Of the database's 15 connections (SQLAlchemy's pool) and the 40 threads of the server some stay free for readers and
# moderators, however many clients ask at once. More gained nothing on SQLite
# (docs/experiments/2026-11-23-group-commit.md).
_AT_ONCE = 10


def is_protocol_path(path: str) -> bool:
    """Whether a path belongs to the protocol. Clients join a base URL and their path with a slash too many."""
    return path.lstrip("/").partition("/")[0] in VERSIONS


# Checks in one list, and lists at once: while one waits for the disk, the next is judged
# (docs/experiments/2026-11-27-server.md).
_MOST = 32
_LANES = 2


class Sent(NamedTuple):
    """A request as it was sent. Of a repeated header the first counts."""

    address: Address
    body: bytes
    query: bytes
    headers: dict[bytes, bytes]


class AkismetFace:
    """Answers Akismet clients for one installation."""

    def __init__(self, house: Installation, rates: Rates) -> None:
        self._house = house
        self._rates = rates
        self._base_host = urlsplit(house.base_url).hostname or ""
        self._threads = anyio.CapacityLimiter(_AT_ONCE)
        self._gathered: Gathering[Sent, Reply] = Gathering(self._answer_all, _MOST, _LANES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        name = name_of(scope["path"])
        try:
            reply = await self._reply(name, scope, receive)
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
        if name == CHECK:
            reply = replies.with_guid(reply)
        await reply.send(send)

    async def _reply(self, name: str, scope: Scope, receive: Receive) -> Reply:
        address = ADDRESSES.get(name)
        if address is None:
            return replies.UNKNOWN
        if scope["method"] not in address.methods:
            return replies.wrong_method(address.methods)
        headers = dict(reversed(scope["headers"]))
        body = b""
        if scope["method"] == "POST":
            expect_fields(headers)
            body = await read_body(receive, scope["headers"], AKISMET)
        sent = Sent(address, body, scope["query_string"], headers)
        if address.answer is None:
            return await self._gathered.answer(sent)
        answer = partial(self._answer, address.answer, sent)
        return await anyio.to_thread.run_sync(answer, limiter=self._threads)

    def _answer(self, answer: Callable[[Call], Reply], sent: Sent) -> Reply:
        return answer(self._call(sent))

    def _answer_all(self, sent: Sequence[Sent]) -> list[Reply | Exception]:
        """The replies to calls of one address that arrived together, or what is wrong with them."""
        answer_all = sent[0].address.answer_all
        made = [self._call_or_error(one) for one in sent]
        calls = [one for one in made if isinstance(one, Call)]
        replies = iter(answer_all(calls) if answer_all and calls else [])
        return [next(replies) if isinstance(one, Call) else one for one in made]

    def _call_or_error(self, sent: Sent) -> Call | Exception:
        try:
            return self._call(sent)
        except Exception as error:  # noqa: BLE001 - it is raised again, where this call waits
            return error

    def _call(self, sent: Sent) -> Call:
        kind = sent.headers.get(b"content-type", b"").decode("latin-1")
        form = parse(sent.body, sent.query, kind if sent.body else "")
        host = sent.headers.get(b"host", b"").decode("latin-1")
        key = key_of(form, host, self._base_host)
        self._rates.call(key)
        return Call(self._house, form, key, self._rates.calls_per_minute)
