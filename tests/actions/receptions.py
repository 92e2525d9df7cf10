"""A reception for tests: begun and answered by the focal point, on a pack whose clocks are set or not."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

from sqlmodel import select

from actions.answer_reception import StepTaken, answer_reception
from actions.start_reception import Received, start_reception
from models import Answer, Contact, Duty
from rules.pack import Pack
from rules.visibility import RECEPTION_KINDS
from rules.words import DutyState, Role, Unit
from tests.actions.desk import Desk, arrival
from tests.actions.work import Work

RECEIVED_ON = date(2021, 1, 30)
RESPONSIBLE = "CAT"
DONE = StepTaken(done_on=date(2021, 2, 1))


def with_clocks(pack: Pack) -> Pack:
    """The pack as a legal officer may have set it: three working days for each step."""
    codes = {kind.value for kind in RECEPTION_KINDS}
    set_to = {"unset": False, "length": 3, "unit": Unit.WORKDAYS}
    return replace(pack, clocks=tuple(replace(c, **set_to) if c.code in codes else c for c in pack.clocks))


@contextmanager
def working(desk: Desk, timed: bool) -> Iterator[Work]:
    with desk.work() as work:
        context = replace(work.context, pack=with_clocks(work.context.pack)) if timed else work.context
        yield replace(work, context=context)


def begun(desk: Desk, role: Role = Role.FOCAL_POINT, timed: bool = False) -> str:
    with working(desk, timed) as work:
        received = Received(RECEIVED_ON, RESPONSIBLE)
        return start_reception(work.session, received, actor=work.actor(role), **work.given).code


def open_step(work: Work) -> Duty:
    (duty,) = (duty for kind in RECEPTION_KINDS for duty in work.duties(kind))
    return duty


def said(desk: Desk, taken: StepTaken = DONE, role: Role = Role.FOCAL_POINT, timed: bool = False) -> Answer:
    """The answer to the one step that is open."""
    with working(desk, timed) as work:
        duty = open_step(work)
        return answer_reception(work.session, duty, taken, arrival(), actor=work.actor(role), **work.given)


def steps_told(desk: Desk) -> list[tuple[str, DutyState]]:
    with desk.look() as work:
        rows = [duty for kind in RECEPTION_KINDS for duty in work.duties(kind, state=None)]
        return [(duty.kind.value, duty.state) for duty in rows]


@contextmanager
def without_focal_point(desk: Desk) -> Iterator[None]:
    """As long as it lasts nobody is registered as such."""

    def end_on(day: date | None) -> None:
        with desk.work() as work:
            row = work.session.exec(select(Contact).where(Contact.role == Role.FOCAL_POINT)).one()
            row.valid_to = day
            work.session.add(row)

    end_on(date(2021, 1, 1))
    yield
    end_on(None)
