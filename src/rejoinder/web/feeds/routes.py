"""`/feed?site=…` and `/feed?site=…&url=…`: what readers see of a site or a thread, and nothing that waits."""

from __future__ import annotations

import re
from functools import partial

from starlette.requests import Request
from starlette.responses import Response

from rejoinder.actions.reading.feed import read_feed
from rejoinder.web.answers import EVERYWHERE
from rejoinder.web.border.forms import query_of, site_in
from rejoinder.web.border.house import house_of
from rejoinder.web.feeds.atom import KIND, atom
from rejoinder.web.thread.turns import turns_of
from rejoinder.web.unchanged import unless_known

__all__ = ["show"]

_LANGUAGE = re.compile("[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,3}")  # BCP 47, as far as anybody writes it
_HEADERS = {
    **EVERYWHERE,
    "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    "Cache-Control": "public, max-age=300",
    # The article is the place where comments are to be found.
    "X-Robots-Tag": "noindex",
}


async def show(request: Request) -> Response:
    """The newest comments of a site, or of the page that is named; `lang` is that of the words around them."""
    asked = query_of(request)
    house, site, url, lang = house_of(request), site_in(asked), asked.get("url", ""), asked.get("lang", "")
    lang = lang if _LANGUAGE.fullmatch(lang) else ""
    document = await turns_of(request).share(
        ("feed", site, url, lang),
        partial(read_feed, house, site, url),
        partial(atom, base_url=house.base_url, lang=lang),
    )
    return unless_known(request, document, KIND, _HEADERS)
