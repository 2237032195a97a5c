"""Whose page sent a request, as far as browsers say; and the refusal of writes that another site's page has sent.

Links are made from the base URL setting, never from the Host header.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import Request

from rejoinder.errors import Refused

__all__ = ["is_own", "refuse_other_sites", "sender_origin"]


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
