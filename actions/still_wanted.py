"""Whether a queued letter still says something true when its turn comes."""

from sqlmodel import Session, select

from models import Campaign, Duty, Message
from rules.words import CampaignState, DutyState

ASKS = ("plan_submitted", "invitation", "reminder", "brief", "findings_request", "area_notice")
"""Letters that ask for something: overtaken when the campaign was cancelled meanwhile."""


def still_wanted(session: Session, message: Message) -> bool:
    """False cancels the letter: nobody is reminded of what is done, or asked for what was called off."""
    if message.letter not in ASKS or message.campaign_id is None:
        return True
    campaign = session.get_one(Campaign, message.campaign_id)
    if campaign.state is CampaignState.CANCELLED:
        return False
    return message.letter != "reminder" or _owes(session, message)


def _owes(session: Session, message: Message) -> bool:
    owed = select(Duty.id).where(
        Duty.campaign_id == message.campaign_id, Duty.agency == message.agency, Duty.state == DutyState.OPEN
    )
    return session.exec(owed.limit(1)).first() is not None
