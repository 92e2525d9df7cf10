"""Who hears of a step: offices that could not be written to, and when a contact was last confirmed"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

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
WHY = ("missing", "not_yet", "expired", "bounced", "shared")
REASONS = ("urgent", "told_otherwise", "no_mailbox")


def upgrade() -> None:
    op.add_column("contact", sa.Column("confirmed_on", sa.Date(), nullable=True))
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
