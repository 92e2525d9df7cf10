"""Who hears of a step: offices that could not be written to, and when a contact was last confirmed"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

from models.migrations.vocabulary import allow_words

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

ROLES = (
    "coordinator",
    "chairman",
    "team_leader",
    "deputy_leader",
    "liaison",
    "superior",
    "area",
    "legal_officer",
    "department_head",
    "sanction_holder",
    "police_duty",
    "police_superior",
    "focal_point",
    "focal_deputy",
    "committee",
    "engine",
)
DUTY_KINDS = (
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
    "contact_check",
    "victim_reception",
    "victim_verification",
    "victim_protection",
    "victim_support",
    "contact_repair",
)
WHY = ("missing", "not_yet", "expired", "bounced", "shared")
REASONS = ("urgent", "told_otherwise", "no_mailbox")


def upgrade() -> None:
    op.add_column("contact", sa.Column("confirmed_on", sa.Date(), nullable=True))
    op.add_column("contact", sa.Column("proposed", sa.String(length=200), nullable=True))
    allow_words("duty", "kind", DUTY_KINDS)
    op.create_table(
        "unheard",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=32), nullable=False),
        sa.Column("agency", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("why", sa.String(length=32), nullable=False),
        sa.Column("since", UTCDateTime(), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=True),
        sa.Column("told_at", UTCDateTime(), nullable=True),
        _one_of("role", ROLES),
        _one_of("why", WHY),
        _one_of("reason", REASONS),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_unheard_campaign_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unheard")),
        sa.UniqueConstraint(
            "campaign_id", "step", "agency", "role", name=op.f("uq_unheard_campaign_id_step_agency_role")
        ),
    )
    op.create_index("ix_unheard_campaign_id", "unheard", ["campaign_id"])


def _one_of(column: str, codes: tuple[str, ...]) -> sa.CheckConstraint:
    listed = ", ".join(f"'{code}'" for code in codes)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=op.f(f"ck_unheard_{column}"))
