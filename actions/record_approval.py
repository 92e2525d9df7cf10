"""The decision on a plan, signed on paper: recorded by the coordinator, and it counts like an electronic one."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from actions.check_document import check_arrival
from actions.context import Actor, Context
from actions.decide_plan import PlanDecision, decide_plan
from actions.recording import record
from actions.settle_duty import hold_duty
from actions.take_answer import Arrival
from actions.tell_office import Addressee, find_contact
from models import Answer, Duty
from rules.refusals import AnsweredBefore, AnswerRefused, RightMissing
from rules.words import Channel, DutyState, Role

SIGNERS = (Role.CHAIRMAN, Role.COMMITTEE)
INSTEAD = "Record the paper among the documents of the campaign; to stop the campaign, suspend or cancel it."


@dataclass(frozen=True)
class SignedDecision:
    """The decision, and the role that signed it."""

    decision: PlanDecision
    signer: Role


def record_approval(
    session: Session,
    duty: Duty,
    signed: SignedDecision,
    arrival: Arrival,
    *,
    actor: Actor,
    now: datetime,
    context: Context,
) -> Answer:
    """Raises RightMissing for anybody but the coordinator, AnsweredBefore when the plan was decided on, AnswerRefused
    for what is missing, and DocumentRefused for a decision dated before the plan was submitted."""
    if actor.role is not Role.COORDINATOR:
        raise RightMissing(actor.role, "record", f"the decision on {duty.subject}", [Role.COORDINATOR])
    hold_duty(session, duty)
    if duty.state is not DutyState.OPEN:
        raise AnsweredBefore(duty.code, duty.state, INSTEAD)
    if arrival.channel is not Channel.PAPER:
        raise AnswerRefused(f"Duty {duty.code}", [("channel", "must be paper: a plan is decided on in writing.")])
    check_arrival(duty, arrival, now=now, context=context)
    _check_signer(duty, signed.signer, arrival, context)
    officer = find_contact(session, Addressee(signed.signer), now, context)
    signer = Actor(officer.role, officer.agency, officer.id)
    arrival = replace(arrival, recorded_by=actor.role)
    answer = decide_plan(session, duty, signed.decision, arrival, actor=signer, now=now, context=context)
    record(
        session,
        noun="answer",
        subject=answer.receipt,
        verb="record",
        after=signed.signer.value,
        actor=actor,
        now=now,
        campaign_id=duty.campaign_id,
        note=f"{arrival.document}, {arrival.document_on:%d/%m/%Y}",
    )
    return answer


def _check_signer(duty: Duty, signer: Role, arrival: Arrival, context: Context) -> None:
    faults = []
    if signer not in SIGNERS:
        faults.append(("signer", "must be the chairman, or the committee's office in his place."))
    last = context.pack.calendar.last_day(duty.due_at)
    if signer is Role.COMMITTEE and arrival.document_on is not None and arrival.document_on <= last:
        sentence = f"may be the committee's office only on a document dated after {last:%d/%m/%Y}, the chairman's time."
        faults.append(("signer", sentence))
    if faults:
        raise AnswerRefused(f"Duty {duty.code}", faults)
