"""Which other server a site's comments are shown to for a second opinion, with which key, and how many of them."""

import sqlalchemy as sa
from alembic import op

revision = "0008_second"
down_revision = "0007_webhooks"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sites", sa.Column("second_url", sa.Text(), nullable=False, server_default=""))
    op.add_column("sites", sa.Column("second_key", sa.LargeBinary()))
    op.add_column("sites", sa.Column("second_share", sa.Text(), nullable=False, server_default=""))
