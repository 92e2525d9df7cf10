"""The focal point speaks: what it says opens some of the branches again that were closed for its case."""

from datetime import datetime

from sqlmodel import Session, select

from actions.assess_visit import assess_visit
from actions.context import ENGINE, Actor, Context
from actions.freeze_sanction import drop_sanctions, freeze_sanctions
from actions.protect_person import closed_for
from actions.recording import change_state, record
from actions.settle_duty import fulfil_duty, hold_duty, waive_duty
from actions.take_answer import Arrival, take_answer
from models import Answer, Duty, Referral, Visit
from models.queries.campaigns import campaign_by_id
from models.queries.duties import open_duty_about
from models.queries.protections import protection_by_code
from rules.ladders import told_from
from rules.lifecycle import PROTECTION, REFERRAL
from rules.refusals import RightMissing, TransitionRefused
from rules.words import (
    Branch,
    DutyKind,
    DutyState,
    ProtectionVerb,
    ReferralVerb,
    Role,
    RungTarget,
    VisitState,
    WaiveReason,
)

TOLD_AS = {Role.FOCAL_DEPUTY: RungTarget.DEPUTY, Role.SUPERIOR: RungTarget.SUPERIOR}
"""Whose turn comes only when the ladder tells them."""
HAS_RECORD = (VisitState.RECORDED, VisitState.ASSESSED)


def answer_protection(
    session: Session,
    duty: Duty,
    verb: ProtectionVerb,
    arrival: Arrival,
    *,
    actor: Actor,
    now: datetime,
    context: Context,
) -> Answer:
    """Raises RightMissing before an office's turn has come, TransitionRefused when somebody has answered before."""
    campaign = campaign_by_id(session, duty.campaign_id)
    hold_duty(session, duty)
    if duty.state is not DutyState.OPEN:
        raise TransitionRefused("duty", duty.code, duty.state, "answer", [])
    turn = turn_at(duty, actor.role, context)
    if actor.agency != duty.agency or turn is None or now < turn:
        raise RightMissing(actor.role, "answer", f"task {duty.subject} yet", [duty.role])
    case = protection_by_code(session, duty.subject, actor.role)
    before, case.state = case.state, PROTECTION.move(case.code, case.state, verb, actor.role)
    case.answered_at = now
    session.add(case)
    record(
        session,
        noun=PROTECTION.noun,
        subject=case.code,
        verb=verb.value,
        before=before,
        after=case.state,
        actor=actor,
        now=now,
        campaign_id=None,  # no campaign has such an entry, so that none can be counted
        restricted=True,
    )
    content = {"answer": verb.value}
    fulfil_duty(session, duty, answered=content, actor=actor, now=now)
    session.flush()
    visit = session.get_one(Visit, case.visit_id)
    _close_for_good(session, visit.id or 0, now)
    if visit.state in HAS_RECORD:
        assess_visit(session, campaign, visit, now=now, context=context)
    return take_answer(session, duty, content, arrival, now=now)


def turn_at(duty: Duty, role: Role, context: Context) -> datetime | None:
    """From when this office may answer: the focal point at once, its deputy and its head when the ladder tells them.
    None for an office that never may."""
    if role is duty.role:
        return duty.opened_at
    if role not in TOLD_AS:
        return None
    calendar = context.pack.calendar
    ladder = context.pack.ladder(duty.ladder, calendar.day_of(duty.due_at))
    return told_from(ladder, TOLD_AS[role], duty.due_at, calendar)


def _close_for_good(session: Session, visit_id: int, now: datetime) -> None:
    """What was on its way before the signs were seen, and now never goes on."""
    closed = closed_for(session, visit_id)
    if Branch.SANCTION in closed:
        freeze_sanctions(session, visit_id, now=now)
        drop_sanctions(session, visit_id, now=now)
    if Branch.REFERRAL in closed:
        _withdraw_referral(session, visit_id, now)


def _withdraw_referral(session: Session, visit_id: int, now: datetime) -> None:
    """One that the police already have is theirs."""
    referral = session.exec(select(Referral).where(Referral.visit_id == visit_id)).first()
    if referral is None or not REFERRAL.allows(referral.state, ReferralVerb.WITHDRAW, Role.ENGINE):
        return
    change_state(session, referral, REFERRAL, ReferralVerb.WITHDRAW, actor=ENGINE, now=now, restricted=True)
    waiting = open_duty_about(session, referral.code, DutyKind.REFERRAL_APPROVAL)
    if waiting is not None:
        waive_duty(session, waiting, WaiveReason.SUPERSEDED, actor=ENGINE, now=now, restricted=True)
