"""The police acknowledge a referral, and later tell its result (BLTTHS 2015 Điều 146-147)."""

from datetime import datetime

from sqlmodel import Session

from actions.context import Actor, Context
from actions.escalate_referrals import open_acknowledgement
from actions.freeze_sanction import drop_sanctions, unfreeze_sanctions
from actions.open_duty import open_duty
from actions.recording import change_state
from actions.settle_duty import fulfil_duty
from actions.take_answer import Arrival, take_answer
from actions.tell_office import Addressee, tell_office
from campaigns import KINDS
from models import Answer, Duty, Referral
from models.queries.campaigns import campaign_by_id
from models.queries.duties import open_duty_about
from models.queries.referrals import referral_by_code
from notifications.letters import ReferralResultLetter
from rules.lifecycle import REFERRAL
from rules.words import AgencyRole, DutyKind, ReferralResult, ReferralVerb, Role


def acknowledge_referral(
    session: Session, referral: Referral, arrival: Arrival, *, actor: Actor, now: datetime, context: Context
) -> Answer:
    """Reception confirmed; the result is due 20 days after reception, and 3 to tell us."""
    campaign = campaign_by_id(session, referral.campaign_id)
    duty = open_duty_about(session, referral.code, DutyKind.REFERRAL_ACKNOWLEDGEMENT)
    if duty is None:
        # Acknowledged before its duty was opened (the letter was read the same day): reception is now.
        referral.received_at = referral.received_at or now
        open_acknowledgement(session, campaign, referral, referral.received_at, now=now, context=context)
        duty = open_duty_about(session, referral.code, DutyKind.REFERRAL_ACKNOWLEDGEMENT)
        assert duty is not None
    change_state(session, referral, REFERRAL, ReferralVerb.ACKNOWLEDGE, actor=actor, now=now, restricted=True)
    referral.acknowledged_at = now
    fulfil_duty(session, duty, answered={}, actor=actor, now=now)
    answer = take_answer(session, duty, {}, arrival, now=now)
    open_duty(
        session,
        campaign,
        KINDS[campaign.kind].duty(DutyKind.REFERRAL_RESULT),
        subject=referral.code,
        agency=referral.agency,
        start=referral.received_at or now,
        now=now,
        context=context,
        told=True,
    )
    return answer


def resolve_referral(
    session: Session,
    duty: Duty,
    result: ReferralResult,
    arrival: Arrival,
    *,
    actor: Actor,
    now: datetime,
    context: Context,
) -> Answer:
    """What the investigating body decided; the team leader is told that there is news, not what it says. What is not
    prosecuted goes back to the holder of the sanctioning title, what is prosecuted is not fined."""
    referral = referral_by_code(session, duty.subject)
    campaign = campaign_by_id(session, referral.campaign_id)
    change_state(session, referral, REFERRAL, ReferralVerb.RESOLVE, actor=actor, now=now, restricted=True)
    referral.resolved_at = now
    referral.result = result
    if result is ReferralResult.OPENED:
        drop_sanctions(session, referral.visit_id, now=now)
    elif result is not ReferralResult.SUSPENDED:
        unfreeze_sanctions(session, referral.visit_id, now=now, context=context)
    fulfil_duty(session, duty, answered={"result": result.value}, actor=actor, now=now)
    answer = take_answer(session, duty, {"result": result.value}, arrival, now=now)
    standing = context.pack.agency_as(AgencyRole.STANDING, context.pack.calendar.day_of(now))
    tell_office(
        session,
        ReferralResultLetter,
        Addressee(Role.TEAM_LEADER, standing.code),
        campaign=campaign,
        subject=referral.code,
        ordinal=1,
        now=now,
        context=context,
    )
    return answer
