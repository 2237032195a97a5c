"""Checks: what was judged, with which history, what came out and why."""

from __future__ import annotations

from dataclasses import dataclass, fields

from sqlalchemy import Connection, Select, and_, insert, or_, select, true

from rejoinder.comment import History, Label
from rejoinder.store.schema import checks, ledger

__all__ = ["StoredCheck", "by_id", "find_alike", "history", "insert_check"]


@dataclass(frozen=True, slots=True)
class StoredCheck:
    """One judgement, whole. `reasons` is JSON, see `actions/judging/reasons.py`; `site_id` says whose it is."""

    id: int
    site_id: int
    source: str  # thread or akismet
    client_ref: str  # the client's own number of the comment (Akismet's comment_ID), or empty
    text: str
    author: str
    email_sealed: bytes | None
    url: str
    ip: str
    ip_digest: bytes | None
    user_agent: str
    referrer: str
    kind: str
    permalink: str
    context: str
    lang: str
    text_digest: bytes
    same_text_before: int
    address_spam_before: int
    address_ham_before: int
    verdict: str
    probability: float
    score: float
    reasons: str
    received_at: int


_NAMES = tuple(field.name for field in fields(StoredCheck))
_NEWEST = 200  # checks of one address that are searched for labels
_ALL = tuple(checks.c[name] for name in _NAMES)


def insert_check(connection: Connection, check: StoredCheck) -> None:
    """Write a check."""
    connection.execute(insert(checks), {name: getattr(check, name) for name in _NAMES})


def by_id(connection: Connection, check_id: int) -> StoredCheck | None:
    """The check with this id."""
    return _first(connection, select(*_ALL).where(checks.c.id == check_id))


def find_alike(
    connection: Connection, site_id: int, text_digest: bytes, *, client_ref: str, author: str, permalink: str
) -> list[StoredCheck]:
    """Clients' checks of this text with the client's number, or by this author and on this page where these are given.

    The labelled come first, then those with the number, then the newest; at most twenty.
    """
    written = [checks.c.author == author] if author else []
    written += [checks.c.permalink == permalink] if permalink else []
    numbered = and_(checks.c.client_ref != "", checks.c.client_ref == client_ref)
    label = and_(ledger.c.check_id == checks.c.id, ledger.c.voided_at.is_(None))
    query = select(*_ALL).outerjoin(ledger, label)
    query = query.where(checks.c.site_id == site_id, checks.c.text_digest == text_digest, checks.c.source == "akismet")
    query = query.where(or_(numbered, and_(true(), *written)))
    query = query.order_by(ledger.c.position.is_(None), numbered.desc(), checks.c.id.desc()).limit(20)
    return [StoredCheck(**row._asdict()) for row in connection.execute(query)]


def history(
    connection: Connection, site_id: int, text_digest: bytes, ip_digest: bytes | None, client_ref: str
) -> History:
    """What the store knows that bears on a new check of a site.

    A client that checks its comment again (`client_ref` is the number that it gives it) is not a second sender. Each
    count stops at `History.CAP`, and of an address only the newest checks are looked at, so the cost is bounded.
    """
    same = select(checks.c.id).where(checks.c.text_digest == text_digest, checks.c.site_id == site_id)
    if client_ref:
        same = same.where(checks.c.client_ref != client_ref)
    seen = _capped(connection, same)
    if ip_digest is None:
        return History(same_text=seen)
    from_address = select(checks.c.id).where(checks.c.ip_digest == ip_digest)
    newest = from_address.order_by(checks.c.id.desc()).limit(_NEWEST).subquery()
    labelled = select(ledger.c.position).join(newest, newest.c.id == ledger.c.check_id)
    labelled = labelled.where(ledger.c.voided_at.is_(None))
    spam = _capped(connection, labelled.where(ledger.c.label == Label.SPAM))
    ham = _capped(connection, labelled.where(ledger.c.label == Label.HAM))
    return History(same_text=seen, address_spam=spam, address_ham=ham)


def _capped(connection: Connection, query: Select[tuple[int]]) -> int:
    return len(connection.scalars(query.limit(History.CAP)).all())


def _first(connection: Connection, query: Select[tuple[object, ...]]) -> StoredCheck | None:
    row = connection.execute(query).first()
    return StoredCheck(**row._asdict()) if row else None
