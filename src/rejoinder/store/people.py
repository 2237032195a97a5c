"""Moderators and their sessions. Passwords and session tokens are kept as hashes only."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select, update

from rejoinder.store.schema import moderators, sessions

__all__ = [
    "Moderator",
    "Session",
    "add_moderator",
    "end_session",
    "moderator_names",
    "moderator_named",
    "session_with",
    "start_session",
    "touch_session",
]


@dataclass(frozen=True, slots=True)
class Moderator:
    """A person who may use the desk."""

    id: int
    name: str
    password_hash: str


@dataclass(frozen=True, slots=True)
class Session:
    """A session and whose it is."""

    moderator: Moderator
    created_at: int
    last_seen_at: int


_MODERATOR = (moderators.c.id, moderators.c.name, moderators.c.password_hash)


def add_moderator(connection: Connection, name: str, password_hash: str, now: int) -> Moderator:
    """A new moderator. The caller has made sure that the name is free."""
    values = {"name": name, "password_hash": password_hash, "created_at": now}
    return Moderator(*connection.execute(insert(moderators).values(values).returning(*_MODERATOR)).one())


def moderator_named(connection: Connection, name: str) -> Moderator | None:
    """The moderator of this name."""
    row = connection.execute(select(*_MODERATOR).where(moderators.c.name == name)).first()
    return Moderator(*row) if row else None


def moderator_names(connection: Connection) -> list[str]:
    """The names of all, the first that was added first."""
    return list(connection.scalars(select(moderators.c.name).order_by(moderators.c.id)))


def start_session(connection: Connection, digest: bytes, moderator_id: int, now: int) -> None:
    """A new session, known by the digest of its token."""
    values = {"digest": digest, "moderator_id": moderator_id, "created_at": now, "last_seen_at": now}
    connection.execute(insert(sessions).values(values))


def session_with(connection: Connection, digest: bytes) -> Session | None:
    """The session with this digest, however old."""
    query = select(*_MODERATOR, sessions.c.created_at, sessions.c.last_seen_at).join(sessions)
    row = connection.execute(query.where(sessions.c.digest == digest)).first()
    return Session(Moderator(*row[:3]), row[3], row[4]) if row else None


def touch_session(connection: Connection, digest: bytes, now: int) -> None:
    """Note that a session is in use."""
    connection.execute(update(sessions).where(sessions.c.digest == digest).values(last_seen_at=now))


def end_session(connection: Connection, digest: bytes) -> None:
    """End one session."""
    connection.execute(delete(sessions).where(sessions.c.digest == digest))
