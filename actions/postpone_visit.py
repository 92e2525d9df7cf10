"""A visit that cannot take place on its day gets another day and party inside the approved window."""

from datetime import datetime

from sqlmodel import Session, col, func, select

from actions.capacity import capacity_for
from actions.context import ENGINE, Actor, Context
from actions.coordinate_agencies import ask_for_missing_members
from actions.hear_step import without_waiting
from actions.move_party import NOTICE_WORKDAYS, draft_of, tell_postponed
from actions.recording import change_state, look_again
from actions.schedule_visits import add_party
from models import Campaign, Party, Visit
from models.queries.visits import seats_of
from notifications.letters import VisitPostponed
from rules.lifecycle import VISIT
from rules.refusals import ScheduleImpossible
from rules.scheduling import PartyDraft, place_party
from rules.words import NotConductedReason, PostponeReason, VisitVerb
from rules.working_days import ONE_DAY


def postpone_visit(
    session: Session,
    campaign: Campaign,
    visit: Visit,
    reason: PostponeReason,
    *,
    actor: Actor,
    now: datetime,
    context: Context,
) -> None:
    """When no day is left in the window, the visit is recorded as not conducted."""
    change_state(session, visit, VISIT, VisitVerb.POSTPONE, actor=actor, now=now, reason=reason)
    old = session.get_one(Party, visit.party_id)
    old_agencies = {seat.agency for seat in seats_of(session, [visit.party_id])}
    try:
        party = _new_party(session, campaign, visit, old, now, context)
    except ScheduleImpossible:
        change_state(session, visit, VISIT, VisitVerb.MISS, actor=ENGINE, now=now, reason=NotConductedReason.QUORUM)
        visit.missed = NotConductedReason.QUORUM
        return
    change_state(session, visit, VISIT, VisitVerb.REPLAN, actor=ENGINE, now=now)
    visit.party_id = party.id or 0
    campaign.replans += 1
    session.flush()
    agencies = old_agencies | {seat.agency for seat in seats_of(session, [visit.party_id])}
    with without_waiting(session, campaign, VisitPostponed, actor=actor, now=now, context=context) as heard:
        ask_for_missing_members(session, campaign, now=now, context=heard)
        tell_postponed(session, campaign, party, old.on, reason, agencies, now=now, context=heard)
    look_again(session, campaign, now)


def _new_party(
    session: Session, campaign: Campaign, visit: Visit, old: Party, now: datetime, context: Context
) -> Party:
    calendar = context.pack.calendar
    soonest = calendar.add_workdays(calendar.day_of(now), NOTICE_WORKDAYS)
    draft: PartyDraft = draft_of(session, old, [visit])
    if soonest > campaign.closes_on:
        raise ScheduleImpossible("the window", "the postponed visit", soonest, campaign.closes_on)
    plan = place_party(
        draft,
        max(soonest, min(old.on + ONE_DAY, campaign.closes_on)),
        soonest,
        campaign.closes_on,
        capacity_for(session, campaign, now=now, context=context),
    )
    number = session.exec(select(func.count(col(Party.id))).where(Party.campaign_id == campaign.id)).one() + 1
    return add_party(session, campaign, plan, number, with_visits=False)
