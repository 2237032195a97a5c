"""What tests of a moderator's verbs begin with: comments that stand somewhere, and reports of them."""

from __future__ import annotations

from sqlalchemy import select, update

from rejoinder.actions.installation import Installation
from rejoinder.actions.reading.submit import Draft, submit
from rejoinder.moderation import Status
from rejoinder.store import reports
from rejoinder.store.comments import StoredComment, by_id
from rejoinder.store.reports import NewReport
from rejoinder.store.schema import audit, comments
from tests.serving import PAGE, SITE

__all__ = ["audited", "found", "report", "say", "waiting"]


def say(
    house: Installation, text: str = "I live beside that bridge.", stands: Status = Status.PUBLISHED, **more: object
) -> int:
    """A reader's comment that stands there; returns its number."""
    fields = {"site": SITE, "page_url": PAGE, "text": text, "author": "Maria", **more}
    number = submit(house, Draft(**fields)).comment_id
    with house.store.write() as connection:
        connection.execute(update(comments).where(comments.c.id == number).values(status=stands))
    return number


def report(house: Installation, number: int, reason: str = "insult", words: str = "", by: bytes = b"1") -> None:
    """A reader's report, past the door of readers."""
    with house.store.write() as connection:
        assert reports.add_report(connection, NewReport(number, reason, words, by), house.clock())


def waiting(house: Installation, number: int) -> int:
    """How many reports of a comment wait."""
    with house.store.read() as connection:
        return len(reports.open_reports(connection, number))


def found(house: Installation, number: int) -> StoredComment:
    """A comment as it stands."""
    with house.store.read() as connection:
        comment = by_id(connection, number)
    assert comment is not None
    return comment


def audited(house: Installation) -> list[tuple[str, str, str, str]]:
    """The lines of the audit trail that moderators have written."""
    with house.store.read() as connection:
        lines = connection.execute(select(audit).where(audit.c.actor != "command line").order_by(audit.c.id))
        return [(line.actor, line.action, line.subject, line.detail) for line in lines]
