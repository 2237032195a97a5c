"""The protocol's test calls: values by which a client can ask for a given answer.

They are looked at after key and required fields and before the filter, whatever the site's mode, and leave no trace.
Where both fire, spam wins: that order is documented nowhere, and this one cannot hide that the filter is reached.
"""

from __future__ import annotations

from enum import Enum

from rejoinder.web.akismet.forms import Form

__all__ = ["Trigger", "trigger_in"]

_SPAM_AUTHORS = frozenset({"akismet-guaranteed-spam", "viagra-test-123"})
_SPAM_EMAIL = "akismet-guaranteed-spam@example.com"
_NO = frozenset({"", "0", "false"})


class Trigger(Enum):
    """The answer that a test call asks for."""

    SPAM = "spam"
    DISCARD = "discard"
    HAM = "ham"


def trigger_in(form: Form) -> Trigger | None:
    """The trigger that fires, if one does. The role is set by the client, never by the one who wrote the comment."""
    if form.text("comment_author") in _SPAM_AUTHORS or form.text("comment_author_email") == _SPAM_EMAIL:
        return Trigger.SPAM if form.text("test_discard").lower() in _NO else Trigger.DISCARD
    roles = form.text("user_role").split(",")
    return Trigger.HAM if any(role.strip() == "administrator" for role in roles) else None
