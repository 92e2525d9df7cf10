"""The row of a campaign that nobody may know of: a code that says nothing, and no day but that of its drafting."""

from datetime import datetime

from sqlmodel import Session, select

from actions.context import Context
from campaigns import KINDS
from models import Campaign
from rules.words import CampaignKind, Mode


def drafted_before(session: Session, code: str) -> Campaign | None:
    """What the same form, sent twice, has made the first time."""
    return session.exec(select(Campaign).where(Campaign.code == code)).first()


def draft_unannounced(session: Session, kind: CampaignKind, code: str, *, now: datetime, context: Context) -> Campaign:
    """Flushed, so that it has an id. The day of what is to happen stands in its restricted row alone."""
    today = context.pack.calendar.day_of(now)
    campaign = Campaign(
        code=code,
        kind=kind,
        mode=Mode.UNANNOUNCED,
        state=KINDS[kind].lifecycles[Mode.UNANNOUNCED].initial,
        pack_revision=context.pack.revision,
        opens_on=today,
        closes_on=today,
        visits_wanted=0,
        seed=0,
        created_at=now,
    )
    session.add(campaign)
    session.flush()
    return campaign
