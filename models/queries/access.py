"""Links, one-time codes and the letters that carry them."""

from datetime import datetime

from sqlmodel import Session, col, func, select

from models.contact import Contact
from models.link import AccessCode, Link
from models.message import Message
from rules.words import CodePurpose


def lock_link(session: Session, link: Link) -> None:
    """One visitor of a link at a time, where the database locks rows: tries and codes are counted."""
    session.exec(select(Link.id).where(Link.id == link.id).with_for_update()).one()


def contact_of(session: Session, link: Link) -> Contact:
    return session.get_one(Contact, link.contact_id)


def open_codes(session: Session, link: Link, purpose: CodePurpose = CodePurpose.ENTER) -> list[AccessCode]:
    """Codes of this link for a purpose that were neither used nor replaced, newest first; time and tries are for the
    caller."""
    rows = session.exec(
        select(AccessCode)
        .where(AccessCode.link_id == link.id, AccessCode.purpose == purpose, col(AccessCode.used).is_(False))
        .order_by(col(AccessCode.id).desc())
    )
    return list(rows)


def codes_since(session: Session, link: Link, moment: datetime, purpose: CodePurpose = CodePurpose.ENTER) -> int:
    return session.exec(
        select(func.count(col(AccessCode.id))).where(
            AccessCode.link_id == link.id, AccessCode.purpose == purpose, AccessCode.created_at > moment
        )
    ).one()


def codes_sent(session: Session, link: Link, purpose: CodePurpose = CodePurpose.ENTER) -> int:
    """Codes ever made for this office about this subject for a purpose, over all its links."""
    return session.exec(
        select(func.count(col(AccessCode.id)))
        .join(Link, col(Link.id) == col(AccessCode.link_id))
        .where(Link.contact_id == link.contact_id, Link.subject == link.subject, AccessCode.purpose == purpose)
    ).one()


def letters_sent(session: Session, contact: Contact, letter: str, campaign_id: int | None) -> int:
    """How many letters of a kind one office got in a campaign."""
    return session.exec(
        select(func.count(col(Message.id))).where(
            Message.contact_id == contact.id, Message.letter == letter, Message.campaign_id == campaign_id
        )
    ).one()


def letters_to_agency(session: Session, letter: str, agency: str, campaign_id: int) -> int:
    """How many letters of a kind an agency got in a campaign, whichever of its offices."""
    return session.exec(
        select(func.count(col(Message.id))).where(
            Message.agency == agency, Message.letter == letter, Message.campaign_id == campaign_id
        )
    ).one()


def letters_since(session: Session, contact: Contact, letter: str, campaign_id: int | None, moment: datetime) -> int:
    """Those of them that were queued after a moment."""
    return session.exec(
        select(func.count(col(Message.id))).where(
            Message.contact_id == contact.id,
            Message.letter == letter,
            Message.campaign_id == campaign_id,
            Message.created_at > moment,
        )
    ).one()
