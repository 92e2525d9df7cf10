"""Ask the next officer of the approval chain, behind a personal link to his own address."""

from datetime import datetime

from sqlmodel import Session

from actions.context import Context
from actions.open_duty import open_duty
from actions.tell_office import Addressee, find_contact, tell_office
from campaigns import KINDS
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
    step = step_of_chain(order, now, context)
    officer = find_contact(session, Addressee(step.role), now, context)
    duty = open_duty(
        session,
        campaign,
        KINDS[campaign.kind].duty(DutyKind.REFERRAL_APPROVAL),
        subject=referral.code,
        agency=officer.agency,
        start=now,
        now=now,
        context=context,
        ordinal=order,
        role=step.role,
        told=True,
    )
    tell_office(
        session,
        ReferralApproval,
        Addressee(step.role),
        campaign=campaign,
        subject=referral.code,
        ordinal=order,
        now=now,
        context=context,
        due_at=duty.due_at,
    )
    return duty
