"""A form that was handed in or recorded by mistake leaves every sum, as long as nothing was built on it."""

from sqlmodel import Session, col, delete

from models import Answer, Duty, FormEntry, FormFigure
from models.queries.forms import entry_of, figures_in
from models.queries.forms_built_on import asked_since, next_period_handed_in, steps_since
from models.queries.monitoring import monitored_unit
from rules.refusals import NotVoidable
from rules.words import DutyKind

CALL = "Agree on what is to be done with the offices concerned, and record that."
LATER_FIRST = "Void that later answer first."


def undo_form(session: Session, duty: Duty, answer: Answer) -> None:
    """What it said stays with the answer. Raises NotVoidable when a step has begun since, when it had something more
    asked for, or when the period after it was held against it."""
    if steps_since(session, duty):
        raise NotVoidable(duty.code, "the next step has begun since", CALL)
    if asked_since(session, duty):
        raise NotVoidable(duty.code, "something more was asked for because of it", CALL)
    entry = entry_of(session, duty.id or 0)
    if entry is None:
        return
    if next_period_handed_in(session, entry):
        raise NotVoidable(duty.code, "the figures of the period after it were held against it", LATER_FIRST)
    answer.content = answer.content | {"figures": figures_in(session, entry.id or 0), "words": entry.words}
    session.add(answer)
    session.exec(delete(FormFigure).where(col(FormFigure.entry_id) == entry.id))
    session.exec(delete(FormEntry).where(col(FormEntry.id) == entry.id))
    if duty.kind is DutyKind.WORKING_RECORD:
        unit = monitored_unit(session, duty.subject)
        unit.points = unit.most_points = None
        session.add(unit)
