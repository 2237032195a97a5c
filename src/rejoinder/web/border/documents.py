"""JSON bodies, read strictly into Structs by msgspec.

Python's own reader takes NaN, lone surrogates and numbers that are none; Starlette's `request.json()` answers 500 to
some of them, and to nesting that is too deep. msgspec refuses all of these, and a field that is not known. Of a field
that is there twice it takes the last, as nearly everybody does; there is nobody between us and the database who could
take the first.
"""

from __future__ import annotations

from typing import TypeVar

import msgspec
from starlette.requests import Request

from rejoinder.errors import BadInput
from rejoinder.web.border.bodies import read_body
from rejoinder.web.border.forms import expect
from rejoinder.web.border.limits import limit_of

__all__ = ["json_of"]

T = TypeVar("T")


async def json_of(request: Request, kind: type[T]) -> T:
    """The JSON body as a `kind`. Raises `WrongType`, `TooLarge`, or `BadInput`, which says what is wrong where."""
    expect(request, "application/json")
    body = await read_body(request.receive, request.scope["headers"], limit_of(request.scope["path"]))
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        said = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise BadInput(
            "bad_json", f"The body is not the JSON expected here: {said}.", "See /api/openapi.json."
        ) from None
