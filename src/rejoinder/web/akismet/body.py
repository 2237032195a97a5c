"""What kind of body a client sends, and the fields in those that are no ordinary form. `border/bodies` reads it.

Most clients send a form. Coral sends a JSON object, and whoever builds a request by hand may send
`multipart/form-data`; whether the Akismet service takes either is documented nowhere, so taking both is our choice.
Their values are handed on as a form would have them, so that everything after this knows one kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

import msgspec

from rejoinder.errors import BadInput, WrongType
from rejoinder.web.border.limits import AKISMET

__all__ = ["Pairs", "expect_fields", "pairs_in"]

# What says of itself that it is something else. Everything not named here is read as a form: some name no type.
_NO_FIELDS = ("application/xml", "text/xml", "multipart/mixed", "multipart/related")
_JSON, _PARTS = "application/json", "multipart/form-data"

_ENOUGH = AKISMET.fields + 1  # of so many the form is refused, and nobody needs to look at the rest
_HEAD = 1_000  # bytes of a part's head that are looked at; browsers send under 200
_NAME = re.compile(rb'^content-disposition:[^\r\n]*?;[ \t]*name="?([^"\r\n;]*)', re.IGNORECASE | re.MULTILINE)
_FILE = re.compile(rb"^content-disposition:[^\r\n]*;[ \t]*filename\*?=", re.IGNORECASE | re.MULTILINE)
_BOUNDARY = re.compile(r'boundary=("?)([^";,]{1,70})\1', re.IGNORECASE)  # 70 as RFC 2046, section 5.1.1

Pairs = list[tuple[bytes, bytes]]


def expect_fields(headers: dict[bytes, bytes]) -> None:
    """Refuse a body that cannot have fields. Raises `WrongType`."""
    kind = headers.get(b"content-type", b"").decode("latin-1").strip().lower()
    coding = headers.get(b"content-encoding", b"identity").strip().lower()
    if kind.startswith(_NO_FIELDS) or coding != b"identity":
        raise WrongType(
            "no_form",
            "The body is not a form.",
            "Send application/x-www-form-urlencoded, JSON or multipart/form-data, uncompressed.",
        )


def pairs_in(body: bytes, content_type: str) -> Pairs | None:
    """Names and encoded values of a JSON or multipart body, None for an ordinary form. Raises `BadInput`."""
    kind = content_type.strip().lower()
    if kind.startswith(_JSON):
        return _of_json(body)
    return _of_parts(body, content_type) if kind.startswith(_PARTS) else None


def _of_json(body: bytes) -> Pairs:
    try:
        value = msgspec.json.decode(body)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise BadInput("no_json_object", "The body is not a JSON object.", "Send one object of names and values.")
    found = ((name, _encoded(text)) for key, one in value.items() for name, text in _flat(key.encode(), one))
    return list(islice(found, _ENOUGH))


def _flat(name: bytes, value: object) -> Iterator[tuple[bytes, bytes]]:
    """A value as fields of a form: lists and objects one level down as arrays, what lies deeper is not read."""
    if isinstance(value, list):
        value = {str(place): one for place, one in enumerate(value)}
    if not isinstance(value, dict):
        yield name, _text(value)
        return
    for place, one in value.items():
        if not isinstance(one, list | dict):
            yield b"%s[%s]" % (name, place.encode()), _text(one)


def _text(value: object) -> bytes:
    if value is None:
        return b""
    return (value if isinstance(value, str) else msgspec.json.encode(value).decode()).encode()


def _of_parts(body: bytes, content_type: str) -> Pairs:
    named = _BOUNDARY.search(content_type)
    pieces = (b"\r\n" + body).split(b"\r\n--" + named[2].encode("latin-1")) if named else []
    if len(pieces) < 2 or not pieces[-1].startswith(b"--"):
        raise BadInput("no_parts", "The body is not in the parts that its type names.", "Close it with its boundary.")
    return list(islice((pair for piece in pieces[1:-1] for pair in _field(piece)), _ENOUGH))


def _field(piece: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The field of one part; none for an uploaded file, and for what has no name."""
    head, _, value = piece.partition(b"\r\n\r\n")
    named = _NAME.search(head[:_HEAD])
    if named and not _FILE.search(head[:_HEAD]):
        yield named[1], _encoded(value)


def _encoded(value: bytes) -> bytes:
    """A value that reads as itself where values of forms are decoded."""
    return value.replace(b"%", b"%25").replace(b"+", b"%2B")
