"""All programmes of the plan: forms, milestones, the year, monitored places"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

from models.migrations.vocabulary import allow_words

revision = "0003"
down_revision = "0002"
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
]
STATES = [
    "draft",
    "scheduled",
    "approved",
    "coordinating",
    "inspecting",
    "assessing",
    "carrying_out",
    "reporting",
    "closed",
    "suspended",
    "cancelled",
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
]


def upgrade() -> None:
    allow_words("campaign", "kind", KINDS)
    for column in ("state", "resumes_to"):
        allow_words("campaign", column, STATES)
    allow_words("duty", "kind", DUTIES)
    op.add_column("campaign", sa.Column("milestones", sa.JSON(), nullable=False, server_default="{}"))
    # In words, because alembic would leave the reference out.
    year = "INTEGER CONSTRAINT fk_campaign_year_id REFERENCES campaign (id)"
    op.execute(f"ALTER TABLE campaign ADD COLUMN year_id {year}")
    op.create_index("ix_campaign_year_id", "campaign", ["year_id"])
    columns: tuple[sa.Column[Any], ...] = (
        sa.Column("form", AutoString(length=40), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("timed", sa.Boolean(), nullable=False, server_default=sa.true()),
    )
    for added in columns:
        op.add_column("duty", added)
    _make_tables()


def _make_tables() -> None:
    op.create_table(
        "formentry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("duty_id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("form", AutoString(length=40), nullable=False),
        sa.Column("agency", AutoString(length=32), nullable=False),
        sa.Column("subject", AutoString(length=40), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("workdays_late", sa.Integer(), nullable=False),
        sa.Column("handed_in_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_formentry_campaign_id"),
        sa.ForeignKeyConstraint(["duty_id"], ["duty.id"], name="fk_formentry_duty_id"),
        sa.PrimaryKeyConstraint("id", name="pk_formentry"),
        sa.UniqueConstraint("duty_id", name="uq_formentry_duty_id"),
    )
    op.create_index("ix_formentry_campaign_id", "formentry", ["campaign_id"])
    op.create_index("ix_formentry_period", "formentry", ["form", "agency", "to_on"])
    op.create_table(
        "formfigure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("unit", AutoString(length=16), nullable=False),
        sa.Column("field", AutoString(length=40), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["formentry.id"], name="fk_formfigure_entry_id"),
        sa.PrimaryKeyConstraint("id", name="pk_formfigure"),
        sa.UniqueConstraint("entry_id", "unit", "field", name="uq_formfigure_entry_id_unit_field"),
    )
    op.create_table(
        "monitoredunit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", AutoString(length=40), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("area", AutoString(length=16), nullable=False),
        sa.Column("unit", AutoString(length=16), nullable=False),
        sa.Column("has_team", sa.Boolean(), nullable=False),
        sa.Column("sampled", sa.Boolean(), nullable=False),
        sa.Column("ranked", sa.Boolean(), nullable=False),
        sa.Column("risk", sa.JSON(), nullable=False),
        sa.Column("on", sa.Date(), nullable=True),
        sa.Column("points", sa.Integer(), nullable=True),
        sa.Column("most_points", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_monitoredunit_campaign_id"),
        sa.PrimaryKeyConstraint("id", name="pk_monitoredunit"),
        sa.UniqueConstraint("campaign_id", "area", "unit", name="uq_monitoredunit_campaign_id_area_unit"),
        sa.UniqueConstraint("code", name="uq_monitoredunit_code"),
    )
    op.create_index("ix_monitoredunit_campaign_id", "monitoredunit", ["campaign_id"])
