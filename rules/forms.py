"""Forms that offices fill in, as data of the pack, and the rules their figures must meet.

A figure is right within its form, and beside the same figure of the period before. A form that does not add up comes
back with the rule and both figures; nothing of it is kept.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rules.dated import Dated
from rules.words import FieldKind, FormRuleKind, FormUnits, PeriodFigure

WHOLE = ""
"""The unit of a form that has one line only."""
LARGEST = 999_999_999
LONGEST_NUMBER = 64
NUMERIC = (FieldKind.COUNT, FieldKind.SCORE)

Value = int | bool | date | str | None
Filled = Mapping[str, Mapping[str, Value]]
"""unit -> field -> what was filled in; None where nothing was."""
Figures = Mapping[str, Mapping[str, int]]
"""unit -> field -> number, as they are kept; yes is 1, no is 0."""


@dataclass(frozen=True, kw_only=True)
class FormField:
    """`maximum` is the most a count or score may be; for a score it is the points to be had. `figure` is what the
    engine counts itself for a report whose regime says so; the sender confirms it."""

    code: str
    label: str
    kind: FieldKind
    label_en: str = ""
    unit: str = ""
    basis: str = ""
    maximum: int | None = None
    required: bool = True
    choices: Mapping[str, str] | None = None
    """code -> label, for a choice."""
    choices_en: Mapping[str, str] | None = None
    figure: PeriodFigure | None = None


@dataclass(frozen=True, kw_only=True)
class FormRule:
    """`field` is held against `of`: their sum, their one value, or its own value of the period before.

    `percent` and `least` belong to a change: it is doubted when it is more than both. A doubted change may be
    confirmed; every other rule is kept by everybody.
    """

    kind: FormRuleKind
    field: str
    of: tuple[str, ...] = ()
    percent: int = 0
    least: int = 0


@dataclass(frozen=True, kw_only=True)
class Form(Dated):
    """A form (biểu). `pass_points` is the least total of its scores that passes, None where no source says."""

    code: str
    title: str
    fields: tuple[FormField, ...]
    title_en: str = ""
    basis: str = ""
    note: str = ""
    note_en: str = ""
    units: FormUnits = FormUnits.WHOLE
    rules: tuple[FormRule, ...] = ()
    pass_points: int | None = None

    def field(self, code: str) -> FormField:
        return next(field for field in self.fields if field.code == code)

    @property
    def numeric(self) -> tuple[FormField, ...]:
        """The fields whose figures can be added up."""
        return tuple(field for field in self.fields if field.kind in NUMERIC)

    @property
    def most_points(self) -> int:
        return sum(field.maximum or 0 for field in self.fields if field.kind is FieldKind.SCORE)


@dataclass(frozen=True)
class FormFault:
    """One thing wrong: where, and what is allowed, in Vietnamese and in English. `doubt` may be confirmed."""

    unit: str
    field: str
    vietnamese: str
    english: str
    doubt: bool = False


def check_form(
    form: Form, filled: Filled, units: Sequence[str], earlier: Figures | None = None
) -> tuple[FormFault, ...]:
    """Everything wrong at once. `units` are the lines the form must have; `earlier` is the period before, if any."""
    faults: list[FormFault] = []
    for unit in units:
        line = filled.get(unit, {})
        wrong = [fault for field in form.fields if (fault := _value_fault(unit, field, line.get(field.code)))]
        faults += wrong
        told = {fault.field for fault in wrong}
        for rule in form.rules:
            # A figure that is no figure is told once, not again by every rule it stands in.
            if not told & {rule.field, *rule.of}:
                faults += _rule_faults(form, rule, unit, line, (earlier or {}).get(unit))
    return tuple(faults)


def figures_of(form: Form, filled: Filled) -> dict[str, dict[str, int]]:
    """The numbers in it: counts and scores, and yes as 1, no as 0."""
    numbers = (*NUMERIC, FieldKind.YES_NO)
    return {
        unit: {
            field.code: int(value)
            for field in form.fields
            if field.kind in numbers and isinstance(value := line.get(field.code), int)
        }
        for unit, line in filled.items()
    }


def points_of(form: Form, figures: Mapping[str, int]) -> int:
    """The total of the scores on one line."""
    return sum(figures.get(field.code, 0) for field in form.fields if field.kind is FieldKind.SCORE)


def _value_fault(unit: str, field: FormField, value: Value) -> FormFault | None:
    if value is None or value == "":
        if not field.required:
            return None
        return FormFault(unit, field.code, "Mục này chưa có số liệu.", "This has not been filled in.")
    match field.kind:
        case FieldKind.COUNT | FieldKind.SCORE:
            most = LARGEST if field.maximum is None else field.maximum
            sound = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most
            vietnamese, english = f"Phải là số nguyên từ 0 đến {most}.", f"Must be a whole number from 0 to {most}."
        case FieldKind.YES_NO:
            sound = isinstance(value, bool)
            vietnamese, english = "Xin chọn có hoặc không.", "Must be yes or no."
        case FieldKind.DAY:
            sound = isinstance(value, date)
            vietnamese, english = "Phải là ngày, ví dụ 25/02/2021.", "Must be a day, like 25/02/2021."
        case FieldKind.CHOICE:
            sound = value in (field.choices or {})
            vietnamese, english = "Xin chọn một mục trong danh sách.", "Must be one of the choices."
        case _:
            sound = isinstance(value, str) and value.isprintable() and len(value) <= LONGEST_NUMBER
            vietnamese = f"Phải là số, ký hiệu văn bản, nhiều nhất {LONGEST_NUMBER} ký tự."
            english = f"Must be the number and symbol of a document, at most {LONGEST_NUMBER} characters."
    return None if sound else FormFault(unit, field.code, vietnamese, english)


def _rule_faults(
    form: Form, rule: FormRule, unit: str, line: Mapping[str, Value], before: Mapping[str, int] | None
) -> Iterator[FormFault]:
    here = form.field(rule.field)
    value = _number(line.get(rule.field))
    if value is None:
        return
    match rule.kind:
        case FormRuleKind.SUM:
            parts = [_number(line.get(code)) or 0 for code in rule.of]
            if value != sum(parts):
                names = [form.field(code) for code in rule.of]
                yield FormFault(
                    unit,
                    rule.field,
                    f"“{here.label}” phải bằng tổng {_list(n.label for n in names)}: "
                    f"ghi {value}, tổng là {sum(parts)}.",
                    f"“{_en(here)}” must be the sum of {_list(map(_en, names))}: {value} is given, they sum to "
                    f"{sum(parts)}.",
                )
        case FormRuleKind.AT_MOST:
            for code in rule.of:
                limit, other = form.field(code), _number(line.get(code))
                if other is not None and value > other:
                    yield FormFault(
                        unit,
                        rule.field,
                        f"“{here.label}” không được lớn hơn “{limit.label}”: ghi {value} và {other}.",
                        f"“{_en(here)}” must not be more than “{_en(limit)}”: {value} and {other} are given.",
                    )
        case FormRuleKind.CARRIED:
            closing = form.field(rule.of[0])
            if before is not None and closing.code in before and value != before[closing.code]:
                yield FormFault(
                    unit,
                    rule.field,
                    f"“{here.label}” phải bằng “{closing.label}” của kỳ trước: ghi {value}, kỳ trước là "
                    f"{before[closing.code]}.",
                    f"“{_en(here)}” must be “{_en(closing)}” of the period before: {value} is given, it was "
                    f"{before[closing.code]}.",
                )
        case FormRuleKind.CHANGE:
            if before is not None and rule.field in before:
                was = before[rule.field]
                if abs(value - was) > max(rule.least, was * rule.percent / 100):
                    yield FormFault(
                        unit,
                        rule.field,
                        f"“{here.label}” thay đổi hơn {rule.percent} % so với kỳ trước: ghi {value}, kỳ trước là "
                        f"{was}. Xin kiểm tra lại; nếu đúng, xin đánh dấu xác nhận.",
                        f"“{_en(here)}” differs by more than {rule.percent} % from the period before: {value} is "
                        f"given, it was {was}. Please check; tick the confirmation if it is right.",
                        doubt=True,
                    )


def _number(value: Value) -> int | None:
    return value if isinstance(value, int) else None


def _en(field: FormField) -> str:
    return field.label_en or field.label


def _list(names: Iterable[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)
