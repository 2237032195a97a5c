"""What would have let one comment through: tried with the weights of today, when a person looks at that comment.

It is judged some twenty times anew, without its link, its words, its writer, so this is never asked for a whole queue.
Nothing is stored: the weights will have moved on by the time somebody asks again.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

from rejoinder.actions.deciding.clients import find_check
from rejoinder.actions.faults import log_fault
from rejoinder.actions.installation import Installation
from rejoinder.actions.judging.record import comment_of
from rejoinder.filter import VerdictLabel
from rejoinder.store import checks, comments
from rejoinder.store.checks import StoredCheck

__all__ = ["WhatIf", "what_if", "what_if_check"]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What today's weights say, and what would change it, in a sentence without a full stop; `at` is in milliseconds.

    `sentence` is empty where the comment would be let through as it is.
    """

    label: VerdictLabel
    sentence: str
    at: int


def what_if(house: Installation, comment_id: int) -> WhatIf | None:
    """What would have let a comment through; None where nothing was judged or the filter cannot say."""
    with house.store.read() as connection:
        comment = comments.by_id(connection, comment_id)
        check = checks.by_id(connection, comment.check_id) if comment and comment.check_id is not None else None
    return _tried(house, check) if check else None


def what_if_check(house: Installation, guid: str) -> WhatIf | None:
    """The same for a comment of a client site. Raises `NotFound`."""
    with house.store.read() as connection:
        check = find_check(house, connection, guid)
    return _tried(house, check)


def _tried(house: Installation, check: StoredCheck) -> WhatIf | None:
    try:
        verdict, sentence = house.judge.counterfactual(comment_of(house, check))
    except Exception as error:  # noqa: BLE001 - a question beside the matter must not cost the page
        log_fault(_log, error, f"asking what would have let the comment of check {check.id} through")
        return None
    return WhatIf(verdict.label, sentence, house.clock())
