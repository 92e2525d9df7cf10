"""The team leader orders an unannounced check, or says why not. What he orders stands in the restricted table alone."""

from datetime import datetime

from sqlmodel import Session

from actions.check_order import Order, order_faults
from actions.context import Actor, Context
from actions.recording import change_state, look_again
from actions.settle_duty import fulfil_duty, hold_duty
from actions.take_answer import Arrival, take_answer
from campaigns import KINDS
from models import Answer, Campaign, Duty, UnannouncedOrder
from models.queries.campaigns import campaign_by_id
from models.queries.unannounced import order_of
from rules.refusals import AnswerRefused, OwnProposal, RightMissing, TransitionRefused
from rules.visibility import RAISES_CHECKS
from rules.words import CampaignVerb, DutyState, NoOrderReason, OrderGround, Role

__all__ = ["Order", "decline_check", "order_check"]


def order_check(
    session: Session,
    duty: Duty,
    order: Order,
    arrival: Arrival,
    *,
    actor: Actor,
    now: datetime,
    context: Context,
) -> Answer:
    """Raises AnswerRefused (every fault at once), RightMissing (the deputy before the leader's hours have run),
    OwnProposal, or TransitionRefused when it was dealt with before."""
    campaign, kept = _open(session, duty, actor, now)
    if kept.ground is OrderGround.MEMBER_PROPOSAL and kept.raised_by == actor.contact_id:
        raise OwnProposal(campaign.code, actor.role)
    if faults := order_faults(session, order, now=now, context=context):
        raise AnswerRefused(f"The order of {campaign.code}", faults)
    _move(session, campaign, CampaignVerb.ORDER, actor, now)
    kept.ordered_by, kept.ordered_at = actor.contact_id, now
    kept.establishments = list(dict.fromkeys(order.establishments))
    kept.muster_at, kept.muster_place = order.muster_at, order.muster_place.strip()
    kept.lead_agency = order.lead_agency
    kept.seats = {agency: list(cards) for agency, cards in order.seats.items() if cards}
    session.add(kept)
    # Answers are kept and shown like any other: that it was ordered is all they say.
    content = {"ordered": True}
    fulfil_duty(session, duty, answered=content, actor=actor, now=now)
    look_again(session, campaign, now)
    return take_answer(session, duty, content, arrival, now=now)


def decline_check(
    session: Session,
    duty: Duty,
    reason: NoOrderReason,
    arrival: Arrival,
    *,
    actor: Actor,
    now: datetime,
    context: Context,
) -> Answer:
    """No check on this ground. Raises RightMissing or TransitionRefused."""
    campaign, kept = _open(session, duty, actor, now)
    _move(session, campaign, CampaignVerb.CANCEL, actor, now, reason)
    campaign.next_at = None
    kept.refused = reason
    session.add(kept)
    content = {"declined": reason.value}
    fulfil_duty(session, duty, answered=content, actor=actor, now=now)
    return take_answer(session, duty, content, arrival, now=now)


def _open(session: Session, duty: Duty, actor: Actor, now: datetime) -> tuple[Campaign, UnannouncedOrder]:
    if actor.role not in RAISES_CHECKS or actor.contact_id is None:
        raise RightMissing(actor.role, "order", "an unannounced check", [Role.TEAM_LEADER])
    campaign = campaign_by_id(session, duty.campaign_id)
    hold_duty(session, duty)
    if duty.state is not DutyState.OPEN:
        raise TransitionRefused("duty", duty.code, duty.state, "answer", [])
    if actor.role is Role.DEPUTY_LEADER and now <= duty.due_at:
        raise RightMissing(actor.role, "order", f"check {campaign.code} yet", [Role.TEAM_LEADER])
    return campaign, order_of(session, campaign, actor.role)


def _move(
    session: Session,
    campaign: Campaign,
    verb: CampaignVerb,
    actor: Actor,
    now: datetime,
    reason: NoOrderReason | None = None,
) -> None:
    lifecycle = KINDS[campaign.kind].lifecycles[campaign.mode]
    change_state(session, campaign, lifecycle, verb, actor=actor, now=now, reason=reason, restricted=True)
