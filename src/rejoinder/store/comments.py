"""The comments under pages (`pages.py`)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update

from rejoinder.moderation import Status
from rejoinder.store.pages import touch, touch_all
from rejoinder.store.schema import checks, comments, edits, pages

__all__ = [
    "WITH_PAGE",
    "Alike",
    "NewComment",
    "StoredComment",
    "Twig",
    "Twin",
    "by_id",
    "by_ids",
    "count_published",
    "count_standing",
    "count_under",
    "counts",
    "featured",
    "insert_comment",
    "insert_comments",
    "set_featured",
    "set_status",
    "set_text",
    "stored",
    "twigs",
    "twins",
    "with_status",
]


@dataclass(frozen=True, slots=True)
class NewComment:
    """What is written when a reader's comment arrives."""

    page_id: int
    parent_id: int | None
    check_id: int
    status: Status
    author: str
    email_sealed: bytes | None
    url: str
    text: str
    title: str
    created_at: int
    reader_id: int | None = None
    moderator_id: int | None = None
    held_for: str = ""


@dataclass(frozen=True, slots=True)
class StoredComment:
    """A comment as it stands, with the page it stands under. The e-mail address stays sealed in its column.

    `title` is what the sender called the page, `page_title` what the page is called. `held_for` is why it waits
    (`policy/rules.Held`), `decided_for` why a moderator decided as they did. `ups` and `downs` count votes.
    """

    id: int
    page_id: int
    parent_id: int | None
    check_id: int | None
    status: Status
    version: int
    author: str
    url: str
    text: str
    title: str
    created_at: int
    site_id: int
    page_url: str
    page_title: str
    edited_at: int | None = None
    reader_id: int | None = None
    moderator_id: int | None = None
    held_for: str = ""
    decided_for: str = ""
    ups: int = 0
    downs: int = 0
    featured_at: int | None = None


@dataclass(frozen=True, slots=True)
class Twig:
    """As much of a visible comment as is needed to find its place in the thread."""

    id: int
    parent_id: int | None
    status: Status
    ups: int
    downs: int


@dataclass(frozen=True, slots=True)
class Alike:
    """In what comments agree that may be twins."""

    site_id: int
    page_id: int
    author: str
    url: str
    text_digest: bytes
    ip: str
    user_agent: str


@dataclass(frozen=True, slots=True)
class Twin:
    """As much of a comment as is needed to see whether another one is the same form, sent twice."""

    alike: Alike
    id: int
    parent_id: int | None
    status: Status
    held_for: str
    email_sealed: bytes | None


_TWINS_OF_EACH = 20
_COUNTED = 10_000  # what is more is as many to whoever has to look
_COMMENT = (
    *(comments.c[name] for name in ("id", "page_id", "parent_id", "check_id", "status", "version")),
    *(comments.c[name] for name in ("author", "url", "text", "title", "created_at", "edited_at")),
    *(comments.c[name] for name in ("reader_id", "moderator_id", "held_for", "decided_for")),
    *(comments.c[name] for name in ("ups", "downs", "featured_at")),
    pages.c.site_id,
    pages.c.url.label("page_url"),
    pages.c.title.label("page_title"),
)
WITH_PAGE = select(*_COMMENT).join(pages)
# Made once: to put a statement together takes longer than to ask it.
_BY_IDS = WITH_PAGE.where(comments.c.id.in_(bindparam("ids", expanding=True)))
_PUBLISHED = (
    select(comments.c.page_id, func.count())
    .where(comments.c.page_id.in_(bindparam("ids", expanding=True)), comments.c.status == Status.PUBLISHED)
    .group_by(comments.c.page_id)
)
_values = attrgetter(*NewComment.__slots__)
# Each number comes with its check, of which no two comments have the same: told to return them in order, SQLAlchemy
# would send SQLite one row after the other, which takes four times as long.
_INSERT = insert(comments).returning(comments.c.check_id, comments.c.id)
_ALIKE = tuple(
    (checks if name in ("site_id", "text_digest", "ip", "user_agent") else comments).c[name] for name in Alike.__slots__
)
_TWINS = (
    select(*_ALIKE, *(comments.c[name] for name in ("id", "parent_id", "status", "held_for", "email_sealed")))
    .join(checks, checks.c.id == comments.c.check_id)
    .where(*(column.in_(bindparam(column.name, expanding=True)) for column in _ALIKE))
    .where(comments.c.created_at >= bindparam("since"))
    .order_by(comments.c.id.desc())
    .limit(bindparam("most"))
)


def insert_comment(connection: Connection, new: NewComment) -> int:
    """Write a comment; returns its number."""
    [number] = insert_comments(connection, [new])
    return number


def insert_comments(connection: Connection, new: Sequence[NewComment]) -> list[int]:
    """Write comments, numbered in their order; returns the numbers."""
    if not new:
        return []
    rows = [dict(zip(NewComment.__slots__, _values(one), strict=True), version=1) for one in new]
    numbers = {check_id: int(number) for check_id, number in connection.execute(_INSERT, rows)}
    touch_all(connection, {one.page_id for one in new if one.status is Status.PUBLISHED})
    return [numbers[one.check_id] for one in new]


