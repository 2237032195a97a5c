"""What an owner allows the clients of a site: the tip to discard, listed addresses only, or nothing for the moment."""

import sqlalchemy as sa
from alembic import op

revision = "0003_clients"
down_revision = "0002_ledger"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("discard", "listed_only"):
        op.add_column("sites", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
    op.add_column("sites", sa.Column("suspended_at", sa.BigInteger()))
