"""Ask the next officer of the approval chain, behind a personal link to his own address."""

from datetime import datetime

from sqlmodel import Session

from actions.ask_office import ask_office
from actions.context import Context
from models import Campaign, Duty, Referral
from notifications.letters import ReferralApproval
from rules.pack import ApprovalStep
from rules.refusals import UnknownCode
from rules.words import DutyKind

CHAIN = "referral"


def step_of_chain(order: int, now: datetime, context: Context) -> ApprovalStep:
    """Raises UnknownCode when the pack's chain has no such step."""
    for step in context.pack.approval_chain(CHAIN, context.pack.calendar.day_of(now)):
        if step.order == order:
            return step
    raise UnknownCode("approval step", str(order))


def ask_approval(
    session: Session, campaign: Campaign, referral: Referral, *, order: int, now: datetime, context: Context
) -> Duty:
    """Open the duty of the officer at `order` and write to him. Raises ContactMissing."""
    return ask_office(
        session,
        campaign,
        DutyKind.REFERRAL_APPROVAL,
        ReferralApproval,
        step_of_chain(order, now, context).role,
        subject=referral.code,
        now=now,
        context=context,
        ordinal=order,
    )
