"""The ledger keeps its columns and the marks of a line apart; leases, numbers of processes, idempotency keys.

Checks lose the digest of their address and keep their history as one value. What stands in the old columns is carried
over: the hashed columns as those of version 1, the addresses of labelled checks as marks.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002_ledger"
down_revision = "0001_first"
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")  # as the keys that it refers to
_STANDING = sa.text("voided_at IS NULL")
_HISTORY = (
    "UPDATE checks SET history = '{\"same_text\":' || same_text_before || ',\"address_spam\":' || address_spam_before"
    " || ',\"address_ham\":' || address_ham_before || '}'"
)


def upgrade() -> None:
    # No table is made anew (Alembic's "batch"): SQLite would empty the old one first, against its foreign keys.
    _new_tables()
    _carry_over()
    op.drop_index("ix_checks_ip_digest", "checks")
    for name in ("ip_digest", "same_text_before", "address_spam_before", "address_ham_before"):
        op.drop_column("checks", name)
    op.drop_column("ledger", "example")
    op.create_index("ix_ledger_void_number", "ledger", ["void_number"])
    op.create_index(
        "ix_ledger_made_at_standing", "ledger", ["made_at"], sqlite_where=_STANDING, postgresql_where=_STANDING
    )


def _carry_over() -> None:
    op.add_column("comments", sa.Column("edited_at", sa.BigInteger()))
    op.add_column("checks", sa.Column("history", sa.Text(), nullable=False, server_default=""))
    op.add_column("ledger", sa.Column("history", sa.Text(), nullable=False, server_default=""))
    op.add_column("ledger", sa.Column("void_number", sa.BigInteger()))
    op.execute(_HISTORY)
    op.execute(
        "UPDATE ledger SET history = COALESCE((SELECT history FROM checks WHERE checks.id = ledger.check_id), '')"
    )
    # Any weights that have seen fewer voidings than there are must be made anew; that is all the number has to say.
    op.execute("UPDATE ledger SET void_number = (SELECT voids FROM ledger_head) WHERE voided_at IS NOT NULL")
    op.execute(
        "INSERT INTO ledger_columns (version, position, example)"
        " SELECT 1, position, example FROM ledger WHERE voided_at IS NULL AND example IS NOT NULL"
    )
    op.execute(
        "INSERT INTO ledger_marks (digest, position, kind, label)"
        " SELECT checks.ip_digest, ledger.position, 'address', ledger.label FROM ledger"
        " JOIN checks ON checks.id = ledger.check_id"
        " WHERE ledger.voided_at IS NULL AND checks.ip_digest IS NOT NULL"
    )


def _new_tables() -> None:
    op.create_table(
        "ledger_columns",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", _BIG, autoincrement=False, nullable=False),
        sa.Column("example", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["position"], ["ledger.position"], name=op.f("fk_ledger_columns_position")),
        sa.PrimaryKeyConstraint("version", "position", name=op.f("pk_ledger_columns")),
    )
    op.create_table(
        "ledger_marks",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("position", _BIG, autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["position"], ["ledger.position"], name=op.f("fk_ledger_marks_position")),
        sa.PrimaryKeyConstraint("digest", "position", name=op.f("pk_ledger_marks")),
    )
    op.create_index("ix_ledger_marks_position", "ledger_marks", ["position"])
    op.create_table(
        "snapshots",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("voids", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_snapshots")),
    )
    op.create_table(
        "leases",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("beat", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_leases")),
    )
    op.create_table(
        "edits",
        sa.Column("check_id", _BIG, autoincrement=False, nullable=False),
        sa.Column("comment_id", _BIG, nullable=False),
        sa.Column("replaced_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["check_id"], ["checks.id"], name=op.f("fk_edits_check_id")),
        sa.ForeignKeyConstraint(["comment_id"], ["comments.id"], name=op.f("fk_edits_comment_id")),
        sa.PrimaryKeyConstraint("check_id", name=op.f("pk_edits")),
    )
    op.create_index("ix_edits_comment_id", "edits", ["comment_id"])
    for name in ("parent_id", "check_id"):
        op.create_index(f"ix_comments_{name}", "comments", [name])
    op.create_table(
        "sweeps",
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("upto", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("rule", name=op.f("pk_sweeps")),
    )
    op.create_table(
        "processes",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_processes")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "installation",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("secret_digest", sa.LargeBinary(), nullable=False),
        sa.Column("lineage", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_installation")),
    )
    op.create_table(
        "idempotency",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("body_digest", sa.LargeBinary(), nullable=False),
        sa.Column("comment_id", _BIG, nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_idempotency")),
    )
    op.create_index("ix_idempotency_created_at", "idempotency", ["created_at"])
