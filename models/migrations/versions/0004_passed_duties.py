"""Duties that pass to another agency keep the name of the one that owed them first"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("duty", sa.Column("passed_from", AutoString(length=32), nullable=True))
