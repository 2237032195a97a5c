"""Sites, their origins and keys, and what their owners choose."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, LargeBinary, Table, Text

from rejoinder.store.schema.base import BIG_KEY, metadata

__all__ = ["policies", "site_keys", "site_origins", "sites", "tallies"]

sites = Table(
    "sites",
    metadata,
    Column("id", BIG_KEY, primary_key=True),
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
    Column("stands_for", Text, nullable=False, server_default=""),
    Column("trial", Integer, nullable=False, server_default="0"),
)

site_keys = Table(
    "site_keys",
    metadata,
    Column("id", BIG_KEY, primary_key=True),
    Column("site_id", ForeignKey("sites.id"), nullable=False),
    Column("digest", LargeBinary, nullable=False, unique=True),
    Column("hint", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("revoked_at", BigInteger),
    Column("sealed", LargeBinary),
    sqlite_autoincrement=True,
)

# What an owner has chosen for a site (scope ""), for the pages under a path (scope "/sport/"), or for one page (scope
# "page 12"), as JSON; what is not in it is as the wider scope says (`policy/rules.py`).
policies = Table(
    "policies",
    metadata,
    Column("site_id", ForeignKey("sites.id"), primary_key=True, autoincrement=False),
    Column("scope", Text, primary_key=True),
    Column("rules", Text, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
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
