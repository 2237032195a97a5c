"""Checks: what was judged, with which history, what came out and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from functools import cache
from operator import attrgetter
from typing import Any

from sqlalchemy import (
    BindParameter,
    Connection,
    Row,
    Select,
    and_,
    bindparam,
    func,
    insert,
    or_,
    select,
    text,
    true,
    union,
    update,
)

from rejoinder.store.schema import checks, ledger, ledger_marks

__all__ = [
    "INSERT",
    "StoredCheck",
    "by_id",
    "count_waiting",
    "find_alike",
    "insert_check",
    "insert_checks",
    "of_clients",
    "row_of",
    "set_waits",
    "waiting",
]


@dataclass(frozen=True, slots=True)
class StoredCheck:
    """One judgement, whole. `site_id` says whose it is.

    `reasons` is JSON, see `actions/judging/reasons.py`; so is `history`, see `actions/judging/known.py`.
    """

    id: int
    site_id: int
    source: str  # thread or akismet
    client_ref: str  # the client's own number of the comment (Akismet's comment_ID), or empty
    text: str
    author: str
    email_sealed: bytes | None
    url: str
    ip: str
    user_agent: str
    referrer: str
    kind: str
    permalink: str
    context: str
    lang: str
    text_digest: bytes
    history: str
    verdict: str
    probability: float
    score: float
    reasons: str
    received_at: int
    behaviour: str = ""  # signs of how the form was filled in, with blanks between
    waits: int = 0  # 1: a client's, doubtful, and nobody has said what it is
    callback: str = ""  # where the client wants to be told if it turns out otherwise
    told: int | None = None  # what the client was told: 1 that it is spam, 0 that it is not


_NAMES = tuple(field.name for field in fields(StoredCheck))
_values = attrgetter(*_NAMES)
INSERT = insert(checks)  # one object, so that checks which arrive together are one statement (`Store.together`)
# Most forms are sent from the page that is commented on, whose address would be stored twice. A referrer that begins so
# itself, as no address does, is stored behind another such sign.
_SAME = "="
_ALL = tuple(checks.c[name] for name in _NAMES)
# Rows that are looked at, the newest first, whatever number there is: a campaign sends one text a million times, and a
# question about it must not become slower with each.
_NEWEST = 50
_ALIKE = 20
_COUNTED = 10_000
_LATELY = 2_000
# Written out: with a parameter in it neither database would see that the index of those that wait will do.
_WAITS = text("waits = 1")


def insert_check(connection: Connection, check: StoredCheck) -> None:
    """Write a check."""
    insert_checks(connection, [check])


def insert_checks(connection: Connection, many: Sequence[StoredCheck]) -> None:
    """Write checks."""
    if many:
        connection.execute(INSERT, [row_of(check) for check in many])


def row_of(check: StoredCheck) -> dict[str, object]:
    """The check as a row of its table."""
    row = dict(zip(_NAMES, _values(check), strict=True))
    if check.permalink and check.referrer == check.permalink:
        row["referrer"] = _SAME
    elif check.referrer.startswith(_SAME):
        row["referrer"] = _SAME + check.referrer
    return row


def _check_of(row: Row[Any]) -> StoredCheck:
    check = StoredCheck(**row._asdict())
    if not check.referrer.startswith(_SAME):
        return check
    return replace(check, referrer=check.referrer.removeprefix(_SAME) or check.permalink)


def by_id(connection: Connection, check_id: int) -> StoredCheck | None:
    """The check with this id."""
    row = connection.execute(select(*_ALL).where(checks.c.id == check_id)).first()
    return _check_of(row) if row else None


def waiting(connection: Connection, limit: int) -> list[StoredCheck]:
    """The checks that wait for a person, the oldest first."""
    query = select(*_ALL).where(_WAITS).order_by(checks.c.id).limit(limit)
    return [_check_of(row) for row in connection.execute(query)]


def count_waiting(connection: Connection) -> int:
    """How many wait; counted to ten thousand, and what is more is as many to whoever has to look."""
    some = select(checks.c.id).where(_WAITS).limit(_COUNTED).subquery()
    return int(connection.execute(select(func.count()).select_from(some)).scalar_one())


def set_waits(connection: Connection, check_id: int, *, waits: bool) -> None:
    """Note that a check waits for a person, or no longer does."""
    connection.execute(update(checks).where(checks.c.id == check_id).values(waits=int(waits)))


def of_clients(connection: Connection, limit: int) -> list[StoredCheck]:
    """The newest checks of client sites, of those among the newest of all."""
    newest = select(checks.c.id).order_by(checks.c.id.desc()).limit(_LATELY).subquery()
    query = select(*_ALL).join(newest, newest.c.id == checks.c.id).where(checks.c.source == "akismet")
    found = connection.execute(query.order_by(checks.c.id.desc()).limit(limit))
    return [_check_of(row) for row in found]


def find_alike(
    connection: Connection, site_id: int, text_digest: bytes, *, client_ref: str, author: str, permalink: str
) -> list[StoredCheck]:
    """Clients' checks of this text with the client's number, or by this author and on this page where these are given.

    Looked for among the labelled ones and among the newest. The labelled come first, then those with the number, then
    the newest; at most twenty.
    """
    query = _alike_query(by_author=bool(author), on_page=bool(permalink))
    asked = {"site": site_id, "text": text_digest, "ref": client_ref, "author": author, "page": permalink}
    return [_check_of(row) for row in connection.execute(query, asked)]


@cache
def _alike_query(*, by_author: bool, on_page: bool) -> Select[*tuple[Any, ...]]:
    """The question for alike checks, by what is to agree. Made once, as the question for the history is."""
    site: BindParameter[int] = bindparam("site")
    text: BindParameter[bytes] = bindparam("text")
    written = [checks.c.author == bindparam("author")] if by_author else []
    written += [checks.c.permalink == bindparam("page")] if on_page else []
    numbered = and_(checks.c.client_ref != "", checks.c.client_ref == bindparam("ref"))
    newest = select(checks.c.id).where(checks.c.site_id == site, checks.c.text_digest == text)
    newest_ids = select(newest.order_by(checks.c.id.desc()).limit(_NEWEST).subquery().c.id)
    marked = select(ledger_marks.c.position).where(ledger_marks.c.digest == text)
    marked = marked.order_by(ledger_marks.c.position.desc()).limit(_NEWEST)
    labelled = select(ledger.c.check_id).where(ledger.c.position.in_(marked), ledger.c.voided_at.is_(None))
    # The text is not asked for once more: SQLite would take its index for that, and read a whole campaign.
    ids = union(newest_ids, labelled).subquery()
    query = select(*_ALL).join(ids, ids.c.id == checks.c.id)
    query = query.where(checks.c.site_id == site, checks.c.source == "akismet", or_(numbered, and_(true(), *written)))
    return query.order_by(checks.c.id.in_(labelled).desc(), numbered.desc(), checks.c.id.desc()).limit(_ALIKE)
