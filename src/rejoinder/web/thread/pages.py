"""The thread as HTML: what templates are handed, and the two forms in which it is served, a page and a piece of one.

The piece (`thread_fragment`) is for sites that make their pages with this program, as the demonstration does: it stands
in the article, and its forms go to our own `/thread`. The class names are those of the embed script (`embed/embed.js`),
so that one style sheet dresses both and the script can take the place of what the server has written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from rejoinder.actions.reading.read import ThreadView
from rejoinder.moderation import Status
from rejoinder.store.comments import StoredComment
from rejoinder.text.clean import LIMITS
from rejoinder.text.markup import render as render_markup
from rejoinder.thread import MAX_DEPTH, Placed
from rejoinder.web.answers import html, render
from rejoinder.web.border.house import house_of
from rejoinder.web.border.keys import new_key
from rejoinder.web.shown import iso_time, link
from rejoinder.web.thread.draft import Problem
from rejoinder.web.thread.trap import HONEYPOT, STAMP, stamp

__all__ = [
    "SHARED_KEY",
    "Form",
    "Shown",
    "data_url",
    "frames",
    "thread_fragment",
    "thread_page",
    "thread_url",
    "with_own_key",
]

# Stands in the form of a page that is drawn once for many, who each get a key of their own in its place. Nobody ever
# sees it, so that it stands nowhere else.
SHARED_KEY = new_key()


@dataclass(frozen=True, slots=True)
class Shown:
    """A comment as templates see it. `answers` is what it replies to; `flat` says that its place does not show it."""

    id: int
    depth: int
    removed: bool
    author: str
    website: str
    iso: str
    time: str
    body: Markup
    reply_url: str
    answers: StoredComment | None
    flat: bool


@dataclass(frozen=True, slots=True)
class Form:
    """The form's state: what was typed, which comment it replies to, what was wrong with it, and the key to send."""

    typed: Mapping[str, str] = field(default_factory=dict)
    reply: int | None = None
    title: str = ""
    problem: Problem | None = None
    key: str = field(default_factory=new_key)


def frames(origins: Iterable[str]) -> str:
    """Who may show a page of ours in a frame: the pages of its site."""
    return " ".join(["'self'", *sorted(origins)])


def thread_url(root: str, site: str, page: str, **more: str) -> str:
    """Where the thread of a page stands as a page of its own."""
    return f"{root}/thread?{urlencode({'site': site, 'url': page, **more})}"


def data_url(root: str, site: str) -> str:
    """Where readers learn how their data is processed."""
    return f"{root}/data?{urlencode({'site': site})}"


def thread_fragment(request: Request, view: ThreadView, form: Form) -> str:
    """The thread as a piece of HTML, with its style sheet, to be put into an article."""
    return render(request, "thread_part.html", {**_values(request, view, form), "alone": False})


def thread_page(request: Request, view: ThreadView, form: Form, status: int = 200) -> Response:
    """The thread as a page of its own."""
    values = {**_values(request, view, form), "alone": True}
    page = html(request, "thread.html", values, status=status, frames=frames(view.origins))
    # With "no-referrer" browsers send the form with the origin "null", which is refused (Fetch, "append a request
    # Origin header"). Other sites are told nothing this way either.
    page.headers["Referrer-Policy"] = "same-origin"
    return page


def with_own_key(page: Response) -> Response:
    """The same page for one of many, if it was drawn with `SHARED_KEY`."""
    body = bytes(page.body).replace(SHARED_KEY.encode(), new_key().encode())
    return Response(body, page.status_code, page.headers)


def _values(request: Request, view: ThreadView, form: Form) -> dict[str, Any]:
    root: str = request.app.state.root
    here = thread_url(root, view.site.url, view.page_url)
    depths = {placed.comment.id: placed.depth for placed in view.placed}
    comments = [_shown(placed, here, depths) for placed in view.placed]
    answered = next((one for one in comments if one.id == form.reply and not one.removed), None)
    return {
        "site_url": view.site.url,
        "site_name": view.site.name,
        "page_url": view.page_url,
        "page_link": link(view.page_url),
        "page_title": view.title,
        "count": view.count,
        "comments": comments,
        "form": form,
        "honeypot": HONEYPOT,
        "stamp": form.typed.get(STAMP) or stamp(house_of(request)),
        "answered": answered,
        "lost": form.reply is not None and answered is None,
        "limits": LIMITS,
        "thread_url": here,
        "data_url": data_url(root, view.site.url),
    }


def _shown(placed: Placed[StoredComment], here: str, depths: Mapping[int, int]) -> Shown:
    comment, parent = placed.comment, placed.parent
    removed = comment.status is Status.REMOVED
    moment = _moment(comment.created_at)
    return Shown(
        id=comment.id,
        depth=placed.depth,
        removed=removed,
        author=comment.author,
        website=link(comment.url),
        iso=iso_time(comment.created_at),
        time=f"{moment.day} {moment:%B %Y, %H:%M} UTC",
        # This is markup and not text: text/markup.py has cleaned it to an allowlist of tags.
        body=Markup("" if removed else render_markup(comment.text)),  # noqa: S704
        reply_url=f"{here}&reply={comment.id}#reply-form",
        answers=parent,
        flat=parent is not None and depths.get(parent.id) == MAX_DEPTH,
    )


def _moment(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds // 1000, UTC)
