"""An office hands in a form: checked as a whole, then kept figure by figure; or it comes back with everything wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, insert

from actions.context import Actor, Context
from actions.form_follow_ups import follow_up
from actions.period_figures import drawn_figures
from actions.recording import look_again
from actions.settle_duty import fulfil_duty
from actions.take_answer import Arrival, take_answer
from models import Answer, Duty, FormEntry, FormFigure
from models.queries.campaigns import campaign_by_id
from models.queries.forms import figures_before
from rules.forms import WHOLE, Filled, Form, Value, check_form, figures_of
from rules.free_text import note_faults
from rules.period_figures import drawn_faults
from rules.refusals import AnswerRefused, FormRefused
from rules.words import FormUnits


@dataclass(frozen=True)
class HandedIn:
    """`confirmed` says that a figure which differs much from the period before, or from what the engine counts, was
    looked at again and is right; of the latter `remark` says why."""

    filled: Filled
    confirmed: bool = False
    remark: str = ""


def hand_in_form(
    session: Session,
    duty: Duty,
    handed_in: HandedIn,
    arrival: Arrival,
    *,
    actor: Actor,
    now: datetime,
    context: Context,
) -> Answer:
    """A late form is taken and marked late. Raises FormRefused with every fault, each by its unit and field,
    AnswerRefused for a remark that is missing or not to be kept, or TransitionRefused when the duty is settled."""
    form = form_of(duty, context)
    earlier = earlier_figures(session, duty, form, context)
    drawn = drawn_figures(session, duty, form, context)
    changed = tuple(drawn_faults(form, drawn, handed_in.filled))
    faults = (*check_form(form, handed_in.filled, units_of(duty, form, context), earlier), *changed)
    if faults := tuple(fault for fault in faults if not (fault.doubt and handed_in.confirmed)):
        raise FormRefused(duty.code, faults)
    if changed and (wrong := note_faults(handed_in.remark)):
        raise AnswerRefused(duty.code, [("remark", fault) for fault in wrong])
    fulfil_duty(session, duty, answered={"form": form.code}, actor=actor, now=now)
    content: dict[str, object] = {"form": form.code}
    if drawn:  # what it was held against: the rows may be others tomorrow
        content["drawn"] = {code: figure.count for code, figure in drawn.items()}
    if changed:
        content["remark"] = handed_in.remark.strip()
    answer = take_answer(session, duty, content, arrival, now=now)
    _keep(session, duty, form, handed_in, now, context)
    session.flush()
    campaign = campaign_by_id(session, duty.campaign_id)
    follow_up(session, campaign, duty, figures_of(form, handed_in.filled), now=now, context=context)
    look_again(session, campaign, now)
    return answer


def form_of(duty: Duty, context: Context) -> Form:
    """The form as it stood when it was asked for. Raises UnknownCode."""
    return context.pack.form(duty.form or "", context.pack.calendar.day_of(duty.opened_at))


def units_of(duty: Duty, form: Form, context: Context) -> Sequence[str]:
    """The lines a form has for the office that fills it in: one, or one for each commune of its area. What it has taken
    over is about the area of the one that was asked."""
    area = context.pack.agency(duty.passed_from or duty.agency).area
    if form.units is FormUnits.WHOLE or area is None:
        return (WHOLE,)
    communes = context.pack.communes_of(area, context.pack.calendar.day_of(duty.opened_at))
    return [row.code for row in communes] or (WHOLE,)


def earlier_figures(
    session: Session, duty: Duty, form: Form, context: Context
) -> Mapping[str, Mapping[str, int]] | None:
    """The figures of the period before: those of the agency that was asked, and of the agencies that it has followed;
    None where there are none."""
    if duty.from_on is None or duty.to_on is None:
        return None
    asked = duty.passed_from or duty.agency
    before = () if duty.passed_from else context.pack.predecessors(asked, context.pack.calendar.day_of(duty.opened_at))
    return figures_before(session, form.code, (asked, *before), duty.from_on, duty.to_on)


def _keep(session: Session, duty: Duty, form: Form, handed_in: HandedIn, now: datetime, context: Context) -> None:
    assert duty.id is not None
    figures = figures_of(form, handed_in.filled)
    words = {
        unit: {field: _written(value) for field, value in line.items() if field not in figures[unit] and value}
        for unit, line in handed_in.filled.items()
    }
    is_chased = duty.timed and duty.paused_at is None
    entry = FormEntry(
        duty_id=duty.id,
        campaign_id=duty.campaign_id,
        form=form.code,
        agency=duty.agency,
        subject=duty.subject,
        from_on=duty.from_on,
        to_on=duty.to_on,
        words={unit: line for unit, line in words.items() if line},
        confirmed=handed_in.confirmed,
        workdays_late=context.pack.calendar.workdays_late(duty.due_at, now) if is_chased else 0,
        handed_in_at=now,
    )
    session.add(entry)
    session.flush()
    assert entry.id is not None
    rows = [
        {"entry_id": entry.id, "unit": unit, "field": field, "value": value}
        for unit, line in figures.items()
        for field, value in line.items()
    ]
    if rows:
        session.execute(insert(FormFigure), rows)


def _written(value: Value) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
