"""The day on which a step begins: until then it waits, and the campaign is looked at again that morning."""

from datetime import date, datetime

from sqlmodel import Session

from actions.context import Context
from actions.passage import Passage
from actions.recording import look_again
from campaigns.kind import StepSpec
from models import Campaign
from rules.working_days import OFFICE_OPENS


def waits_for_its_day(
    session: Session, campaign: Campaign, step: StepSpec, *, now: datetime, context: Context
) -> Passage | None:
    """None when the step's day has come, or it has none and follows the one before at once."""
    day = campaign.milestones.get(step.step.value)
    if day is None:
        return None
    return waits_for(session, campaign, date.fromisoformat(day), f"when {step.step.value} begins", now, context)


def waits_for(
    session: Session, campaign: Campaign, day: date, what_for: str, now: datetime, context: Context
) -> Passage | None:
    """None when the morning of that day has come."""
    begins_at = context.pack.calendar.at(day, OFFICE_OPENS)
    if begins_at <= now:
        return None
    look_again(session, campaign, begins_at)
    return Passage(False, f"{day:%d/%m/%Y}, {what_for}")
