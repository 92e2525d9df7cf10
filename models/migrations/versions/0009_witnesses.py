"""Who can tell of a letter in doubt, and how often it was sent again out of doubt"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("message", sa.Column("amb_count", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("message", sa.Column("witness", AutoString(length=16), nullable=True))
