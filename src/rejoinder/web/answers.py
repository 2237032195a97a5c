"""How results and errors look: JSON in one shape, HTML pages from templates, and the headers that go with each.

Errors as JSON are always `{"error": {"code": …, "sentence": …, "remedy": …}}`. The status of each error stands in
`errors.py`, and this is the only module that turns one into the other.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from rejoinder.actions.faults import log_fault
from rejoinder.errors import Fault, NotFound, RejoinderError, TooMany, Unavailable, WrongMethod
from rejoinder.locale import ENGLISH, Speech
from rejoinder.web.border.route import method_of, route_of

__all__ = [
    "CSP",
    "EVERYWHERE",
    "JSON_HEADERS",
    "Words",
    "failure",
    "html",
    "json",
    "nobody",
    "plain",
    "render",
    "retry_after",
    "unexpected",
    "wrong_address",
]

_log = logging.getLogger(__name__)
_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    extensions=["jinja2.ext.i18n"],
)
_templates.policies["ext.i18n.trimmed"] = True


class Words(NamedTuple):
    """An error as it is told to one asker. `app.state.words` finds them: who asks where is no matter of this module."""

    speech: Speech
    sentence: str
    remedy: str


def _in_its_language(name: str) -> Callable[..., str]:
    """A method of the page's own language (`speech`), by which templates translate: one set of templates serves all."""

    @pass_context
    def translate(context: Context, *arguments: Any) -> str:
        return str(getattr(context["speech"], name)(*arguments))

    return translate


# "newstyle" escapes what is put into a sentence. The sentence itself is taken as HTML: what catalogues may hold is
# checked by tests/locale/test_catalogues.py.
_templates.install_gettext_callables(  # type: ignore[attr-defined]
    _in_its_language("gettext"),
    _in_its_language("ngettext"),
    newstyle=True,
    pgettext=_in_its_language("pgettext"),
    npgettext=_in_its_language("npgettext"),
)

_PAGE_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors {frames}"
)
CSP = _PAGE_CSP.format(frames="'none'")
_JSON_ROUTES = ("/api/", "/embed/", "/healthz", "/metrics")
EVERYWHERE = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}
JSON_HEADERS = {
    **EVERYWHERE,
    "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    "Cache-Control": "no-store",
}


def html(
    request: Request,
    template: str,
    values: dict[str, Any],
    *,
    status: int = 200,
    frames: str = "'none'",
    cache: str = "no-store",
    speech: Speech = ENGLISH,
) -> HTMLResponse:
    """A page. `frames` says who may show it in a frame (a CSP source list), `speech` in what language it is."""
    headers = {
        **EVERYWHERE,
        "Content-Security-Policy": _PAGE_CSP.format(frames=frames),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
        "Cache-Control": cache,
        **_transport(request),
    }
    return HTMLResponse(render(request, template, values, speech=speech), status, headers)


def render(request: Request, template: str, values: dict[str, Any], *, speech: Speech = ENGLISH) -> str:
    """A page's text, or that of a piece of a page.

    Templates link to `root`, the path of the base URL, so that they work in a folder of somebody's site and under
    whatever name the browser knows this server by.
    """
    return _templates.get_template(template).render({**values, "root": request.app.state.root, "speech": speech})


def json(value: object, *, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """A JSON answer."""
    body = msgspec.json.encode(value)
    return Response(body, status, {**JSON_HEADERS, **(headers or {})}, "application/json")


def _transport(request: Request) -> dict[str, str]:
    """Where readers come by https, browsers are told to stay with it (RFC 6797)."""
    secure = request.app.state.house.base_url.startswith("https:")
    return {"Strict-Transport-Security": "max-age=31536000"} if secure else {}


def plain(text: bytes, kind: str) -> Response:
    """A text for programs."""
    return Response(text, 200, JSON_HEADERS, kind)


async def failure(request: Request, error: Exception) -> Response:
    """An error of ours as its status says, in the form that the asker understands."""
    if not isinstance(error, RejoinderError):
        raise error
    if error.status >= 500 and not isinstance(error, Unavailable):
        # Damaged files and values are for the owner to know of.
        return await unexpected(request, error)
    return _told(request, error)


def retry_after(error: RejoinderError) -> dict[str, str]:
    """When to ask again, where that is all that is wrong (RFC 9110, 10.2.3)."""
    return {"Retry-After": str(error.retry_after)} if isinstance(error, TooMany | Unavailable) else {}


async def wrong_address(request: Request, error: Exception) -> Response:
    """Starlette's own refusals: no such address, or not with this method."""
    if not isinstance(error, HTTPException):
        raise error
    if error.status_code != 405:
        return _told(request, _NO_ADDRESS)
    told = _told(request, _WRONG_METHOD)
    told.headers.update(error.headers or {})  # which methods it takes (RFC 9110, 15.5.6)
    return told


async def nobody(_request: Request, _error: Exception) -> Response:
    """The sender went away in the middle of the request; nobody reads this, and it is no fault of ours."""
    return Response(status_code=400)


async def unexpected(request: Request, error: Exception) -> Response:
    """A fault of ours. The details go to the log, never to the asker."""
    log_fault(_log, error, f"{method_of(request.scope)} {route_of(request.scope)}")
    return _told(request, _FAULT)


_NO_ADDRESS = NotFound("no_such_address", "There is nothing at this address.", "Check the link.")
_WRONG_METHOD = WrongMethod("wrong_method", "This address does not take that method.", "See the documentation.")
_FAULT = Fault("fault", "Something went wrong on our side.", "Nothing was lost; try again in a minute.")


def _told(request: Request, error: RejoinderError) -> Response:
    words = request.app.state.words(request, error)
    told = {"code": error.code, "sentence": words.sentence, "remedy": words.remedy}
    if request.scope["path"].startswith(_JSON_ROUTES):
        return json({"error": told}, status=error.status, headers={**retry_after(error), "Vary": "Origin"})
    page = html(request, "error.html", {**told, "status": error.status}, status=error.status, speech=words.speech)
    page.headers.update(retry_after(error))
    return page
