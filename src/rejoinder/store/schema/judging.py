"""Checks, and the labels from which the filter learns."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Float, ForeignKey, Index, Integer, LargeBinary, Table, Text, text

from rejoinder.store.schema.base import BIG_KEY, metadata
from rejoinder.store.shorthand import BrowserName

__all__ = ["checks", "decisions", "ledger", "ledger_columns", "ledger_head", "ledger_marks", "snapshots"]

# One row per judgement: what was judged, with which history, what came out and why. The id is ordered by time
# (`store/ids.py`), so that rows are appended to one end of the tree.
checks = Table(
    "checks",
    metadata,
    Column("id", BIG_KEY, primary_key=True, autoincrement=False),
    Column("site_id", ForeignKey("sites.id"), nullable=False),
    Column("source", Text, nullable=False),
    Column("client_ref", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("email_sealed", LargeBinary),
    Column("url", Text, nullable=False),
    Column("ip", Text, nullable=False),
    Column("user_agent", BrowserName, nullable=False),
    Column("referrer", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("permalink", Text, nullable=False),
    Column("context", Text, nullable=False),
    Column("lang", Text, nullable=False),
    Column("text_digest", LargeBinary, nullable=False),
    Column("history", Text, nullable=False, server_default=""),
    Column("verdict", Text, nullable=False),
    Column("probability", Float, nullable=False),
    Column("score", Float, nullable=False),
    Column("reasons", Text, nullable=False),
    Column("received_at", BigInteger, nullable=False),
    Column("behaviour", Text, nullable=False, server_default=""),
    Column("waits", Integer, nullable=False, server_default="0"),
    Column("callback", Text, nullable=False, server_default=""),
    Column("told", Integer),
    Index("ix_checks_waiting", "id", sqlite_where=text("waits = 1"), postgresql_where=text("waits = 1")),
    Index("ix_checks_text_digest", "text_digest", "site_id"),
)

# The truth from which the weights are folded. Positions are gapless in the order of commits, because each is taken
# from `ledger_head` in the transaction that writes the line; `void_number` orders the voidings in the same way.
ledger = Table(
    "ledger",
    metadata,
    Column("position", BIG_KEY, primary_key=True, autoincrement=False),
    Column("site_id", ForeignKey("sites.id"), nullable=False),
    Column("check_id", BigInteger, nullable=False),
    Column("label", Text, nullable=False),
    Column("history", Text, nullable=False, server_default=""),
    Column("made_at", BigInteger, nullable=False),
    Column("voided_at", BigInteger),
    Column("void_number", BigInteger, index=True),
    Column("void_cause", Text),
    Index(
        "uq_ledger_check_id_standing",
        "check_id",
        unique=True,
        sqlite_where=text("voided_at IS NULL"),
        postgresql_where=text("voided_at IS NULL"),
    ),
    Index(
        "ix_ledger_made_at_standing",
        "made_at",
        sqlite_where=text("voided_at IS NULL"),
        postgresql_where=text("voided_at IS NULL"),
    ),
)

ledger_head = Table(
    "ledger_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("position", BigInteger, nullable=False),
    Column("voids", BigInteger, nullable=False),
)

# What a standing line teaches: hashed columns, for one version of the features or, during an upgrade, for two.
ledger_columns = Table(
    "ledger_columns",
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("position", ForeignKey("ledger.position"), primary_key=True, autoincrement=False),
    Column("example", LargeBinary, nullable=False),
)

# By what a standing line is found again when somebody else is judged: keyed digests of text, author, address, hosts.
ledger_marks = Table(
    "ledger_marks",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    Column("position", ForeignKey("ledger.position"), primary_key=True, autoincrement=False, index=True),
    Column("kind", Text, nullable=False),
    Column("label", Text, nullable=False),
)

# Weights for a process that starts on a machine without a snapshot of its own. Only a shortcut, as every snapshot.
snapshots = Table(
    "snapshots",
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("position", BigInteger, nullable=False),
    Column("voids", BigInteger, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("made_at", BigInteger, nullable=False),
)

decisions = Table(
    "decisions",
    metadata,
    Column("id", BIG_KEY, primary_key=True),
    Column("check_id", BigInteger, nullable=False, index=True),
    Column("comment_id", ForeignKey("comments.id")),
    Column("site_id", ForeignKey("sites.id"), nullable=False),
    Column("moderator_id", ForeignKey("moderators.id")),
    Column("event", Text, nullable=False),
    Column("status_before", Text),
    Column("label_before", Text),
    Column("made_at", BigInteger, nullable=False, index=True),
    Column("undone_at", BigInteger),
    sqlite_autoincrement=True,
)
