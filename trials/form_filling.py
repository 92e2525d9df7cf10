"""Forms as an office would fill them in: figures drawn from the trial's seed that keep every rule of the form."""

import random
from collections.abc import Mapping, Sequence
from datetime import date

from rules.forms import NUMERIC, Figures, Filled, Form, FormField, Value
from rules.words import FieldKind, FormRuleKind

LEAST, MOST = 2, 40
REMARK = "Số liệu mẫu của bản chạy thử"
"""Why the trial's figures are not those that the engine counts."""
FEWEST_POINTS = 0.7
"""A place under monitoring gets at least so much of the points to be had, unless it is to fall short."""


def fill_form(
    form: Form, units: Sequence[str], earlier: Figures | None, day: date, draw: random.Random, *, good: bool = True
) -> Filled:
    """Every line of a form. What is not `good` gets no point at all and answers every question with no."""
    return {unit: _line(form, (earlier or {}).get(unit, {}), day, draw, good) for unit in units}


def _line(form: Form, before: Mapping[str, int], day: date, draw: random.Random, good: bool) -> dict[str, Value]:
    line: dict[str, Value] = {field.code: _value(field, day, draw, good) for field in form.fields}
    numbers = {field.code: int(str(line[field.code])) for field in form.fields if field.kind in NUMERIC}
    for rule in form.rules:
        match rule.kind:
            case FormRuleKind.CARRIED if rule.of[0] in before:
                numbers[rule.field] = before[rule.of[0]]
            case FormRuleKind.AT_MOST:
                numbers[rule.field] = min(numbers[rule.field], *(numbers[code] for code in rule.of))
    for rule in form.rules:
        if rule.kind is FormRuleKind.SUM:
            numbers[rule.field] = sum(numbers[code] for code in rule.of)
    return line | numbers


def _value(field: FormField, day: date, draw: random.Random, good: bool) -> Value:
    match field.kind:
        case FieldKind.COUNT:
            return draw.randint(LEAST, min(MOST, field.maximum or MOST))
        case FieldKind.SCORE:
            most = field.maximum or MOST
            return draw.randint(int(most * FEWEST_POINTS), most) if good else 0
        case FieldKind.YES_NO:
            return good
        case FieldKind.DAY:
            return day
        case FieldKind.CHOICE:
            return next(iter(field.choices or {}))
        case _:
            return f"{draw.randint(1, 400)}/BC-MAU"
