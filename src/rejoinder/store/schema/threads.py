"""Pages and what readers write under them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text, UniqueConstraint, text

from rejoinder.store.schema.base import BIG_KEY, metadata

__all__ = ["comments", "edits", "idempotency", "page_addresses", "pages", "readers", "reports", "votes"]

pages = Table(
    "pages",
    metadata,
    Column("id", BIG_KEY, primary_key=True),
    Column("site_id", ForeignKey("sites.id"), nullable=False),
    Column("url", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("version", BigInteger, nullable=False, server_default="1"),
    UniqueConstraint("site_id", "url"),
    sqlite_autoincrement=True,
)

# Under which keys a page is found (`text/urls.page_key`): its own, and those of addresses that mean the same article.
page_addresses = Table(
    "page_addresses",
    metadata,
    Column("site_id", ForeignKey("sites.id"), primary_key=True, autoincrement=False),
    Column("key", Text, primary_key=True),
    Column("page_id", ForeignKey("pages.id"), nullable=False, index=True),
)

# Who holds a key of their own, made by their browser with the first comment: known by that, and by nothing they type.
readers = Table(
    "readers",
    metadata,
    Column("id", BIG_KEY, primary_key=True),
    Column("site_id", ForeignKey("sites.id"), nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("standing", Text, nullable=False, server_default=""),
    Column("created_at", BigInteger, nullable=False),
    Column("seen_at", BigInteger, nullable=False, index=True),
    UniqueConstraint("site_id", "digest"),
    sqlite_autoincrement=True,
)

# AUTOINCREMENT throughout: the number of an erased comment must never come back as somebody else's.
comments = Table(
    "comments",
    metadata,
    Column("id", BIG_KEY, primary_key=True),
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
    Column("reader_id", ForeignKey("readers.id"), index=True),
    Column("moderator_id", ForeignKey("moderators.id")),
    Column("held_for", Text, nullable=False, server_default=""),
    Column("decided_for", Text, nullable=False, server_default=""),
    Column("ups", Integer, nullable=False, server_default="0"),
    Column("downs", Integer, nullable=False, server_default="0"),
    Column("featured_at", BigInteger),
    Index("ix_comments_status_created_at", "status", "created_at"),
    sqlite_autoincrement=True,
)

# The checks of earlier wordings of a comment: its author has edited it since, and it was judged again.
edits = Table(
    "edits",
    metadata,
    Column("check_id", ForeignKey("checks.id"), primary_key=True, autoincrement=False),
    Column("comment_id", ForeignKey("comments.id"), nullable=False, index=True),
    Column("replaced_at", BigInteger, nullable=False),
)

# Which comment a post with an idempotency key became, so that the same post sent again is answered with it.
idempotency = Table(
    "idempotency",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    Column("body_digest", LargeBinary, nullable=False),
    Column("comment_id", BIG_KEY, nullable=False),
    Column("created_at", BigInteger, nullable=False, index=True),
)

# Who has voted for what lately, so that nobody votes twice; the sums stand with the comment.
votes = Table(
    "votes",
    metadata,
    Column("comment_id", ForeignKey("comments.id"), primary_key=True, autoincrement=False),
    Column("voter", LargeBinary, primary_key=True),
    Column("value", Integer, nullable=False),
    Column("address", LargeBinary, nullable=False),
    Column("made_at", BigInteger, nullable=False, index=True),
    Index("ix_votes_comment_id_address", "comment_id", "address"),
)

reports = Table(
    "reports",
    metadata,
    Column("id", BIG_KEY, primary_key=True),
    Column("comment_id", ForeignKey("comments.id"), nullable=False),
    Column("reason", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("reporter", LargeBinary, nullable=False),
    Column("made_at", BigInteger, nullable=False, index=True),
    Column("settled_at", BigInteger),
    UniqueConstraint("comment_id", "reporter"),
    Index(
        "ix_reports_open",
        "comment_id",
        sqlite_where=text("settled_at IS NULL"),
        postgresql_where=text("settled_at IS NULL"),
    ),
    sqlite_autoincrement=True,
)
