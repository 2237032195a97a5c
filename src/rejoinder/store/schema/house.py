"""People of the house, and what the program keeps for itself."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text, text

from rejoinder.store.schema.base import BIG_KEY, metadata

__all__ = ["audit", "installation", "leases", "moderators", "outbox", "processes", "sessions", "sweeps"]

# Who does what has to be done once (`store/leases.py`), and the numbers of processes for ids (`store/ids.py`).
leases = Table(
    "leases",
    metadata,
    Column("name", Text, primary_key=True),
    Column("holder", Text, nullable=False),
    Column("beat", BigInteger, nullable=False),
)

# How far a rule of the retention has been carried out, so that the next sweep does not read everything again.
sweeps = Table(
    "sweeps",
    metadata,
    Column("rule", Text, primary_key=True),
    Column("upto", BigInteger, nullable=False),
)

processes = Table(
    "processes",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("started_at", BigInteger, nullable=False),
    sqlite_autoincrement=True,
)

installation = Table(
    "installation",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("secret_digest", LargeBinary, nullable=False),
    Column("lineage", LargeBinary, nullable=False),
)

moderators = Table(
    "moderators",
    metadata,
    Column("id", BIG_KEY, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("password_hash", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    sqlite_autoincrement=True,
)

sessions = Table(
    "sessions",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    Column("moderator_id", ForeignKey("moderators.id"), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("last_seen_at", BigInteger, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    Column("id", BIG_KEY, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("detail", Text, nullable=False),
    sqlite_autoincrement=True,
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", BIG_KEY, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("payload", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("check_id", BigInteger, index=True),
    Column("due_at", BigInteger),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("ended_at", BigInteger),
    Column("outcome", Text, nullable=False, server_default=""),
    Index(
        "ix_outbox_due_at",
        "due_at",
        sqlite_where=text("due_at IS NOT NULL"),
        postgresql_where=text("due_at IS NOT NULL"),
    ),
    sqlite_autoincrement=True,
)
