"""The coordinator's desk for tests: one office on a practice calendar, and the answers that partners give to it."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, time
from itertools import count
from typing import Any, ClassVar

from actions.advance_due import advance_due
from actions.confirm_participation import Confirmation, confirm_participation
from actions.context import Actor
from actions.decide_plan import PlanDecision, decide_plan
from actions.hand_in_findings import Findings, enter_own_items, hand_in_findings, items_of_agency
from actions.office import Office
from actions.start_campaign import Opening, start_campaign
from actions.take_answer import Arrival
from models import Answer, Party
from models.queries.visits import seats_of, visit_by_code
from rules.words import CampaignKind, DutyKind, ItemAnswer, Mode, NotConductedReason, Role
from tests.actions.work import Work

COORDINATOR = Actor(Role.COORDINATOR, "SLDTBXH")
OPENING = Opening(
    kind=CampaignKind.INSPECTION,
    mode=Mode.PLANNED,
    opens_on=date(2021, 3, 1),
    closes_on=date(2021, 3, 31),
    visits=12,
    seed=7,
    areas=("323", "325"),
)
FIRST = "HY-2021-KT-01-V-HY-323-011"
"""The first visit of the plan, led by the culture department with police and labour."""
_nonces = count(1)


def arrival() -> Arrival:
    return Arrival(nonce=f"nonce-{next(_nonces)}")


@dataclass
class Desk:
    """What happens up to a stage is a method named after it, which goes on from the stage before."""

    STAGES: ClassVar[tuple[str, ...]] = (
        "empty",
        "schedule",
        "approve",
        "coordinate",
        "go_on_first_visits",
        "suspect",
        "report",
    )

    office: Office

    def at(self, day: date, clock_time: time = time(8)) -> None:
        """Move the practice calendar to a local moment."""
        self.office.set_practice_moment(self.office.pack.calendar.at(day, clock_time))

    @contextmanager
    def work(self) -> Iterator[Work]:
        """One unit of work, committed at its end."""
        with self.office.transaction() as (session, now):
            yield Work(session, now, self.office.context(session))

    @contextmanager
    def look(self) -> Iterator[Work]:
        with self.office.reading() as (session, now):
            yield Work(session, now, self.office.context(session))

    def advance(self) -> int:
        return advance_due(self.office)

    def start(self, opening: Opening = OPENING) -> str:
        with self.work() as work:
            return start_campaign(work.session, opening, actor=COORDINATOR, **work.given).code

    def decide(self, decision: PlanDecision, role: Role = Role.CHAIRMAN) -> Answer:
        with self.work() as work:
            duty = work.duty(DutyKind.APPROVE_PLAN)
            return decide_plan(work.session, duty, decision, arrival(), actor=work.actor(role), **work.given)

    def confirm(self, agency: str, cards: tuple[str, ...] | None = None, absences: tuple[date, ...] = ()) -> Answer:
        with self.work() as work:
            duty = work.duty(DutyKind.CONFIRM, agency=agency)
            said = Confirmation(work.cards_needed(agency) if cards is None else cards, absences)
            return confirm_participation(work.session, duty, said, arrival(), actor=work.owner(duty), **work.given)

    def agencies(self) -> list[str]:
        with self.look() as work:
            return work.agencies()

    def hand_in(self, visit: str, findings: Findings) -> Answer:
        with self.work() as work:
            duty = work.duty(DutyKind.FINDINGS, subject=visit)
            return hand_in_findings(work.session, duty, findings, arrival(), actor=work.owner(duty), **work.given)

    def empty(self) -> None:
        """No campaign yet."""

    def schedule(self) -> None:
        """A plan lies before the chairman."""
        self.start()
        self.advance()

    def approve(self) -> None:
        """He has approved it and every agency is invited."""
        self.decide(PlanDecision())
        self.advance()

    def coordinate(self) -> None:
        """Everybody has confirmed: the campaign is inspecting."""
        for agency in self.agencies():
            self.confirm(agency)
        self.advance()

    def come_to(self, stage: str) -> None:
        """From no campaign on, stage by stage."""
        for name in self.STAGES[: self.STAGES.index(stage) + 1]:
            getattr(self, name)()

    def first_party(self) -> tuple[date, list[str]]:
        """The day of the first party and the codes of its visits."""
        with self.look() as work:
            party = work.parties()[0]
            return party.on, [visit.code for visit in work.visits() if visit.party_id == party.id]

    def go_on_first_visits(self) -> None:
        """The first party's day has come, and its findings are asked for."""
        self.at(self.first_party()[0], time(9))
        self.advance()

    def suspect(self) -> None:
        """The first visit shows signs of crime and a violation."""
        self.find(FIRST, {"K27": ItemAnswer.SIGNS_OF_CRIME, "K12": ItemAnswer.VIOLATION})

    def report(self) -> None:
        """All findings are in; a remedy and a referral are still open."""
        self.at(date(2021, 3, 24), time(9))
        self.advance()
        with self.look() as work:
            second, *others = [duty.subject for duty in work.duties(DutyKind.FINDINGS)]
        self.find(second, {"K10": ItemAnswer.SHORTCOMING})
        for subject in others:
            self.hand_in(subject, Findings(missed=NotConductedReason.CLOSED))
        self.advance()

    def find(self, visit: str, changed: Mapping[str, ItemAnswer], **facts: Any) -> None:
        """The party's findings on a visit, each item entered by the agency whose it is; all in order but `changed`."""
        with self.look() as work:
            row = visit_by_code(work.session, visit)
            party = work.session.get_one(Party, row.party_id)
            seated = {seat.agency for seat in seats_of(work.session, [row.party_id])} - {party.lead_agency}
            own = {
                agency: {item.code for item in items_of_agency(work.session, row, party, agency, work.context)}
                for agency in sorted(seated)
            }
            lead = {
                code: answer for code, answer in changed.items() if not any(code in items for items in own.values())
            }
            record = work.record_of(row, lead, **facts)
        for agency, items in own.items():
            if items:
                self.enter(visit, agency, {code: changed.get(code, ItemAnswer.MET) for code in items})
        self.hand_in(visit, record)

    def enter(self, visit: str, agency: str, answers: Mapping[str, ItemAnswer]) -> None:
        """What an agency that does not lead saw on its own items."""
        with self.work() as work:
            row = visit_by_code(work.session, visit)
            actor = work.actor(Role.LIAISON, agency)
            enter_own_items(work.session, row, agency, answers, actor=actor, **work.given)

    def settle(self, kind: DutyKind, act: Callable[..., Any], *said: Any, subject: str, **who: Any) -> Answer:
        """An office answers its one open duty about a subject: `who` is another actor than the owner."""
        with self.work() as work:
            duty = work.duty(kind, subject=subject)
            actor = who.get("actor") or work.owner(duty)
            answer: Answer = act(work.session, duty, *said, arrival(), actor=actor, **work.given)
            return answer
