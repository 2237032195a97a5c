"""What readers report of comments, until a moderator has dealt with it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, func, insert, select, update

from rejoinder.store.schema import comments, reports

__all__ = [
    "NewReport",
    "Report",
    "Reported",
    "add_report",
    "count_reported",
    "open_reports",
    "reopen",
    "reported",
    "settle",
]


@dataclass(frozen=True, slots=True)
class NewReport:
    """A report as it is written. `reporter` is a digest of the address that it came from, another for each comment."""

    comment_id: int
    reason: str
    text: str
    reporter: bytes


@dataclass(frozen=True, slots=True)
class Report:
    """A report that waits for a moderator."""

    id: int
    comment_id: int
    reason: str
    text: str
    made_at: int


@dataclass(frozen=True, slots=True)
class Reported:
    """A comment with reports that wait: how many, and since when the first."""

    comment_id: int
    count: int
    since: int


_OPEN = reports.c.settled_at.is_(None)


def add_report(connection: Connection, new: NewReport, now: int) -> bool:
    """Write a report. False: this reporter has reported the comment as it stands, and nothing was written.

    One that a moderator has settled is opened again only if the comment has been edited since, so that nobody can ask
    again and again about the same words.
    """
    mine = (reports.c.comment_id == new.comment_id, reports.c.reporter == new.reporter)
    values = {"reason": new.reason, "text": new.text, "made_at": now}
    known = connection.execute(select(reports.c.settled_at).where(*mine)).first()
    if known is None:
        connection.execute(
            insert(reports).values(comment_id=new.comment_id, reporter=new.reporter, settled_at=None, **values)
        )
        return True
    edited_at = select(comments.c.edited_at).where(comments.c.id == new.comment_id).scalar_subquery()
    again = update(reports).where(*mine, reports.c.settled_at < edited_at).values(settled_at=None, **values)
    return connection.execute(again).rowcount == 1


def open_reports(connection: Connection, comment_id: int) -> list[Report]:
    """The reports of a comment that wait for a moderator, the oldest first."""
    columns = (reports.c[name] for name in Report.__slots__)
    query = select(*columns).where(reports.c.comment_id == comment_id, _OPEN).order_by(reports.c.made_at, reports.c.id)
    return [Report(*row) for row in connection.execute(query)]


def reported(connection: Connection, limit: int) -> list[Reported]:
    """The comments with reports that wait, whose first has waited longest first."""
    since = func.min(reports.c.made_at)
    query = select(reports.c.comment_id, func.count(), since).where(_OPEN).group_by(reports.c.comment_id)
    return [Reported(*row) for row in connection.execute(query.order_by(since, reports.c.comment_id).limit(limit))]


def count_reported(connection: Connection) -> int:
    """How many comments have reports that wait."""
    query = select(func.count(reports.c.comment_id.distinct())).where(_OPEN)
    return int(connection.execute(query).scalar_one())


def settle(connection: Connection, comment_id: int, now: int) -> int:
    """Note that a moderator has dealt with all reports of a comment; returns how many waited."""
    waiting = update(reports).where(reports.c.comment_id == comment_id, _OPEN)
    return connection.execute(waiting.values(settled_at=now)).rowcount


def reopen(connection: Connection, comment_id: int, settled_at: int) -> None:
    """Let those wait again that a decision of this moment has settled, since it was undone."""
    mine = update(reports).where(reports.c.comment_id == comment_id, reports.c.settled_at == settled_at)
    connection.execute(mine.values(settled_at=None))
