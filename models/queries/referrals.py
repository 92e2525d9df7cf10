"""Referrals; never part of a shared list."""

from datetime import datetime

from sqlmodel import Session, col, select

from models.message import Message
from models.referral import Referral
from rules.refusals import UnknownCode
from rules.words import MessageState, ReferralState


def referral_by_code(session: Session, code: str) -> Referral:
    """The referral, locked for this transaction where the database locks rows. Raises UnknownCode."""
    row = session.exec(select(Referral).where(Referral.code == code).with_for_update()).first()
    if row is None:
        raise UnknownCode("referral", code)
    return row


def referrals_in(session: Session, campaign_id: int, states: tuple[ReferralState, ...]) -> list[Referral]:
    return list(
        session.exec(
            select(Referral)
            .where(Referral.campaign_id == campaign_id, col(Referral.state).in_(states))
            .order_by(col(Referral.id))
        )
    )


def letter_taken_at(session: Session, reference: str) -> datetime | None:
    """When a mail server took custody of the referral letter."""
    return session.exec(
        select(Message.sent_at).where(
            col(Message.intent_key).startswith(f"{reference}:{reference}:referral:"),
            Message.state == MessageState.SENT,
        )
    ).first()
