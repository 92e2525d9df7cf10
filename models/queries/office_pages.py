"""What the officers' signed-in pages show. Every read takes the viewer's role; a role that is not named gets nothing.

Planned campaigns and routine duties only: an unannounced check, a confidential duty and a person being looked after are
in none of these, not even as a count.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, or_, select

from models.campaign import Campaign
from models.contact import Contact
from models.document import Document
from models.duty import Duty
from models.establishment import Establishment
from models.journal import JournalEntry
from models.message import Message
from models.party import Party, Seat
from models.queries.contacts import BEST_FIRST, valid_on
from models.visit import Visit
from rules.visibility import READS_CAMPAIGNS, RESTRICTED_KINDS
from rules.words import (
    CampaignState,
    Confidentiality,
    DutyKind,
    DutyState,
    MessageState,
    Mode,
    Role,
    RungTarget,
    VisitState,
)

OFF_THE_SCHEDULE = (VisitState.CANCELLED, VisitState.POSTPONED)


@dataclass(frozen=True)
class Chase:
    """A rung that a duty has climbed."""

    duty: str
    to: RungTarget
    at: datetime


@dataclass(frozen=True)
class LetterSent:
    """A routine letter without its text; `role` is the recipient's."""

    campaign_id: int
    agency: str
    role: Role
    letter: str
    state: MessageState
    created_at: datetime


def _routine() -> tuple[ColumnElement[bool], ...]:
    return (
        col(Campaign.mode) == Mode.PLANNED,
        col(Duty.confidential).is_(False),
        col(Duty.kind).not_in(RESTRICTED_KINDS),
    )


def late_duties(
    session: Session, viewer: Role, now: datetime, *, resting: Collection[DutyKind]
) -> list[tuple[Duty, str]]:
    """Open duties past their day with their campaign's code, the longest late first. A closed campaign's remedies are
    still owed; the `resting` kinds wait with a campaign that is suspended."""
    if viewer not in READS_CAMPAIGNS:
        return []
    rows = session.exec(
        select(Duty, Campaign.code)
        .join(Campaign, col(Campaign.id) == col(Duty.campaign_id))
        .where(
            Duty.state == DutyState.OPEN,
            Duty.due_at < now,
            col(Duty.paused_at).is_(None),
            *_routine(),
            Campaign.state != CampaignState.CANCELLED,
            or_(col(Campaign.state) != CampaignState.SUSPENDED, col(Duty.kind).not_in(resting)),
        )
        .order_by(col(Duty.due_at), col(Duty.id))
    )
    return list(rows)


def chases_of(session: Session, viewer: Role, duties: Sequence[Duty]) -> list[Chase]:
    """The rungs that these duties have climbed, oldest first."""
    if viewer not in READS_CAMPAIGNS or not duties:
        return []
    rows = session.exec(
        select(JournalEntry.subject, JournalEntry.after, JournalEntry.at)
        .where(
            JournalEntry.noun == "duty",
            JournalEntry.verb == "chase",
            col(JournalEntry.restricted).is_(False),
            col(JournalEntry.subject).in_([duty.code for duty in duties]),
        )
        .order_by(col(JournalEntry.id))
    )
    return [Chase(code, RungTarget(to or ""), at) for code, to, at in rows]


def letters_to(session: Session, viewer: Role, duties: Sequence[Duty]) -> list[LetterSent]:
    """Routine letters to the agencies that owe these duties, since the first of them was opened; oldest first."""
    if viewer not in READS_CAMPAIGNS or not duties:
        return []
    columns = (
        col(Message.campaign_id),
        col(Message.agency),
        col(Contact.role),
        col(Message.letter),
        col(Message.state),
        col(Message.created_at),
    )
    rows = session.execute(
        select(*columns)  # type: ignore[call-overload]
        .join(Contact, col(Contact.id) == col(Message.contact_id))
        .where(
            col(Message.campaign_id).in_({duty.campaign_id for duty in duties}),
            col(Message.agency).in_({duty.agency for duty in duties}),
            Message.confidentiality == Confidentiality.ROUTINE,
            Message.created_at >= min(duty.opened_at for duty in duties),
        )
        .order_by(col(Message.id))
    )
    return [LetterSent(*row) for row in rows]


