"""Reads a request's body, and refuses what is too long before it is there."""

from __future__ import annotations

from starlette.types import Receive

from rejoinder.errors import TooLarge, WrongType

__all__ = ["BODY_LIMIT", "Gone", "expect_form", "read"]

BODY_LIMIT = 1024 * 1024  # bytes, what the protocol asks for at least; clients send comments of 32,000 characters

# What says of itself that it is something else than a form. Everything else is read as one: some clients name no type.
_NO_FORMS = ("application/json", "multipart/", "application/xml", "text/xml")


class Gone(Exception):
    """The client went away in the middle of its request."""


def expect_form(headers: dict[bytes, bytes]) -> None:
    """Refuse a body that is no form. Raises `WrongType`."""
    kind = headers.get(b"content-type", b"").decode("latin-1").strip().lower()
    coding = headers.get(b"content-encoding", b"identity").strip().lower()
    if kind.startswith(_NO_FORMS) or coding != b"identity":
        raise WrongType("no_form", "The body is not a form.", "Send application/x-www-form-urlencoded, uncompressed.")


async def read(receive: Receive, headers: dict[bytes, bytes]) -> bytes:
    """The whole body. Raises `Gone`, and `TooLarge` as soon as it is known to be, whatever length was stated."""
    stated = headers.get(b"content-length", b"0")
    if stated.isdigit() and (len(stated) > 12 or int(stated) > BODY_LIMIT):
        raise _too_large()
    parts, size, more = [], 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Gone
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > BODY_LIMIT:
            raise _too_large()
        more = message.get("more_body", False)
    return b"".join(parts)


def _too_large() -> TooLarge:
    return TooLarge("body_too_large", "The body is too large.", f"Send at most {BODY_LIMIT:,} bytes.")
