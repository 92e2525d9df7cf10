"""Work goes on in an area: due moments move by the working days it rested, visits get new days or are given up, and
what was not asked for meanwhile is asked for now."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlmodel import Session

from actions.activity_agencies import owners_of
from actions.ask_owners import ask_for_form
from actions.context import ENGINE, Actor, Context
from actions.coordinate_agencies import ask_for_missing_members
from actions.hear_step import without_waiting
from actions.move_party import move_party
from actions.recording import change_state, look_again, record
from actions.tell_office import Addressee, tell_office
from campaigns import KINDS
from models import AreaSuspension, Campaign, Duty
from models.queries.forms import duties_of_step
from models.queries.reorganisation import open_campaigns
from models.queries.suspensions import (
    duties_in_area,
    parties_resting,
    suspension_of,
    suspensions_over,
)
from notifications.letters import AreaResumed, AreaSuspended
from rules.ladders import next_rung
from rules.lifecycle import VISIT
from rules.refusals import AlreadyHandled, RightMissing, ScheduleImpossible
from rules.words import (
    CampaignState,
    NotConductedReason,
    PostponeReason,
    Role,
    SuspendReason,
    VisitVerb,
)

TOLD_AS: Mapping[SuspendReason, PostponeReason] = {
    SuspendReason.EPIDEMIC: PostponeReason.EPIDEMIC,
    SuspendReason.DISASTER: PostponeReason.WEATHER,
    SuspendReason.DIRECTIVE: PostponeReason.OTHER,
}
"""What the letter about a visit's new day gives as its reason."""
AGENCIES_KNOW = (CampaignState.COORDINATING, CampaignState.INSPECTING)


def resume_areas(session: Session, *, now: datetime, context: Context) -> int:
    """Those whose last day has passed. Says how many."""
    over = suspensions_over(session, context.pack.calendar.day_of(now))
    for row in over:
        resume_area(session, row.area, actor=ENGINE, now=now, context=context)
    return len(over)


def resume_area(session: Session, area: str, *, actor: Actor, now: datetime, context: Context) -> None:
    """Raises RightMissing, or AlreadyHandled where work does not rest."""
    if actor.role not in (Role.COORDINATOR, Role.ENGINE):
        raise RightMissing(actor.role, "resume", f"area {area}", [Role.COORDINATOR])
    row = suspension_of(session, area)
    if row is None:
        raise AlreadyHandled("area", area, "at work")
    row.resumed_at = now
    session.add(row)
    session.flush()
    _note(session, row, None, actor, now)
    for campaign in open_campaigns(session):
        its_own = context.on(campaign)
        with without_waiting(
            session, campaign, AreaResumed, actor=actor, now=now, context=its_own, area=area, undoes=AreaSuspended
        ) as heard:
            _go_on(session, campaign, row, now, heard)


def _go_on(session: Session, campaign: Campaign, row: AreaSuspension, now: datetime, context: Context) -> None:
    today = context.pack.calendar.day_of(now)
    authority = context.pack.authority_of(row.area, today).code
    duties = [d for d in duties_in_area(session, campaign.id or 0, row.area, authority) if d.paused_at is not None]
    for duty in duties:
        _take_up(session, campaign, duty, now, context)
    asked = _ask_what_was_left_out(session, campaign, authority, now, context)
    moved, given_up = replan_resting(session, campaign, row, today, now=now, context=context)
    if duties or asked or moved or given_up:
        _note(session, row, campaign, ENGINE, now)
        tell_office(
            session,
            AreaResumed,
            Addressee(Role.AREA, authority),
            campaign=campaign,
            subject=f"{campaign.code}-{row.area}",
            ordinal=row.id or 0,
            now=now,
            context=context,
            area=context.pack.area(row.area).name,
            visits=moved if campaign.areas_told else 0,
            tasks=len(duties) + asked,
        )
    # Places of a monitoring round get their new days when the campaign is looked at.
    look_again(session, campaign, now)


def _take_up(session: Session, campaign: Campaign, duty: Duty, now: datetime, context: Context) -> None:
    """A campaign that is suspended as a whole moves its duties itself when it is resumed, from the day it was."""
    assert duty.paused_at is not None
    calendar = context.pack.calendar
    until = campaign.suspended_at or now
    rested = calendar.workdays_between(calendar.day_of(duty.paused_at), calendar.day_of(until))
    if rested and duty.timed:
        duty.due_at = calendar.end_of(calendar.add_workdays(calendar.last_day(duty.due_at), rested))
    duty.paused_at = None
    if duty.timed and campaign.state is not CampaignState.SUSPENDED:
        ladder = context.pack.ladder(duty.ladder, calendar.last_day(duty.due_at))
        duty.rung_at = next_rung(ladder, duty.rung, duty.due_at, calendar)
    session.add(duty)


def _ask_what_was_left_out(
    session: Session, campaign: Campaign, authority: str, now: datetime, context: Context
) -> int:
    """What the others of a step have been asked for meanwhile. A step that has asked nobody yet asks by itself."""
    if campaign.state is not CampaignState.CARRYING_OUT:
        return 0
    asked = 0
    day = context.pack.calendar.day_of(now)
    for step in KINDS[campaign.kind].steps[campaign.mode]:
        for spec in step.duties:
            known = duties_of_step(session, campaign, spec.kind) if spec.owners is not None else []
            if not known or authority in {code for duty in known for code in (duty.agency, duty.passed_from)}:
                continue
            assert spec.owners is not None
            for to in owners_of(campaign, spec.owners, day, context):
                if to.agency == authority:
                    ask_for_form(session, campaign, spec, to, subject=campaign.code, now=now, context=context)
                    asked += 1
    return asked


def replan_resting(
    session: Session, campaign: Campaign, row: AreaSuspension, not_before: date, *, now: datetime, context: Context
) -> tuple[int, int]:
    """Give the visits that wait new days from a day on; where none is left in the window, they do not take place.
    Says how many got a day, and how many none."""
    moved = given_up = 0
    agencies_know = campaign.state in AGENCIES_KNOW
    for party, visits in parties_resting(session, campaign.id or 0, row.area):
        party.active = True
        session.add(party)
        session.flush()
        try:
            move_party(
                session,
                campaign,
                party,
                TOLD_AS[row.reason],
                now=now,
                context=context,
                tell=agencies_know,
                not_before=not_before,
            )
        except ScheduleImpossible:
            party.active = False
            for visit in visits:
                change_state(
                    session,
                    visit,
                    VISIT,
                    VisitVerb.MISS,
                    actor=ENGINE,
                    now=now,
                    reason=NotConductedReason.AREA_SUSPENDED,
                )
                visit.missed = NotConductedReason.AREA_SUSPENDED
            given_up += len(visits)
        else:
            for visit in visits:
                change_state(session, visit, VISIT, VisitVerb.REPLAN, actor=ENGINE, now=now)
            moved += len(visits)
    if moved and agencies_know:
        ask_for_missing_members(session, campaign, now=now, context=context)
    return moved, given_up


def _note(session: Session, row: AreaSuspension, campaign: Campaign | None, actor: Actor, now: datetime) -> None:
    record(
        session,
        noun="area",
        subject=row.area,
        verb="resume",
        reason=row.reason,
        actor=actor,
        now=now,
        campaign_id=None if campaign is None else campaign.id,
    )
