"""Areas in which work rests, and what waits for them"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

from models.migrations.vocabulary import allow_words

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

MISSED = ["closed", "out_of_business", "quorum", "area_suspended"]


def upgrade() -> None:
    allow_words("visit", "missed", MISSED)
    op.add_column("duty", sa.Column("paused_at", UTCDateTime(), nullable=True))
    op.create_table(
        "areasuspension",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("area", AutoString(length=16), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("document", AutoString(length=64), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("suspended_at", UTCDateTime(), nullable=False),
        sa.Column("resumed_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint("reason IN ('epidemic', 'disaster', 'directive')", name=op.f("ck_areasuspension_reason")),
        sa.PrimaryKeyConstraint("id", name="pk_areasuspension"),
    )
    still = sa.text("resumed_at IS NULL")
    op.create_index(
        "uq_areasuspension_area", "areasuspension", ["area"], unique=True, sqlite_where=still, postgresql_where=still
    )
