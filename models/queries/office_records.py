"""What the coordinator's record-keeping looks at: one duty with its answers and letters, contacts, documents."""

from datetime import date

from sqlmodel import Session, col, select

from models.answer import Answer
from models.campaign import Campaign
from models.contact import Contact
from models.document import Document
from models.duty import Duty
from models.journal import JournalEntry
from models.link import Link, PortalSession
from models.message import Message
from models.queries.contacts import not_over
from models.queries.journal_counts import routine_letters
from models.queries.protections import protection_state
from models.recommendation import Recommendation
from models.referral import Referral
from models.sanction import SanctionCase
from models.visit import Visit
from rules.visibility import kept_by_coordinator
from rules.words import (
    DocumentKind,
    DutyKind,
    DutyState,
    MessageState,
    Outcome,
    ReferralState,
    Role,
)

LETTERS_SHOWN = 20
_ENDED = (ReferralState.REFUSED, ReferralState.WITHDRAWN)


def duty_kept(session: Session, code: str) -> tuple[Duty, Campaign] | None:
    """A duty whose answer the coordinator may record; None for a confidential one, as for one that is not there."""
    row = session.exec(
        select(Duty, Campaign)
        .join(Campaign, col(Campaign.id) == col(Duty.campaign_id))
        .where(Duty.code == code, col(Duty.confidential).is_(False))
    ).first()
    if row is None or not kept_by_coordinator(row[1].mode, row[0].kind, row[0].confidential):
        return None
    return row[0], row[1]


def history_of(session: Session, duty: Duty) -> list[JournalEntry]:
    """Every change of a duty, oldest first: its ladder, its extensions, its answers and why they were voided."""
    return list(
        session.exec(
            select(JournalEntry)
            .where(
                JournalEntry.noun == "duty", JournalEntry.subject == duty.code, col(JournalEntry.restricted).is_(False)
            )
            .order_by(col(JournalEntry.id))
        )
    )


def letters_about(session: Session, duty: Duty) -> list[Message]:
    """The routine letters of this campaign to the agency that owes it, newest first, since it was opened."""
    return list(
        session.exec(
            select(Message)
            .where(
                Message.campaign_id == duty.campaign_id,
                Message.agency == duty.agency,
                *routine_letters(),
                Message.created_at >= duty.opened_at,
            )
            .order_by(col(Message.id).desc())
            .limit(LETTERS_SHOWN)
        )
    )


def answer_by_receipt(session: Session, duty: Duty, receipt: str) -> Answer | None:
    return session.exec(select(Answer).where(Answer.duty_id == duty.id, Answer.receipt == receipt)).first()


def is_built_on(session: Session, visit: Visit) -> bool:
    """Whether anything rests on the findings of a visit, restricted or not: the answer says only that."""
    held = protection_state(session, visit.id or 0, Role.ENGINE) is not None
    if held or visit.outcome is Outcome.UNDER_ASSESSMENT:
        return True
    return any(
        session.exec(select(table.id).where(table.visit_id == visit.id).limit(1)).first() is not None
        for table in (SanctionCase, Recommendation, Referral)
    )


def is_referred(session: Session, visit_id: int) -> bool:
    """Whether a file about a visit is on its way to the police or with them."""
    query = select(Referral.id).where(Referral.visit_id == visit_id, col(Referral.state).not_in(_ENDED))
    return session.exec(query).first() is not None


def absent_days_told(session: Session, agency: str, *, without: Answer) -> set[date]:
    """Days an agency has told us by other answers that count, or on its own page."""
    answers = session.exec(
        select(Answer)
        .join(Duty, col(Duty.id) == col(Answer.duty_id))
        .where(
            Duty.agency == agency,
            Duty.kind == DutyKind.CONFIRM,
            col(Answer.voided_at).is_(None),
            Answer.id != without.id,
        )
    )
    days = {day for answer in answers for day in answer.content.get("absences", ())}
    told = select(JournalEntry.after).where(
        JournalEntry.noun == "agency", JournalEntry.subject == agency, JournalEntry.verb == "absent"
    )
    return {date.fromisoformat(day) for day in (*days, *session.exec(told)) if day}


def contacts_on(session: Session, day: date) -> list[Contact]:
    """Every office that is or will be written to, by agency."""
    return list(
        session.exec(
            select(Contact).where(not_over(day)).order_by(col(Contact.agency), col(Contact.role), col(Contact.id))
        )
    )


def contact_at(session: Session, agency: str, role: Role, address: str) -> Contact | None:
    """The row of an address in a role, also one that was closed."""
    query = select(Contact).where(Contact.agency == agency, Contact.role == role, Contact.address == address)
    return session.exec(query).first()


def links_of(session: Session, contact: Contact) -> list[Link]:
    """Links that still open something."""
    return list(session.exec(select(Link).where(Link.contact_id == contact.id, col(Link.revoked).is_(False))))


def entries_of(session: Session, contact: Contact) -> list[PortalSession]:
    """Sessions that this office's links have opened, over or not."""
    query = select(PortalSession).join(Link, col(Link.id) == col(PortalSession.link_id))
    return list(session.exec(query.where(Link.contact_id == contact.id, col(PortalSession.revoked).is_(False))))


def queued_to(session: Session, contact: Contact) -> list[Message]:
    """Letters that have not left."""
    query = select(Message).where(Message.contact_id == contact.id, Message.state == MessageState.QUEUED)
    return list(session.exec(query.order_by(col(Message.id))))


def open_duties_of(session: Session, agency: str, role: Role) -> list[Duty]:
    """All that an office owes in a role, over all campaigns, confidential duties too."""
    query = select(Duty).where(Duty.agency == agency, Duty.role == role, Duty.state == DutyState.OPEN)
    return list(session.exec(query.order_by(col(Duty.campaign_id), col(Duty.id))))


def contact_checks_of(session: Session, agency: str, role: Role) -> list[Duty]:
    """Open questions to an office whether an address of its is right."""
    return [duty for duty in open_duties_of(session, agency, role) if duty.kind is DutyKind.CONTACT_CHECK]


def document_numbered(session: Session, campaign: Campaign, kind: DocumentKind, number: str) -> Document | None:
    query = select(Document).where(
        Document.campaign_id == campaign.id, Document.kind == kind, Document.number == number
    )
    return session.exec(query).first()
