"""How a client's form was filled in, as names of signs, and whether a site wants its typing and mouse looked at."""

import sqlalchemy as sa
from alembic import op

revision = "0005_behaviour"
down_revision = "0004_tallies"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("checks", sa.Column("behaviour", sa.Text(), nullable=False, server_default=""))
    op.add_column("sites", sa.Column("typing", sa.Integer(), nullable=False, server_default="0"))
