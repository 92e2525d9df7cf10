"""One of two officers approves or refuses a referral; the second approval sends it to the police at once."""

from datetime import datetime

from sqlmodel import Session, select

from actions.ask_approval import ask_approval, step_of_chain
from actions.assess_visit import settle_refused
from actions.context import ENGINE, Actor, Context
from actions.freeze_sanction import unfreeze_sanctions
from actions.protect_person import closed_for
from actions.recording import change_state, look_again
from actions.settle_duty import fulfil_duty
from actions.take_answer import Arrival, take_answer
from actions.tell_office import Addressee, tell_office
from models import Answer, Approval, Campaign, Duty, Referral, Visit
from models.queries.campaigns import campaign_by_id
from models.queries.referrals import referral_by_code
from notifications.letters import ReferralLetter
from rules.lifecycle import REFERRAL
from rules.refusals import PathBlocked, RightMissing
from rules.words import Branch, ReferralState, ReferralVerb, RefusalGround, Role


def decide_referral(
    session: Session,
    duty: Duty,
    refused: RefusalGround | None,
    arrival: Arrival,
    *,
    actor: Actor,
    now: datetime,
    context: Context,
) -> Answer:
    """`refused` None approves. Raises RightMissing for anybody but the officer asked and his deputy, and for one who
    has signed this referral before; PathBlocked while the focal point is silent."""
    referral = referral_by_code(session, duty.subject)
    campaign = campaign_by_id(session, referral.campaign_id)
    if Branch.REFERRAL in closed_for(session, referral.visit_id):
        raise PathBlocked(f"Referral {referral.code}", "the decision")
    _check_right(session, duty, referral, actor, now, context)
    verb = ReferralVerb.APPROVE if refused is None else ReferralVerb.REFUSE
    change_state(session, referral, REFERRAL, verb, actor=actor, now=now, reason=refused, restricted=True)
    content = {"refused": refused and refused.value}
    fulfil_duty(session, duty, answered=content, actor=actor, now=now)
    session.add(
        Approval(
            subject=referral.code,
            round=1,
            order=duty.ordinal,
            contact_id=actor.contact_id or 0,
            role=actor.role,
            approved=refused is None,
            reason=refused and refused.value,
            decided_at=now,
        )
    )
    if refused is not None:
        referral.refused = refused
        session.flush()
        settle_refused(session, session.get_one(Visit, referral.visit_id))
        unfreeze_sanctions(session, referral.visit_id, now=now, context=context)
    elif referral.state is ReferralState.FIRST_APPROVED:
        ask_approval(session, campaign, referral, order=duty.ordinal + 1, now=now, context=context)
    else:
        _send(session, campaign, referral, now, context)
    return take_answer(session, duty, content, arrival, now=now)


def _check_right(
    session: Session, duty: Duty, referral: Referral, actor: Actor, now: datetime, context: Context
) -> None:
    step = step_of_chain(duty.ordinal, now, context)
    allowed: list[Role] = [step.role]
    if now > duty.due_at:
        allowed.append(step.deputy)
    signed = session.exec(select(Approval).where(Approval.subject == referral.code)).all()
    twice = any(row.contact_id == actor.contact_id or row.role is actor.role for row in signed)
    if actor.contact_id is None or actor.role not in allowed or twice:
        raise RightMissing(actor.role, "decide", f"referral {referral.code}", allowed)


def _send(session: Session, campaign: Campaign, referral: Referral, now: datetime, context: Context) -> None:
    change_state(session, referral, REFERRAL, ReferralVerb.SEND, actor=ENGINE, now=now, restricted=True)
    referral.sent_at = now
    tell_office(
        session,
        ReferralLetter,
        Addressee(Role.POLICE_DUTY, referral.agency),
        campaign=campaign,
        subject=referral.code,
        ordinal=1,
        now=now,
        context=context,
    )
    # Its acknowledgement runs from reception: the flow opens that duty once the letter was taken.
    look_again(session, campaign, now)
