"""When something is due next, over everything the clock looks after."""

from datetime import datetime

from sqlmodel import Session, col, select

from models.message import Message
from models.queries.campaigns import next_campaign_moment
from models.queries.duties import next_rung_moment
from rules.words import MessageState


def next_due_moment(session: Session) -> datetime | None:
    """The earliest of: a campaign to look at, a rung to climb, a letter to send. None when nothing is ahead."""
    moments = (next_campaign_moment(session), next_rung_moment(session), _next_letter(session))
    return min((moment for moment in moments if moment is not None), default=None)


def mail_is_due(session: Session, now: datetime) -> bool:
    """Whether a letter waits to be sent now."""
    row = session.exec(
        select(Message.id).where(Message.state == MessageState.QUEUED, Message.next_at <= now).limit(1)
    ).first()
    return row is not None


def _next_letter(session: Session) -> datetime | None:
    return session.exec(
        select(Message.next_at).where(Message.state == MessageState.QUEUED).order_by(col(Message.next_at))
    ).first()
