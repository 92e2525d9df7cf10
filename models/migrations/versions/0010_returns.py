"""What comes back for letters, and the task to mend an address"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

from models.migrations.vocabulary import allow_words

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

KINDS = [
    "inspection",
    "monitoring",
    "training",
    "contest",
    "communication",
    "print",
    "press",
    "guidance",
    "healthy_commune",
    "reception",
    "other",
    "annual_plan",
    "contact_book",
]
DUTIES = [
    "approve_plan",
    "confirm",
    "findings",
    "remedy",
    "sanction_decision",
    "sanction_execution",
    "referral_approval",
    "referral_acknowledgement",
    "referral_result",
    "re_inspection",
    "protection",
    "order_check",
    "written_report",
    "self_report",
    "working_record",
    "monitoring_remedy",
    "training_plan",
    "nomination",
    "attendance",
    "evaluation",
    "school_choice",
    "preliminary_result",
    "final_result",
    "joint_plan",
    "communication_result",
    "print_order",
    "print_proof",
    "proof_approval",
    "print_delivery",
    "distribution",
    "press_plan",
    "publication",
    "guidance_issued",
    "directive_issued",
    "guidance_result",
    "commune_registration",
    "commune_classification",
    "work_plan",
    "work_result",
    "periodic_report",
    "victim_reception",
    "victim_verification",
    "victim_protection",
    "victim_support",
    "contact_repair",
]
MESSAGES = [
    "queued",
    "leased",
    "sent",
    "ambiguous",
    "failed",
    "bounced",
    "expired",
    "cancelled",
]
RETURNS = "'failed', 'delayed', 'auto_reply', 'reply', 'unknown'"


def upgrade() -> None:
    allow_words("campaign", "kind", KINDS)
    allow_words("duty", "kind", DUTIES)
    allow_words("message", "state", MESSAGES)
    allow_words("mailattempt", "outcome", MESSAGES)
    op.create_table(
        "mailreturn",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", AutoString(length=64), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.Column("forged", sa.Boolean(), nullable=False),
        sa.Column("status", AutoString(length=12), nullable=True),
        sa.Column("text", AutoString(), nullable=True),
        sa.CheckConstraint(f"kind IN ({RETURNS})", name=op.f("ck_mailreturn_kind")),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name="fk_mailreturn_message_id"),
        sa.PrimaryKeyConstraint("id", name="pk_mailreturn"),
        sa.UniqueConstraint("digest", name="uq_mailreturn_digest"),
    )
    op.create_index("ix_mailreturn_at", "mailreturn", ["at"])
    op.create_index("ix_mailreturn_message_id", "mailreturn", ["message_id"])
