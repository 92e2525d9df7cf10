"""What came back for letters: to count, to show to the coordinator, and to forget in time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, or_, select

from models.campaign import Campaign
from models.duty import Duty
from models.mail_return import MailReturn
from models.message import Message
from models.queries.journal_counts import UNNAMED_LETTERS, routine_letters
from rules.words import Confidentiality, Mode, ReturnKind, Role


@dataclass(frozen=True)
class Reply:
    """What a person wrote in answer to a letter to his office; it answers no duty."""

    at: datetime
    text: str


def newest_returns(session: Session, limit: int) -> list[tuple[MailReturn, Message | None]]:
    """With the letter that each is about, the newest first."""
    query = select(MailReturn, Message).join(Message, col(Message.id) == col(MailReturn.message_id), isouter=True)
    return [(row, message) for row, message in session.exec(query.order_by(col(MailReturn.id).desc()).limit(limit))]


@dataclass(frozen=True)
class Shown:
    """What came back for a routine letter."""

    at: datetime
    kind: ReturnKind
    status: str | None
    text: str | None
    agency: str
    letter: str


def returns_shown(session: Session, viewer: Role, limit: int) -> list[tuple[Shown, str | None]]:
    """Of routine letters, each with its planned campaign's code, newest first; nothing for any but the coordinator."""
    if viewer is not Role.COORDINATOR:
        return []
    columns = (MailReturn.at, MailReturn.kind, MailReturn.status, MailReturn.text, Message.agency, Message.letter)
    query = (
        select(*columns, Campaign.code)  # type: ignore[call-overload]
        .join(Message, col(Message.id) == col(MailReturn.message_id))
        .join(Campaign, col(Campaign.id) == col(Message.campaign_id), isouter=True)
        .where(*routine_letters(), or_(col(Campaign.mode).is_(None), Campaign.mode == Mode.PLANNED))
        .order_by(col(MailReturn.id).desc())
        .limit(limit)
    )
    return [(Shown(*facts), code) for *facts, code in session.execute(query)]


def is_shared(session: Session, message: Message) -> bool:
    """Whether the coordinator may know of a letter: a routine one, of no unannounced check."""
    if message.confidentiality is not Confidentiality.ROUTINE or message.letter in UNNAMED_LETTERS:
        return False
    campaign = None if message.campaign_id is None else session.get_one(Campaign, message.campaign_id)
    return campaign is None or campaign.mode is Mode.PLANNED


def replies_about(session: Session, duty: Duty) -> list[Reply]:
    """Answers by mail to the routine letters of this campaign to the agency that owes a duty, newest first."""
    query = (
        select(MailReturn.at, MailReturn.text)
        .join(Message, col(Message.id) == col(MailReturn.message_id))
        .where(
            Message.campaign_id == duty.campaign_id,
            Message.agency == duty.agency,
            *routine_letters(),
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
