"""The switch: outgoing mail that is held, links that are closed"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

REASONS = "'incident', 'wrong_letters', 'maintenance', 'directive', 'restored'"


def upgrade() -> None:
    op.create_table(
        "switchedoff",
        sa.Column("switch", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("since", UTCDateTime(), nullable=False),
        sa.CheckConstraint("switch IN ('mail', 'links')", name=op.f("ck_switchedoff_switch")),
        sa.CheckConstraint(f"reason IN ({REASONS})", name=op.f("ck_switchedoff_reason")),
        sa.PrimaryKeyConstraint("switch", name="pk_switchedoff"),
    )
