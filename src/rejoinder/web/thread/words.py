"""What readers are told about their comment, and the sentences of the script; in English here, for the catalogues.

One table each: where a comment stands, why it waits, why a moderator took it down, what the script says by itself.
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from rejoinder.actions.reading.receipt import unknown_receipt
from rejoinder.locale import ENGLISH, N_, Speech
from rejoinder.moderation import Status
from rejoinder.policy.refusals import REFUSALS
from rejoinder.policy.waiting import WAITING

__all__ = ["DONE", "FATES", "SCRIPT", "Told", "fate", "script_words"]


@dataclass(frozen=True, slots=True)
class Told:
    """A headline and what there is to know beyond it."""

    headline: str
    more: str

    def __str__(self) -> str:
        return f"{self.headline} {self.more}".strip()


FATES = {
    Status.PUBLISHED: Told(N_("Your comment is published."), N_("Thank you.")),
    Status.PENDING: Told(
        N_("Your comment is waiting for a moderator."),
        N_("It is stored safely. Until then nobody else sees it."),
    ),
    Status.SPAM: Told(
        N_("The spam filter is holding your comment back."),
        N_(
            "It is not lost: filters make mistakes, and a moderator can still publish it. "
            "Until then nobody else sees it."
        ),
    ),
    Status.REJECTED: Told(
        N_("A moderator decided not to publish your comment."),
        N_("That does not make it spam; the site decides what it publishes."),
    ),
}

# What was done, in a sentence.
DONE = {
    "edited": N_("Your comment was changed."),
    "deleted": N_("Your comment was deleted."),
    "reported": N_("Thank you. A moderator will look at the comment."),
}

# What the script says when it cannot ask the server, and the names of what it makes by itself.
SCRIPT = {
    "failed": N_("The server cannot be reached just now. What you wrote is still in the form; try again in a minute."),
    "down": N_("The comments cannot be reached just now."),
    "retry": N_("Try again"),
    "sending": N_("Sending…"),
    "draft": N_("This is the draft that you left here."),
    "discard": N_("Discard it"),
    "left": N_("Characters left: %(num)s"),
    "replies": N_("Replies (%(num)s)"),
    "edit": N_("Edit"),
    "delete": N_("Delete"),
    "sure": N_("Delete this comment for good?"),
    "cancel": N_("Cancel"),
    "removed": N_("Your comment was deleted."),
    "later": N_("Look again later"),
}


def fate(status: Status, held_for: str = "", decided_for: str = "", speech: Speech = ENGLISH) -> Told:
    """What the writer of a comment is told: where it stands, and why if that is known.

    Raises `NotFound` for a removed comment, of which nothing is told any more.
    """
    if status not in FATES:
        raise unknown_receipt()
    told = FATES[status]
    why = _why(status, held_for, decided_for)
    more = " ".join(speech.gettext(one) for one in (why, told.more) if one)
    return Told(speech.gettext(told.headline), more)


def script_words(speech: Speech) -> str:
    """The sentences of the script as JSON."""
    return msgspec.json.encode({name: speech.gettext(words) for name, words in SCRIPT.items()}).decode()


def _why(status: Status, held_for: str, decided_for: str) -> str:
    """Only what explains where it stands now: what it waited for once is of no use when it is published."""
    if status is Status.PENDING:
        return {str(code): words for code, words in WAITING.items()}.get(held_for, "")
    return REFUSALS.get(decided_for, "") if status is Status.REJECTED else ""
