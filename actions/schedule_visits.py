"""Step `schedule`: choose establishments by risk and quota, give every party a day and its seats, submit the plan."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

from sqlmodel import Session, col, delete, select

from actions.capacity import capacity_for
from actions.context import ENGINE, Context
from actions.passage import PASSES, Passage
from actions.recording import change_state
from campaigns import KINDS
from campaigns.kind import StepSpec
from models import Campaign, Establishment, Party, Seat, Visit
from models.queries.suspensions import suspended_areas
from rules.pack import EstablishmentSeed
from rules.refusals import QuotaTooLarge, WindowRefused
from rules.scheduling import PartyPlan, draft_parties, schedule_parties
from rules.selection import Choice, choose_establishments, quotas_by_area
from rules.words import CampaignState, CampaignVerb, VisitState
from rules.words import Session as PartOfDay


def run(session: Session, campaign: Campaign, step: StepSpec, *, now: datetime, context: Context) -> Passage:
    """Raises QuotaTooLarge, ScheduleImpossible or WindowRefused, and then nothing is saved."""
    if campaign.state is not CampaignState.DRAFT:
        return PASSES
    day = context.pack.calendar.day_of(now)
    _drop_returned_plan(session, campaign)
    choices = _choose(session, campaign, day, context)
    capacity = capacity_for(session, campaign, now=now, context=context)
    plans = schedule_parties(
        draft_parties(choices, capacity.team), first_visit_day(campaign, now, context), campaign.closes_on, capacity
    )
    for number, plan in enumerate(sorted(plans, key=lambda p: (p.on, p.draft.session, p.draft.area)), start=1):
        add_party(session, campaign, plan, number)
    campaign.round += 1
    lifecycle = KINDS[campaign.kind].lifecycles[campaign.mode]
    change_state(session, campaign, lifecycle, CampaignVerb.SUBMIT, actor=ENGINE, now=now)
    session.flush()
    return PASSES


def first_visit_day(campaign: Campaign, now: datetime, context: Context) -> date:
    """The first day of the window that leaves time to approve, to confirm and to tell the areas."""
    calendar = context.pack.calendar
    day = calendar.day_of(now)
    for clock in ("approve_plan", "confirm", "area_notice"):
        day = calendar.add_workdays(day, context.pack.clock(clock, day).length)
    first = max(day, campaign.opens_on)
    if first > campaign.closes_on:
        raise WindowRefused(
            campaign.opens_on,
            campaign.closes_on,
            f"leaves no day after approval and notice, which need until {first:%d/%m/%Y}",
        )
    return first


def _drop_returned_plan(session: Session, campaign: Campaign) -> None:
    # A returned plan was never in force; the journal and the letters keep what was submitted.
    parties = select(Party.id).where(Party.campaign_id == campaign.id)
    session.exec(delete(Visit).where(col(Visit.campaign_id) == campaign.id))
    session.exec(delete(Seat).where(col(Seat.party_id).in_(parties)))
    session.exec(delete(Party).where(col(Party.campaign_id) == campaign.id))


def _choose(session: Session, campaign: Campaign, day: date, context: Context) -> tuple[Choice, ...]:
    areas = set(campaign.quotas.get("areas") or ())
    resting = suspended_areas(session)
    given: dict[str, int] = campaign.quotas.get("fixed") or {}
    fixed = {area: quota for area, quota in given.items() if area not in resting}
    places = [
        seed
        for seed in _places_of_today(session, day, context)
        if seed.valid_on(day) and seed.area not in resting and (not areas or seed.area in areas or seed.area in given)
    ]
    stock: dict[str, int] = {}
    for place in places:
        stock[place.area] = stock.get(place.area, 0) + 1
    if sum(fixed.values()) > campaign.visits_wanted:
        # A plan returned as too large shrinks what areas were given, in proportion.
        fixed = quotas_by_area(campaign.visits_wanted, fixed)
    for area, quota in fixed.items():
        if quota > stock.get(area, 0):
            raise QuotaTooLarge(area, quota, stock.get(area, 0))
    shared = {area: count for area, count in stock.items() if area not in fixed}
    quotas = quotas_by_area(campaign.visits_wanted - sum(fixed.values()), shared) | fixed
    return choose_establishments(places, quotas, context.pack.risk_on(day), day, campaign.seed)


def _places_of_today(session: Session, day: date, context: Context) -> Iterator[EstablishmentSeed]:
    """The register, with what lies in an area that has become part of another counted there."""
    known = {area.code for area in context.pack.areas}
    for row in session.exec(select(Establishment).order_by(col(Establishment.code))):
        seed = as_seed(row)
        yield replace(seed, area=context.pack.area_on(seed.area, day).code) if seed.area in known else seed


def as_seed(row: Establishment) -> EstablishmentSeed:
    """An establishment as the rules see it."""
    return EstablishmentSeed(
        code=row.code,
        name=row.name,
        type=row.type,
        area=row.area,
        sessions=tuple(PartOfDay(code) for code in row.sessions),
        weekend_only=row.weekend_only,
        conditional=row.conditional,
        prone=row.prone,
        last_checked_on=row.last_checked_on,
        past_violations=row.past_violations,
        complaints=row.complaints,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )


def add_party(session: Session, campaign: Campaign, plan: PartyPlan, number: int, *, with_visits: bool = True) -> Party:
    """Save a party with its seats, still without members, and (`with_visits`) its visits as new ones."""
    assert campaign.id is not None
    party = Party(
        code=f"{campaign.code}-P{number:03d}",
        campaign_id=campaign.id,
        area=plan.draft.area,
        sector=plan.draft.sector,
        lead_agency=plan.lead_agency,
        on=plan.on,
        session=plan.draft.session,
    )
    session.add(party)
    session.flush()
    assert party.id is not None
    for ordinal, seat in enumerate(plan.seats, start=1):
        session.add(
            Seat(party_id=party.id, ordinal=ordinal, agency=seat.agency, sector=seat.sector, slot=slot_of(party))
        )
    for choice in plan.draft.choices if with_visits else ():
        session.add(
            Visit(
                code=f"{campaign.code}-V-{choice.place.code}",
                campaign_id=campaign.id,
                party_id=party.id,
                establishment=choice.place.code,
                area=choice.place.area,
                state=VisitState.PLANNED,
                ranked=choice.ranked,
                risk={point.reason: point.points for point in choice.score.points},
            )
        )
    return party


def slot_of(party: Party) -> str:
    """The day and part of the day in which one person can only be in one party."""
    return f"{party.on.isoformat()}/{party.session.value}"
