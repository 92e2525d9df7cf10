"""An agency says on which further days it cannot come: its parties of those days move, inside the approved window."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import Session

from actions.context import Actor, Context
from actions.coordinate_agencies import ask_for_missing_members
from actions.move_party import block_days
from actions.recording import look_again, record
from models import Campaign
from models.queries.campaigns import campaign_by_id
from rules.refusals import AnswerRefused, TransitionRefused
from rules.words import CampaignState

TAKES_ABSENCES = (CampaignState.APPROVED, CampaignState.COORDINATING, CampaignState.INSPECTING)


def report_absence(
    session: Session,
    campaign_id: int,
    agency: str,
    days: Sequence[date],
    *,
    actor: Actor,
    now: datetime,
    context: Context,
) -> None:
    """Safe to repeat. Raises AnswerRefused for days outside the rest of the window, TransitionRefused when the
    campaign is not on its way, ScheduleImpossible when no later day fits a party; then nothing is saved."""
    campaign = campaign_by_id(session, campaign_id)
    if campaign.state not in TAKES_ABSENCES:
        raise TransitionRefused("campaign", campaign.code, campaign.state, "absence", TAKES_ABSENCES)
    _check(campaign, days, now, context)
    block_days(session, campaign, agency, days, now=now, context=context)
    ask_for_missing_members(session, campaign, now=now, context=context)
    look_again(session, campaign, now)
    for day in days:
        record(
            session,
            noun="agency",
            subject=agency,
            verb="absent",
            after=day.isoformat(),
            actor=actor,
            now=now,
            campaign_id=campaign.id,
        )


def _check(campaign: Campaign, days: Sequence[date], now: datetime, context: Context) -> None:
    today = context.pack.calendar.day_of(now)
    faults = [] if days else [("absences", "needs at least one day.")]
    faults += [
        ("absences", f"{day:%d/%m/%Y} must lie after today and no later than {campaign.closes_on:%d/%m/%Y}.")
        for day in days
        if not today < day <= campaign.closes_on
    ]
    if faults:
        raise AnswerRefused(f"Campaign {campaign.code}", faults)
