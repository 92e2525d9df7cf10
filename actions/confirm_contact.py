"""An office says whether the address it is written to at is right; another one is the coordinator's to confirm."""

from datetime import datetime

from sqlmodel import Session

from actions.context import Actor, Context
from actions.hear_step import wake_held_up
from actions.recording import record
from actions.settle_duty import fulfil_duty
from actions.take_answer import Arrival, take_answer
from models import Answer, Contact, Duty
from models.journal import office_subject
from rules.addresses import ADDRESS
from rules.hearing import contact_checked
from rules.refusals import AddressUnusable, AnswerRefused

LONGEST_ADDRESS = 200


def confirm_contact(
    session: Session,
    duty: Duty,
    proposed: str | None,
    arrival: Arrival,
    *,
    actor: Actor,
    now: datetime,
    context: Context,
) -> Answer:
    """`proposed` None: it is right. Another address changes nothing by itself: whoever reads a mailbox could send an
    office's letters elsewhere. Raises AnswerRefused for what is no address."""
    contact = session.get_one(Contact, contact_checked(duty.subject))
    if proposed is not None and (len(proposed) > LONGEST_ADDRESS or not ADDRESS.fullmatch(proposed)):
        raise AnswerRefused(duty.code, [("address", str(AddressUnusable(proposed)))])
    right = proposed is None
    if right:
        contact.confirmed_on, contact.bounced, contact.proposed = context.pack.calendar.day_of(now), False, None
    else:
        contact.proposed = proposed
    session.add(contact)
    if right:
        wake_held_up(session, now=now)
    record(
        session,
        noun="contact",
        subject=office_subject(contact.agency, contact.role),
        verb="confirm" if right else "propose",
        actor=actor,
        now=now,
        campaign_id=duty.campaign_id,
    )
    fulfil_duty(session, duty, answered={"right": right}, actor=actor, now=now)
    return take_answer(session, duty, {"right": right}, arrival, now=now)
