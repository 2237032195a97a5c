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
from rejoinder.web.answers import CSP
from rejoinder.web.thread.pages import SHARED_KEY, Form, thread_fragment, with_own_key
from rejoinder.web.thread.turns import turns_of

__all__ = ["ROUTES"]

_HERE = Path(__file__).parent
_templates = Environment(loader=FileSystemLoader(_HERE), autoescape=True, undefined=StrictUndefined)
_HEADERS = {"Content-Security-Policy": CSP, "X-Content-Type-Options": "nosniff", "Cache-Control": "no-cache"}


async def article(request: Request) -> Response:
    """The article and, under it, its thread as it stands."""
    house: Installation = request.app.state.house
    site, url = house.base_url, house.base_url + ARTICLE.path
    page = await turns_of(request).share(
        ("article", url), partial(read_thread, house, site, url), partial(_drawn, request, house)
    )
    return with_own_key(page)


def _drawn(request: Request, house: Installation, view: ThreadView) -> Response:
    values = {
        "css_url": "/meridian.css",
        "canonical": view.page_url,
        "site": house.base_url,
        "thread_html": thread_fragment(request, view, Form(title=ARTICLE.title, key=SHARED_KEY)),
        "desk_url": "/desk/",
        "data_url": "/data",
    }
    return HTMLResponse(_templates.get_template("article.html").render(values), headers=_HEADERS)


async def style(_request: Request) -> FileResponse:
    """The newspaper's style sheet."""
    return FileResponse(_HERE / "meridian.css", media_type="text/css")


ROUTES: tuple[BaseRoute, ...] = (Route("/", article), Route(ARTICLE.path, article), Route("/meridian.css", style))
