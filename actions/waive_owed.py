"""The coordinator's decisions, with all that follows: waiving what is owed."""

from datetime import datetime

from sqlmodel import Session

from actions.confirm_participation import leave_campaign
from actions.context import Actor, Context
from actions.recording import change_state, look_again
from actions.settle_duty import waive_duty
from models import Duty
from models.queries.campaigns import campaign_by_id
from models.queries.visits import visit_by_code
from rules.lifecycle import VISIT
from rules.refusals import RightMissing
from rules.visibility import RECEPTION_KINDS
from rules.words import DutyKind, NotConductedReason, Role, VisitVerb, WaiveReason

SETTLED_BY_ITS_OWNER = (
    DutyKind.APPROVE_PLAN,
    DutyKind.REFERRAL_APPROVAL,
    DutyKind.REFERRAL_ACKNOWLEDGEMENT,
    DutyKind.REFERRAL_RESULT,
    DutyKind.PROTECTION,
    *RECEPTION_KINDS,
    DutyKind.ORDER_CHECK,
    DutyKind.WRITTEN_REPORT,
)


def waive_owed(
    session: Session, duty: Duty, reason: WaiveReason, *, actor: Actor, now: datetime, context: Context
) -> None:
    """Let an agency off what it owes, with all that follows: its seats go to others, its visit counts as missed.

    Raises RightMissing for anybody but the coordinator, and for what only the chairman, the officers of a referral or
    the focal point may settle.
    """
    if actor.role is not Role.COORDINATOR:
        raise RightMissing(actor.role, "waive", f"duty {duty.code}", [Role.COORDINATOR])
    if duty.kind in SETTLED_BY_ITS_OWNER:
        raise RightMissing(actor.role, "waive", f"duty {duty.code}", ["the officers it is addressed to"])
    campaign = campaign_by_id(session, duty.campaign_id)
    if duty.kind is DutyKind.CONFIRM:
        leave_campaign(session, campaign, duty, reason, actor=actor, now=now, context=context)
        return
    if duty.kind is DutyKind.FINDINGS:
        let_findings_go(session, duty, reason, actor=actor, now=now)
    else:
        waive_duty(session, duty, reason, actor=actor, now=now)
    look_again(session, campaign, now)


def let_findings_go(session: Session, duty: Duty, reason: WaiveReason, *, actor: Actor, now: datetime) -> None:
    """Nobody says what was seen: the visit counts as not conducted."""
    waive_duty(session, duty, reason, actor=actor, now=now)
    visit = visit_by_code(session, duty.subject)
    engine = Actor(Role.ENGINE, actor.agency)
    change_state(session, visit, VISIT, VisitVerb.MISS, actor=engine, now=now, reason=NotConductedReason.QUORUM)
    visit.missed = NotConductedReason.QUORUM
