"""Readers leave comments: checked at the door, judged, stored, and told what became of them.

Those that arrive together are looked at, judged and stored together, which costs a fraction of one by one
(docs/performance.md); what is wrong with one is told to its writer alone.

The filter's failure is not the reader's: a comment that cannot be judged waits for a person. The same comment with the
same name, addresses and browser under the same page within ten minutes is a form that was sent twice, and is answered
with the first one. Whoever differs in any of them is another reader, whose comment counts and who gets a receipt of
their own. A sender with a key may send again as often as it likes (`once`).
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence

from rejoinder.actions.faults import log_fault
from rejoinder.actions.installation import Installation
from rejoinder.actions.judging.second import judged_or_waiting_all
from rejoinder.actions.reading.drafts import Draft, Submitted
from rejoinder.actions.reading.posts import Known, Places, look_at
from rejoinder.actions.reading.receipt import make_receipt
from rejoinder.actions.reading.storing import Judged, Storing, Taken
from rejoinder.store.failures import is_about_a_row

__all__ = ["Draft", "Submitted", "submit", "submit_all"]

_log = logging.getLogger(__name__)


def submit(house: Installation, draft: Draft) -> Submitted:
    """Take a comment. Returns when it is on disk.

    Raises `BadInput` or `NotFound` with a sentence for the reader, `Refused` where comments are closed, and
    `Unavailable` when nothing could be stored.
    """
    [made] = submit_all(house, [draft])
    if isinstance(made, Exception):
        raise made
    return made


def submit_all(house: Installation, drafts: Sequence[Draft]) -> list[Submitted | Exception]:
    """Take comments as if they had come one after the other; for each what `submit` would return or raise.

    Raises `Unavailable` itself when the database fails. When anything else does, it is not known which of them is to
    blame, and each is taken by itself.
    """
    try:
        return _together(house, drafts)
    except Exception as error:
        if len(drafts) == 1 or not is_about_a_row(error):
            raise
        log_fault(_log, error, f"storing {len(drafts)} comments at once")
    return [_alone(house, draft) for draft in drafts]


def _alone(house: Installation, draft: Draft) -> Submitted | Exception:
    try:
        return submit(house, draft)
    except Exception as error:  # noqa: BLE001 - it is raised again, where this one's writer waits
        return error


def _together(house: Installation, drafts: Sequence[Draft]) -> list[Submitted | Exception]:
    now, places = house.clock(), Places()
    with house.store.read() as connection:
        known = look_at(house, connection, drafts, now, places)
    taken = {place: Taken(one.post, one.became) for place, one in known.items() if one.became is not None}
    judged = _judged(house, known, places)
    if judged:
        with house.store.write() as connection:
            storing = Storing(house, connection, judged.values(), now)
            taken |= places.each(judged, storing.take)
            storing.write()
    done = {place: _submitted(house, one) for place, one in taken.items()}
    return [done[place] if place in done else places.errors[place] for place in range(len(drafts))]


def _judged(house: Installation, known: Mapping[int, Known], places: Places) -> dict[int, Judged]:
    """The verdicts on those that are new; one that the filter fails on waits for a person."""
    new = [(place, one.post, one.comment) for place, one in known.items() if one.comment is not None]
    verdicts = judged_or_waiting_all(house, [(post.site, comment) for _, post, comment in new])
    judged = {}
    for (place, post, _), verdict in zip(new, verdicts, strict=True):
        if isinstance(verdict, Exception):
            places.errors[place] = verdict
        else:
            judged[place] = Judged(post, *verdict)
    return judged


def _submitted(house: Installation, taken: Taken) -> Submitted:
    stands, number = taken.became.stand, taken.became.number
    if taken.new is not None:
        house.metrics.judged("thread", "", taken.new.verdict.label)
        house.metrics.arrived(stands.status)
    return Submitted(number, stands.status, make_receipt(house, number), taken.post.address.url, stands.held_for)
