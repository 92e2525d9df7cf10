"""The attempts of the last minutes are found without reading those of years"""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_mailattempt_at", "mailattempt", ["at"])
