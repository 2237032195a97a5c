"""Errors that readers can meet, in their language.

Errors are raised with English sentences; here are those of a reader's own path once more, as the catalogues have them.
What is not in the table, and what a catalogue lacks, is told in English.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rejoinder.errors import BadInput, RejoinderError
from rejoinder.locale import ENGLISH, N_, Speech
from rejoinder.text.clean import LIMITS, clean

__all__ = ["FIELDS", "PROBLEMS", "Problem", "problem_of"]

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
    """Why something was not taken, in words for its sender. `field` is the one to correct, if it is one."""

    sentence: str
    remedy: str
    field: str | None = None


_AGAIN = N_("Wait a moment and send it again.")
_KEEP = N_("What you wrote was not stored; keep a copy.")
_RELOAD = N_("Reload the page.")
_MENDED = N_("Correct it, or leave the field empty.")

# By code; %(number)s is how long the field may be.
PROBLEMS: dict[str, tuple[str, str]] = {
    "text_missing": (N_("There is nothing in the comment."), N_("Write something and send it again.")),
    "too_long": (
        N_("That is too long; at most %(number)s characters are allowed."),
        N_("Shorten it and send it again."),
    ),
    "not_text": (N_("There are characters in it that are not text."), N_("Remove them and send it again.")),
    "name_missing": (N_("Your name is missing."), N_("Give one; any name will do.")),
    "email_missing": (N_("Your e-mail address is missing."), N_("It is never published.")),
    "website_missing": (N_("Your website is missing."), N_("Give its address.")),
    "bad_email": (N_("That is not an e-mail address."), _MENDED),
    "bad_address": (N_("That is not an address that can be used."), _MENDED),
    "unknown_parent": (N_("The comment that you reply to is not there."), _RELOAD),
    "parent_elsewhere": (N_("The comment that you reply to is under another page."), _RELOAD),
    "comments_closed": (N_("Comments are closed here."), _KEEP),
    "too_many_posts": (N_("Too many comments come from your address."), _AGAIN),
    "key_reused": (
        N_("You have sent a comment with this form before."),
        N_("If this is another one, send it once more."),
    ),
    "unknown_receipt": (N_("There is no comment for this receipt."), N_("It may have been deleted meanwhile.")),
    "unknown_comment": (N_("There is no such comment."), N_("It may have been deleted meanwhile.")),
    "already_deleted": (N_("This comment has been deleted already."), N_("There is nothing left to do.")),
    "changed_meanwhile": (N_("The comment has changed meanwhile."), N_("Look at it as it stands now.")),
    "too_late": (N_("The time in which you could change or delete it has passed."), N_("Ask the owner of the site.")),
    "edits_off": (
        N_("Comments cannot be changed or deleted by their writers here."),
        N_("Ask the owner of the site."),
    ),
    "unknown_reason": (N_("No reason was chosen."), N_("Choose one and send it again.")),
    "own_comment": (N_("This is your own comment."), N_("Votes are for those of others.")),
    "too_many_votes": (
        N_("Too many have voted for this comment from your network."),
        N_("Reply to the comment instead."),
    ),
    "database_unavailable": (N_("The comments cannot be reached just now."), _AGAIN),
    "crowded": (N_("The comments cannot be reached just now."), _AGAIN),
}


def problem_of(error: RejoinderError, sent: Mapping[str, str], speech: Speech = ENGLISH) -> Problem:
    """What is wrong, and the field in which it lies: the first that the door for strings refuses, else by its code."""
    field = _field_of(error, sent)
    told = PROBLEMS.get(error.code)
    # In English the error itself says more; only of keys do readers know nothing.
    if told is None or (speech.code == ENGLISH.code and error.code not in ("key_reused", "unknown_reason")):
        return Problem(error.sentence, error.remedy, field)
    number = speech.number(LIMITS[FIELDS[field or "text"]].length)
    return Problem(speech.gettext(told[0]) % {"number": number}, speech.gettext(told[1]), field)


def _field_of(error: RejoinderError, sent: Mapping[str, str]) -> str | None:
    for field, name in FIELDS.items():
        try:
            clean(name, sent.get(field, ""))
        except BadInput as same:
            if same.code == error.code:
                return field
    return _FIELD_OF_CODE.get(error.code)
