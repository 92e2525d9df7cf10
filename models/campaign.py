"""A campaign: one wave of work of one kind, in one window."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.columns import json_column, word_column
from rules.words import CampaignKind, CampaignState, Mode

VERSION = sa.Column("version", sa.Integer, nullable=False)
"""Raised by every update; two people who change the same campaign at once do not overwrite each other."""


class Campaign(SQLModel, table=True):
    """`entered` are the steps entered, in order. `resumes_to` is set while suspended."""

    __table_args__ = (sa.CheckConstraint("opens_on <= closes_on", name="window"),)

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True, max_length=32)
    kind: CampaignKind = word_column(CampaignKind)
    mode: Mode = word_column(Mode)
    state: CampaignState = word_column(CampaignState, index=True)
    resumes_to: CampaignState | None = word_column(CampaignState, default=None, nullable=True)
    entered: list = json_column(default_factory=list)
    last_number: int = 0
    """The last number given to a duty, recommendation or sanction case of this campaign."""
    pack_revision: str = Field(foreign_key="packrevision.revision", max_length=16)
    activity: str | None = Field(default=None, max_length=16)
    opens_on: date
    closes_on: date
    visits_wanted: int
    seed: int
    quotas: dict = json_column(default_factory=dict)
    round: int = 0
    """How often the plan was submitted."""
    suspended_at: datetime | None = None
    turns: int = 0
    """How often it was suspended, resumed or cancelled: says which of those letters is which."""
    areas_told: bool = False
    replans: int = 0
    """How often a party got another day or other seats: the SEQUENCE of its calendar entries."""
    looking_until: datetime | None = Field(default=None, index=True)
    """A lease: until then one run is looking after it; a run that dies is made good by the next after that."""
    next_at: datetime | None = Field(default=None, index=True)
    """When `advance` must look again; None while only an answer can move it."""
    milestones: dict = json_column(default_factory=dict)
    """The day on which each step begins, {step: yyyy-mm-dd}, where steps do not follow each other at once."""
    year_id: int | None = Field(default=None, foreign_key="campaign.id", index=True)
    """The annual plan it belongs to, which is a campaign too."""
    released_at: datetime | None = None
    created_at: datetime
    version: int = Field(default=1, sa_column=VERSION)

    __mapper_args__ = {"version_id_col": VERSION}
