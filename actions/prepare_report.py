"""Step `report`: the figures are ready, the coordinator releases them; open referrals and remedies never hold it up."""

from dataclasses import replace
from datetime import date, datetime

from sqlmodel import Session

from actions.activity_agencies import still_there
from actions.context import ENGINE, Actor, Context
from actions.hearing import Hearing, offices_named
from actions.passage import PASSES, Passage
from actions.recording import change_state
from actions.tell_office import Addressee, tell_office
from campaigns import KINDS
from campaigns.kind import StepSpec
from models import Campaign
from models.queries.duties import offices_asked
from models.queries.unheard import let_go, unheard_of
from models.queries.visits import campaign_seats, visits_of
from notifications.letters import CampaignReport
from rules.refusals import NobodyHears
from rules.words import AgencyRole, CampaignKind, CampaignState, CampaignVerb, Role, Step

WAITS = Passage(False, "the coordinator's release")


def run(session: Session, campaign: Campaign, step: StepSpec, *, now: datetime, context: Context) -> Passage:
    if campaign.state is CampaignState.ASSESSING:
        lifecycle = KINDS[campaign.kind].lifecycles[campaign.mode]
        change_state(session, campaign, lifecycle, CampaignVerb.REPORT, actor=ENGINE, now=now)
        return WAITS
    return PASSES if campaign.state is CampaignState.CLOSED else WAITS


def release_report(session: Session, campaign: Campaign, *, actor: Actor, now: datetime, context: Context) -> None:
    """Close the campaign and send every partner the link to the partners' edition. Raises TransitionRefused, or
    NobodyHears while a partner cannot be written to whom the coordinator has not let go."""
    rows = unheard_of(session, campaign.id or 0, Step.REPORT)
    hearing = Hearing(let_go=let_go(rows))
    send_report(session, campaign, actor=actor, now=now, context=replace(context, hearing=hearing))
    if hearing.gaps:
        raise NobodyHears(campaign.code, offices_named(hearing.gaps))


def send_report(session: Session, campaign: Campaign, *, actor: Actor, now: datetime, context: Context) -> None:
    lifecycle = KINDS[campaign.kind].lifecycles[campaign.mode]
    change_state(session, campaign, lifecycle, CampaignVerb.RELEASE, actor=actor, now=now)
    campaign.released_at = now
    today = context.pack.calendar.day_of(now)
    for addressee in partners_told(session, campaign, today, context):
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


def partners_told(session: Session, campaign: Campaign, day: date, context: Context) -> list[Addressee]:
    """Who took part and gets the report: for an inspection the members and the areas, otherwise who was asked; and the
    committee."""
    pack = context.pack
    if campaign.kind is CampaignKind.INSPECTION:
        seated = {seat.agency for seat, _ in campaign_seats(session, campaign.id or 0)}
        areas = {visit.area for visit in visits_of(session, campaign.id or 0)}
        found = [Addressee(Role.LIAISON, agency) for agency in sorted(seated)]
        found += [Addressee(Role.AREA, pack.authority_of(area, day).code) for area in sorted(areas)]
    else:
        standing = pack.agency_as(AgencyRole.STANDING, day).code
        found = [to for to in asked_in(session, campaign) if to.agency != standing]
    found = still_there(found, day, context)
    return found + [Addressee(Role.COMMITTEE, agency.code) for agency in pack.agencies_as(AgencyRole.COMMITTEE, day)]


def asked_in(session: Session, campaign: Campaign) -> list[Addressee]:
    """The agencies that an activity, a round or a year has asked for something, each in its role."""
    return [Addressee(role, agency) for agency, role in offices_asked(session, campaign.id or 0)]
