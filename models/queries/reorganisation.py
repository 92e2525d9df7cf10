"""What a change of the pack meets in the database."""

from collections.abc import Collection

from sqlmodel import Session, col, func, select

from models.campaign import Campaign
from models.contact import Contact
from models.duty import Duty
from models.establishment import Establishment
from models.queries.campaigns import ENDED
from rules.words import DutyState, Mode


def open_campaigns(session: Session) -> list[Campaign]:
    """Campaigns that have not ended; an unannounced check is nobody's to know of."""
    query = select(Campaign).where(col(Campaign.state).not_in(ENDED), Campaign.mode == Mode.PLANNED)
    return list(session.exec(query.order_by(col(Campaign.id))))


def open_duties_by_agency(session: Session) -> dict[str, int]:
    """agency -> how many duties it owes."""
    query = select(Duty.agency, func.count()).where(Duty.state == DutyState.OPEN).group_by(Duty.agency)
    return dict(session.exec(query).all())


def open_duties_of(session: Session, agencies: Collection[str]) -> list[Duty]:
    """Routine duties that some agencies owe."""
    query = select(Duty).where(
        Duty.state == DutyState.OPEN, col(Duty.agency).in_(agencies), col(Duty.confidential).is_(False)
    )
    return list(session.exec(query.order_by(col(Duty.id))))


def same_duty_of(session: Session, duty: Duty, agency: str) -> bool:
    """Whether another agency owes or owed the very same."""
    query = select(Duty.id).where(
        Duty.kind == duty.kind, Duty.subject == duty.subject, Duty.ordinal == duty.ordinal, Duty.agency == agency
    )
    return session.exec(query).first() is not None


def contacts_kept(session: Session) -> dict[tuple[str, str], Contact]:
    """(agency, role) -> the newest contact there is."""
    rows = session.exec(select(Contact).order_by(col(Contact.id)))
    return {(row.agency, row.role.value): row for row in rows}


def establishments_kept(session: Session) -> dict[str, Establishment]:
    return {row.code: row for row in session.exec(select(Establishment))}
