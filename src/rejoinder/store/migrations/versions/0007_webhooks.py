"""Where a client wants to be told of a changed verdict, what it was told, its key in a form that can be sent; and how
far each message of the outbox has come.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007_webhooks"
down_revision = "0006_waiting"
branch_labels = None
depends_on = None

_DUE = sa.text("due_at IS NOT NULL")


def upgrade() -> None:
    op.add_column("checks", sa.Column("callback", sa.Text(), nullable=False, server_default=""))
    op.add_column("checks", sa.Column("told", sa.Integer()))
    op.add_column("site_keys", sa.Column("sealed", sa.LargeBinary()))
    for name in ("check_id", "due_at", "ended_at"):
        op.add_column("outbox", sa.Column(name, sa.BigInteger()))
    op.add_column("outbox", sa.Column("tries", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("outbox", sa.Column("outcome", sa.Text(), nullable=False, server_default=""))
    op.create_index("ix_outbox_check_id", "outbox", ["check_id"])
    op.create_index("ix_outbox_due_at", "outbox", ["due_at"], sqlite_where=_DUE, postgresql_where=_DUE)
