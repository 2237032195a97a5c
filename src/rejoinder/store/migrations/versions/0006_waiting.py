"""Which checks of client sites wait for a person, so that the desk finds them without reading all others."""

import sqlalchemy as sa
from alembic import op

revision = "0006_waiting"
down_revision = "0005_behaviour"
branch_labels = None
depends_on = None

_WAITS = sa.text("waits = 1")


def upgrade() -> None:
    op.add_column("checks", sa.Column("waits", sa.Integer(), nullable=False, server_default="0"))
    op.execute(
        "UPDATE checks SET waits = 1 WHERE source = 'akismet' AND verdict = 'unsure' AND NOT EXISTS"
        " (SELECT 1 FROM ledger WHERE ledger.check_id = checks.id AND ledger.voided_at IS NULL)"
    )
    op.create_index("ix_checks_waiting", "checks", ["id"], sqlite_where=_WAITS, postgresql_where=_WAITS)
