"""Step `report`: the figures are ready, the coordinator releases them; open referrals and remedies never hold it up."""

from datetime import datetime

from sqlmodel import Session

from actions.context import ENGINE, Actor, Context
from actions.passage import PASSES, Passage
from actions.recording import change_state
from actions.tell_office import Addressee, tell_office
from campaigns import KINDS
from campaigns.kind import StepSpec
from models import Campaign
from models.queries.visits import campaign_seats, visits_of
from notifications.letters import CampaignReport
from rules.words import AgencyRole, CampaignState, CampaignVerb, Role

WAITS = Passage(False, "the coordinator's release")


def run(session: Session, campaign: Campaign, step: StepSpec, *, now: datetime, context: Context) -> Passage:
    if campaign.state is CampaignState.ASSESSING:
        lifecycle = KINDS[campaign.kind].lifecycles[campaign.mode]
        change_state(session, campaign, lifecycle, CampaignVerb.REPORT, actor=ENGINE, now=now)
        return WAITS
    return PASSES if campaign.state is CampaignState.CLOSED else WAITS


def release_report(session: Session, campaign: Campaign, *, actor: Actor, now: datetime, context: Context) -> None:
    """Close the campaign and send every partner the link to the partners' edition. Raises TransitionRefused."""
    lifecycle = KINDS[campaign.kind].lifecycles[campaign.mode]
    change_state(session, campaign, lifecycle, CampaignVerb.RELEASE, actor=actor, now=now)
    campaign.released_at = now
    today = context.pack.calendar.day_of(now)
    to = [
        Addressee(Role.LIAISON, agency)
        for agency in sorted({s.agency for s, _ in campaign_seats(session, campaign.id or 0)})
    ]
    areas = sorted({visit.area for visit in visits_of(session, campaign.id or 0)})
    to += [Addressee(Role.AREA, context.pack.authority_of(area, today).code) for area in areas]
    to += [Addressee(Role.COMMITTEE, agency.code) for agency in context.pack.agencies_as(AgencyRole.COMMITTEE, today)]
    for addressee in to:
        tell_office(
            session,
            CampaignReport,
            addressee,
            campaign=campaign,
            subject=campaign.code,
            ordinal=1,
            now=now,
            context=context,
            released_on=today,
        )
