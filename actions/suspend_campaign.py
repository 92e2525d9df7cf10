"""Suspend a campaign with a reason, take it up again, or cancel it; everybody who is waiting is told."""

from datetime import datetime

from sqlmodel import Session, col, select

from actions.activity_agencies import still_there
from actions.context import ENGINE, Actor, Context
from actions.coordinate_agencies import ask_for_missing_members
from actions.hear_step import without_waiting
from actions.move_party import move_parties_too_near
from actions.muster import muster_of
from actions.prepare_report import asked_in
from actions.recording import change_state, look_again, record
from actions.settle_duty import waive_duty
from actions.tell_office import Addressee, tell_office
from campaigns import KINDS
from models import Campaign, Contact, Message, Party, Seat, Visit
from models.queries.duties import duties_about, open_duties
from models.queries.visits import parties_of
from notifications.letter import CampaignLetter
from notifications.letters import CampaignCancelled, CampaignResumed, CampaignSuspended, Invitation, PlanApproved
from rules.ladders import next_rung
from rules.lifecycle import VISIT
from rules.refusals import TransitionRefused
from rules.visibility import WORK_KINDS
from rules.words import (
    CampaignKind,
    CampaignState,
    CampaignVerb,
    CancelReason,
    DutyKind,
    PostponeReason,
    Role,
    SuspendReason,
    VisitState,
    VisitVerb,
    WaiveReason,
)

LIVES_WITH_CAMPAIGN = (
    DutyKind.APPROVE_PLAN,
    DutyKind.CONFIRM,
    DutyKind.FINDINGS,
    *(kind for kind in WORK_KINDS if kind is not DutyKind.MONITORING_REMEDY),
)
"""Remedies, sanctions and referrals have clocks of their own and go on, as the reports of the law do."""


def suspend_campaign(
    session: Session, campaign: Campaign, reason: SuspendReason, *, actor: Actor, now: datetime, context: Context
) -> None:
    """Ladders stop; nobody is chased for what waits."""
    before = campaign.state
    _move(session, campaign, CampaignVerb.SUSPEND, actor, now, reason)
    campaign.resumes_to = before
    campaign.suspended_at = now
    campaign.next_at = None
    for duty in open_duties(session, campaign.id or 0, LIVES_WITH_CAMPAIGN):
        duty.rung_at = None
        session.add(duty)
    with without_waiting(
        session, campaign, CampaignSuspended, actor=actor, now=now, context=context, undoes=CampaignResumed
    ) as heard:
        _tell(session, campaign, CampaignSuspended, now, heard, reason=reason)


def resume_campaign(session: Session, campaign: Campaign, *, actor: Actor, now: datetime, context: Context) -> None:
    """Due moments move by as long as it was suspended; visits missed meanwhile get new days inside the window."""
    if campaign.resumes_to is None or campaign.suspended_at is None:
        lifecycle = KINDS[campaign.kind].lifecycles[campaign.mode]
        raise TransitionRefused(
            "campaign", campaign.code, campaign.state, "resume", lifecycle.verbs_from(campaign.state)
        )
    _move(session, campaign, CampaignVerb.RESUME, actor, now)
    paused = now - campaign.suspended_at
    campaign.state, campaign.resumes_to, campaign.suspended_at = campaign.resumes_to, None, None
    record(
        session,
        noun="campaign",
        subject=campaign.code,
        verb="resume",
        before=CampaignState.SUSPENDED,
        after=campaign.state,
        actor=ENGINE,
        now=now,
        campaign_id=campaign.id,
    )
    calendar = context.pack.calendar
    for duty in open_duties(session, campaign.id or 0, LIVES_WITH_CAMPAIGN):
        if duty.paused_at is not None:
            # Its area rests still, and moves it when it is at work again: from whichever of the two came first.
            duty.paused_at = min(duty.paused_at, now - paused)
            session.add(duty)
            continue
        duty.due_at = calendar.end_of(calendar.next_workday(calendar.last_day(duty.due_at + paused)))
        ladder = context.pack.ladder(duty.ladder, calendar.last_day(duty.due_at))
        duty.rung_at = next_rung(ladder, duty.rung, duty.due_at, calendar) if duty.timed else None
        session.add(duty)
    with without_waiting(
        session, campaign, CampaignResumed, actor=actor, now=now, context=context, undoes=CampaignSuspended
    ) as heard:
        if campaign.state in (CampaignState.COORDINATING, CampaignState.INSPECTING):
            move_parties_too_near(session, campaign, PostponeReason.OTHER, now=now, context=heard)
            ask_for_missing_members(session, campaign, now=now, context=heard)
        _tell(session, campaign, CampaignResumed, now, heard)
    look_again(session, campaign, now)


