"""When something is due next, over everything the clock looks after."""

from datetime import datetime, time

from sqlmodel import Session, and_, col, or_, select, true

from models.message import Message
from models.queries.campaigns import next_campaign_moment
from models.queries.duties import next_rung_moment
from models.queries.switches import mail_goes_out
from rules.words import Confidentiality, MessageState
from rules.working_days import ONE_DAY, WorkCalendar

MORNING = time(8, 0)
NEXT_QUEUED = (
    select(Message.next_at)
    .where(Message.state == MessageState.QUEUED, mail_goes_out())
    .order_by(col(Message.next_at))
    .limit(1)
)
NEXT_LEASED = (
    select(Message.lease_until).where(Message.state == MessageState.LEASED).order_by(col(Message.lease_until)).limit(1)
)


def next_due_moment(session: Session) -> datetime | None:
    """The earliest of: a campaign to look at, a rung to climb, a letter to send. None when nothing is ahead."""
    moments = (next_campaign_moment(session), next_rung_moment(session), _next_letter(session))
    return min((moment for moment in moments if moment is not None), default=None)


def next_stop(
    session: Session, now: datetime, calendar: WorkCalendar, wanted: datetime | None = None
) -> datetime | None:
    """Where a simulated calendar stops next: at the next due moment (or at `wanted`, when somebody waits for a day),
    and at the earliest on the next working morning, so that no day is visited twice. None when nothing is ahead."""
    due = min((m for m in (next_due_moment(session), wanted) if m is not None), default=None)
    if due is None:
        return None
    tomorrow = calendar.next_workday(calendar.day_of(now) + ONE_DAY)
    if calendar.day_of(due) < tomorrow:
        return calendar.at(tomorrow, MORNING)
    return max(due, calendar.at(calendar.day_of(due), MORNING))


def mail_is_due(session: Session, now: datetime, *, routine_only: bool = False) -> bool:
    """Whether a letter waits to be sent now, hangs on a deliverer that died, or is in doubt and to be looked at."""
    due = or_(
        and_(Message.state == MessageState.QUEUED, Message.next_at <= now, mail_goes_out()),
        and_(Message.state == MessageState.LEASED, col(Message.lease_until) <= now),
        and_(Message.state == MessageState.AMBIGUOUS, Message.next_at <= now),
    )
    wanted = Message.confidentiality == Confidentiality.ROUTINE if routine_only else true()
    return session.exec(select(Message.id).where(due, wanted).limit(1)).first() is not None


def _next_letter(session: Session) -> datetime | None:
    moments = (session.exec(NEXT_QUEUED).first(), session.exec(NEXT_LEASED).first())
    return min((moment for moment in moments if moment is not None), default=None)
