"""Step `collect` of an unannounced check: on the morning after, its list becomes a party with visits, whose findings
are asked for like any other's."""

from datetime import date, datetime

from sqlmodel import Session

from actions.collect_findings import run as collect_findings
from actions.context import ENGINE, Context
from actions.passage import PASSES, Passage
from actions.recording import look_again
from campaigns.kind import StepSpec
from models import Campaign, Party, Seat, UnannouncedOrder, Visit
from models.queries.unannounced import order_of, places_coded
from models.queries.visits import parties_of
from rules.scheduling import part_of_day
from rules.words import CampaignState, VisitState
from rules.working_days import OFFICE_OPENS, ONE_DAY

WAITS = Passage(False, "the check")


def run(session: Session, campaign: Campaign, step: StepSpec, *, now: datetime, context: Context) -> Passage:
    """Nothing of the list is in a shared table before the check is over; nothing is done at the muster itself, so that
    no run of the clock tells its hour."""
    if campaign.state is not CampaignState.INSPECTING:
        return PASSES if campaign.state not in (CampaignState.DRAFT, CampaignState.APPROVED) else WAITS
    if not parties_of(session, campaign.id or 0):
        order = order_of(session, campaign, ENGINE.role)
        morning_after = opens_up_at(order, context)
        if now < morning_after:
            look_again(session, campaign, morning_after)
            return WAITS
        _make_party(session, campaign, order, context)
    return collect_findings(session, campaign, step, now=now, context=context)


def muster_day(order: UnannouncedOrder, context: Context) -> date:
    """The local day of the check."""
    assert order.muster_at is not None, "an order in force has its moment"
    return context.pack.calendar.day_of(order.muster_at)


def opens_up_at(order: UnannouncedOrder, context: Context) -> datetime:
    """The first working morning after the day of the muster."""
    calendar = context.pack.calendar
    return calendar.at(calendar.next_workday(muster_day(order, context) + ONE_DAY), OFFICE_OPENS)


def _make_party(session: Session, campaign: Campaign, order: UnannouncedOrder, context: Context) -> None:
    assert campaign.id is not None and order.muster_at is not None and order.lead_agency is not None
    day = muster_day(order, context)
    places = places_coded(session, order.establishments)
    local = order.muster_at.astimezone(context.pack.calendar.zone)
    party = Party(
        code=f"{campaign.code}-P001",
        campaign_id=campaign.id,
        area=places[0].area,
        sector=context.pack.agency(order.lead_agency).sector,
        lead_agency=order.lead_agency,
        on=day,
        session=part_of_day(context.pack.team_on(day), local.time()),
        briefed=True,
    )
    session.add(party)
    session.flush()
    assert party.id is not None
    cards = [(agency, card) for agency, own in sorted(order.seats.items()) for card in own]
    for ordinal, (agency, card) in enumerate(cards, start=1):
        session.add(
            Seat(
                party_id=party.id,
                ordinal=ordinal,
                agency=agency,
                sector=context.pack.agency(agency).sector,
                card=card,
                # It has been: whatever was planned since for the same member is no reason to lose this record.
                slot=campaign.code,
            )
        )
    for place in places:
        session.add(
            Visit(
                code=f"{campaign.code}-V-{place.code}",
                campaign_id=campaign.id,
                party_id=party.id,
                establishment=place.code,
                area=place.area,
                state=VisitState.PLANNED,
                ranked=True,
            )
        )
    # Its window stays the day it was raised: letters show it, and none tells the day of the check.
    campaign.visits_wanted = len(places)
    session.add(campaign)
    session.flush()
