"""Comments of client sites at the desk: what waits, what came lately, and a moderator's decision on one.

The comment itself is the client's and stands there; what we keep of it is the check. So a check has no status of its
own: it stands where the label on it says, or else the verdict. A decision labels it, which the filter learns, and
leaves a message for whoever tells the client of it. *Reject* is not offered: it teaches nothing, and the client's
comment is not ours to take down.
"""

from __future__ import annotations

from sqlalchemy import Connection

from rejoinder.actions.deciding.decide import Decided, faster, teachable
from rejoinder.actions.installation import Installation
from rejoinder.actions.learning.fold import learn_now
from rejoinder.actions.learning.labels import set_label
from rejoinder.comment import Label
from rejoinder.errors import BadInput, NotFound
from rejoinder.moderation import Event, Status
from rejoinder.store import audit, checks, decisions, ledger, outbox, sites
from rejoinder.store.checks import StoredCheck
from rejoinder.store.comments import StoredComment
from rejoinder.store.decisions import NewDecision
from rejoinder.store.people import Moderator

__all__ = ["LABELS", "Shown", "decide_check", "find_check", "lately", "shown", "tell_client", "told", "waiting"]

LABELS = {Event.APPROVE: Label.HAM, Event.SPAM: Label.SPAM}
_STANDS = {Label.HAM: Status.PUBLISHED, Label.SPAM: Status.SPAM}
_JUDGED = {"ham": Status.PUBLISHED, "unsure": Status.PENDING, "spam": Status.SPAM, "discard": Status.SPAM}

Shown = tuple[StoredComment, StoredCheck]


def waiting(connection: Connection, limit: int) -> list[Shown]:
    """The checks that wait for a person, the oldest first."""
    return [shown(connection, check) for check in checks.waiting(connection, limit)]


def lately(connection: Connection, limit: int) -> list[Shown]:
    """What client sites asked about lately, the newest first."""
    return [shown(connection, check) for check in checks.of_clients(connection, limit)]


def find_check(house: Installation, connection: Connection, guid: str) -> StoredCheck:
    """The check of a client that was answered with this GUID. Raises `NotFound`."""
    number = house.vault.number(guid)
    check = checks.by_id(connection, number) if number is not None else None
    if check is None or check.source != "akismet":
        raise NotFound("unknown_check", "There is no such check.", "It may have been deleted meanwhile.")
    return check


def shown(connection: Connection, check: StoredCheck) -> Shown:
    """A check as a comment of the desk. Its version is the newest decision on it: nobody overrules another unseen."""
    label = ledger.standing(connection, check.id)
    site = sites.site_by_id(connection, check.site_id)
    comment = StoredComment(
        id=check.id,
        page_id=0,
        parent_id=None,
        check_id=check.id,
        status=_STANDS[label] if label else _JUDGED.get(check.verdict, Status.PENDING),
        version=decisions.newest_of_check(connection, check.id) or 0,
        author=check.author,
        url=check.url,
        text=check.text,
        title="",
        created_at=check.received_at,
        site_id=check.site_id,
        page_url=check.permalink or (site.url if site else ""),
        page_title=site.name if site else "",
    )
    return comment, check


def decide_check(
    house: Installation, moderator: Moderator, guid: str, event: Event, version: int | None = None
) -> Decided:
    """Decide on a client's comment; returns the decision's number and where the comment now stands.

    With `version` (what the moderator saw) the decision is refused with `Conflict` if somebody decided since. Raises
    `NotFound` for an unknown check and `BadInput` for a decision that clients know nothing of.
    """
    label = LABELS.get(event)
    if label is None:
        raise BadInput("not_for_clients", "A client's comment cannot be rejected here.", "Call it genuine or spam.")
    now = house.clock()
    with house.store.read() as connection:
        check = find_check(house, connection, guid)
    lesson = teachable(house, check)
    with house.store.write() as connection:
        check = find_check(house, connection, guid)
        if version is not None and version != (decisions.newest_of_check(connection, check.id) or 0):
            raise faster()
        before = set_label(connection, check, label, lesson, now)
        checks.set_waits(connection, check.id, waits=False)  # also where nothing could be learned from it
        new = NewDecision(check.id, None, check.site_id, moderator.id, event, None, before, now)
        number = decisions.insert_decision(connection, new)
        detail = f"{before or check.verdict} -> {label}" + ("" if lesson else ", not learned")
        audit.note(connection, now, moderator.name, event, f"check {check.id}", detail)
        tell_client(connection, check, label, now)
    house.metrics.decided(event)
    learn_now(house)
    return number, _STANDS[label]


def told(connection: Connection, check: StoredCheck) -> str:
    """How far it is with telling the client of the newest decision: an `Outcome`, or what stands before there is one.

    Empty when there is nothing to be told; "nowhere" when the client has not said where.
    """
    message = outbox.newest_of_check(connection, check.id)
    if message is None or message.outcome:
        return message.outcome if message else ""
    if message.due_at is None:
        return "nowhere"
    return "failing" if message.tries else "waiting"


def tell_client(connection: Connection, check: StoredCheck, label: Label | None, now: int) -> None:
    """Leave a message that this is what the client's comment is now; without a label it is what was answered."""
    answered = check.verdict in ("spam", "discard") if check.told is None else bool(check.told)
    spam = label is Label.SPAM if label else answered
    put = {"check": check.id, "spam": int(spam)}
    outbox.put(connection, "check decided", now, check_id=check.id, due=bool(check.callback), **put)
