"""What somebody asks of a thread: which page's, which part of it, in which order and language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request

from rejoinder.actions.reading.read import FIRST, Part
from rejoinder.comment import Order
from rejoinder.errors import BadInput
from rejoinder.locale import Speech, choose, speak
from rejoinder.policy.rules import Rules
from rejoinder.web.border.forms import form_of, query_of, site_in
from rejoinder.web.border.ids import number_in

__all__ = ["Asked", "asked_of", "by_header", "part_in", "sent_in", "speech_for"]


@dataclass(frozen=True, slots=True)
class Asked:
    """The parameters of an address. `reply` is the comment under which the form is wanted."""

    site: str
    url: str
    title: str = ""
    lang: str = ""
    part: Part = FIRST
    reply: int | None = None


def asked_of(request: Request) -> Asked:
    """What an address asks for. Raises `BadInput`, or `NotFound` for a number that is none of ours."""
    sent = query_of(request)
    return Asked(
        site=site_in(sent),
        url=sent.get("url", ""),
        title=sent.get("title", ""),
        lang=sent.get("lang", ""),
        part=part_in(sent),
        reply=_number(sent, "reply"),
    )


def part_in(sent: Mapping[str, str]) -> Part:
    """Which part of a thread is asked for, and in which order."""
    order = sent.get("order", "")
    if order and order not in [*Order]:
        raise BadInput("unknown_order", "There is no such order.", f"Use one of: {', '.join(Order)}.")
    return Part(Order(order) if order else None, _number(sent, "after"), _number(sent, "at"))


def speech_for(request: Request, lang: str, rules: Rules | None = None) -> Speech:
    """The language of an answer: the one that is asked for, else the owner's, else the browser's, else English."""
    wanted = lang or (rules.language if rules else "")
    return speak(wanted) if wanted else choose(request.headers.get("accept-language", ""))


async def sent_in(request: Request) -> tuple[dict[str, str], Speech]:
    """The fields of a form, which are noted for whoever tells what is wrong with them, and the language of the answer.

    Raises what `form_of` raises.
    """
    sent = request.state.sent = await form_of(request)
    return sent, speech_for(request, sent.get("lang", ""))


def by_header(lang: str, rules: Rules) -> bool:
    """Whether it is the browser's language that counts, so that the same address has more than one answer."""
    return not lang and not rules.language


def _number(sent: Mapping[str, str], name: str) -> int | None:
    return number_in(sent[name], "comment") if sent.get(name) else None
