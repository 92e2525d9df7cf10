"""What a year's calendar is drawn from, in a fixed number of statements."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from models.campaign import Campaign
from models.journal import JournalEntry
from rules.words import CampaignKind, CampaignState


def newest_plan(session: Session) -> Campaign | None:
    """The annual plan opened last, if any was."""
    query = select(Campaign).where(Campaign.kind == CampaignKind.ANNUAL_PLAN)
    return session.exec(query.order_by(col(Campaign.id).desc())).first()


def campaigns_by_activity(session: Session) -> dict[str, Campaign]:
    """activity -> the campaign that carries it out; the newest, and a cancelled one only where there is no other."""
    query = select(Campaign).where(col(Campaign.activity).is_not(None)).order_by(col(Campaign.id))
    found: dict[str, Campaign] = {}
    for row in session.exec(query):
        assert row.activity is not None
        if row.activity not in found or row.state is not CampaignState.CANCELLED:
            found[row.activity] = row
    return found


def steps_begun(session: Session, campaign_ids: Sequence[int]) -> dict[int, dict[str, datetime]]:
    """campaign -> step -> when it was first entered."""
    query = select(JournalEntry.campaign_id, JournalEntry.after, JournalEntry.at).where(
        col(JournalEntry.campaign_id).in_(campaign_ids), JournalEntry.noun == "step", JournalEntry.verb == "enter"
    )
    found: dict[int, dict[str, datetime]] = defaultdict(dict)
    for campaign_id, step, at in session.exec(query.order_by(col(JournalEntry.id))):
        if campaign_id is not None and step is not None:
            found[campaign_id].setdefault(step, at)
    return found
