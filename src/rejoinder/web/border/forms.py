"""HTML forms and the parameters in addresses, as pairs of text.

Python's own parser does the work, in its strict setting; what is not UTF-8 is refused, where Starlette's form reader
would turn it into other text without a word.
"""

from __future__ import annotations

from urllib.parse import parse_qsl

from starlette.requests import Request

from rejoinder.errors import BadInput, TooLarge, WrongType
from rejoinder.web.border.bodies import read_body
from rejoinder.web.border.limits import limit_of, query_fields

__all__ = ["expect", "fields_of", "form_of", "query_of", "repeated_in_query", "site_in"]


async def form_of(request: Request) -> dict[str, str]:
    """The fields of an HTML form; of repeated ones the last. Raises `WrongType`, `TooLarge` or `BadInput`."""
    return dict(await fields_of(request))


async def fields_of(request: Request) -> list[tuple[str, str]]:
    """The same with repeated fields, in their order."""
    expect(request, "application/x-www-form-urlencoded")
    limit = limit_of(request.scope["path"])
    body = await read_body(request.receive, request.scope["headers"], limit)
    return _pairs(body, "form", "utf-8", limit.fields)


def query_of(request: Request) -> dict[str, str]:
    """The parameters in the address; of repeated ones the last. Raises `BadInput` for what is not UTF-8."""
    return dict(_query(request))


def repeated_in_query(request: Request, name: str) -> list[str]:
    """All parameters of this name in the address, in order. Raises `BadInput` for what is not UTF-8."""
    return [value for found, value in _query(request) if found == name]


def site_in(sent: dict[str, str]) -> str:
    """The site that a request names. Raises `BadInput` when it names none."""
    if not sent.get("site"):
        raise BadInput("site_missing", "The address of the site is missing.", "Give it as “site”.")
    return sent["site"]


def expect(request: Request, kind: str) -> None:
    """Refuse a body that does not say it is of this type, in UTF-8. Raises `WrongType`."""
    given, _, rest = request.headers.get("content-type", "").partition(";")
    charset = rest.strip().lower().replace('"', "")
    if given.strip().lower() != kind or charset not in ("", "charset=utf-8"):
        raise WrongType(
            "wrong_type", f"This address takes {kind} in UTF-8.", "Set the Content-Type header accordingly."
        )


def _query(request: Request) -> list[tuple[str, str]]:
    return _pairs(request.scope["query_string"], "address", "ascii", query_fields(request.scope["path"]))


def _pairs(data: bytes, where: str, encoding: str, most: int) -> list[tuple[str, str]]:
    try:
        return parse_qsl(data.decode(encoding), keep_blank_values=True, errors="strict", max_num_fields=most)
    except UnicodeDecodeError:
        raise BadInput("not_utf8", f"The {where} is not valid UTF-8.", "Encode it as UTF-8.") from None
    except ValueError:
        raise TooLarge("too_many_fields", f"The {where} has more than {most:,} fields.", "Send fewer.") from None
