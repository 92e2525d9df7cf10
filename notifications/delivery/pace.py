"""How fast letters may go and when none may, read from the attempts of the last minutes.

The limit is a window that slides over the database, not a bucket in a process: in no 60 seconds do more letters go than
are allowed, so that the burst is bounded by the same number, and each letter makes room for another 60 seconds after it
went. What other deliverers did, and have in hand, counts too.
"""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import MailAttempt, Message
from notifications.delivery.records import local_part
from notifications.delivery.redoing import redo_after_a_break
from notifications.delivery.verdicts import TOO_FAST
from rules.words import MessageState

MINUTE = timedelta(minutes=1)
SLOW_FOR = timedelta(minutes=10)
"""So long after a complaint letters go at half the speed that brought it."""
NO_LIMIT = 1_000_000
POLICY_WINDOW = timedelta(minutes=10)
POLICY_REFUSALS = 2
"""So many letters of one domain are refused for policy one by one; the next shows that it is about us."""
MOST_COPIES = 3


@redo_after_a_break
def letters_allowed(engine: sa.Engine, now: datetime, per_minute: int | None) -> int:
    """How many letters may go now: what is left of this minute's, fewer after the relay has complained."""
    with Session(engine.execution_options(read_only=True)) as session:
        limits = [] if per_minute is None else [per_minute]
        complaint = session.exec(
            select(MailAttempt.at)
            .where(col(MailAttempt.at) > now - SLOW_FOR, col(MailAttempt.reply).startswith(TOO_FAST))
            .order_by(col(MailAttempt.at).desc())
            .limit(1)
        ).first()
        if complaint is not None:
            limits.append(max(1, _accepted(session, complaint - MINUTE, complaint) // 2))
        if not limits:
            return NO_LIMIT
        return max(0, min(limits) - _accepted(session, now - MINUTE, now) - _in_hand(session, now))


def is_domain_against_us(session: Session, message: Message, now: datetime) -> bool:
    """Whether the domain has just refused others for policy (RFC 3463 X.7.X): then one letter more is not at fault."""
    domain = domain_of(message.address)
    refused = session.exec(
        select(sa.func.count(sa.distinct(col(MailAttempt.message_id))))
        .join(Message, col(Message.id) == col(MailAttempt.message_id))
        .where(
            col(MailAttempt.at) > now - POLICY_WINDOW,
            col(MailAttempt.reply).contains(" 5.7."),
            col(Message.address).endswith(f"@{domain}", autoescape=True),
            col(Message.id) != message.id,
        )
    ).one()
    return bool(refused >= POLICY_REFUSALS)


@redo_after_a_break
def find_runaway(engine: sa.Engine) -> str | None:
    """A letter that waits although it was accepted again and again: something is wrong with us, and nothing may go
    until a person has cancelled it."""
    with Session(engine.execution_options(read_only=True)) as session:
        found = session.exec(
            select(Message.mid)
            .join(MailAttempt, col(MailAttempt.message_id) == col(Message.id))
            .where(Message.state == MessageState.QUEUED, MailAttempt.outcome == MessageState.SENT)
            .group_by(col(Message.id), col(Message.mid))
            .having(sa.func.count(col(MailAttempt.id)) >= MOST_COPIES)
            .limit(1)
        ).first()
    return None if found is None else f"letter {local_part(found)} was accepted {MOST_COPIES} times and waits again"


def domain_of(address: str) -> str:
    return address.rpartition("@")[2].lower()


def _accepted(session: Session, after: datetime, until: datetime) -> int:
    return session.exec(
        select(sa.func.count(col(MailAttempt.id))).where(
            col(MailAttempt.at) > after, col(MailAttempt.at) <= until, MailAttempt.outcome == MessageState.SENT
        )
    ).one()


def _in_hand(session: Session, now: datetime) -> int:
    """Letters that a deliverer holds and may send at any moment."""
    return session.exec(
        select(sa.func.count(col(Message.id))).where(
            Message.state == MessageState.LEASED, col(Message.lease_until) > now
        )
    ).one()
