"""Due letters in the order in which they go: no claim sorts all that are queued"""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_message_order", "message", ["state", "priority", "next_at", "id"])
