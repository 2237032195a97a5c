"""What every request passes before a verb sees it: sizes, content types, encodings, numbers, origins.

Starlette's own readers are not used for bodies: they answer 500 to some malformed JSON and to numbers with thousands of
digits, and turn broken UTF-8 into other text without a word. Links are made from the base URL setting, never from the
Host header. `X-Forwarded-For` is not believed: there is no setting yet that names a proxy to believe.
"""

from __future__ import annotations

import re
from typing import TypeVar
from urllib.parse import parse_qsl, urlsplit

import msgspec
from starlette.requests import Request

from rejoinder.actions.installation import Installation
from rejoinder.errors import BadInput, NotFound, Refused, TooLarge, WrongType

__all__ = [
    "BODY_LIMIT",
    "address_of",
    "body_of",
    "form_of",
    "house_of",
    "is_own",
    "json_of",
    "number_in",
    "query_of",
    "refuse_other_sites",
    "sender_origin",
    "site_in",
]

# Bytes. Ten thousand emoji, percent-encoded as a form sends them, are 120,000; the rest is for the other fields.
BODY_LIMIT = 128 * 1024
_MAX_FIELDS = 50
_NUMBER = re.compile("[1-9][0-9]{0,17}")  # fits the 63 bits of an id on both databases

T = TypeVar("T")


async def body_of(request: Request, limit: int = BODY_LIMIT) -> bytes:
    """The whole body. Raises `TooLarge` as soon as it is known to be over `limit`, whatever its stated length."""
    stated = request.headers.get("content-length", "0")
    if stated.isascii() and stated.isdigit() and (len(stated) > 12 or int(stated) > limit):
        raise _too_large(limit)
    parts, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > limit:
            raise _too_large(limit)
        parts.append(chunk)
    return b"".join(parts)


async def form_of(request: Request) -> dict[str, str]:
    """The fields of an HTML form; of repeated ones the last. Raises `WrongType` or `BadInput`."""
    _expect(request, "application/x-www-form-urlencoded")
    return _pairs(await body_of(request), "form")


async def json_of(request: Request, kind: type[T]) -> T:
    """The JSON body as a `kind`. Raises `WrongType`, or `BadInput`, which says what is wrong where."""
    _expect(request, "application/json")
    body = await body_of(request)
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        said = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise BadInput(
            "bad_json", f"The body is not the JSON expected here: {said}.", "See /api/openapi.json."
        ) from None


def query_of(request: Request) -> dict[str, str]:
    """The parameters in the address; of repeated ones the last. Raises `BadInput` for what is not UTF-8."""
    query: bytes = request.scope["query_string"]
    return _pairs(query, "address")


def number_in(text: str, what: str) -> int:
    """A number of ours, written as we write it. Raises `NotFound` for anything else: we gave out no such number."""
    if not _NUMBER.fullmatch(text):
        raise NotFound("no_such_number", f"There is no {what} of that number.", "Follow a link instead of typing it.")
    return int(text)


def house_of(request: Request) -> Installation:
    """The installation that this server runs."""
    house: Installation = request.app.state.house
    return house


def site_in(sent: dict[str, str]) -> str:
    """The site that a request names. Raises `BadInput` when it names none."""
    if not sent.get("site"):
        raise BadInput("site_missing", "The address of the site is missing.", "Give it as “site”.")
    return sent["site"]


def address_of(request: Request) -> str:
    """The IP address at the other end of the connection, empty on a unix socket."""
    return request.client.host if request.client else ""


def sender_origin(request: Request) -> str | None:
    """The origin of the page that sent this, None when the browser does not say. "null" is an origin like any other."""
    return request.headers.get("origin")


def is_own(request: Request, base_url: str, origin: str) -> bool:
    """Whether this is the origin of our own pages: that of the base URL, or the name under which we were just asked.

    The Host header is believed here because it gives nothing away: whoever can choose it can leave out the Origin.
    """
    base = urlsplit(base_url)
    asked = f"{request.scope['scheme']}://{request.headers.get('host', '')}"
    return origin in (f"{base.scheme}://{base.netloc}", asked)


def refuse_other_sites(request: Request, base_url: str) -> None:
    """Refuse a write that another site's page has sent.

    Browsers say where a request comes from in Sec-Fetch-Site, older ones at least in Origin; the desk's forms carry a
    token as well (OWASP, Cross-Site Request Forgery Prevention Cheat Sheet, "Fetch Metadata").
    """
    fetched = request.headers.get("sec-fetch-site", "same-origin")
    origin = sender_origin(request)
    if fetched not in ("same-origin", "none") or (origin is not None and not is_own(request, base_url, origin)):
        raise Refused("other_site", "This was sent from another site.", "Use the form on this site.")


def _expect(request: Request, kind: str) -> None:
    given, _, rest = request.headers.get("content-type", "").partition(";")
    charset = rest.strip().lower().replace('"', "")
    if given.strip().lower() != kind or charset not in ("", "charset=utf-8"):
        raise WrongType(
            "wrong_type", f"This address takes {kind} in UTF-8.", "Set the Content-Type header accordingly."
        )


def _pairs(data: bytes, where: str) -> dict[str, str]:
    try:
        text = data.decode("ascii" if where == "address" else "utf-8")
        return dict(parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MAX_FIELDS))
    except UnicodeDecodeError:
        raise BadInput("not_utf8", f"The {where} is not valid UTF-8.", "Encode it as UTF-8.") from None
    except ValueError:
        raise BadInput("too_many_fields", f"The {where} has too many fields.", f"Send at most {_MAX_FIELDS}.") from None


def _too_large(limit: int) -> TooLarge:
    return TooLarge("body_too_large", f"The body is larger than {limit:,} bytes.", "Send less; nothing was stored.")
