"""What a moderator sees: the comments of one status with their verdicts and reasons, and what was decided lately.

One row that cannot be read must never hide the others (Artalk's list failed whole after a flood of hostile rows,
ArtalkJS/Artalk #1072), so each card is made by itself, and one that fails says so in `readable`.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from rejoinder.actions.deciding import clients
from rejoinder.actions.faults import log_fault
from rejoinder.actions.installation import Installation
from rejoinder.actions.judging.reasons import decode
from rejoinder.actions.reading.site import on_trial
from rejoinder.filter import Reason
from rejoinder.moderation import Status
from rejoinder.store import checks, comments, decisions, reports, sites
from rejoinder.store.checks import StoredCheck
from rejoinder.store.comments import StoredComment
from rejoinder.store.decisions import StoredDecision
from rejoinder.store.reports import Report

__all__ = [
    "PAGE",
    "Card",
    "Entry",
    "Queue",
    "client_card",
    "count_reported",
    "counts",
    "entry",
    "from_clients",
    "lately",
    "look",
    "one_card",
    "reported",
]

PAGE = 50  # cards on one page of the desk

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Card:
    """A comment with the verdict it got and the reasons that were stored with it.

    `readable` is off when the verdict or the e-mail address is not what was written; the comment itself is there. One
    of a client site has the GUID of its check, and that site's name as the title of its page; looked at alone it has
    what became of telling its client, too (`clients.told`). From `trial` ones, of an origin to develop on, nothing is
    learned. `reports` are those of readers that wait, given where they are asked for: with the reported ones, and with
    one comment looked at alone.
    """

    comment: StoredComment
    email: str
    ip: str
    verdict: str
    probability: float
    score: float
    reasons: tuple[Reason, ...]
    readable: bool = True
    guid: str = ""
    told: str = ""
    trial: bool = False
    reports: tuple[Report, ...] = ()


@dataclass(frozen=True, slots=True)
class Queue:
    """One queue of the desk, and how many comments stand at each status."""

    status: Status
    cards: tuple[Card, ...]
    counts: dict[Status, int]


@dataclass(frozen=True, slots=True)
class Entry:
    """A decision, the name of its site, and whether it is the newest that stands: only that one can be undone.

    One on a comment of a client site has the GUID of its check.
    """

    decision: StoredDecision
    site: str
    newest: bool
    guid: str = ""


def look(house: Installation, status: Status) -> Queue:
    """The comments of a status, who has waited longest first; spam and decided ones the newest first."""
    with house.store.read() as connection:
        found = comments.with_status(connection, status, PAGE, newest_first=status is not Status.PENDING)
        cards = [_of_reader(house, connection, comment) for comment in found]
        if status is Status.PENDING:
            cards += [_of_client(house, one) for one in clients.waiting(connection, PAGE)]
            cards.sort(key=lambda card: card.comment.created_at)
        standing = _counts(connection)
    return Queue(status, tuple(cards[:PAGE]), standing)


def reported(house: Installation) -> tuple[Card, ...]:
    """The comments that readers have reported, whatever their status, whose first report has waited longest first."""
    with house.store.read() as connection:
        waiting = [one.comment_id for one in reports.reported(connection, PAGE)]
        found = comments.by_ids(connection, waiting)
        return tuple(_with_reports(house, connection, found[number]) for number in waiting if number in found)


def count_reported(house: Installation) -> int:
    """How many comments have reports that wait."""
    with house.store.read() as connection:
        return reports.count_reported(connection)


def from_clients(house: Installation) -> tuple[Card, ...]:
    """What client sites asked about lately, the newest first, whatever was answered."""
    with house.store.read() as connection:
        return tuple(_of_client(house, one) for one in clients.lately(connection, PAGE))


def client_card(house: Installation, guid: str) -> Card:
    """One comment of a client site. Raises `NotFound`."""
    with house.store.read() as connection:
        check = clients.find_check(house, connection, guid)
        card = _of_client(house, clients.shown(connection, check))
        return replace(card, told=clients.told(connection, check))


def counts(house: Installation) -> dict[Status, int]:
    """How many comments stand at each status; those of client sites that wait are among them."""
    with house.store.read() as connection:
        return _counts(connection)


def one_card(house: Installation, comment_id: int) -> Card | None:
    """One comment as the desk shows it."""
    with house.store.read() as connection:
        comment = comments.by_id(connection, comment_id)
        return _with_reports(house, connection, comment) if comment else None


def lately(house: Installation, limit: int = PAGE) -> list[Entry]:
    """The newest decisions, reports by clients among them."""
    with house.store.read() as connection:
        return [_entry(house, connection, decision) for decision in decisions.lately(connection, limit)]


def entry(house: Installation, decision_id: int) -> Entry | None:
    """One decision."""
    with house.store.read() as connection:
        decision = decisions.by_id(connection, decision_id)
        return _entry(house, connection, decision) if decision else None


def _entry(house: Installation, connection: Connection, decision: StoredDecision) -> Entry:
    site = sites.site_by_id(connection, decision.site_id)
    newest = decisions.newest_of_check(connection, decision.check_id) == decision.id
    guid = "" if decision.comment_id is not None else house.vault.guid(decision.check_id)
    return Entry(decision, site.name if site else "", newest, guid)


def _counts(connection: Connection) -> dict[Status, int]:
    standing = comments.counts(connection)
    return standing | {Status.PENDING: standing[Status.PENDING] + checks.count_waiting(connection)}


def _of_client(house: Installation, one: clients.Shown) -> Card:
    comment, check = one
    return replace(_card(house, comment, check), guid=house.vault.guid(check.id))


def _of_reader(house: Installation, connection: Connection, comment: StoredComment) -> Card:
    trial = on_trial(connection, comment.site_id, comment.page_url)
    return replace(_card(house, comment, _check(connection, comment)), trial=trial)


def _with_reports(house: Installation, connection: Connection, comment: StoredComment) -> Card:
    card = _of_reader(house, connection, comment)
    return replace(card, reports=tuple(reports.open_reports(connection, comment.id)))


def _check(connection: Connection, comment: StoredComment) -> StoredCheck | None:
    return checks.by_id(connection, comment.check_id) if comment.check_id is not None else None


def _card(house: Installation, comment: StoredComment, check: StoredCheck | None) -> Card:
    plain = Card(comment, "", "", "not judged", 0.5, 0.0, ())
    if check is None:
        return plain
    try:
        email = house.vault.unseal(check.email_sealed)
        reasons = decode(check.reasons)
    except Exception as error:  # noqa: BLE001 - whatever is wrong with this row is no reason to hide the next
        log_fault(_log, error, f"reading the verdict stored with comment {comment.id}")
        return replace(plain, readable=False)
    if check.text != comment.text:  # the offsets belong to another text
        reasons = tuple(replace(reason, spans=()) for reason in reasons)
    return Card(comment, email, check.ip, check.verdict, check.probability, check.score, reasons)
