"""What readers think of a comment: votes, and reports to the moderators."""

from __future__ import annotations

from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from rejoinder.actions.reading.read import Outline, read_one
from rejoinder.actions.reading.report import report as report_comment
from rejoinder.actions.reading.vote import vote as vote_for
from rejoinder.errors import BadInput, Conflict, TooMany, Unavailable
from rejoinder.locale import Speech
from rejoinder.policy.reports import REASONS
from rejoinder.store.comments import StoredComment
from rejoinder.web.answers import html, json, render, retry_after
from rejoinder.web.border.forms import form_of, query_of
from rejoinder.web.border.house import house_of, rates_of
from rejoinder.web.border.ids import number_in
from rejoinder.web.border.peers import address_of
from rejoinder.web.shown import link
from rejoinder.web.thread.asked import sent_in, speech_for
from rejoinder.web.thread.links import frames, thread_url
from rejoinder.web.thread.nodes import nodes_of
from rejoinder.web.thread.origins import refuse_origin
from rejoinder.web.thread.pages import Form, look_of
from rejoinder.web.thread.problems import problem_of
from rejoinder.web.thread.sharing import shared
from rejoinder.web.thread.shown import shown_alone
from rejoinder.web.thread.words import DONE

__all__ = ["ask", "report", "report_form", "send_report", "vote"]

_VALUES = {"1": 1, "0": 0, "-1": -1}


@shared
async def vote(request: Request) -> Response:
    """Vote for a comment or against it, or take a vote back."""
    sent = request.state.sent = await form_of(request)
    return json(await run_in_threadpool(_vote, request, sent))


async def ask(request: Request) -> Response:
    """The page on which a comment is reported."""
    sent = query_of(request)
    speech = speech_for(request, sent.get("lang", ""))
    return await run_in_threadpool(_page, request, sent, speech, Form())


async def report(request: Request) -> Response:
    """Take a report from that page, or show it again with what is wrong."""
    sent, speech = await sent_in(request)
    return await run_in_threadpool(_reported, request, sent, speech)


@shared
async def report_form(request: Request) -> Response:
    """The form for a report, as nodes."""
    sent = query_of(request)
    return json(await run_in_threadpool(_form, request, sent, speech_for(request, sent.get("lang", ""))))


@shared
async def send_report(request: Request) -> Response:
    """Take a report from the script."""
    sent, speech = await sent_in(request)
    await run_in_threadpool(_report, request, sent)
    return json({"told": speech.gettext(DONE["reported"])})


def _vote(request: Request, sent: dict[str, str]) -> dict[str, int]:
    comment, thread = _comment_in(request, sent)
    refuse_origin(request, house_of(request), thread.origins)
    value = _VALUES.get(sent.get("value", ""))
    if value is None:
        raise BadInput("bad_vote", "That is no vote.", "Send 1, -1, or 0 to take a vote back.")
    address, key = address_of(request), sent.get("reader", "")
    rates_of(request).vote(address, key)
    tally = vote_for(house_of(request), comment.id, value, key, address)
    return {"ups": tally.ups, "downs": tally.downs, "mine": tally.mine}


def _report(request: Request, sent: dict[str, str]) -> tuple[StoredComment, Outline]:
    comment, thread = _comment_in(request, sent)
    refuse_origin(request, house_of(request), thread.origins)
    rates_of(request).report(address_of(request))
    report_comment(house_of(request), comment.id, sent.get("reason", ""), sent.get("text", ""), address_of(request))
    return comment, thread


def _reported(request: Request, sent: dict[str, str], speech: Speech) -> Response:
    try:
        comment, thread = _report(request, sent)
    except (BadInput, Conflict, TooMany, Unavailable) as error:
        form = Form(typed=sent, problem=problem_of(error, sent, speech))
        page = _page(request, sent, speech, form, error.status)
        page.headers.update(retry_after(error))
        return page
    values = {"told": speech.gettext(DONE["reported"]), "page_url": link(comment.page_url)}
    values["thread_url"] = thread_url(request.app.state.root, thread.site.url, thread.page_url, lang=speech.code)
    return html(request, "thread_done.html", values, frames=frames(thread.origins), speech=speech)


def _page(request: Request, sent: dict[str, str], speech: Speech, form: Form, status: int = 200) -> Response:
    values, thread = _values(request, sent, speech, "page", form)
    page = html(request, "thread_report.html", values, status=status, frames=frames(thread.origins), speech=speech)
    page.headers["Referrer-Policy"] = "same-origin"  # as on the page of the thread, see `pages.thread_page`
    return page


def _form(request: Request, sent: dict[str, str], speech: Speech) -> dict[str, Any]:
    values, _ = _values(request, sent, speech, "embed", Form())
    return {"nodes": nodes_of(render(request, "thread_report_form.html", values, speech=speech))}


def _values(
    request: Request, sent: dict[str, str], speech: Speech, where: str, form: Form
) -> tuple[dict[str, Any], Outline]:
    comment, thread = _comment_in(request, sent)
    look = look_of(request, where, speech)
    here = thread_url(look.base, thread.site.url, thread.page_url, lang=speech.code)
    values = {"comment": shown_alone(look, comment, here), "form": form, "reasons": REASONS, "where": where}
    return values | {"base": look.base, "thread_url": here, "rules": thread.rules, "closed": thread.closed}, thread


def _comment_in(request: Request, sent: dict[str, str]) -> tuple[StoredComment, Outline]:
    """The comment that is meant, which everybody may see. Raises `NotFound`, and `BadInput` where none is named."""
    if not sent.get("comment"):
        raise BadInput("comment_missing", "The number of the comment is missing.", "Give it as “comment”.")
    return read_one(house_of(request), number_in(sent["comment"], "comment"))
