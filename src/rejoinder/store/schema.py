"""Every table and column. What each column is for, who sees it and how long it stays stands in `privacy/data_map.py`.

Times are whole milliseconds since 1970 in UTC: both databases keep them exactly, and nobody has to ask about zones.
The tables are changed by migrations only (`store/migrations`); a test compares the two.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from rejoinder.store.shorthand import BrowserName

__all__ = [
    "audit",
    "checks",
    "comments",
    "decisions",
    "edits",
    "idempotency",
    "installation",
    "leases",
    "ledger",
    "ledger_columns",
    "ledger_head",
    "ledger_marks",
    "metadata",
    "moderators",
    "outbox",
    "pages",
    "processes",
    "sessions",
    "site_keys",
    "site_origins",
    "sites",
    "snapshots",
    "sweeps",
    "tallies",
]

# Named constraints, so that a later migration can speak of them on both databases.
metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# An INTEGER primary key is SQLite's own row number, of 64 bits; a BIGINT one would be a second index beside it.
_BIG_KEY = BigInteger().with_variant(Integer, "sqlite")

sites = Table(
    "sites",
    metadata,
    Column("id", _BIG_KEY, primary_key=True),
    Column("url", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("mode", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("discard", Integer, nullable=False, server_default="0"),
    Column("listed_only", Integer, nullable=False, server_default="0"),
    Column("suspended_at", BigInteger),
    Column("typing", Integer, nullable=False, server_default="0"),
    Column("second_url", Text, nullable=False, server_default=""),
    Column("second_key", LargeBinary),
    Column("second_share", Text, nullable=False, server_default=""),
    sqlite_autoincrement=True,
)

site_origins = Table(
    "site_origins",
    metadata,
    Column("site_id", ForeignKey("sites.id"), primary_key=True),
    Column("origin", Text, primary_key=True),
)

site_keys = Table(
    "site_keys",
    metadata,
    Column("id", _BIG_KEY, primary_key=True),
    Column("site_id", ForeignKey("sites.id"), nullable=False),
    Column("digest", LargeBinary, nullable=False, unique=True),
    Column("hint", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("revoked_at", BigInteger),
    Column("sealed", LargeBinary),
    sqlite_autoincrement=True,
)

pages = Table(
    "pages",
    metadata,
    Column("id", _BIG_KEY, primary_key=True),
    Column("site_id", ForeignKey("sites.id"), nullable=False),
    Column("url", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    UniqueConstraint("site_id", "url"),
    sqlite_autoincrement=True,
)

# AUTOINCREMENT throughout: the number of an erased comment must never come back as somebody else's.
comments = Table(
    "comments",
    metadata,
    Column("id", _BIG_KEY, primary_key=True),
    Column("page_id", ForeignKey("pages.id"), nullable=False, index=True),
    Column("parent_id", ForeignKey("comments.id"), index=True),
    Column("check_id", ForeignKey("checks.id"), index=True),
    Column("status", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("author", Text, nullable=False),
    Column("email_sealed", LargeBinary),
    Column("url", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("decided_at", BigInteger),
    Column("edited_at", BigInteger),
    Index("ix_comments_status_created_at", "status", "created_at"),
    sqlite_autoincrement=True,
)

# One row per judgement: what was judged, with which history, what came out and why. The id is ordered by time
# (`store/ids.py`), so that rows are appended to one end of the tree.
checks = Table(
    "checks",
    metadata,
    Column("id", _BIG_KEY, primary_key=True, autoincrement=False),
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

# How many checks of client sites had which outcome, by day, in a few rows each (`store/tallies.py`).
tallies = Table(
    "tallies",
    metadata,
    Column("site_id", ForeignKey("sites.id"), primary_key=True, autoincrement=False),
    Column("day", Integer, primary_key=True, autoincrement=False),
    Column("lane", Integer, primary_key=True, autoincrement=False),
    Column("spam", BigInteger, nullable=False),
    Column("ham", BigInteger, nullable=False),
    Column("missed_spam", BigInteger, nullable=False),
    Column("false_positives", BigInteger, nullable=False),
)

# The checks of earlier wordings of a comment: its author has edited it since, and it was judged again.
edits = Table(
    "edits",
    metadata,
    Column("check_id", ForeignKey("checks.id"), primary_key=True, autoincrement=False),
    Column("comment_id", ForeignKey("comments.id"), nullable=False, index=True),
    Column("replaced_at", BigInteger, nullable=False),
)

# The truth from which the weights are folded. Positions are gapless in the order of commits, because each is taken
# from `ledger_head` in the transaction that writes the line; `void_number` orders the voidings in the same way.
ledger = Table(
    "ledger",
    metadata,
    Column("position", _BIG_KEY, primary_key=True, autoincrement=False),
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

# Which comment a post with an idempotency key became, so that the same post sent again is answered with it.
idempotency = Table(
    "idempotency",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    Column("body_digest", LargeBinary, nullable=False),
    Column("comment_id", _BIG_KEY, nullable=False),
    Column("created_at", BigInteger, nullable=False, index=True),
)

moderators = Table(
    "moderators",
    metadata,
    Column("id", _BIG_KEY, primary_key=True),
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

decisions = Table(
    "decisions",
    metadata,
    Column("id", _BIG_KEY, primary_key=True),
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

audit = Table(
    "audit",
    metadata,
    Column("id", _BIG_KEY, primary_key=True),
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
    Column("id", _BIG_KEY, primary_key=True),
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
