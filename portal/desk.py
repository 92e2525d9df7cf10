"""One duty on the desk of the office that owes it: what a form needs to be shown and answered."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from actions.context import Context
from actions.take_answer import Arrival
from models import Answer, Campaign, Duty
from portal.access import Visitor
from portal.posted import Posted
from portal.speech import Speech

Fact = tuple[str, str]


@dataclass(frozen=True)
class Desk:
    session: Session
    now: datetime
    visitor: Visitor
    speech: Speech

    @property
    def context(self) -> Context:
        return self.visitor.context

    @property
    def campaign(self) -> Campaign:
        return self.visitor.campaign

    @property
    def given(self) -> dict[str, Any]:
        """What every action takes by name."""
        return {"actor": self.visitor.actor, "now": self.now, "context": self.context}

    def area(self, code: str) -> str:
        return self.speech.name(self.context.pack.area(code))

    def taken_from(self, duty: Duty) -> str:
        """The name of the agency that owed it first, where that has ended; else ""."""
        if duty.passed_from is None:
            return ""
        return self.speech.name(self.context.pack.agency(duty.passed_from))

    def items(self, codes: Iterable[str]) -> list[dict[str, str]]:
        """Checklist items in words, in their order; a code that the checklist no longer has stands for itself."""
        wanted = set(codes)
        found = {
            item.code: {"code": item.code, "text": self.speech.item(item), "basis": item.basis}
            for item in self.context.pack.checklist
            if item.code in wanted
        }
        return [found.get(code, {"code": code, "text": code, "basis": ""}) for code in sorted(wanted)]


@dataclass(frozen=True)
class DutyForm:
    """How one kind of duty is asked and answered. `said` tells an answer back on its receipt, in words."""

    template: str
    facts: Callable[[Desk, Duty], Mapping[str, Any]]
    answer: Callable[[Desk, Duty, Posted, Arrival], Answer]
    said: Callable[[Desk, Duty, Mapping[str, Any]], list[Fact]]
    further_page: Callable[[Posted], str | None] = lambda posted: None
    """The page to show next instead of taking the answer, for a form in two pages. Raises AnswerRefused."""
    page_of: Callable[[Posted], str | None] = lambda posted: None
    """The page a refused answer came from, where that is not the first."""
