"""Ask one office for one confidential thing: its duty, and the letter that tells of it, to the same address."""

from datetime import datetime

from sqlmodel import Session

from actions.context import Context
from actions.open_duty import open_duty
from actions.tell_office import Addressee, find_contact, tell_office
from campaigns import KINDS
from models import Campaign, Duty
from notifications.letters import ConfidentialLetter
from rules.words import DutyKind, Role


def ask_office(
    session: Session,
    campaign: Campaign,
    kind: DutyKind,
    letter: type[ConfidentialLetter],
    role: Role,
    *,
    subject: str,
    now: datetime,
    context: Context,
    ordinal: int = 1,
) -> Duty:
    """Of the one office of the province in this role. Raises ContactMissing or SharedMailbox."""
    to = Addressee(role)
    duty = open_duty(
        session,
        campaign,
        KINDS[campaign.kind].duty(kind),
        subject=subject,
        agency=find_contact(session, to, now, context).agency,
        start=now,
        now=now,
        context=context,
        ordinal=ordinal,
        role=role,
        told=True,
    )
    tell_office(
        session,
        letter,
        to,
        campaign=campaign,
        subject=subject,
        ordinal=ordinal,
        now=now,
        context=context,
        due_at=duty.due_at if duty.timed else None,
    )
    return duty
