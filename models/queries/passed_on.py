"""What an agency owed and has since passed on to the one that followed it, as its old link may know of it."""

from sqlmodel import Session, col, select

from models.duty import Duty
from models.journal import JournalEntry
from models.link import Link


def passed_on(session: Session, link: Link) -> list[Duty]:
    """What the agency of a link passed on in its campaign, oldest first: routine duties, or those about the one thing
    that a confidential link opens."""
    codes = select(JournalEntry.subject).where(
        JournalEntry.campaign_id == link.campaign_id,
        JournalEntry.noun == "duty",
        JournalEntry.verb == "pass",
        JournalEntry.before == link.agency,
    )
    query = select(Duty).where(
        Duty.campaign_id == link.campaign_id,
        col(Duty.code).in_(codes),
        Duty.agency != link.agency,
        col(Duty.confidential).is_(link.confidential),
    )
    if link.confidential:
        query = query.where(Duty.subject == link.subject)
    return list(session.exec(query.order_by(col(Duty.id))))
