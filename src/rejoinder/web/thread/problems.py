"""Errors that readers can meet, in their words and their language.

Errors are raised with English sentences for whoever builds on us; here they are once more for readers, as the
catalogues have them. A test goes through what can be raised on a reader's path: it stands in the table, or there with
a reason why no reader meets it. What is not in the table, and what a catalogue lacks, is told in English.
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
_SOON = N_("Try again in a minute.")
_KEEP = N_("What you wrote was not stored; keep a copy.")
_RELOAD = N_("Reload the page.")
_ANEW = N_("Reload the page and try again.")
_MENDED = N_("Correct it, or leave the field empty.")
_REPLY = N_("Reply to the comment instead.")
_OWNER = N_("Ask the owner of the site.")
_TELL = N_("Please tell the owner of the site.")
_GONE = N_("It may have been deleted in the meantime.")
_LOOK = N_("Look at it as it stands now.")

_NO_COMMENT = (N_("There is no such comment."), _GONE)
_NO_ADDRESS = (N_("There is nothing at this address."), N_("Go back to the article and start from there."))
_UNREADABLE = (N_("Your browser has sent something that cannot be used here."), _ANEW)
_UNREACHABLE = (N_("The comments cannot be reached just now."), _SOON)

# By code; %(number)s is how long the field may be.
PROBLEMS: dict[str, tuple[str, str]] = {
    # What a reader typed
    "text_missing": (N_("Your comment is empty."), N_("Write something and send it again.")),
    "too_long": (
        N_("That is too long; at most %(number)s characters are allowed."),
        N_("Shorten it and send it again."),
    ),
    "body_too_large": (N_("That is too much to be sent at once."), N_("Shorten it and send it again.")),
    "not_text": (N_("It contains characters that are not text."), N_("Remove them and send it again.")),
    "name_missing": (N_("Your name is missing."), N_("Give one; any name will do.")),
    "email_missing": (N_("Your e-mail address is missing."), N_("It is never published.")),
    "website_missing": (N_("Your website is missing."), N_("Give its address.")),
    "bad_email": (N_("That is not an e-mail address."), _MENDED),
    "bad_address": (N_("That is not a web address."), _MENDED),
    "unknown_reason": (N_("No reason was chosen."), N_("Choose one and send it again.")),
    # What became of what it was about
    "unknown_parent": (N_("The comment that you are replying to is no longer there."), _RELOAD),
    "parent_elsewhere": (N_("The comment that you are replying to is on another page."), _RELOAD),
    "comments_closed": (N_("Comments are closed here."), _KEEP),
    "key_reused": (
        N_("You have sent a comment with this form before."),
        N_("If this is another one, send it once more."),
    ),
    "comment_deleted": (
        N_("You have sent this comment before, and it has been deleted since."),
        N_("If you want to publish it after all, send it once more."),
    ),
    "unknown_receipt": (N_("There is no comment at this address."), _GONE),
    "unknown_comment": _NO_COMMENT,
    "no_such_number": _NO_COMMENT,
    "comment_missing": _NO_COMMENT,
    "already_deleted": (N_("This comment has been deleted already."), N_("There is nothing left to do.")),
    "changed_meanwhile": (N_("The comment has changed in the meantime."), _LOOK),
    "no_such_step": (N_("This comment cannot be changed any more."), _LOOK),
    "too_late": (N_("The time for changing or deleting it has passed."), _OWNER),
    "edits_off": (N_("Readers cannot change or delete their comments here."), _OWNER),
    # Votes
    "own_comment": (N_("This is your own comment."), N_("You can vote for those of others.")),
    "votes_off": (N_("There is no voting here."), _REPLY),
    "no_down_votes": (N_("There is no voting against comments here."), _REPLY),
    "too_many_votes": (N_("Too many people on your network have voted for this comment."), _REPLY),
    "reader_key_missing": (N_("Your vote came without the key that your browser makes for it."), _ANEW),
    # Too much
    "too_many_posts": (N_("Too many comments are coming from your network."), _AGAIN),
    "too_many_reports": (N_("Too many reports are coming from your network."), N_("Send it again in a few minutes.")),
    "votes_too_fast": (
        N_("You, or others on your network, have voted very often."),
        N_("Vote again in a few minutes."),
    ),
    "crowded": _UNREACHABLE,
    "too_many_bodies": _UNREACHABLE,
    # What is ours to mend
    "database_unavailable": _UNREACHABLE,
    "database_closed": _UNREACHABLE,
    "database_moved": _UNREACHABLE,
    "database_uncertain": (
        N_("The connection was lost while this was being stored."),
        N_("Look whether it is there before you send it again."),
    ),
    "fault": (N_("Something went wrong on our side."), _SOON),
    # A link or a page that is wrong
    "no_such_address": _NO_ADDRESS,
    "site_missing": _NO_ADDRESS,
    "page_missing": _NO_ADDRESS,
    "unknown_order": _NO_ADDRESS,
    "unknown_site": (N_("There are no comments for this site here."), _TELL),
    "page_elsewhere": (N_("This page does not belong to the site."), _TELL),
    "other_site": (N_("Comments are taken from the pages of this site only."), N_("Use the form under the article.")),
    "bad_key": _UNREADABLE,
    "bad_vote": _UNREADABLE,
    "not_utf8": _UNREADABLE,
    "receipt_missing": _UNREADABLE,
    "too_many_fields": _UNREADABLE,
    "too_many_receipts": _UNREADABLE,
    "wrong_method": _UNREADABLE,
    "wrong_type": _UNREADABLE,
}

# What may be wrong with any field is told with its name, as it stands above it; the comment needs none.
_OF_ANY_FIELD = frozenset({"bad_address", "not_text", "too_long"})
_LABELS = {"author": N_("Name"), "email": N_("E-mail"), "website": N_("Website")}
# NOTE: the name of a field, and what is wrong with it
_WITH_FIELD = N_("%(field)s: %(told)s")

# Of these the error itself says more in English: numbers, or what whoever embeds a thread has to do.
_SAYS_MORE = frozenset(
    {"other_site", "page_elsewhere", "page_missing", "site_missing", "too_late", "too_long", "unknown_site"}
)


def problem_of(error: RejoinderError, sent: Mapping[str, str], speech: Speech = ENGLISH) -> Problem:
    """What is wrong, and the field in which it lies: the first that the door for strings refuses, else by its code."""
    # The text of a report is another field than that of a comment, and shorter.
    names = {**FIELDS, "text": "report"} if "reason" in sent else FIELDS
    field = _field_of(error, sent, names)
    told = PROBLEMS.get(error.code)
    if told is None or (speech.code == ENGLISH.code and error.code in _SAYS_MORE):
        return Problem(error.sentence, error.remedy, field)
    number = speech.number(LIMITS[names[field or "text"]].length)
    sentence = speech.gettext(told[0]) % {"number": number}
    if error.code in _OF_ANY_FIELD and field in _LABELS and sent.get(field):
        sentence = speech.gettext(_WITH_FIELD) % {"field": speech.gettext(_LABELS[field]), "told": sentence}
    return Problem(sentence, speech.gettext(told[1]), field)


def _field_of(error: RejoinderError, sent: Mapping[str, str], names: Mapping[str, str]) -> str | None:
    for field, name in names.items():
        try:
            clean(name, sent.get(field, ""))
        except BadInput as same:
            if same.code == error.code:
                return field
    return _FIELD_OF_CODE.get(error.code)
