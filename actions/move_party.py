"""Re-planning inside the approved window: another day for a party, or another agency in its seats. No new approval
is needed, and everybody concerned is told."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import Session, col, delete, select

from actions.capacity import capacity_for
from actions.context import ENGINE, Context
from actions.fill_seats import cards_nominated, fill_seats
from actions.muster import muster_of
from actions.recording import look_again, record
from actions.schedule_visits import as_seed, slot_of
from actions.tell_office import Addressee, tell_office
from models import AgencyAbsence, Campaign, Establishment, Party, Seat, Visit
from models.queries.duties import open_duty_about
from models.queries.visits import campaign_seats, parties_of, party_visits
from notifications.letters import VisitPostponed
from rules.risk import RiskScore
from rules.scheduling import Capacity, PartyDraft, PartyPlan, place_party
from rules.selection import Choice
from rules.words import DutyKind, PostponeReason, Role, VisitState
from rules.working_days import OFFICE_OPENS, ONE_DAY

NOTICE_WORKDAYS = 2
"""A new day is at least so far away: the brief goes out the working day before."""


def move_party(
    session: Session,
    campaign: Campaign,
    party: Party,
    reason: PostponeReason,
    *,
    now: datetime,
    context: Context,
    tell: bool = True,
    not_before: date = date.min,
) -> None:
    """Give a party a later day and new seats, and tell the agencies of both. Raises ScheduleImpossible."""
    old_on, old_agencies = party.on, _release(session, party)
    plan = _place(session, campaign, party, now, context, not_before=not_before)
    _reseat(session, campaign, party, plan, now)
    record(
        session,
        noun="party",
        subject=party.code,
        verb="replan",
        before=old_on.isoformat(),
        after=party.on.isoformat(),
        reason=reason,
        actor=ENGINE,
        now=now,
        campaign_id=campaign.id,
    )
    agencies = {seat.agency for seat in plan.seats}
    for agency in sorted(agencies):
        fill_seats(session, campaign, agency, cards_nominated(session, campaign, agency))
    if tell:
        tell_postponed(session, campaign, party, old_on, reason, old_agencies | agencies, now=now, context=context)


def tell_postponed(
    session: Session,
    campaign: Campaign,
    party: Party,
    old_on: date,
    reason: PostponeReason,
    agencies: set[str],
    *,
    now: datetime,
    context: Context,
) -> None:
    """One letter to each agency with a seat before or after; it brings the calendar of all days it still has."""
    area = context.pack.area(party.area).name
    visits = len(party_visits(session, party.id or 0))
    for agency in sorted(agencies):
        tell_office(
            session,
            VisitPostponed,
            Addressee(Role.LIAISON, agency),
            campaign=campaign,
            subject=party.code,
            ordinal=party.sequence,
            now=now,
            context=context,
            calendar=muster_of(session, campaign, agency, now=now, context=context),
            area=area,
            visits=visits,
            old_on=old_on,
            new_on=party.on,
            reason=reason,
        )


def block_days(
    session: Session, campaign: Campaign, agency: str, days: Sequence[date], *, now: datetime, context: Context
) -> None:
    """Note days an agency cannot come, and move its parties of those days."""
    known = set(session.exec(select(col(AgencyAbsence.on)).where(AgencyAbsence.agency == agency)))
    for day in days:
        if day not in known:
            session.add(AgencyAbsence(agency=agency, on=day))
    session.flush()
    blocked = set(days)
    concerned = {
        p.id: p for s, p in campaign_seats(session, campaign.id or 0) if s.agency == agency and p.on in blocked
    }
    for party in concerned.values():
        if _still_to_go(session, party):
            move_party(session, campaign, party, PostponeReason.MEMBERS, now=now, context=context)


def replace_agency(session: Session, campaign: Campaign, agency: str, *, now: datetime, context: Context) -> None:
    """Give all seats of an agency that is out to others; days are kept where somebody can stand in."""
    concerned = {p.id: p for s, p in campaign_seats(session, campaign.id or 0) if s.agency == agency}
    for party in concerned.values():
        if not _still_to_go(session, party):
            continue
        old_on, old_agencies = party.on, _release(session, party)
        plan = _place(session, campaign, party, now, context, wished=old_on)
        _reseat(session, campaign, party, plan, now)
        for other in {seat.agency for seat in plan.seats}:
            fill_seats(session, campaign, other, cards_nominated(session, campaign, other))
        if party.on != old_on:
            tell_postponed(
                session,
                campaign,
                party,
                old_on,
                PostponeReason.MEMBERS,
                (old_agencies | {seat.agency for seat in plan.seats}) - {agency},
                now=now,
                context=context,
            )


def move_parties_too_near(
    session: Session, campaign: Campaign, reason: PostponeReason, *, now: datetime, context: Context
) -> None:
    """Move every party whose day is nearer than the next working day: it can no longer be briefed."""
    calendar = context.pack.calendar
    soonest = calendar.next_workday(calendar.day_of(now) + ONE_DAY)
    for party in parties_of(session, campaign.id or 0):
        if party.on <= soonest and _still_to_go(session, party):
            move_party(session, campaign, party, reason, now=now, context=context)
    near = [party.on for party in parties_of(session, campaign.id or 0)]
    if near:
        look_again(session, campaign, calendar.at(calendar.previous_workday(min(near)), OFFICE_OPENS))


def draft_of(session: Session, party: Party, visits: Sequence[Visit]) -> PartyDraft:
    """A saved party as the scheduling rules see it."""
    codes = [visit.establishment for visit in visits]
    places = session.exec(select(Establishment).where(col(Establishment.code).in_(codes))).all()
    return PartyDraft(
        area=party.area,
        session=party.session,
        weekend_only=bool(places) and all(place.weekend_only for place in places),
        sector=party.sector,
        choices=tuple(Choice(as_seed(place), True, RiskScore(())) for place in places),
    )


def _still_to_go(session: Session, party: Party) -> bool:
    """Its day is over once findings are asked for: whether it went out is then for its lead agency to say."""
    return any(
        visit.state in (VisitState.PLANNED, VisitState.POSTPONED)
        and open_duty_about(session, visit.code, DutyKind.FINDINGS) is None
        for visit in party_visits(session, party.id or 0)
    )


def _release(session: Session, party: Party) -> set[str]:
    seats = session.exec(select(Seat).where(Seat.party_id == party.id)).all()
    session.exec(delete(Seat).where(col(Seat.party_id) == party.id))
    return {seat.agency for seat in seats}


def _place(
    session: Session,
    campaign: Campaign,
    party: Party,
    now: datetime,
    context: Context,
    wished: date | None = None,
    not_before: date = date.min,
) -> PartyPlan:
    calendar = context.pack.calendar
    soonest = max(calendar.add_workdays(calendar.day_of(now), NOTICE_WORKDAYS), campaign.opens_on, not_before)
    capacity: Capacity = capacity_for(session, campaign, now=now, context=context)
    draft = draft_of(session, party, party_visits(session, party.id or 0))
    start = max(wished or party.on + ONE_DAY, soonest)
    return place_party(draft, min(start, campaign.closes_on), soonest, campaign.closes_on, capacity)


def _reseat(session: Session, campaign: Campaign, party: Party, plan: PartyPlan, now: datetime) -> None:
    assert party.id is not None
    party.on = plan.on
    party.lead_agency = plan.lead_agency
    party.sequence += 1
    party.briefed = False
    session.add(party)
    for ordinal, seat in enumerate(plan.seats, start=1):
        session.add(
            Seat(party_id=party.id, ordinal=ordinal, agency=seat.agency, sector=seat.sector, slot=slot_of(party))
        )
    campaign.replans += 1
    look_again(session, campaign, now)
    session.flush()
