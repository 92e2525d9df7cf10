"""Unannounced checks, documents, voided answers, sign-in, register drafts, the focal point's answers"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

from models.migrations.vocabulary import add_words, allow_words

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ROLES = [
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
]
DOCUMENTS = ["submission", "decision", "plan", "official_letter", "minutes", "report", "other"]
GROUNDS = ["complaint", "request", "member_proposal"]


def upgrade() -> None:
    _make_tables()
    for table, column in (
        ("answer", "recorded_by"),
        ("approval", "role"),
        ("contact", "role"),
        ("duty", "role"),
        ("journalentry", "role"),
        ("link", "role"),
    ):
        allow_words(table, column, ROLES)
    allow_words("duty", "kind", DUTIES)
    # "answered" was never written: until now the focal point answered by telephone.
    allow_words("protection", "state", ["raised", "taken_over", "not_confirmed", "police_told"])
    op.add_column("protection", sa.Column("answered_at", UTCDateTime(), nullable=True))
    op.add_column("answer", sa.Column("voided_at", UTCDateTime(), nullable=True))
    add_words("answer", "voided", ["wrong_agency", "wrong_duty", "misheard", "withdrawn"], default=None)
    op.add_column("link", sa.Column("used_at", UTCDateTime(), nullable=True))
    add_words("link", "purpose", ["page", "sign_in"], default="page")
    add_words("accesscode", "purpose", ["enter", "list"], default="enter")


def _make_tables() -> None:
    op.create_table(
        "registerdraft",
        sa.Column("digest", AutoString(length=64), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="fk_registerdraft_contact_id"),
        sa.PrimaryKeyConstraint("digest", name="pk_registerdraft"),
    )
    op.create_table(
        "document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("subject", AutoString(length=40), nullable=False),
        sa.Column("kind", _words(DOCUMENTS), nullable=False),
        sa.Column("number", AutoString(length=64), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("signer", _words(ROLES), nullable=False),
        sa.Column("sha256", AutoString(length=64), nullable=True),
        sa.Column("recorded_by", _words(ROLES), nullable=False),
        sa.Column("recorded_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_document_campaign_id"),
        sa.PrimaryKeyConstraint("id", name="pk_document"),
    )
    op.create_index("ix_document_campaign_id", "document", ["campaign_id"])
    op.create_table(
        "unannouncedorder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("ground", _words(GROUNDS), nullable=False),
        sa.Column("document", AutoString(length=64), nullable=False),
        sa.Column("document_on", sa.Date(), nullable=False),
        sa.Column("raised_by", sa.Integer(), nullable=False),
        sa.Column("raised_at", UTCDateTime(), nullable=False),
        sa.Column("ordered_by", sa.Integer(), nullable=True),
        sa.Column("ordered_at", UTCDateTime(), nullable=True),
        sa.Column("refused", _words(["ground", "other_body", "duplicate"]), nullable=True),
        sa.Column("muster_at", UTCDateTime(), nullable=True),
        sa.Column("muster_place", AutoString(length=200), nullable=True),
        sa.Column("lead_agency", AutoString(length=32), nullable=True),
        sa.Column("seats", sa.JSON(), nullable=False),
        sa.Column("establishments", sa.JSON(), nullable=False),
        sa.Column("opened_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_unannouncedorder_campaign_id"),
        sa.ForeignKeyConstraint(["ordered_by"], ["contact.id"], name="fk_unannouncedorder_ordered_by"),
        sa.ForeignKeyConstraint(["raised_by"], ["contact.id"], name="fk_unannouncedorder_raised_by"),
        sa.PrimaryKeyConstraint("id", name="pk_unannouncedorder"),
        sa.UniqueConstraint("campaign_id", name="uq_unannouncedorder_campaign_id"),
    )


def _words(codes: list[str]) -> sa.Enum:
    # The name is never seen: the naming convention calls the constraint after its column.
    return sa.Enum(*codes, name="word", native_enum=False, create_constraint=True, length=32)
