"""The reception of victims of trafficking"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

from models.migrations.vocabulary import allow_words

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

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
]


def upgrade() -> None:
    allow_words("duty", "kind", DUTIES)
    op.create_table(
        "reception",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("agency", AutoString(length=32), nullable=False),
        sa.Column("started_by", sa.Integer(), nullable=False),
        sa.Column("started_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_reception_campaign_id"),
        sa.ForeignKeyConstraint(["started_by"], ["contact.id"], name="fk_reception_started_by"),
        sa.PrimaryKeyConstraint("id", name="pk_reception"),
        sa.UniqueConstraint("campaign_id", name="uq_reception_campaign_id"),
    )
