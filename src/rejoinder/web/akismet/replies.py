"""Every answer there is, byte for byte: clients compare bodies with `==`, and some read headers as alarms.

So no body ends with a newline, and `X-akismet-debug-help` stands on errors alone: some clients raise as soon as they
see it. An error is never `true`, `false`, `valid` or `invalid` by accident, so that whoever reads only the body, as the
WordPress plugin does, keeps the comment for a person.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace

import msgspec
from starlette.types import Send

from rejoinder.errors import RejoinderError, TooMany, Unavailable
from rejoinder.policy.site import Bar

__all__ = [
    "CONNECTED",
    "DEACTIVATED",
    "INVALID",
    "THANKS",
    "UNAVAILABLE",
    "UNKNOWN",
    "VALID",
    "Reply",
    "barred",
    "csv",
    "invalid",
    "json",
    "missing",
    "no_address",
    "not_one_of",
    "refusal",
    "too_many",
    "verdict",
    "with_guid",
    "wrong_method",
]

_GUID = "X-akismet-guid"


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer; `headers` are those beside type (`kind`) and length."""

    body: str
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    kind: str = "text/plain; charset=utf-8"

    async def send(self, send: Send) -> None:
        """Send it."""
        body = self.body.encode()
        headers = (("content-type", self.kind), ("content-length", str(len(body))), *self.headers)
        raw = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        await send({"type": "http.response.start", "status": self.status, "headers": raw})
        await send({"type": "http.response.body", "body": body})


def _helped(body: str, reason: str, status: int = 200, *headers: tuple[str, str]) -> Reply:
    return Reply(body, status, (("X-akismet-debug-help", reason), *headers))


VALID = Reply("valid")
INVALID = Reply("invalid")
THANKS = Reply("Thanks for making the web a better place.")
DEACTIVATED = Reply("deactivated")
CONNECTED = Reply("connected")
UNKNOWN = _helped("There is nothing at this address.", "Unknown path", 404)

# 503 and not 200: the WordPress plugin looks only at the body, but most others raise on any other status, and those who
# take every body but `true` for genuine, or every body but `false` for spam, would publish or hide what nobody judged.
UNAVAILABLE = _helped(
    "Rejoinder cannot judge just now.", "Try again in a moment", 503, ("Retry-After", str(Unavailable.retry_after))
)


def wrong_method(methods: tuple[str, ...]) -> Reply:
    """The address does not take this method."""
    return _helped(f"Send this with {' or '.join(methods)}.", "Wrong method", 405, ("Allow", ", ".join(methods)))


def json(value: object) -> Reply:
    """An answer that is data."""
    return Reply(msgspec.json.encode(value).decode(), kind="application/json")


def csv(text: str) -> Reply:
    """An answer that is a table."""
    return Reply(text, kind="text/csv; charset=utf-8")


def verdict(*, spam: bool, guid: str, discard: bool = False) -> Reply:
    """The answer to a check."""
    tip = (("X-akismet-pro-tip", "discard"),) if discard else ()
    return Reply("true" if spam else "false", 200, ((_GUID, guid), *tip))


def with_guid(reply: Reply) -> Reply:
    """The answer to a check with a GUID, whatever went wrong: then one that names nothing.

    From version 5.5 on (5.0 does not) the WordPress plugin finds the comment that an answer is for by the GUID alone: a
    comment that it means to hold, because the answer is no verdict or has `X-akismet-error`, it publishes without one.
    """
    if any(name == _GUID for name, _ in reply.headers):
        return reply
    return replace(reply, headers=(*reply.headers, (_GUID, secrets.token_hex(16))))


def invalid(reason: str) -> Reply:
    """The key or the site's address is not one that can be taken."""
    return _helped("invalid", reason)


def barred(bar: Bar) -> Reply:
    """The key is one of ours and may not be used here. The owner has to act, and this is how clients tell them.

    `X-akismet-error` makes the WordPress plugin hold the comment, and the alert is what it shows to the owner.
    """
    alert = (("X-akismet-error", bar.sentence), ("X-akismet-alert-code", str(bar.code)))
    return _helped("invalid", bar.sentence, 200, *alert, ("X-akismet-alert-msg", bar.sentence))


def missing(field: str) -> Reply:
    """A required field was not sent."""
    return _helped(f"Missing required field: {field}.", f'Empty "{field}" value')


def no_address(field: str) -> Reply:
    """A field that must be a web address is none."""
    return _helped(f"Invalid field: {field}.", f'The "{field}" value is not an absolute http or https address')


def not_one_of(field: str, choices: Sequence[str]) -> Reply:
    """A field has a value that it cannot have."""
    return _helped(f"Invalid field: {field}.", f'The "{field}" value is none of: {", ".join(choices)}')


def too_many(error: TooMany) -> Reply:
    """The key was used too often. Akismet's own PHP client reads this status and header as a limit that was reached."""
    return _helped(error.sentence, error.remedy, error.status, ("Retry-After", str(error.retry_after)))


def refusal(error: RejoinderError) -> Reply:
    """What says that the request cannot be taken as it is."""
    return _helped(error.sentence, error.remedy, error.status)
