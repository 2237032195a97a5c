"""The one door for strings from readers and moderators: what passes is text that every part behind can hold.

Refused, never repaired: lone surrogates (no UTF-8 for them), NUL and other control characters (PostgreSQL cannot hold
NUL, terminals obey the rest), and whatever is longer than its limit, because cut text is not what its author wrote.
Line ends become a single line feed and blanks at both ends go. Nothing is escaped here: text is stored as written and
made safe on the way out (`markup`, and Jinja2's autoescape).

`repair` is the other door, for the Akismet face alone: its clients pass on whatever a bot sent to them, and a comment
that is refused for a broken byte would be one that nobody judged.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rejoinder.errors import BadInput, TooLarge

__all__ = ["LIMITS", "Limit", "clean", "repair"]


@dataclass(frozen=True, slots=True)
class Limit:
    """How long a field may be, in code points, and whether it may have more than one line."""

    name: str
    length: int
    lines: bool = False


# The limits that readers meet; docs/limits.md lists them.
LIMITS = {
    limit.name: limit
    for limit in (
        Limit("text", 10_000, lines=True),
        Limit("author", 80),
        Limit("email", 254),  # RFC 5321, 4.5.3.1.3, less the angle brackets
        Limit("url", 500),
        Limit("page", 2_000),
        Limit("title", 300),
        Limit("name", 80),
        Limit("password", 1_024),
        Limit("report", 1_000, lines=True),
    )
}

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_LINE_END = re.compile("\r\n?|[\u2028\u2029]")


def clean(field: str, value: str) -> str:
    """`value` as it may be stored in `field`.

    Raises `TooLarge` over the limit and `BadInput` for characters that are not text; both name the field.
    """
    limit = LIMITS[field]
    # Measured before anything is done with it, so that a huge value costs nothing.
    if len(value) > 2 * limit.length:
        raise _too_long(limit, len(value))
    value = _LINE_END.sub("\n", value).strip()
    if len(value) > limit.length:
        raise _too_long(limit, len(value))
    if not limit.lines:
        value = re.sub(r"[\n\t]+", " ", value)
    if _CONTROL.search(value):
        raise BadInput(
            "not_text", f"The field “{field}” holds characters that are not text.", "Remove them and send it again."
        )
    return value


def repair(value: str) -> str:
    """`value` with the replacement character (U+FFFD) for whatever cannot be stored."""
    if value.isascii() and "\0" not in value:
        return value
    return _UNSTORABLE.sub("\ufffd", value)


def _too_long(limit: Limit, length: int) -> TooLarge:
    return TooLarge(
        "too_long",
        f"The field “{limit.name}” has {length:,} characters; at most {limit.length:,} are allowed.",
        "Shorten it and send it again; nothing was stored.",
    )
