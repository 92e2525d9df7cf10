"""One unit of work of a test: the session with its moment and context, and what is looked up in it again and again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from actions.context import Actor, Context
from actions.hand_in_findings import Findings, items_of_agency
from models import Campaign, Duty, JournalEntry, Message, Party, Seat, Visit
from models.queries.campaigns import campaign_by_code
from models.queries.contacts import contact_as, office_as
from models.queries.visits import campaign_seats, parties_of, seats_of, visits_of
from rules.scheduling import members_needed
from rules.words import DutyKind, DutyState, ItemAnswer, Role
from tests.whole_letters import whole_letters

CODE = "HY-2021-KT-01"
"""The campaign that every desk begins with."""


@dataclass(frozen=True)
class Work:
    """One unit of work."""

    session: Session
    now: datetime
    context: Context

    @property
    def given(self) -> dict[str, Any]:
        return {"now": self.now, "context": self.context}

    def campaign(self, code: str = CODE) -> Campaign:
        return campaign_by_code(self.session, code)

    def actor(self, role: Role, agency: str | None = None) -> Actor:
        """The officer behind the link of that office."""
        day = self.context.pack.calendar.day_of(self.now)
        contact = office_as(self.session, role, day) if agency is None else contact_as(self.session, agency, role, day)
        assert contact is not None and contact.id is not None
        return Actor(role, contact.agency, contact.id)

    def owner(self, duty: Duty) -> Actor:
        return self.actor(duty.role, duty.agency)

    def duties(self, kind: DutyKind, *, state: DutyState | None = DutyState.OPEN, **where: object) -> list[Duty]:
        query = select(Duty).where(Duty.kind == kind).order_by(col(Duty.id))
        if state is not None:
            query = query.where(Duty.state == state)
        for name, value in where.items():
            query = query.where(getattr(Duty, name) == value)
        return list(self.session.exec(query))

    def duty(self, kind: DutyKind, **where: object) -> Duty:
        (only,) = self.duties(kind, **where)
        return only

    def letters(self, name: str, **where: object) -> list[Message]:
        query = whole_letters().where(Message.letter == name).order_by(col(Message.id))
        for key, value in where.items():
            query = query.where(getattr(Message, key) == value)
        return list(self.session.exec(query))

    def journal(self, **where: object) -> list[JournalEntry]:
        query = select(JournalEntry).order_by(col(JournalEntry.id))
        for name, value in where.items():
            query = query.where(getattr(JournalEntry, name) == value)
        return list(self.session.exec(query))

    def visits(self, *states: Any) -> list[Visit]:
        return visits_of(self.session, self.campaign().id or 0, states)

    def parties(self) -> list[Party]:
        return parties_of(self.session, self.campaign().id or 0)

    def seats(self) -> list[tuple[Seat, Party]]:
        return campaign_seats(self.session, self.campaign().id or 0)

    def agencies(self) -> list[str]:
        return sorted({seat.agency for seat, _ in self.seats()})

    def cards_needed(self, agency: str) -> tuple[str, ...]:
        slots = [(seat.agency, (party.on, party.session)) for seat, party in self.seats() if seat.agency == agency]
        return tuple(f"TKT-{agency}-{n:02d}" for n in range(1, members_needed(slots)[agency] + 1))

    def record_of(self, visit: Visit, changed: Mapping[str, ItemAnswer] | None = None, **facts: Any) -> Findings:
        """A full record in good order by everybody seated, except where `changed` says otherwise."""
        party = self.session.get_one(Party, visit.party_id)
        items = items_of_agency(self.session, visit, party, party.lead_agency, self.context)
        cards = tuple(seat.card for seat in seats_of(self.session, [visit.party_id]) if seat.card)
        answers = {item.code: ItemAnswer.MET for item in items} | dict(changed or {})
        return Findings(cards=cards, answers=answers, **facts)
