"""The task to mend an address ends with the address: on its own page, or when the contact is changed elsewhere."""

from datetime import datetime

from sqlmodel import Session

from actions.context import Actor
from actions.settle_duty import fulfil_duty
from models import Contact
from models.queries.contact_repairs import open_repair
from rules.words import ContactRepair


def close_repair(session: Session, contact: Contact, how: ContactRepair, *, actor: Actor, now: datetime) -> None:
    duty = open_repair(session, contact)
    if duty is not None:
        fulfil_duty(session, duty, answered={"how": how.value}, actor=actor, now=now)
