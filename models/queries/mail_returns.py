"""What came back for letters: to count, to show to the coordinator, and to forget in time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, or_, select

from models.duty import Duty
from models.mail_return import MailReturn
from models.message import Message
from models.queries.journal_counts import UNNAMED_LETTERS
from rules.words import Confidentiality, ReturnKind


@dataclass(frozen=True)
class Reply:
    """What a person wrote in answer to a letter to his office; it answers no duty."""

    at: datetime
    text: str


def newest_returns(session: Session, limit: int) -> list[tuple[MailReturn, Message | None]]:
    """With the letter that each is about, the newest first."""
    query = select(MailReturn, Message).join(Message, col(Message.id) == col(MailReturn.message_id), isouter=True)
    return [(row, message) for row, message in session.exec(query.order_by(col(MailReturn.id).desc()).limit(limit))]


def replies_about(session: Session, duty: Duty) -> list[Reply]:
    """Answers by mail to the routine letters of this campaign to the agency that owes a duty, newest first."""
    query = (
        select(MailReturn.at, MailReturn.text)
        .join(Message, col(Message.id) == col(MailReturn.message_id))
        .where(
            Message.campaign_id == duty.campaign_id,
            Message.agency == duty.agency,
            Message.confidentiality == Confidentiality.ROUTINE,
            col(Message.letter).not_in(UNNAMED_LETTERS),
            MailReturn.kind == ReturnKind.REPLY,
            col(MailReturn.text).is_not(None),
            MailReturn.at >= duty.opened_at,
        )
        .order_by(col(MailReturn.id).desc())
    )
    return [Reply(at, text or "") for at, text in session.exec(query)]


def returns_to_forget(session: Session, before: datetime, limit: int) -> Sequence[MailReturn]:
    """From before a moment: with a person's words, or about no letter."""
    query = select(MailReturn).where(
        MailReturn.at < before, or_(col(MailReturn.text).is_not(None), col(MailReturn.message_id).is_(None))
    )
    return session.exec(query.order_by(col(MailReturn.id)).limit(limit)).all()