def offices_of(session: Session, viewer: Role, agencies: Collection[str], on: date) -> dict[tuple[str, Role], Contact]:
    """The office of each agency in each role on a day: whom to call."""
    if viewer not in READS_CAMPAIGNS or not agencies:
        return {}
    rows = session.exec(
        select(Contact)
        .where(
            col(Contact.agency).in_(agencies),
            *valid_on(on),
        )
        .order_by(*BEST_FIRST)
    )
    found: dict[tuple[str, Role], Contact] = {}
    for contact in rows:
        found.setdefault((contact.agency, contact.role), contact)
    return found


def planned_campaigns(session: Session, viewer: Role, limit: int) -> list[Campaign]:
    """The newest first."""
    if viewer not in READS_CAMPAIGNS:
        return []
    rows = session.exec(
        select(Campaign).where(Campaign.mode == Mode.PLANNED).order_by(col(Campaign.id).desc()).limit(limit)
    )
    return list(rows)


def planned_campaign(session: Session, viewer: Role, code: str) -> Campaign | None:
    """None for an unannounced one, as for one that does not exist."""
    if viewer not in READS_CAMPAIGNS:
        return None
    return session.exec(select(Campaign).where(Campaign.code == code, Campaign.mode == Mode.PLANNED)).first()


def plans_waiting(session: Session, viewer: Role) -> list[tuple[Duty, Campaign]]:
    """Plans that are before the chairman, for him and for the office that deputises for him."""
    if viewer not in (Role.CHAIRMAN, Role.COMMITTEE):
        return []
    rows = session.exec(
        select(Duty, Campaign)
        .join(Campaign, col(Campaign.id) == col(Duty.campaign_id))
        .where(
            Duty.kind == DutyKind.APPROVE_PLAN,
            Duty.state == DutyState.OPEN,
            Campaign.mode == Mode.PLANNED,
            Campaign.state == CampaignState.SCHEDULED,
        )
        .order_by(col(Duty.due_at), col(Duty.id))
    )
    return list(rows)


def duties_of(
    session: Session, viewer: Role, campaign: Campaign, *, state: DutyState | None, agency: str = ""
) -> list[Duty]:
    """A planned campaign's routine duties, by due day."""
    if viewer not in READS_CAMPAIGNS:
        return []
    query = (
        select(Duty)
        .join(Campaign, col(Campaign.id) == col(Duty.campaign_id))
        .where(Duty.campaign_id == campaign.id, *_routine())
        .order_by(col(Duty.due_at), col(Duty.id))
    )
    if state is not None:
        query = query.where(Duty.state == state)
    if agency:
        query = query.where(Duty.agency == agency)
    return list(session.exec(query))


def documents_of(session: Session, viewer: Role, campaign: Campaign) -> list[Document]:
    if viewer not in READS_CAMPAIGNS or campaign.mode is not Mode.PLANNED:
        return []
    rows = session.exec(
        select(Document).where(Document.campaign_id == campaign.id).order_by(col(Document.signed_on), col(Document.id))
    )
    return list(rows)


def schedule_of(
    session: Session, viewer: Role, campaign: Campaign
) -> list[tuple[Party, list[Seat], list[tuple[Visit, Establishment]]]]:
    """A planned campaign's parties by day, each with its seats and the places it goes to."""
    if viewer not in READS_CAMPAIGNS or campaign.mode is not Mode.PLANNED:
        return []
    parties: dict[int, tuple[Party, list[Seat], list[tuple[Visit, Establishment]]]] = {}
    for visit, party, place in session.exec(
        select(Visit, Party, Establishment)
        .join(Party, col(Party.id) == col(Visit.party_id))
        .join(Establishment, col(Establishment.code) == col(Visit.establishment))
        .where(Visit.campaign_id == campaign.id, col(Party.active), col(Visit.state).not_in(OFF_THE_SCHEDULE))
        .order_by(col(Party.on), col(Party.session), col(Party.code), col(Visit.id))
    ):
        parties.setdefault(party.id or 0, (party, [], []))[2].append((visit, place))
    for seat in session.exec(
        select(Seat).where(col(Seat.party_id).in_(parties)).order_by(col(Seat.party_id), col(Seat.ordinal))
    ):
        parties[seat.party_id][1].append(seat)
    return list(parties.values())
