"""Corrections: changed verdicts that a client's software is to be told, and what became of each.

Only the newest decision on a comment is told, and only if the client does not know it yet. The verbs here are called
by the worker that carries (`workers/outbox`); `hold` shows in each transaction that it still has the right to.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection

from rejoinder.actions.faults import log_fault
from rejoinder.actions.installation import Installation
from rejoinder.actions.telling.callbacks import address_of
from rejoinder.errors import Damaged
from rejoinder.policy.telling import MOST_TRIES, REST_MS, Outcome, pause_ms
from rejoinder.store import checks, outbox, sites
from rejoinder.store.checks import StoredCheck
from rejoinder.store.outbox import Message

__all__ = ["Correction", "Hold", "end", "failed", "failures", "is_due", "next_ones", "rest"]

Hold = Callable[[Connection], None]

_AT_ONCE = 20
_MOST_KEYS = 3  # tried one after the other, the newest first: nobody knows which of them the client has now
_DAY_MS = 86_400_000

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Correction:
    """What to tell, where, and with which keys. `messages` are the ids that this settles, the newest last."""

    messages: tuple[int, ...]
    guid: str
    spam: bool
    callback: str
    keys: tuple[str, ...]
    tries: int


def is_due(house: Installation) -> bool:
    """Whether there is anything to carry."""
    with house.store.read() as connection:
        return bool(outbox.due(connection, house.clock(), 1))


def next_ones(house: Installation, hold: Hold) -> list[Correction]:
    """The corrections that are due. What need not or cannot be told is settled here, until some are found."""
    while True:
        now = house.clock()
        with house.store.write() as connection:
            hold(connection)
            due = outbox.due(connection, now, _AT_ONCE)
            found = [_planned(house, connection, check_id, now) for check_id in due]
        corrections = [one for one in found if one is not None]
        if corrections or not due:
            return corrections


def end(house: Installation, hold: Hold, correction: Correction, outcome: Outcome) -> None:
    """Note how it ended; what was overtaken by it ends with it."""
    with house.store.write() as connection:
        hold(connection)
        _end(connection, correction.messages, outcome, house.clock())


def failed(house: Installation, hold: Hold, correction: Correction) -> None:
    """Note a try that failed; after the last one it is given up."""
    tries = correction.tries + 1
    if tries >= MOST_TRIES:
        end(house, hold, correction, Outcome.GIVEN_UP)
        return
    with house.store.write() as connection:
        hold(connection)
        outbox.later(connection, correction.messages, house.clock() + pause_ms(tries), tries=1)


def rest(house: Installation, hold: Hold, corrections: list[Correction]) -> None:
    """Put off what would be told to a host that does not answer now; that is no try."""
    with house.store.write() as connection:
        hold(connection)
        ids = [number for correction in corrections for number in correction.messages]
        outbox.later(connection, ids, house.clock() + REST_MS)


def failures(house: Installation) -> str:
    """What is wrong with telling, in a sentence for whoever runs this; empty when nothing is."""
    with house.store.read() as connection:
        failing, given_up = outbox.unsettled(connection, Outcome.GIVEN_UP, house.clock() - _DAY_MS)
    told = [f"{failing} could not be told yet and are tried again"] if failing else []
    told += [f"{given_up} were given up within a day"] if given_up else []
    return f"Of the corrections for clients {', '.join(told)}." if told else ""


def _planned(house: Installation, connection: Connection, check_id: int, now: int) -> Correction | None:
    """What is to be told about a check; None when it is settled without."""
    messages = outbox.of_check(connection, check_id)
    waiting = [message for message in messages if message.due_at is not None]
    ids = tuple(message.id for message in waiting)
    check = checks.by_id(connection, check_id)
    if check is None:
        _end(connection, ids, Outcome.GONE, now)
        return None
    tries = max(message.tries for message in waiting)
    spam = waiting[-1].spam
    if not tries and _known(check, messages) == spam:
        _end(connection, ids, Outcome.SAME, now)
        return None
    site = sites.site_by_id(connection, check.site_id)
    callback = address_of(connection, site, check.callback) if site else ""
    keys = _keys(house, connection, check.site_id)
    if not callback or not keys:
        _end(connection, ids, Outcome.KEYLESS if callback else Outcome.UNLISTED, now)
        return None
    return Correction(ids, house.vault.guid(check.id), spam, callback, keys, tries)


def _known(check: StoredCheck, messages: list[Message]) -> bool | None:
    """What the client was told last, None where nobody knows."""
    told = [message.spam for message in messages if message.outcome == Outcome.TOLD]
    if told:
        return told[-1]
    return None if check.told is None else bool(check.told)


def _keys(house: Installation, connection: Connection, site_id: int) -> tuple[str, ...]:
    found = []
    for sealed in sites.sealed_keys(connection, site_id, _MOST_KEYS):
        try:
            found.append(house.vault.unseal(sealed))
        except Damaged as error:  # one that cannot be opened must not keep the others from being used
            log_fault(_log, error, f"opening a key of site {site_id}")
    return tuple(found)


def _end(connection: Connection, messages: tuple[int, ...], outcome: Outcome, now: int) -> None:
    outbox.end(connection, messages[:-1], Outcome.SUPERSEDED, now)
    outbox.end(connection, messages[-1:], outcome, now)
