"""Every form of the pack on one page: a field for each figure, or a line for each commune.

Field names: `f.<field>` where the form has one line, `f.<field>.<unit>` where it has one for each commune.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from actions.hand_in_form import HandedIn, earlier_figures, form_of, hand_in_form, units_of
from actions.period_figures import drawn_figures
from actions.take_answer import Arrival
from models import Answer, Duty
from models.queries.forms import entry_of, figures_in
from models.queries.monitoring import monitored_unit
from portal.desk import Desk, DutyForm, Fact
from portal.posted import DAY_FORMS, Posted
from portal.speech import Speech
from rules.forms import NUMERIC, WHOLE, FormField, Value
from rules.period_figures import DrawnFigure
from rules.visibility import WORK_KINDS
from rules.words import DutyKind, FieldKind

CONFIRMED, REMARK = "confirmed", "remark"
ROWS_SHOWN = 500
NUMBER = re.compile(r"[0-9]{1,9}")
ANSWERS = {"yes": True, "no": False}


@dataclass(frozen=True)
class Cell:
    """One field of one line; `before` is its figure of the period before, or "", `drawn` what the engine counts."""

    name: str
    field: FormField
    label: str
    before: str
    drawn: DrawnFigure | None = None


@dataclass(frozen=True)
class Line:
    unit: str
    title: str
    cells: tuple[Cell, ...]


def field_name(field: str, unit: str) -> str:
    return f"f.{field}.{unit}" if unit else f"f.{field}"


def facts(desk: Desk, duty: Duty) -> Mapping[str, Any]:
    form = form_of(duty, desk.context)
    before = earlier_figures(desk.session, duty, form, desk.context) or {}
    drawn = drawn_figures(desk.session, duty, form, desk.context)
    say = desk.speech.say
    return {
        "form": form,
        "form_title": say(form.title, form.title_en or form.title),
        "form_note": say(form.note, form.note_en or form.note),
        "activity": _title(desk),
        "place": _place(desk, duty),
        "lines": [
            Line(
                unit,
                desk.area(unit) if unit else "",
                tuple(
                    Cell(
                        field_name(field.code, unit),
                        field,
                        label_of(field, desk.speech),
                        str(before.get(unit, {}).get(field.code, "")) if field.kind in NUMERIC else "",
                        drawn.get(field.code) if unit == WHOLE else None,
                    )
                    for field in form.fields
                ),
            )
            for unit in units_of(duty, form, desk.context)
        ],
        # The coordinator who records an answer for somebody types it in.
        "workbook": desk.visitor.signed != "",
        "choices_of": lambda field: _choices(field, desk.speech),
        "drawn": bool(drawn),
        "rows_shown": ROWS_SHOWN,
        "agency_of": lambda code: desk.speech.agency(desk.context.pack, code),
    }


def label_of(field: FormField, speech: Speech) -> str:
    return speech.say(field.label, field.label_en or field.label)


def answer(desk: Desk, duty: Duty, posted: Posted, arrival: Arrival) -> Answer:
    """Raises FormRefused with every fault at its field, AnswerRefused for the remark."""
    form = form_of(duty, desk.context)
    filled = {
        unit: {field.code: read_value(posted.get(field_name(field.code, unit)), field) for field in form.fields}
        for unit in units_of(duty, form, desk.context)
    }
    posted.check()
    handed_in = HandedIn(filled, confirmed=posted.has(CONFIRMED, "yes"), remark=posted.get(REMARK))
    return hand_in_form(desk.session, duty, handed_in, arrival, **desk.given)


def read_value(typed: str, field: FormField) -> Value:
    """What was typed, as far as it is one of its kind; anything else stays the text it is, for the form to refuse."""
    text = typed.strip()
    if not text:
        return None
    match field.kind:
        case FieldKind.COUNT | FieldKind.SCORE:
            # Thousands are written with a point or a space in Vietnamese.
            plain = re.sub(r"(?<=\d)[. \u00a0](?=\d{3}\b)", "", text)
            return int(plain) if NUMBER.fullmatch(plain) else text
        case FieldKind.YES_NO:
            return ANSWERS.get(text, text)
        case FieldKind.DAY:
            return _day(text)
        case _:
            return text


def _day(text: str) -> date | str:
    for form in DAY_FORMS:
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    return text


def said(desk: Desk, duty: Duty, content: Mapping[str, Any]) -> list[Fact]:
    """The figures as they were handed in; of a form with lines, each commune's and their sum. An answer that was voided
    carries its own."""
    figures, words = content.get("figures"), content.get("words", {})
    if figures is None:
        entry = entry_of(desk.session, duty.id or 0)
        if entry is None:
            return []
        figures, words = figures_in(desk.session, entry.id or 0), entry.words
    form = form_of(duty, desk.context)
    told: list[Fact] = []
    drawn = content.get("drawn", {})
    units = list(dict.fromkeys([*figures, *words]))
    for field in form.fields:
        label = label_of(field, desk.speech)
        if units == [WHOLE] or not units:
            value = _written(field, figures.get(WHOLE, {}), words.get(WHOLE, {}), desk.speech)
            if field.code in drawn:
                value += f" ({desk.speech.say('hệ thống tính', 'counted by the engine')}: {drawn[field.code]})"
            told.append((label, value))
        elif field.kind in NUMERIC or field.kind is FieldKind.YES_NO:
            total = sum(line.get(field.code, 0) for line in figures.values())
            each = "; ".join(f"{desk.area(unit)} {line.get(field.code, '')}" for unit, line in sorted(figures.items()))
            told.append((label, f"{total} ({each})"))
    if remark := content.get("remark"):
        told.append((desk.speech.say("Lý do khác số hệ thống tính", "Why it is not what the engine counts"), remark))
    return told


def _written(field: FormField, numbers: Mapping[str, int], words: Mapping[str, str], speech: Speech) -> str:
    if field.kind is FieldKind.YES_NO and field.code in numbers:
        return speech.say("Có", "Yes") if numbers[field.code] else speech.say("Không", "No")
    if field.code in numbers:
        return f"{numbers[field.code]} {field.unit}".strip()
    value = words.get(field.code, "")
    if field.kind is FieldKind.DAY and value:
        return speech.day(date.fromisoformat(value))
    if field.kind is FieldKind.CHOICE and value:
        return dict(_choices(field, speech)).get(value, value)
    return value or "-"


def _choices(field: FormField, speech: Speech) -> list[tuple[str, str]]:
    english = field.choices_en or {}
    return [(code, speech.say(label, english.get(code, label))) for code, label in (field.choices or {}).items()]


def _title(desk: Desk) -> str:
    code = desk.campaign.activity
    if code is None:
        return ""
    activity = desk.context.pack.activity(code)
    return desk.speech.say(activity.title, activity.title_en or activity.title)


def _place(desk: Desk, duty: Duty) -> str:
    """The place a working record or a remedy is about; "" for everything else."""
    if duty.kind not in (DutyKind.WORKING_RECORD, DutyKind.MONITORING_REMEDY):
        return ""
    unit = monitored_unit(desk.session, duty.subject)
    own = desk.speech.say("cơ quan cấp huyện", "the area's own office")
    return f"{desk.area(unit.unit) if unit.unit else own}, {desk.area(unit.area)}"


FORM = DutyForm("duties/pack_form.html", facts, answer, said)
PACK_FORMS: Mapping[DutyKind, DutyForm] = dict.fromkeys((*WORK_KINDS, DutyKind.PERIODIC_REPORT), FORM)
