"""`/feed?site=…` and `/feed?site=…&url=…`: what readers see of a site or a thread, and nothing that waits."""

from __future__ import annotations

from functools import partial

from starlette.requests import Request
from starlette.responses import Response

from rejoinder.actions.reading.feed import read_feed
from rejoinder.locale import speak
from rejoinder.web.answers import EVERYWHERE
from rejoinder.web.border.forms import query_of, site_in
from rejoinder.web.border.house import house_of
from rejoinder.web.feeds.atom import KIND, atom
from rejoinder.web.thread.turns import turns_of
from rejoinder.web.unchanged import unless_known

__all__ = ["show"]

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
    house, site, url, speech = house_of(request), site_in(asked), asked.get("url", ""), speak(asked.get("lang", ""))
    document = await turns_of(request).share(
        ("feed", site, url, speech.code),
        partial(read_feed, house, site, url),
        partial(atom, base_url=house.base_url, speech=speech),
    )
    return unless_known(request, document, KIND, _HEADERS)
