"""The key under which a comment may be sent more than once (`actions/reading/once.py` says what for).

Programs send it in a header. The plain form has one in a hidden field, made anew whenever the form is.
"""

from __future__ import annotations

import re
import secrets

from starlette.requests import Request

from rejoinder.errors import BadInput

__all__ = ["key_in", "key_of", "new_key"]

_KEY = re.compile("[!-~]{1,200}")  # visible ASCII, as headers carry it


def key_of(request: Request) -> str:
    """The key in the header, empty without one. Raises `BadInput` for what is none."""
    return key_in(request.headers.get("idempotency-key"))


def key_in(given: str | None) -> str:
    """A key that was sent, empty for none. Raises `BadInput` for what is none."""
    if given is None:
        return ""
    if not _KEY.fullmatch(given):
        raise BadInput(
            "bad_key", "The idempotency key is not one that can be taken.", "Send 1 to 200 visible ASCII characters."
        )
    return given


def new_key() -> str:
    """A key that nobody has."""
    return secrets.token_urlsafe(16)
