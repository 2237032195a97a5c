"""Whose pages may write to a thread, and whose may read it by script.

A thread knows no cookie and no sign-in, so a page elsewhere gains nothing from a reader's browser that it could not do
from its own server. The check keeps the comment form where it belongs, under the site's own articles. That is why a
request without an Origin is taken: browsers send one with every POST, programs do not, and a program could write any.
An origin of "null" is refused, since every sandboxed frame and every data: page of anybody has that one.

A site is the same by http and by https, as its pages are (`actions/reading/site.py`).
"""

from __future__ import annotations

from collections.abc import Iterable

from starlette.requests import Request

from rejoinder.actions.installation import Installation
from rejoinder.actions.reading.site import is_among, origins_of, refuse_stranger, serves_origin
from rejoinder.errors import BadInput, NotFound
from rejoinder.web.border.origins import is_own, sender_origin

__all__ = ["may_read", "may_show", "refuse_origin", "refuse_strangers", "stranger"]


def refuse_strangers(request: Request, house: Installation, site: str) -> None:
    """Refuse a comment from a page of neither the site nor ours. Raises `NotFound` for an unknown site."""
    refuse_origin(request, house, origins_of(house, site))


def refuse_origin(request: Request, house: Installation, home: Iterable[str], *, private: bool = False) -> None:
    """The same where the origins of the site are known.

    `private` is for forms that carry a receipt: nobody has it but who wrote the comment, so that no other page could
    send it in their name. The page it stands on tells nobody its address (`Referrer-Policy: no-referrer`), and for that
    reason browsers send its forms with the origin "null" (Fetch, "append a request Origin header").
    """
    if private and sender_origin(request) == "null":
        return
    origin = stranger(request, house.base_url)
    if origin is not None:
        refuse_stranger(origin, home)


def stranger(request: Request, base_url: str) -> str | None:
    """The origin of the asking page, where it has to be one of the site's: None for pages of ours and for programs."""
    origin = sender_origin(request)
    return None if origin is None or is_own(request, base_url, origin) else origin


def may_show(request: Request, house: Installation, home: Iterable[str]) -> bool:
    """Whether the asking page is one of ours, or of a site with these origins."""
    origin = sender_origin(request)
    return origin is not None and (is_own(request, house.base_url, origin) or is_among(origin, home))


def may_read(request: Request, house: Installation, site: str | None) -> bool:
    """Whether a script in the asking page may read the answer.

    Where the site is not known, because a preflight does not name it or the request was wrong, pages of all our sites
    may: otherwise nobody could be told what was wrong.
    """
    origin = sender_origin(request)
    if origin is None:
        return False
    if is_own(request, house.base_url, origin):
        return True
    if site is not None:
        try:
            return is_among(origin, origins_of(house, site))
        except (BadInput, NotFound):
            pass
    scheme, _, rest = origin.partition("://")
    return scheme in ("http", "https") and any(serves_origin(house, f"{one}://{rest}") for one in ("https", "http"))
