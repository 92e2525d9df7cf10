"""A reception may be handed over to the focal point's deputy"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0015"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("reception", sa.Column("handed_over_at", UTCDateTime(), nullable=True))
