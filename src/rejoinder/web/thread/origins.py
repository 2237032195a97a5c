"""Whose pages may write to a thread, and whose may read it by script.

A thread knows no cookie and no sign-in, so a page elsewhere gains nothing from a reader's browser that it could not do
from its own server. The check keeps the comment form where it belongs, under the site's own articles. That is why a
request without an Origin is taken: browsers send one with every POST, programs do not, and a program could write any.
An origin of "null" is refused, since every sandboxed frame and every data: page of anybody has that one.
"""

from __future__ import annotations

from starlette.requests import Request

from rejoinder.actions.installation import Installation
from rejoinder.actions.reading.site import origins_of, serves_origin
from rejoinder.errors import BadInput, NotFound, Refused
from rejoinder.web.border.origins import is_own, sender_origin

__all__ = ["may_read", "refuse_strangers"]


def refuse_strangers(request: Request, house: Installation, site: str) -> None:
    """Refuse a comment from a page of neither the site nor ours. Raises `NotFound` for an unknown site."""
    origin = sender_origin(request)
    home = origins_of(house, site)
    if origin is not None and origin not in home and not is_own(request, house.base_url, origin):
        raise Refused(
            "other_site",
            "Comments are taken from the pages of this site only.",
            "Use the form under the article; its owner can register another origin.",
        )


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
            return origin in origins_of(house, site)
        except (BadInput, NotFound):
            pass
    return serves_origin(house, origin)
