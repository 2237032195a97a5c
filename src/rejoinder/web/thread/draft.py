"""What was typed into the form, as it is handed to the verb."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request

from rejoinder.actions.reading.submit import Draft
from rejoinder.errors import BadInput
from rejoinder.text.clean import clean
from rejoinder.web.border.house import house_of
from rejoinder.web.border.ids import number_in
from rejoinder.web.border.peers import address_of
from rejoinder.web.thread.origins import stranger

__all__ = ["draft_of", "receipt_in", "text_in"]


def draft_of(request: Request, sent: Mapping[str, str], key: str, behaviour: tuple[str, ...]) -> Draft:
    """What was sent under `key`, by form or as JSON, with the signs that `admission` found.

    Raises `NotFound` for a parent that is no number of ours.
    """
    parent = sent.get("parent") or ""
    return Draft(
        site=sent.get("site", ""),
        page_url=sent.get("url", ""),
        text=sent.get("text", ""),
        author=sent.get("author", ""),
        email=sent.get("email", ""),
        url=sent.get("website", ""),
        title=sent.get("title", ""),
        parent_id=number_in(parent, "comment") if parent else None,
        ip=address_of(request),
        user_agent=request.headers.get("user-agent", ""),
        referrer=request.headers.get("referer", ""),
        key=key,
        reader_key=sent.get("reader", ""),
        behaviour=behaviour,
        origin=stranger(request, house_of(request).base_url),
    )


def text_in(sent: Mapping[str, str]) -> str:
    """The text that is to be seen before it is sent. Raises `BadInput` where there is none that can be taken."""
    text = clean("text", sent.get("text", ""))
    if not text:
        raise BadInput("text_missing", "There is nothing in the comment.", "Write something and send it again.")
    return text


def receipt_in(sent: Mapping[str, str]) -> str:
    """The receipt that a form carries. Raises `BadInput` where there is none."""
    if not sent.get("receipt"):
        raise BadInput("receipt_missing", "The receipt of the comment is missing.", "Give it as “receipt”.")
    return sent["receipt"]
