"""tables"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agencyabsence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agencyabsence")),
        sa.UniqueConstraint("agency", "on", name=op.f("uq_agencyabsence_agency_on")),
    )
    with op.batch_alter_table("agencyabsence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agencyabsence_agency"), ["agency"], unique=False)

    op.create_table(
        "boardedition",
        sa.Column("key", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
        sa.Column("digest", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_boardedition")),
    )
    op.create_table(
        "contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
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
                "committee",
                "engine",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("office", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("telephone", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("address", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("bounced", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
        sa.UniqueConstraint("agency", "role", "address", name=op.f("uq_contact_agency_role_address")),
    )
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contact_agency"), ["agency"], unique=False)

    op.create_table(
        "establishment",
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column(
            "type",
            sa.Enum(
                "hotel",
                "guest_house",
                "motel",
                "restaurant",
                "boarding_house",
                "tourist_villa",
                "tourist_apartment",
                "rented_apartment",
                "discotheque",
                "karaoke",
                "massage",
                "sauna",
                "hot_cold_bath",
                "hairdresser",
                "dim_light_cafe",
                "other",
                name="establishmenttype",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("area", sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
        sa.Column("sessions", sa.JSON(), nullable=False),
        sa.Column("weekend_only", sa.Boolean(), nullable=False),
        sa.Column("conditional", sa.Boolean(), nullable=False),
        sa.Column("prone", sa.Boolean(), nullable=False),
        sa.Column("last_checked_on", sa.Date(), nullable=True),
        sa.Column("past_violations", sa.Integer(), nullable=False),
        sa.Column("complaints", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_establishment")),
    )
    with op.batch_alter_table("establishment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_establishment_area"), ["area"], unique=False)

    op.create_table(
        "packrevision",
        sa.Column("revision", sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("applied_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("revision", name=op.f("pk_packrevision")),
    )
    op.create_table(
        "practiceday",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("moment", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practiceday")),
    )
    op.create_table(
        "approval",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("order", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
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
                "committee",
                "engine",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("approved", sa.Boolean(), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=True),
        sa.Column("decided_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_approval_contact_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval")),
        sa.UniqueConstraint("subject", "round", "contact_id", name=op.f("uq_approval_subject_round_contact_id")),
        sa.UniqueConstraint("subject", "round", "order", name=op.f("uq_approval_subject_round_order")),
        sa.UniqueConstraint("subject", "round", "role", name=op.f("uq_approval_subject_round_role")),
    )
    op.create_table(
        "campaign",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "inspection",
                "monitoring",
                "activity",
                name="campaignkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "mode",
            sa.Enum("planned", "unannounced", name="mode", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "scheduled",
                "approved",
                "coordinating",
                "inspecting",
                "assessing",
                "reporting",
                "closed",
                "suspended",
                "cancelled",
                name="campaignstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "resumes_to",
            sa.Enum(
                "draft",
                "scheduled",
                "approved",
                "coordinating",
                "inspecting",
                "assessing",
                "reporting",
                "closed",
                "suspended",
                "cancelled",
                name="campaignstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("entered", sa.JSON(), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.Column("pack_revision", sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
        sa.Column("activity", sqlmodel.sql.sqltypes.AutoString(length=16), nullable=True),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("visits_wanted", sa.Integer(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("quotas", sa.JSON(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("suspended_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("turns", sa.Integer(), nullable=False),
        sa.Column("areas_told", sa.Boolean(), nullable=False),
        sa.Column("replans", sa.Integer(), nullable=False),
        sa.Column("looking_until", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("next_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("released_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("opens_on <= closes_on", name=op.f("ck_campaign_window")),
        sa.ForeignKeyConstraint(["pack_revision"], ["packrevision.revision"], name=op.f("fk_campaign_pack_revision")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
        sa.UniqueConstraint("code", name=op.f("uq_campaign_code")),
    )
    with op.batch_alter_table("campaign", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_campaign_looking_until"), ["looking_until"], unique=False)
        batch_op.create_index(batch_op.f("ix_campaign_next_at"), ["next_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_campaign_state"), ["state"], unique=False)

    op.create_table(
        "duty",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
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
                name="dutykind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("subject", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("agency", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
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
                "committee",
                "engine",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open", "fulfilled", "waived", name="dutystate", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("confidential", sa.Boolean(), nullable=False),
        sa.Column("opened_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("due_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("ladder", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("rung", sa.Integer(), nullable=False),
        sa.Column("rung_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.Column("settled_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column(
            "waived",
            sa.Enum(
                "declined",
                "silent",
                "not_needed",
                "campaign_cancelled",
                "superseded",
                name="waivereason",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("answered", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_duty_campaign_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty")),
        sa.UniqueConstraint("code", name=op.f("uq_duty_code")),
        sa.UniqueConstraint("kind", "subject", "agency", "ordinal", name=op.f("uq_duty_kind_subject_agency_ordinal")),
    )
    with op.batch_alter_table("duty", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_duty_agency"), ["agency"], unique=False)
        batch_op.create_index(batch_op.f("ix_duty_campaign_id"), ["campaign_id"], unique=False)
        batch_op.create_index("ix_duty_due", ["state", "rung_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_duty_subject"), ["subject"], unique=False)

    op.create_table(
        "journalentry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=True),
        sa.Column("noun", sqlmodel.sql.sqltypes.AutoString(length=24), nullable=False),
        sa.Column("subject", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("verb", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("before", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=True),
        sa.Column("after", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=True),
        sa.Column(
            "role",
            sa.Enum(
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
                "committee",
                "engine",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("agency", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=True),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=True),
        sa.Column("note", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_journalentry_campaign_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journalentry")),
    )
    with op.batch_alter_table("journalentry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_journalentry_campaign_id"), ["campaign_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_journalentry_subject"), ["subject"], unique=False)

    op.create_table(
        "link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("agency", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
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
                "committee",
                "engine",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("campaign_id", sa.Integer(), nullable=True),
        sa.Column("subject", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=True),
        sa.Column("confidential", sa.Boolean(), nullable=False),
        sa.Column("expires_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("revoked", sa.Boolean(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_link_campaign_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_link_contact_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link")),
        sa.UniqueConstraint("token", name=op.f("uq_link_token")),
    )
    with op.batch_alter_table("link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_link_contact_id"), ["contact_id"], unique=False)

    op.create_table(
        "message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("intent_key", sqlmodel.sql.sqltypes.AutoString(length=160), nullable=False),
        sa.Column("mid", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=True),
        sa.Column("letter", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("locale", sqlmodel.sql.sqltypes.AutoString(length=5), nullable=False),
        sa.Column(
            "delivery_class",
            sa.Enum(
                "at_least_once",
                "at_most_once",
                name="deliveryclass",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "confidentiality",
            sa.Enum(
                "routine", "confidential", name="confidentiality", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("agency", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("address", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("mime", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "queued",
                "leased",
                "sent",
                "ambiguous",
                "failed",
                "expired",
                "cancelled",
                name="messagestate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("phase", sqlmodel.sql.sqltypes.AutoString(length=8), nullable=True),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("owner", sqlmodel.sql.sqltypes.AutoString(length=80), nullable=True),
        sa.Column("lease_until", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("next_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("ttl_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("dot_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("sent_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("reply", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=True),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_message_campaign_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_message_contact_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("intent_key", name=op.f("uq_message_intent_key")),
        sa.UniqueConstraint("mid", name=op.f("uq_message_mid")),
    )
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_message_campaign_id"), ["campaign_id"], unique=False)
        batch_op.create_index("ix_message_due", ["state", "next_at"], unique=False)

    op.create_table(
        "party",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("area", sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
        sa.Column("sector", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("lead_agency", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column(
            "session",
            sa.Enum("day", "night", name="session", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("briefed", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_party_campaign_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party")),
        sa.UniqueConstraint("code", name=op.f("uq_party_code")),
    )
    with op.batch_alter_table("party", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_party_campaign_id"), ["campaign_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_party_on"), ["on"], unique=False)

    op.create_table(
        "accesscode",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("digest", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("expires_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("used", sa.Boolean(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["link_id"], ["link.id"], name=op.f("fk_accesscode_link_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accesscode")),
    )
    with op.batch_alter_table("accesscode", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_accesscode_link_id"), ["link_id"], unique=False)

    op.create_table(
        "answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("nonce", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("receipt", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("duty_id", sa.Integer(), nullable=False),
        sa.Column(
            "channel",
            sa.Enum(
                "portal", "telephone", "paper", name="channel", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("document", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=True),
        sa.Column("document_on", sa.Date(), nullable=True),
        sa.Column(
            "recorded_by",
            sa.Enum(
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
                "committee",
                "engine",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("received_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["duty_id"], ["duty.id"], name=op.f("fk_answer_duty_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
        sa.UniqueConstraint("nonce", name=op.f("uq_answer_nonce")),
        sa.UniqueConstraint("receipt", name=op.f("uq_answer_receipt")),
    )
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_answer_duty_id"), ["duty_id"], unique=False)

    op.create_table(
        "mailattempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "queued",
                "leased",
                "sent",
                "ambiguous",
                "failed",
                "expired",
                "cancelled",
                name="messagestate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("reply", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=True),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_mailattempt_message_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailattempt")),
    )
    with op.batch_alter_table("mailattempt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mailattempt_message_id"), ["message_id"], unique=False)

    op.create_table(
        "portalsession",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("expires_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("revoked", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["link_id"], ["link.id"], name=op.f("fk_portalsession_link_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portalsession")),
        sa.UniqueConstraint("digest", name=op.f("uq_portalsession_digest")),
    )
    op.create_table(
        "seat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("agency", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("sector", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("card", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=True),
        sa.Column("slot", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_seat_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat")),
        sa.UniqueConstraint("card", "slot", name=op.f("uq_seat_card_slot")),
        sa.UniqueConstraint("party_id", "ordinal", name=op.f("uq_seat_party_id_ordinal")),
    )
    with op.batch_alter_table("seat", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_seat_agency"), ["agency"], unique=False)
        batch_op.create_index(batch_op.f("ix_seat_party_id"), ["party_id"], unique=False)

    op.create_table(
        "visit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("establishment", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("area", sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "postponed",
                "recorded",
                "assessed",
                "not_conducted",
                "cancelled",
                name="visitstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "outcome",
            sa.Enum(
                "compliant",
                "guidance",
                "commitment",
                "violation",
                "signs_of_crime",
                "under_assessment",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column(
            "missed",
            sa.Enum(
                "closed",
                "out_of_business",
                "quorum",
                name="notconductedreason",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("ranked", sa.Boolean(), nullable=False),
        sa.Column("risk", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_visit_campaign_id")),
        sa.ForeignKeyConstraint(["establishment"], ["establishment.code"], name=op.f("fk_visit_establishment")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_visit_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
        sa.UniqueConstraint("campaign_id", "establishment", name=op.f("uq_visit_campaign_id_establishment")),
        sa.UniqueConstraint("code", name=op.f("uq_visit_code")),
    )
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_visit_campaign_id"), ["campaign_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_visit_party_id"), ["party_id"], unique=False)

    op.create_table(
        "finding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("agency", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("lead", sa.Boolean(), nullable=False),
        sa.Column("checklist_revision", sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
        sa.Column("cards_present", sa.JSON(), nullable=False),
        sa.Column("handed_in_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_finding_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
        sa.UniqueConstraint("visit_id", "agency", name=op.f("uq_finding_visit_id_agency")),
    )
    with op.batch_alter_table("finding", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_finding_visit_id"), ["visit_id"], unique=False)

    op.create_table(
        "protection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("signs", sa.JSON(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("raised", "answered", name="protectionstate", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("raised_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_protection_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_protection")),
        sa.UniqueConstraint("code", name=op.f("uq_protection_code")),
        sa.UniqueConstraint("visit_id", name=op.f("uq_protection_visit_id")),
    )
    op.create_table(
        "recommendation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("agency", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "compliant",
                "guidance",
                "commitment",
                "violation",
                "signs_of_crime",
                "under_assessment",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "sent",
                "remedied",
                "not_remedied",
                "re_inspected",
                name="remedystate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("due_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("settled_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_recommendation_campaign_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_recommendation_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recommendation")),
        sa.UniqueConstraint("code", name=op.f("uq_recommendation_code")),
    )
    with op.batch_alter_table("recommendation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recommendation_campaign_id"), ["campaign_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_recommendation_visit_id"), ["visit_id"], unique=True)

    op.create_table(
        "referral",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("establishment", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "first_approved",
                "approved",
                "refused",
                "sent",
                "acknowledged",
                "resolved",
                "withdrawn",
                name="referralstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("channel", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("agency", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("proposed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("sent_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("received_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("acknowledged_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("resolved_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column(
            "result",
            sa.Enum(
                "opened",
                "not_opened",
                "suspended",
                "returned",
                name="referralresult",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column(
            "refused",
            sa.Enum(
                "evidence",
                "administrative",
                "duplicate",
                name="refusalground",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_referral_campaign_id")),
        sa.ForeignKeyConstraint(["establishment"], ["establishment.code"], name=op.f("fk_referral_establishment")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_referral_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral")),
        sa.UniqueConstraint("code", name=op.f("uq_referral_code")),
        sa.UniqueConstraint("visit_id", name=op.f("uq_referral_visit_id")),
    )
    with op.batch_alter_table("referral", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_referral_campaign_id"), ["campaign_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_referral_state"), ["state"], unique=False)

    op.create_table(
        "sanctioncase",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("holder", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("decree", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "recorded",
                "decided",
                "executed",
                "frozen",
                "dropped",
                name="sanctionstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("recorded_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("decision_number", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("executed_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_sanctioncase_campaign_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_sanctioncase_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sanctioncase")),
        sa.UniqueConstraint("code", name=op.f("uq_sanctioncase_code")),
        sa.UniqueConstraint("visit_id", "decree", name=op.f("uq_sanctioncase_visit_id_decree")),
    )
    with op.batch_alter_table("sanctioncase", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sanctioncase_campaign_id"), ["campaign_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sanctioncase_visit_id"), ["visit_id"], unique=False)

    op.create_table(
        "findingitem",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("finding_id", sa.Integer(), nullable=False),
        sa.Column("item", sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
        sa.Column(
            "answer",
            sa.Enum(
                "met",
                "shortcoming",
                "violation",
                "signs_of_crime",
                "not_applicable",
                name="itemanswer",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["finding_id"], ["finding.id"], name=op.f("fk_findingitem_finding_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_findingitem")),
        sa.UniqueConstraint("finding_id", "item", name=op.f("uq_findingitem_finding_id_item")),
    )
    with op.batch_alter_table("findingitem", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_findingitem_finding_id"), ["finding_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("findingitem", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_findingitem_finding_id"))

    op.drop_table("findingitem")
    with op.batch_alter_table("sanctioncase", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sanctioncase_visit_id"))
        batch_op.drop_index(batch_op.f("ix_sanctioncase_campaign_id"))

    op.drop_table("sanctioncase")
    with op.batch_alter_table("referral", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_referral_state"))
        batch_op.drop_index(batch_op.f("ix_referral_campaign_id"))

    op.drop_table("referral")
    with op.batch_alter_table("recommendation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recommendation_visit_id"))
        batch_op.drop_index(batch_op.f("ix_recommendation_campaign_id"))

    op.drop_table("recommendation")
    op.drop_table("protection")
    with op.batch_alter_table("finding", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_finding_visit_id"))

    op.drop_table("finding")
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_visit_party_id"))
        batch_op.drop_index(batch_op.f("ix_visit_campaign_id"))

    op.drop_table("visit")
    with op.batch_alter_table("seat", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_seat_party_id"))
        batch_op.drop_index(batch_op.f("ix_seat_agency"))

    op.drop_table("seat")
    op.drop_table("portalsession")
    with op.batch_alter_table("mailattempt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mailattempt_message_id"))

    op.drop_table("mailattempt")
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_answer_duty_id"))

    op.drop_table("answer")
    with op.batch_alter_table("accesscode", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_accesscode_link_id"))

    op.drop_table("accesscode")
    with op.batch_alter_table("party", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_party_on"))
        batch_op.drop_index(batch_op.f("ix_party_campaign_id"))

    op.drop_table("party")
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.drop_index("ix_message_due")
        batch_op.drop_index(batch_op.f("ix_message_campaign_id"))

    op.drop_table("message")
    with op.batch_alter_table("link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_link_contact_id"))

    op.drop_table("link")
    with op.batch_alter_table("journalentry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_journalentry_subject"))
        batch_op.drop_index(batch_op.f("ix_journalentry_campaign_id"))

    op.drop_table("journalentry")
    with op.batch_alter_table("duty", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_duty_subject"))
        batch_op.drop_index("ix_duty_due")
        batch_op.drop_index(batch_op.f("ix_duty_campaign_id"))
        batch_op.drop_index(batch_op.f("ix_duty_agency"))

    op.drop_table("duty")
    with op.batch_alter_table("campaign", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_campaign_state"))
        batch_op.drop_index(batch_op.f("ix_campaign_next_at"))
        batch_op.drop_index(batch_op.f("ix_campaign_looking_until"))

    op.drop_table("campaign")
    op.drop_table("approval")
    op.drop_table("practiceday")
    op.drop_table("packrevision")
    with op.batch_alter_table("establishment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_establishment_area"))

    op.drop_table("establishment")
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contact_agency"))

    op.drop_table("contact")
    op.drop_table("boardedition")
    with op.batch_alter_table("agencyabsence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agencyabsence_agency"))

    op.drop_table("agencyabsence")
