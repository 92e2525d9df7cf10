"""A letter in doubt that nothing has settled for half an hour: the coordinator is told at once, once for each doubt."""

from datetime import datetime

from sqlmodel import Session, col, select

from actions.context import Context
from actions.tell_office import Addressee, tell_office
from models import Message
from notifications.delivery.doubts import ALARM_AFTER
from notifications.letters import MailInDoubt
from rules.words import AgencyRole, MessageState, Role

AT_ONCE = 50


def alarm_doubts(session: Session, *, now: datetime, context: Context) -> int:
    """Returns how many doubts are as old. An alarm names the letter by its number alone, so that one about a
    confidential letter looks like any other; no alarm is raised about an alarm."""
    old = session.exec(
        select(Message.id, Message.amb_count)
        .where(
            Message.state == MessageState.AMBIGUOUS,
            col(Message.dot_at) <= now - ALARM_AFTER,
            Message.letter != MailInDoubt.name,
        )
        .order_by(col(Message.dot_at).desc())
        .limit(AT_ONCE)
    ).all()
    standing = context.pack.agency_as(AgencyRole.STANDING, context.pack.calendar.day_of(now)).code
    for number, times in old:
        tell_office(
            session,
            MailInDoubt,
            Addressee(Role.COORDINATOR, standing),
            campaign=None,
            subject=f"mail-{number}",
            ordinal=times + 1,
            now=now,
            context=context,
            number=number,
        )
    return len(old)
