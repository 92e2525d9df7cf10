"""Work rests in an area: nobody there is chased, and what was to be done there comes off the schedule. The rest of
every campaign goes on."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, delete

from actions.context import ENGINE, Actor, Context
from actions.hear_step import without_waiting
from actions.muster import muster_of
from actions.recording import change_state, look_again, record
from actions.resume_area import replan_resting
from actions.tell_office import Addressee, tell_office
from models import AreaSuspension, Campaign, Duty, Party, Seat, Visit
from models.queries.reorganisation import open_campaigns
from models.queries.suspensions import (
    duties_in_area,
    parties_ahead,
    places_not_looked_at,
    suspension_of,
)
from models.queries.visits import seats_of
from notifications.letters import AreaResumed, AreaSuspended
from rules.lifecycle import VISIT
from rules.refusals import AlreadyHandled, AnswerRefused, RightMissing, UnknownCode
from rules.words import CampaignState, Role, SuspendReason, VisitVerb
from rules.working_days import ONE_DAY

KNOWN_OF = (CampaignState.COORDINATING, CampaignState.INSPECTING)
"""States in which the agencies have been told of a schedule, so that they are told what comes off it."""
LONGEST_NUMBER = 64


@dataclass(frozen=True)
class AreaOrder:
    """Why work rests, by which paper, and its last day where that is known."""

    reason: SuspendReason
    document: str
    until: date | None = None


def suspend_area(
    session: Session, area: str, order: AreaOrder, *, actor: Actor, now: datetime, context: Context
) -> AreaSuspension:
    """Raises RightMissing, UnknownCode, AnswerRefused with every fault, or AlreadyHandled where it rests already."""
    if actor.role is not Role.COORDINATOR:
        raise RightMissing(actor.role, "suspend", f"area {area}", [Role.COORDINATOR])
    today = context.pack.calendar.day_of(now)
    known = [row.code for row in context.pack.areas_at(context.pack.work_level, today)]
    if area not in known:
        raise UnknownCode("area", area, known)
    if faults := _faults(order, today):
        raise AnswerRefused(f"Area {area}", faults)
    if suspension_of(session, area) is not None:
        raise AlreadyHandled("area", area, "suspended")
    row = AreaSuspension(
        area=area,
        reason=order.reason,
        document=order.document.strip(),
        from_on=today,
        until=order.until,
        suspended_at=now,
    )
    session.add(row)
    session.flush()
    _note(session, row, None, actor, now)
    for campaign in open_campaigns(session):
        its_own = context.on(campaign)
        with without_waiting(
            session, campaign, AreaSuspended, actor=actor, now=now, context=its_own, area=area, undoes=AreaResumed
        ) as heard:
            _rest(session, campaign, row, now, heard)
    return row


def _faults(order: AreaOrder, today: date) -> list[tuple[str, str]]:
    faults = []
    if not 0 < len(order.document.strip()) <= LONGEST_NUMBER:
        faults.append(("document", f"the number of the document has 1 to {LONGEST_NUMBER} letters."))
    if order.until is not None and order.until < today:
        faults.append(("until", f"the last day must not lie before {today:%d/%m/%Y}."))
    return faults


def _rest(session: Session, campaign: Campaign, row: AreaSuspension, now: datetime, context: Context) -> None:
    today = context.pack.calendar.day_of(now)
    authority = context.pack.authority_of(row.area, today).code
    duties = duties_in_area(session, campaign.id or 0, row.area, authority)
    for duty in duties:
        pause(session, duty, now)
    places = places_not_looked_at(session, campaign.id or 0, row.area)
    for place in places:
        place.on = None
        session.add(place)
    agencies: set[str] = set()
    parties = parties_ahead(session, campaign.id or 0, row.area)
    for party, visits in parties:
        agencies |= _take_off(session, party, visits, row.reason, now)
    session.flush()
    count = sum(len(visits) for _, visits in parties)
    if not (duties or places or parties):
        return
    _note(session, row, campaign, ENGINE, now)
    tasks = len(duties) + len(places)
    if tasks or campaign.areas_told:
        _tell(session, campaign, row, Addressee(Role.AREA, authority), count, tasks, now, context)
    for agency in sorted(agencies) if campaign.state in KNOWN_OF else ():
        _tell(session, campaign, row, Addressee(Role.LIAISON, agency), count, 0, now, context)
    if row.until is not None:
        replan_resting(session, campaign, row, row.until + ONE_DAY, now=now, context=context)
    look_again(session, campaign, now)


def pause(session: Session, duty: Duty, now: datetime) -> None:
    """Nobody is chased for it until work goes on."""
    if duty.paused_at is None:
        duty.paused_at, duty.rung_at = now, None
        session.add(duty)


def _take_off(session: Session, party: Party, visits: list[Visit], reason: SuspendReason, now: datetime) -> set[str]:
    """The party has no day and no seats: its members are free for others. Says which agencies had them."""
    agencies = {seat.agency for seat in seats_of(session, [party.id or 0])}
    session.exec(delete(Seat).where(col(Seat.party_id) == party.id))
    party.active, party.briefed = False, False
    session.add(party)
    for visit in visits:
        change_state(session, visit, VISIT, VisitVerb.POSTPONE, actor=ENGINE, now=now, reason=reason)
    return agencies


def _note(session: Session, row: AreaSuspension, campaign: Campaign | None, actor: Actor, now: datetime) -> None:
    record(
        session,
        noun="area",
        subject=row.area,
        verb="suspend",
        before=row.document,
        after="" if row.until is None else row.until.isoformat(),
        reason=row.reason,
        actor=actor,
        now=now,
        campaign_id=None if campaign is None else campaign.id,
    )


def _tell(
    session: Session,
    campaign: Campaign,
    row: AreaSuspension,
    to: Addressee,
    visits: int,
    tasks: int,
    now: datetime,
    context: Context,
) -> None:
    tell_office(
        session,
        AreaSuspended,
        to,
        campaign=campaign,
        subject=f"{campaign.code}-{row.area}",
        ordinal=row.id or 0,
        now=now,
        context=context,
        calendar=muster_of(session, campaign, to.agency or "", now=now, context=context)
        if to.role is Role.LIAISON
        else None,
        area=context.pack.area(row.area).name,
        reason=row.reason,
        until=row.until,
        visits=visits,
        tasks=tasks,
    )
