"""The thread as HTML: what the templates are handed, and the three forms in which it is drawn.

There is one set of templates, `thread_*.html`. It makes a page of ours, a piece of HTML for sites that make their pages
on a server of theirs, and (`nodes.py`) what the embed script builds. So words, languages and structure exist once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from rejoinder.actions.reading.read import ThreadView
from rejoinder.comment import Order
from rejoinder.locale import Speech
from rejoinder.policy.rules import Votes
from rejoinder.text.clean import LIMITS
from rejoinder.web.answers import html, render
from rejoinder.web.border.house import house_of
from rejoinder.web.shown import link
from rejoinder.web.thread.asked import Asked
from rejoinder.web.thread.links import data_url, frames, thread_url
from rejoinder.web.thread.problems import Problem
from rejoinder.web.thread.shown import Look, Shown, shown_all, shown_alone
from rejoinder.web.thread.trap import HONEYPOT, STAMP, stamp
from rejoinder.web.thread.words import script_words

__all__ = [
    "Form",
    "heading_of",
    "look_of",
    "thread_fragment",
    "thread_list",
    "thread_page",
    "thread_section",
]

_USEFUL = 3  # comments from which on there is an order to be chosen


@dataclass(frozen=True, slots=True)
class Form:
    """The form's state: what was typed, what it would look like, what was wrong, and the key to send it with.

    A page that many may see has no key in it: two readers would send theirs under the same.
    """

    typed: Mapping[str, str] = field(default_factory=dict)
    reply: int | None = None
    problem: Problem | None = None
    preview: Markup | None = None
    key: str = ""


NEW = Form()


def look_of(request: Request, where: str, speech: Speech) -> Look:
    """For whom something is drawn."""
    house = house_of(request)
    return Look(where, speech, request.app.state.root if where == "page" else house.base_url, house.vault)


def thread_page(
    request: Request, view: ThreadView, speech: Speech, asked: Asked, form: Form = NEW, status: int = 200
) -> HTMLResponse:
    """The thread as a page of its own."""
    values = _values(request, view, look_of(request, "page", speech), asked, form)
    page = html(request, "thread.html", values, status=status, frames=frames(view.origins), speech=speech)
    # With "no-referrer" browsers send the form with the origin "null", which is refused (Fetch, "append a request
    # Origin header"). Other sites are told nothing this way either.
    page.headers["Referrer-Policy"] = "same-origin"
    return page


def thread_fragment(request: Request, view: ThreadView, speech: Speech, asked: Asked, *, at_home: bool = False) -> str:
    """The thread as a piece of HTML, with its style sheet, to be put into an article; `at_home` on a page of ours."""
    look = look_of(request, "part", speech)
    look = replace(look, base=request.app.state.root) if at_home else look
    values = _values(request, view, look, asked, NEW)
    return render(request, "thread_section.html", values, speech=speech)


def thread_section(request: Request, view: ThreadView, speech: Speech, asked: Asked) -> str:
    """The thread as HTML of which the script is given the nodes."""
    values = _values(request, view, look_of(request, "embed", speech), asked, NEW)
    return render(request, "thread_section.html", values, speech=speech)


def thread_list(request: Request, view: ThreadView, speech: Speech, asked: Asked) -> str:
    """The comments of one part alone, for the script to add them to those that are there."""
    values = _values(request, view, look_of(request, "embed", speech), asked, NEW)
    return render(request, "thread_list.html", values, speech=speech)


def _values(request: Request, view: ThreadView, look: Look, asked: Asked, form: Form) -> dict[str, Any]:
    """What the templates of a thread are handed."""
    site, page = view.site.url, view.page_url
    more = {"title": asked.title, "lang": look.speech.code if asked.lang else ""}
    order = asked.part.order or ""
    here = thread_url(look.base, site, page, order=order, **more)
    comments = shown_all(look, view, here)
    reply = form.reply or asked.reply
    answered = next((one for one in comments if one.id == reply and not one.removed), None)
    return {
        "where": look.where,
        "base": look.base,
        "site_url": site,
        "page_url": page,
        "page_link": link(page),
        "page_title": view.title,
        "version": view.version,
        "heading": heading_of(view.count, look.speech),
        "comments": comments,
        "featured": _featured(look, view, here),
        "orders": _orders(look, view, more),
        "begin_url": "" if view.begins else here,
        "more_url": f"{here}&after={view.following}#comment-{view.following}" if view.following else "",
        "left": view.left,
        "rules": view.rules,
        "closed": view.closed,
        "guidelines_link": link(view.rules.guidelines_url),
        "form": form,
        "title": asked.title,
        "answered": answered,
        "lost": reply is not None and answered is None,
        "limits": LIMITS,
        "thread_url": here,
        "data_url": data_url(look.base, site),
        "words": script_words(look.speech),
        "honeypot": HONEYPOT,
        "stamp": form.typed.get(STAMP) or stamp(house_of(request)),
    }


def heading_of(count: int, speech: Speech) -> str:
    """How many comments there are, in words."""
    if not count:
        return speech.gettext("No comments yet")
    return speech.ngettext("1 comment", "%(num)s comments", count) % {"num": speech.number(count)}


def _featured(look: Look, view: ThreadView, here: str) -> list[Shown]:
    return [shown_alone(look, comment, here) for comment in view.featured]


def _orders(look: Look, view: ThreadView, more: Mapping[str, str]) -> list[dict[str, Any]]:
    """The orders to choose from, where there is something to choose."""
    if view.count < _USEFUL:
        return []
    _ = look.speech.gettext
    told = {Order.OLDEST: _("Oldest first"), Order.NEWEST: _("Newest first")}
    if view.rules.votes is not Votes.NONE:
        told[Order.BEST] = _("Best first")
    site, page = view.site.url, view.page_url
    return [
        {
            "order": order.value,
            "url": thread_url(look.base, site, page, order=order, **more),
            "told": words,
            "chosen": order is view.order,
        }
        for order, words in told.items()
    ]
