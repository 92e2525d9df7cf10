"""Signs of crime freeze the administrative branch until the investigating body has answered: the same act is never
fined and referred (Luật XLVPHC Điều 62-63)."""

from collections.abc import Iterator
from datetime import datetime

from sqlmodel import Session, select

from actions.context import ENGINE, Context
from actions.recording import change_state
from actions.settle_duty import waive_duty
from campaigns import KINDS
from models import Duty, SanctionCase
from models.queries.campaigns import campaign_by_id
from models.queries.duties import open_duty_about
from rules.ladders import next_rung
from rules.lifecycle import SANCTION
from rules.words import DutyKind, SanctionState, SanctionVerb, WaiveReason


def freeze_sanctions(session: Session, visit_id: int, *, now: datetime) -> None:
    """The cases of a visit wait, and nobody is told of or chased for a decision that he may not take."""
    for case in _cases(session, visit_id, SanctionState.RECORDED):
        change_state(session, case, SANCTION, SanctionVerb.FREEZE, actor=ENGINE, now=now, restricted=True)
        if (duty := _decision(session, case)) is not None:
            duty.rung_at = None
            duty.told = True
            session.add(duty)


def unfreeze_sanctions(session: Session, visit_id: int, *, now: datetime, context: Context) -> None:
    """The file came back or never left: the holder is told, and his time begins now (Điều 63)."""
    calendar = context.pack.calendar
    for case in _cases(session, visit_id, SanctionState.FROZEN):
        change_state(session, case, SANCTION, SanctionVerb.UNFREEZE, actor=ENGINE, now=now, restricted=True)
        if (duty := _decision(session, case)) is not None:
            spec = KINDS[campaign_by_id(session, case.campaign_id).kind].duty(DutyKind.SANCTION_DECISION)
            clock = context.pack.clock(spec.clock, calendar.day_of(now))
            duty.due_at = calendar.due_at(now, clock.length, clock.unit)
            duty.rung = 0
            ladder = context.pack.ladder(duty.ladder, calendar.day_of(now))
            duty.rung_at = next_rung(ladder, 0, duty.due_at, calendar)
            duty.told = False
            session.add(duty)


def drop_sanctions(session: Session, visit_id: int, *, now: datetime) -> None:
    """The act is prosecuted: no fine for it."""
    for case in _cases(session, visit_id, SanctionState.FROZEN):
        change_state(session, case, SANCTION, SanctionVerb.DROP, actor=ENGINE, now=now, restricted=True)
        if (duty := _decision(session, case)) is not None:
            waive_duty(session, duty, WaiveReason.NOT_NEEDED, actor=ENGINE, now=now)


def _cases(session: Session, visit_id: int, state: SanctionState) -> Iterator[SanctionCase]:
    yield from session.exec(
        select(SanctionCase).where(SanctionCase.visit_id == visit_id, SanctionCase.state == state)
    ).all()


def _decision(session: Session, case: SanctionCase) -> Duty | None:
    return open_duty_about(session, case.code, DutyKind.SANCTION_DECISION)
