"""Figures of client sites by day, so that no report has to count checks; those that there are, are counted once."""

import sqlalchemy as sa
from alembic import op

revision = "0004_tallies"
down_revision = "0003_clients"
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")  # as the keys that it refers to
_FIGURES = ("spam", "ham", "missed_spam", "false_positives")
_CAUGHT = "checks.verdict IN ('spam', 'discard')"
_COUNTED = (
    _CAUGHT,
    f"NOT {_CAUGHT}",
    f"NOT {_CAUGHT} AND ledger.label = 'spam'",
    f"{_CAUGHT} AND ledger.label = 'ham'",
)


def upgrade() -> None:
    op.create_table(
        "tallies",
        sa.Column("site_id", _BIG, autoincrement=False, nullable=False),
        sa.Column("day", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("lane", sa.Integer(), autoincrement=False, nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in _FIGURES),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_tallies_site_id")),
        sa.PrimaryKeyConstraint("site_id", "day", "lane", name=op.f("pk_tallies")),
    )
    columns = ["checks.site_id", "checks.received_at / 86400000"]
    sums = ["0", *(f"SUM(CASE WHEN {condition} THEN 1 ELSE 0 END)" for condition in _COUNTED)]
    counted = sa.text("checks LEFT JOIN ledger ON ledger.check_id = checks.id AND ledger.voided_at IS NULL")
    query = sa.select(*map(sa.text, columns + sums)).select_from(counted).where(sa.text("checks.source = 'akismet'"))
    table = sa.table("tallies", *map(sa.column, ("site_id", "day", "lane", *_FIGURES)))
    op.execute(sa.insert(table).from_select(list(table.c), query.group_by(*map(sa.text, columns))))
