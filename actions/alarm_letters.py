"""A letter that goes no further by itself: the coordinator is told at once, once for each time it came to that.

Of letters in doubt, that nothing has settled for half an hour; of those whose time was over before anybody took them.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from actions.context import Context
from actions.still_wanted import FOR_ITS_MOMENT, still_wanted
from actions.tell_office import Addressee, find_contact, tell_office
from models import MailAttempt, Message
from notifications.delivery.doubts import ALARM_AFTER
from notifications.letter import Letter
from notifications.letters import (
    Digest,
    MailExpired,
    MailInDoubt,
)
from notifications.outbox import intent_key
from rules.words import AgencyRole, MessageState, Role

ALARMS = (MailInDoubt.name, MailExpired.name)
"""No alarm is raised about an alarm."""
NOT_MISSED = (*ALARMS, Digest.name, *FOR_ITS_MOMENT)
"""Nobody misses them once they expired: the next digest says more, and who waited for a code has asked anew."""
LATELY = timedelta(days=3)
"""What expired longer ago is not looked for. A run that died before it told leaves it to the next one that has mail to
send: the digest's, after a weekend at the latest."""
AT_ONCE = 50
"""So many alarms of a kind in one transaction; the next run goes on."""
LOOKED_AT = 1000
"""The newest of each kind, with those that were told of."""

Trouble = tuple[int, int]
"""A letter's number, and which time it is that it came to that."""


def raise_alarms(session: Session, *, now: datetime, context: Context) -> int:
    """Returns how many were raised. An alarm names the letter by its number alone, so that one about a confidential
    letter looks like any other. Raises ContactMissing."""
    doubts, expired = _old_doubts(session, now), _lately_expired(session, now)
    if not doubts and not expired:
        return 0
    standing = context.pack.agency_as(AgencyRole.STANDING, context.pack.calendar.day_of(now)).code
    to = Addressee(Role.COORDINATOR, standing)
    in_doubt = _untold(session, MailInDoubt, to, doubts, now, context)
    # Nobody is to be called about what was done, or called off, meanwhile.
    missed = [
        trouble
        for trouble in _untold(session, MailExpired, to, expired, now, context)
        if still_wanted(session, session.get_one(Message, trouble[0]))
    ]
    raised: list[tuple[type[Letter], Trouble]] = [(MailInDoubt, trouble) for trouble in in_doubt[:AT_ONCE]]
    raised += [(MailExpired, trouble) for trouble in missed[:AT_ONCE]]
    for alarm, (number, time) in raised:
        tell_office(
            session,
            alarm,
            to,
            campaign=None,
            subject=_subject(number),
            ordinal=time,
            now=now,
            context=context,
            number=number,
        )
    return len(raised)


def _old_doubts(session: Session, now: datetime) -> list[Trouble]:
    old = session.exec(
        select(Message.id, Message.amb_count)
        .where(
            Message.state == MessageState.AMBIGUOUS,
            col(Message.dot_at) <= now - ALARM_AFTER,
            col(Message.letter).not_in(ALARMS),
        )
        .order_by(col(Message.dot_at).desc())
        .limit(LOOKED_AT)
    ).all()
    return [(number, times + 1) for number, times in old if number is not None]


def _lately_expired(session: Session, now: datetime) -> list[Trouble]:
    """In two statements: one over both tables might begin with every letter that ever expired."""
    lately = session.exec(
        select(MailAttempt.message_id)
        .where(col(MailAttempt.at) > now - LATELY, MailAttempt.outcome == MessageState.EXPIRED)
        .order_by(col(MailAttempt.at).desc())
        .limit(LOOKED_AT)
    ).all()
    if not lately:
        return []
    expired = session.exec(
        select(Message.id, func.count(col(MailAttempt.id)))
        .join(MailAttempt, col(MailAttempt.message_id) == col(Message.id))
        .where(
            col(Message.id).in_(set(lately)),
            Message.state == MessageState.EXPIRED,
            col(Message.letter).not_in(NOT_MISSED),
            MailAttempt.outcome == MessageState.EXPIRED,
        )
        .group_by(col(Message.id))
        .order_by(col(Message.id))
    ).all()
    return [(number, times) for number, times in expired if number is not None]


def _untold(
    session: Session,
    alarm: type[Letter],
    to: Addressee,
    troubles: Sequence[Trouble],
    now: datetime,
    context: Context,
) -> list[Trouble]:
    """Asked for all at once: writing an alarm again, only to find it there, costs a hundred times as much."""
    contact, locale = find_contact(session, to, now, context), context.pack.locale or "vi"
    keys = {
        intent_key(_subject(number), alarm.name, contact, _subject(number), time, locale): (number, time)
        for number, time in troubles
    }
    told = set(session.exec(select(Message.intent_key).where(col(Message.intent_key).in_(keys))))
    return [trouble for key, trouble in keys.items() if key not in told]


def _subject(number: int) -> str:
    return f"mail-{number}"
