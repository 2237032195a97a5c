"""Threads: keys of pages, readers with a key of their own, votes, reports, and what owners choose for their pages."""

import re
from urllib.parse import quote, urlsplit

import sqlalchemy as sa
from alembic import op

revision = "0009_threads"
down_revision = "0008_second"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _sites()
    _pages()
    _comments()
    _of_comments()
    _give_keys(op.get_bind())


def _sites() -> None:
    op.add_column("site_origins", sa.Column("stands_for", sa.Text(), nullable=False, server_default=""))
    op.add_column("site_origins", sa.Column("trial", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "policies",
        sa.Column("site_id", KEY, autoincrement=False, nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_policies_site_id")),
        sa.PrimaryKeyConstraint("site_id", "scope", name=op.f("pk_policies")),
    )


def _pages() -> None:
    op.add_column("pages", sa.Column("version", sa.BigInteger(), nullable=False, server_default="1"))
    op.create_table(
        "page_addresses",
        sa.Column("site_id", KEY, autoincrement=False, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("page_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_page_addresses_site_id")),
        sa.ForeignKeyConstraint(["page_id"], ["pages.id"], name=op.f("fk_page_addresses_page_id")),
        sa.PrimaryKeyConstraint("site_id", "key", name=op.f("pk_page_addresses")),
    )
    op.create_index(op.f("ix_page_addresses_page_id"), "page_addresses", ["page_id"])


def _comments() -> None:
    op.create_table(
        "readers",
        sa.Column("id", KEY, nullable=False),
        sa.Column("site_id", KEY, nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("standing", sa.Text(), nullable=False, server_default=""),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_readers_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_readers")),
        sa.UniqueConstraint("site_id", "digest", name=op.f("uq_readers_site_id_digest")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_readers_seen_at"), "readers", ["seen_at"])
    _refer("reader_id", "readers")
    _refer("moderator_id", "moderators")
    op.add_column("comments", sa.Column("held_for", sa.Text(), nullable=False, server_default=""))
    op.add_column("comments", sa.Column("decided_for", sa.Text(), nullable=False, server_default=""))
    op.add_column("comments", sa.Column("ups", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("comments", sa.Column("downs", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("comments", sa.Column("featured_at", sa.BigInteger()))
    op.create_index(op.f("ix_comments_reader_id"), "comments", ["reader_id"])


def _refer(name: str, table: str) -> None:
    # In words: Alembic adds the constraint by a statement of its own, which SQLite does not have.
    kind = KEY.compile(op.get_bind().dialect)
    constraint = f"CONSTRAINT fk_comments_{name} REFERENCES {table} (id)"
    op.execute(f"ALTER TABLE comments ADD COLUMN {name} {kind} {constraint}")


def _of_comments() -> None:
    op.create_table(
        "votes",
        sa.Column("comment_id", KEY, autoincrement=False, nullable=False),
        sa.Column("voter", sa.LargeBinary(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["comment_id"], ["comments.id"], name=op.f("fk_votes_comment_id")),
        sa.PrimaryKeyConstraint("comment_id", "voter", name=op.f("pk_votes")),
    )
    op.create_index(op.f("ix_votes_made_at"), "votes", ["made_at"])
    op.create_index("ix_votes_comment_id_address", "votes", ["comment_id", "address"])
    op.create_table(
        "reports",
        sa.Column("id", KEY, nullable=False),
        sa.Column("comment_id", KEY, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("reporter", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("settled_at", sa.BigInteger()),
        sa.ForeignKeyConstraint(["comment_id"], ["comments.id"], name=op.f("fk_reports_comment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
        sa.UniqueConstraint("comment_id", "reporter", name=op.f("uq_reports_comment_id_reporter")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_reports_made_at"), "reports", ["made_at"])
    unsettled = sa.text("settled_at IS NULL")
    op.create_index("ix_reports_open", "reports", ["comment_id"], sqlite_where=unsettled, postgresql_where=unsettled)


def _give_keys(connection: sa.Connection) -> None:
    """Give each page its key. Of two that were one article all along, the older takes the comments of the younger."""
    known: dict[tuple[int, str], int] = {}
    for page_id, site_id, url in connection.execute(sa.text("SELECT id, site_id, url FROM pages ORDER BY id")).all():
        key = (site_id, _key(url))
        if key not in known:
            known[key] = page_id
            row = {"site": site_id, "key": key[1], "page": page_id}
            connection.execute(sa.text("INSERT INTO page_addresses VALUES (:site, :key, :page)"), row)
            continue
        both = {"old": known[key], "new": page_id}
        connection.execute(sa.text("UPDATE comments SET page_id = :old WHERE page_id = :new"), both)
        connection.execute(sa.text("DELETE FROM pages WHERE id = :new"), both)


# As `text/urls.page_key` was when this was written; a migration does what it did, whatever becomes of that.
_UNRESERVED = re.compile("[A-Za-z0-9._~-]")


def _key(url: str) -> str:
    parts = urlsplit(url)
    path = _spelled(parts.path).rstrip("/")
    return f"{parts.netloc}{path or '/'}{'?' + _spelled(parts.query) if parts.query else ''}"


def _spelled(value: str) -> str:
    ascii_only = quote(value, safe="%/?:@!$&'()*+,;=[]~-._|\\^`{}\"<> ")
    return re.sub("%([0-9A-Fa-f]{2})", _one, ascii_only)


def _one(found: re.Match[str]) -> str:
    character = chr(int(found[1], 16))
    return character if _UNRESERVED.fullmatch(character) else found[0].upper()
