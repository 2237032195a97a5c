"""Who is at the desk: the cookie, the token in each form, and the doors for every page and every write.

A write passes three guards: it comes from this site (border/origins), a session stands behind it, and its form carries
a token that was derived from that session. Any one of them would do; each covers for a fault in another.

The pages of the desk send `Referrer-Policy: same-origin`. With `no-referrer`, as on the other pages, browsers send
"Origin: null" with a form (Fetch standard, "append a request Origin header"), and our own forms would look foreign.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from rejoinder.actions.owning.people import identify
from rejoinder.errors import NotSignedIn, Refused
from rejoinder.store.people import Moderator
from rejoinder.web import answers
from rejoinder.web.border.forms import form_of
from rejoinder.web.border.house import house_of
from rejoinder.web.border.origins import refuse_other_sites

__all__ = [
    "Visitor",
    "drop_cookie",
    "give_cookie",
    "page",
    "reading",
    "safe_next",
    "seal",
    "token_of",
    "visitor_of",
    "writing",
]

_CSP = f"{answers.CSP}; require-trusted-types-for 'script'; trusted-types 'none'"
_NEXT = re.compile(r"/desk(/[a-z0-9/-]*)?(\?[a-z0-9=&-]*)?")


@dataclass(frozen=True, slots=True)
class Visitor:
    """A moderator with a session. `form_token` goes into each of their forms."""

    moderator: Moderator
    form_token: str


def page(request: Request, template: str, values: dict[str, object], *, status: int = 200) -> Response:
    """A page of the desk."""
    return seal(answers.html(request, template, values, status=status))


def seal(response: Response) -> Response:
    """The headers that every answer of the desk has on top of those of other pages."""
    response.headers["Content-Security-Policy"] = _CSP
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "no-store"
    return response


def reading(show: Callable[[Request, Visitor], Response]) -> Callable[[Request], Response]:
    """A page that only moderators see; everybody else is sent to sign in, and comes back afterwards."""

    def endpoint(request: Request) -> Response:
        try:
            visitor = visitor_of(request)
        except NotSignedIn:
            return _to_sign_in(request, _here(request))
        return show(request, visitor)

    return endpoint


def writing(act: Callable[[Request, Visitor, dict[str, str]], Response]) -> Callable[[Request], Awaitable[Response]]:
    """A write that only moderators do, from our own forms."""

    def guarded(request: Request, form: dict[str, str]) -> Response:
        try:
            visitor = visitor_of(request)
        except NotSignedIn:
            return _to_sign_in(request, "/desk/")
        if not hmac.compare_digest(form.get("token", "").encode(), visitor.form_token.encode()):
            raise Refused("form_token", "This form does not belong to your session.", "Reload the desk and try again.")
        return act(request, visitor, form)

    async def endpoint(request: Request) -> Response:
        refuse_other_sites(request, house_of(request).base_url)
        return await run_in_threadpool(guarded, request, await form_of(request))

    return endpoint


def visitor_of(request: Request) -> Visitor:
    """Who asks. Raises `NotSignedIn`."""
    house, token = house_of(request), token_of(request)
    return Visitor(identify(house, token), house.vault.digest("desk form", token).hex())


def token_of(request: Request) -> str:
    """The session's token in the cookie, or nothing."""
    return request.cookies.get(_cookie_name(request), "")


def give_cookie(request: Request, response: Response, token: str) -> None:
    """Let the browser keep a session until it is closed; the server ends it earlier (actions/owning/people.py)."""
    name, secure = _cookie_name(request), _https(request)
    response.set_cookie(name, token, path=_path(request), secure=secure, httponly=True, samesite="lax")


def drop_cookie(request: Request, response: Response) -> None:
    """Take the session's cookie back."""
    name, secure = _cookie_name(request), _https(request)
    response.delete_cookie(name, path=_path(request), secure=secure, httponly=True, samesite="lax")


def safe_next(wanted: str) -> str:
    """`wanted` if it is an address of the desk (below the root), else the desk itself: never another site."""
    return wanted if _NEXT.fullmatch(wanted) else "/desk/"


def _https(request: Request) -> bool:
    return house_of(request).base_url.startswith("https:")


def _cookie_name(request: Request) -> str:
    # Browsers let nobody but this host, over https, set a cookie with this prefix (RFC 6265bis, 4.1.3.2).
    return "__Host-rejoinder" if _https(request) else "rejoinder-desk"


def _path(request: Request) -> str:
    return "/" if _https(request) else f"{request.app.state.root}/desk"


def _here(request: Request) -> str:
    path = request.scope["path"].removeprefix(request.scope["root_path"])
    query = request.scope["query_string"].decode("latin-1")
    return safe_next(f"/desk{path}" + (f"?{query}" if query else ""))


def _to_sign_in(request: Request, wanted: str) -> Response:
    return seal(RedirectResponse(f"{request.app.state.root}/desk/sign-in?next={quote(wanted, safe='')}", 303))