def by_id(connection: Connection, comment_id: int) -> StoredComment | None:
    """One comment, whatever its status."""
    return by_ids(connection, [comment_id]).get(comment_id)


def twigs(connection: Connection, page_id: int) -> list[Twig]:
    """What readers may know of under a page, oldest first: published comments and tombstones."""
    columns = (comments.c[name] for name in Twig.__slots__)
    visible = comments.c.status.in_((Status.PUBLISHED, Status.REMOVED))
    query = select(*columns).where(comments.c.page_id == page_id, visible).order_by(comments.c.id)
    return [
        Twig(number, parent, Status(status), *votes) for number, parent, status, *votes in connection.execute(query)
    ]


def by_ids(connection: Connection, ids: Collection[int]) -> dict[int, StoredComment]:
    """The comments of these numbers, whatever their status. At most some thousands at once."""
    return {row.id: stored(row) for row in connection.execute(_BY_IDS, {"ids": [*ids]})} if ids else {}


def featured(connection: Connection, page_id: int, limit: int) -> list[StoredComment]:
    """The comments of a page that moderators have set apart, the last chosen first."""
    where = (comments.c.page_id == page_id, comments.c.featured_at.is_not(None))
    query = WITH_PAGE.where(*where, comments.c.status == Status.PUBLISHED).order_by(comments.c.featured_at.desc())
    return [stored(row) for row in connection.execute(query.limit(limit))]


def twins(connection: Connection, alike: Sequence[Alike], since: int) -> list[Twin]:
    """Comments since `since` that agree in each of these with one of `alike`, though not all of them with the same one.

    The newest first; of each at most some twenty.
    """
    if not alike:
        return []
    asked: dict[str, Any] = {name: [*{getattr(one, name) for one in alike}] for name in Alike.__slots__}
    rows = connection.execute(_TWINS, {**asked, "since": since, "most": _TWINS_OF_EACH * len(alike)})
    return [
        Twin(Alike(*row), number, parent, Status(status), held_for, email)
        for *row, number, parent, status, held_for, email in rows
    ]


def count_published(connection: Connection, page_ids: Collection[int]) -> dict[int, int]:
    """How many comments of each of these pages readers see."""
    counted = connection.execute(_PUBLISHED, {"ids": [*page_ids]}) if page_ids else ()
    return dict.fromkeys(page_ids, 0) | {page_id: int(count) for page_id, count in counted}


def count_under(connection: Connection, page_id: int) -> int:
    """How many comments stand under a page, whatever their status."""
    return int(connection.scalar(select(func.count()).where(comments.c.page_id == page_id)) or 0)


def with_status(
    connection: Connection, status: Status, limit: int, *, newest_first: bool = False
) -> list[StoredComment]:
    """Comments of a status, for the desk; by default who has waited longest comes first."""
    order = (comments.c.created_at, comments.c.id)
    query = WITH_PAGE.where(comments.c.status == status)
    query = query.order_by(*(column.desc() for column in order) if newest_first else order)
    return [stored(row) for row in connection.execute(query.limit(limit))]


def counts(connection: Connection) -> dict[Status, int]:
    """How many comments stand at each status; every status is in the answer."""
    query = select(comments.c.status, func.count()).group_by(comments.c.status)
    found = {Status(status): int(count) for status, count in connection.execute(query)}
    return {status: found.get(status, 0) for status in Status}


def count_standing(connection: Connection, status: Status) -> int:
    """How many comments stand at one status; counted to ten thousand, for figures."""
    some = select(comments.c.id).where(comments.c.status == status).limit(_COUNTED).subquery()
    return int(connection.execute(select(func.count()).select_from(some)).scalar_one())


def set_status(connection: Connection, comment: StoredComment, status: Status, now: int, why: str = "") -> bool:
    """Give a comment another status, unless it has changed since it was read. False: somebody else was faster.

    `why` is the reason that the moderator gives its writer.
    """
    statement = (
        update(comments)
        .where(comments.c.id == comment.id, comments.c.version == comment.version)
        .values(status=status, version=comment.version + 1, decided_at=now, decided_for=why)
    )
    done = connection.execute(statement).rowcount == 1
    if done:
        touch(connection, comment.page_id)
    return done


def set_featured(connection: Connection, comment: StoredComment, at: int | None) -> None:
    """Set a comment apart above the others of its page, or no longer."""
    connection.execute(update(comments).where(comments.c.id == comment.id).values(featured_at=at))
    touch(connection, comment.page_id)


def set_text(
    connection: Connection, comment: StoredComment, text: str, check_id: int, status: Status, held_for: str, now: int
) -> None:
    """Give a comment another text, with the check that judged it. The earlier check is kept as one of its edits."""
    values = {"text": text, "check_id": check_id, "status": status, "version": comment.version + 1, "edited_at": now}
    values["held_for"] = held_for
    touch(connection, comment.page_id)
    connection.execute(update(comments).where(comments.c.id == comment.id).values(values))
    connection.execute(insert(edits).values(check_id=comment.check_id, comment_id=comment.id, replaced_at=now))


def stored(row: Row[*tuple[Any, ...]]) -> StoredComment:
    """A row of `WITH_PAGE`."""
    values = {name: value for name, value in row._asdict().items() if name in StoredComment.__slots__}
    return StoredComment(**{**values, "status": Status(values["status"])})
