"""What the coordinator's board shows of a campaign: codes, agencies, counts and days; never premises or persons.

Confidential duties, letters and journal entries are left out here, so that no board can show them.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, func, select

from models.board_edition import BoardEdition
from models.duty import Duty
from models.journal import JournalEntry
from models.message import MailAttempt, Message
from models.party import Party, Seat
from models.queries.journal_counts import routine_letters
from models.visit import Visit
from rules.words import Confidentiality, DutyKind, DutyState, MessageState, VisitState
from rules.words import Session as PartOfDay


@dataclass(frozen=True)
class OpenDuty:
    code: str
    agency: str
    kind: DutyKind
    due_at: datetime
    rung: int
    paused: bool = False


@dataclass(frozen=True)
class PartyRow:
    code: str
    on: date
    session: PartOfDay
    area: str
    lead: str
    agencies: tuple[str, ...]
    visits: int


def steps_entered(session: Session, campaign_id: int) -> list[tuple[str, datetime]]:
    """(step, when first entered), in that order."""
    rows = session.exec(
        select(JournalEntry.after, JournalEntry.at)
        .where(JournalEntry.campaign_id == campaign_id, JournalEntry.noun == "step")
        .order_by(col(JournalEntry.id))
    )
    return [(step or "", at) for step, at in rows]


def states_reached(session: Session, campaign_id: int) -> dict[str, datetime]:
    """State -> when the campaign last came into it."""
    rows = session.exec(
        select(JournalEntry.after, JournalEntry.at)
        .where(JournalEntry.campaign_id == campaign_id, JournalEntry.noun == "campaign")
        .order_by(col(JournalEntry.id))
    )
    return {state or "": at for state, at in rows}


def open_routine_duties(session: Session, campaign_id: int) -> list[OpenDuty]:
    rows = session.exec(
        select(Duty)
        .where(Duty.campaign_id == campaign_id, Duty.state == DutyState.OPEN, col(Duty.confidential).is_(False))
        .order_by(col(Duty.due_at), col(Duty.id))
    )
    return [
        OpenDuty(duty.code, duty.agency, duty.kind, duty.due_at, duty.rung, duty.paused_at is not None) for duty in rows
    ]


def mail_by_letter(session: Session, campaign_id: int) -> dict[str, dict[MessageState, int]]:
    """Routine letters only: letter -> state -> how many."""
    rows = session.exec(
        select(Message.letter, Message.state, func.count(col(Message.id)))
        .where(Message.campaign_id == campaign_id, Message.confidentiality == Confidentiality.ROUTINE)
        .group_by(Message.letter, Message.state)
        .order_by(Message.letter)
    )
    table: dict[str, dict[MessageState, int]] = {}
    for letter, state, count in rows:
        table.setdefault(letter, {})[MessageState(state)] = count
    return table


@dataclass(frozen=True)
class LetterLine:
    """A routine letter to an agency; `at` is when the relay took it, else of its last attempt, else of its writing."""

    letter: str
    agency: str
    state: MessageState
    at: datetime


def letters_newest(
    session: Session, campaign_id: int, limit: int, states: Collection[MessageState] = tuple(MessageState)
) -> list[LetterLine]:
    """In these states, newest first."""
    last_tried = func.max(MailAttempt.at)
    rows = session.exec(
        select(
            Message.letter,
            Message.agency,
            Message.state,
            func.coalesce(Message.sent_at, last_tried, Message.created_at),
        )
        .outerjoin(MailAttempt, col(MailAttempt.message_id) == col(Message.id))
        .where(
            Message.campaign_id == campaign_id,
            *routine_letters(),
            col(Message.state).in_(states),
        )
        .group_by(col(Message.id))
        .order_by(col(Message.id).desc())
        .limit(limit)
    )
    return [LetterLine(letter, agency, MessageState(state), at) for letter, agency, state, at in rows]


def visit_counts(session: Session, campaign_id: int) -> Counter[VisitState]:
    rows = session.exec(
        select(Visit.state, func.count(col(Visit.id))).where(Visit.campaign_id == campaign_id).group_by(Visit.state)
    )
    return Counter({VisitState(state): count for state, count in rows})


def party_rows(session: Session, campaign_id: int) -> list[PartyRow]:
    """The schedule by day, without premises."""
    visits = dict(
        session.exec(
            select(Visit.party_id, func.count(col(Visit.id)))
            .where(Visit.campaign_id == campaign_id)
            .group_by(col(Visit.party_id))
        ).all()
    )
    seats: dict[int, list[str]] = {}
    for party_id, agency in session.exec(
        select(Seat.party_id, Seat.agency)
        .join(Party, col(Party.id) == col(Seat.party_id))
        .where(Party.campaign_id == campaign_id)
        .order_by(col(Seat.party_id), col(Seat.ordinal))
    ):
        seats.setdefault(party_id, []).append(agency)
    parties = session.exec(
        select(Party).where(Party.campaign_id == campaign_id, col(Party.active)).order_by(col(Party.on), col(Party.id))
    )
    return [
        PartyRow(p.code, p.on, p.session, p.area, p.lead_agency, tuple(seats.get(p.id or 0, ())), visits[p.id])
        for p in parties
        if p.id in visits
    ]


def edition_shown(session: Session, key: str, digest: str) -> bool:
    """Whether this is what was shown last."""
    edition = session.get(BoardEdition, key)
    return edition is not None and edition.digest == digest


def edition_changed(session: Session, key: str, digest: str) -> bool:
    """Whether an artifact shows something else than last time; remembers the new digest."""
    if edition_shown(session, key, digest):
        return False
    edition = session.get(BoardEdition, key) or BoardEdition(key=key, digest=digest)
    edition.digest = digest
    session.add(edition)
    return True
