"""The Meridian's own pages: the article with the thread put into it on the server, and its style sheet.

This is how a newspaper that renders its pages itself would use Rejoinder: the thread comes as a piece of HTML, so it is
read and written to without JavaScript; the script then makes the same thread livelier.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from rejoinder.actions.installation import Installation
from rejoinder.actions.reading.read import ThreadView, read_thread
from rejoinder.demo.words import ARTICLE
from rejoinder.locale import LANGUAGES, Speech
from rejoinder.web.answers import CSP
from rejoinder.web.border.forms import query_of
from rejoinder.web.thread.asked import Asked, speech_for
from rejoinder.web.thread.pages import thread_fragment
from rejoinder.web.thread.turns import turns_of

__all__ = ["ROUTES"]

_HERE = Path(__file__).parent
_templates = Environment(loader=FileSystemLoader(_HERE), autoescape=True, undefined=StrictUndefined)
_HEADERS = {"Content-Security-Policy": CSP, "X-Content-Type-Options": "nosniff", "Cache-Control": "no-cache"}


async def article(request: Request) -> Response:
    """The article and, under it, its thread as it stands."""
    house: Installation = request.app.state.house
    site, url = house.base_url, house.base_url + ARTICLE.path
    speech = speech_for(request, query_of(request).get("lang", "en"))
    return await turns_of(request).share(
        ("article", url, speech.code), partial(read_thread, house, site, url), partial(_drawn, request, house, speech)
    )


def _drawn(request: Request, house: Installation, speech: Speech, view: ThreadView) -> Response:
    asked = Asked(view.site.url, view.page_url, ARTICLE.title, speech.code)
    values = {
        "css_url": "/meridian.css",
        "canonical": view.page_url,
        "site": house.base_url,
        "thread_html": thread_fragment(request, view, speech, asked, at_home=True),
        "speech": speech,
        "languages": LANGUAGES.values(),
        "desk_url": "/desk/",
        "data_url": "/data",
    }
    return HTMLResponse(_templates.get_template("article.html").render(values), headers=_HEADERS)


async def style(_request: Request) -> FileResponse:
    """The newspaper's style sheet."""
    return FileResponse(_HERE / "meridian.css", media_type="text/css")


ROUTES: tuple[BaseRoute, ...] = (Route("/", article), Route(ARTICLE.path, article), Route("/meridian.css", style))
