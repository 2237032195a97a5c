"""What was typed into the form: read from the request, handed to the verb, and kept for the form when it is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request

from rejoinder.actions.reading.submit import Draft
from rejoinder.errors import BadInput, RejoinderError
from rejoinder.text.clean import clean
from rejoinder.web.border.ids import number_in
from rejoinder.web.border.peers import address_of

__all__ = ["FIELDS", "Problem", "draft_of", "problem_of"]

# The fields that a reader fills in, with their names at the door for strings (text/clean.py).
FIELDS = {"author": "author", "email": "email", "website": "url", "text": "text"}
_FIELD_OF_CODE = {
    "text_missing": "text",
    "name_missing": "author",
    "bad_email": "email",
    "email_missing": "email",
    "bad_address": "website",
    "website_missing": "website",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a comment was not taken, in words for its writer. `field` is the one to correct, if it is one."""

    sentence: str
    remedy: str
    field: str | None = None


# Whoever goes back and writes another comment into the same form has done nothing wrong, and knows of no keys.
_ANOTHER = Problem("You have sent a comment with this form before.", "If this is another one, send it once more.")


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
        behaviour=behaviour,
    )


def problem_of(error: RejoinderError, sent: Mapping[str, str]) -> Problem:
    """The problem, and the field in which it lies: the first that the door for strings refuses, else by its code."""
    if error.code == "key_reused":
        return _ANOTHER
    for field, name in FIELDS.items():
        try:
            clean(name, sent.get(field, ""))
        except BadInput as same:
            if same.code == error.code:
                return Problem(error.sentence, error.remedy, field)
    return Problem(error.sentence, error.remedy, _FIELD_OF_CODE.get(error.code))