def cancel_campaign(
    session: Session, campaign: Campaign, reason: CancelReason, *, actor: Actor, now: datetime, context: Context
) -> None:
    """Visits still to come are cancelled, calendars too, and what lives with the campaign is waived."""
    _move(session, campaign, CampaignVerb.CANCEL, actor, now, reason)
    campaign.next_at = None
    for duty in open_duties(
        session, campaign.id or 0, (*LIVES_WITH_CAMPAIGN, DutyKind.PERIODIC_REPORT, DutyKind.CONTACT_CHECK)
    ):
        waive_duty(session, duty, WaiveReason.CAMPAIGN_CANCELLED, actor=ENGINE, now=now)
    with without_waiting(session, campaign, CampaignCancelled, actor=actor, now=now, context=context) as heard:
        _tell(session, campaign, CampaignCancelled, now, heard, cancels=True, reason=reason)
    open_states = [VisitState.PLANNED, VisitState.POSTPONED]
    visits = session.exec(
        select(Visit).where(Visit.campaign_id == campaign.id, col(Visit.state).in_(open_states))
    ).all()
    for visit in visits:
        change_state(session, visit, VISIT, VisitVerb.CANCEL, actor=ENGINE, now=now)
    _free_parties(session, campaign, {visit.party_id for visit in visits})


def _free_parties(session: Session, campaign: Campaign, party_ids: set[int]) -> None:
    # The seats go back to other campaigns: capacity and the members' one-place rule look at active parties.
    for party in parties_of(session, campaign.id or 0):
        if party.id in party_ids:
            party.active = False
            session.add(party)
    for seat in session.exec(select(Seat).join(Party).where(col(Seat.party_id).in_(party_ids))):
        seat.card = None
        session.add(seat)


def _move(
    session: Session,
    campaign: Campaign,
    verb: CampaignVerb,
    actor: Actor,
    now: datetime,
    reason: SuspendReason | CancelReason | None = None,
) -> None:
    lifecycle = KINDS[campaign.kind].lifecycles[campaign.mode]
    change_state(session, campaign, lifecycle, verb, actor=actor, now=now, reason=reason)
    campaign.turns += 1


def _tell(
    session: Session,
    campaign: Campaign,
    letter: type[CampaignLetter],
    now: datetime,
    context: Context,
    *,
    cancels: bool = False,
    **facts: object,
) -> None:
    """Tell the agencies that have been told of the campaign; of a plan that nobody has approved no agency knows."""
    inspects = campaign.kind is CampaignKind.INSPECTION
    told = _invited(session, campaign) if inspects else asked_in(session, campaign)
    for to in still_there(told, context.pack.calendar.day_of(now), context):
        calendar = (
            muster_of(session, campaign, to.agency or "", now=now, context=context, cancelled=True)
            if cancels and inspects
            else None
        )
        tell_office(
            session,
            letter,
            to,
            campaign=campaign,
            subject=campaign.code,
            ordinal=campaign.turns,
            now=now,
            context=context,
            calendar=calendar,
            **facts,
        )


def _invited(session: Session, campaign: Campaign) -> list[Addressee]:
    """By letter, or by telephone where no letter could be sent."""
    asked = {duty.agency for duty in duties_about(session, campaign.code, DutyKind.CONFIRM)}
    told = session.exec(
        select(Message.agency)
        .join(Contact)
        .where(
            Message.campaign_id == campaign.id,
            Contact.role == Role.LIAISON,
            col(Message.letter).in_((PlanApproved.name, Invitation.name)),
        )
    )
    return [Addressee(Role.LIAISON, agency) for agency in sorted({*told, *asked})]
