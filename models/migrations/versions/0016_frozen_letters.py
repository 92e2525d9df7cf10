"""The bytes of a letter stand in a table of their own, and one index says which letters are due and in what order"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "frozenletter",
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("mime", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_frozenletter_message_id")),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_frozenletter")),
    )
    op.execute("INSERT INTO frozenletter (message_id, mime) SELECT id, mime FROM message")
    op.drop_column("message", "mime")
    op.drop_index("ix_message_due", table_name="message")
