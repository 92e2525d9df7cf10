"""A form comes back with the rule and both figures, everything at once; a figure that jumps may be confirmed."""

from datetime import date

import pytest

from rules.forms import (
    LARGEST,
    WHOLE,
    Filled,
    Form,
    FormFault,
    FormField,
    FormRule,
    Value,
    check_form,
    figures_of,
    points_of,
)
from rules.words import FieldKind, FormRuleKind


def count(code: str, **more: object) -> FormField:
    return FormField(code=code, label=code.upper(), label_en=code.title(), kind=FieldKind.COUNT, **more)  # type: ignore[arg-type]


def form_with(*rules: FormRule) -> Form:
    return Form(code="f", title="F", fields=(count("all"), count("some"), count("rest"), count("before")), rules=rules)


def whole(**line: Value) -> Filled:
    return {WHOLE: {"all": 5, "some": 3, "rest": 2, "before": 0} | line}


def faults_of(form: Form, filled: Filled, earlier: dict[str, int] | None = None) -> tuple[FormFault, ...]:
    return check_form(form, filled, [WHOLE], None if earlier is None else {WHOLE: earlier})


SUM = FormRule(kind=FormRuleKind.SUM, field="all", of=("some", "rest"))
AT_MOST = FormRule(kind=FormRuleKind.AT_MOST, field="some", of=("all",))
CARRIED = FormRule(kind=FormRuleKind.CARRIED, field="before", of=("all",))
CHANGE = FormRule(kind=FormRuleKind.CHANGE, field="all", percent=50, least=10)


def test_sum_that_does_not_add_up_tells_the_figure_and_the_sum() -> None:
    (fault,) = faults_of(form_with(SUM), whole(all=7))
    assert fault.field == "all" and not fault.doubt
    assert "ghi 7, tổng là 5" in fault.vietnamese and "7 is given, they sum to 5" in fault.english
    assert faults_of(form_with(SUM), whole()) == ()


def test_part_that_is_more_than_the_whole_tells_both_figures() -> None:
    (fault,) = faults_of(form_with(AT_MOST), whole(some=9))
    assert "9 và 5" in fault.vietnamese and "9 and 5" in fault.english
    assert faults_of(form_with(AT_MOST), whole(some=5)) == ()


def test_opening_figure_is_the_closing_figure_of_the_period_before() -> None:
    (fault,) = faults_of(form_with(CARRIED), whole(before=4), {"all": 6})
    assert "ghi 4, kỳ trước là 6" in fault.vietnamese and "4 is given, it was 6" in fault.english
    assert faults_of(form_with(CARRIED), whole(before=6), {"all": 6}) == ()
    assert faults_of(form_with(CARRIED), whole(before=4)) == ()


@pytest.mark.parametrize(
    ("now", "before", "doubted"), [(150, 100, False), (151, 100, True), (12, 2, False), (0, 100, True)]
)
def test_figure_that_jumps_is_doubted_and_may_be_confirmed(now: int, before: int, doubted: bool) -> None:
    faults = faults_of(form_with(CHANGE), whole(all=now), {"all": before})
    assert [fault.doubt for fault in faults] == [True] * doubted


def test_everything_wrong_is_told_at_once_and_a_figure_that_is_none_only_once() -> None:
    faults = faults_of(form_with(SUM, AT_MOST), whole(some="many", rest=None, before=-1))
    assert {fault.field for fault in faults} == {"some", "rest", "before"}
    assert len(faults) == 3


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (FieldKind.COUNT, [0, 7, LARGEST], [-1, LARGEST + 1, "7", True, 1.5]),
        (FieldKind.SCORE, [0, 20], [21, -1]),
        (FieldKind.YES_NO, [True, False], [1, "yes"]),
        (FieldKind.DAY, [date(2021, 2, 25)], ["2021-02-25", 3]),
        (FieldKind.CHOICE, ["a"], ["c", 1]),
        (FieldKind.DOCUMENT, ["12/KH-UBND"], ["x" * 65, "a\nb", 3]),
    ],
)
def test_field_takes_what_is_of_its_kind_and_nothing_else(kind: FieldKind, good: list[Value], bad: list[Value]) -> None:
    maximum = 20 if kind is FieldKind.SCORE else None
    field = FormField(code="x", label="X", kind=kind, maximum=maximum, choices={"a": "A"})
    form = Form(code="f", title="F", fields=(field,))
    assert [value for value in good if check_form(form, {WHOLE: {"x": value}}, [WHOLE])] == []
    for value in bad:
        (fault,) = check_form(form, {WHOLE: {"x": value}}, [WHOLE])
        assert fault.vietnamese and fault.english


@pytest.mark.parametrize("empty", [None, ""])
def test_empty_field_is_a_fault_unless_it_may_stay_empty(empty: Value) -> None:
    must = Form(code="f", title="F", fields=(count("x"),))
    may = Form(code="f", title="F", fields=(count("x", required=False),))
    assert len(check_form(must, {WHOLE: {"x": empty}}, [WHOLE])) == 1
    assert check_form(may, {WHOLE: {"x": empty}}, [WHOLE]) == ()


def test_every_commune_has_its_line_and_its_faults() -> None:
    form = Form(code="f", title="F", fields=(count("x"),))
    faults = check_form(form, {"11950": {"x": 1}, "11953": {"x": -1}}, ["11950", "11953", "11956"])
    assert [(fault.unit, fault.field) for fault in faults] == [("11953", "x"), ("11956", "x")]


def test_numbers_are_kept_as_numbers_and_yes_as_one() -> None:
    fields = (
        count("n"),
        FormField(code="yes", label="Y", kind=FieldKind.YES_NO),
        FormField(code="score", label="S", kind=FieldKind.SCORE, maximum=10),
        FormField(code="day", label="D", kind=FieldKind.DAY),
    )
    form = Form(code="f", title="F", fields=fields)
    figures = figures_of(form, {WHOLE: {"n": 4, "yes": True, "score": 7, "day": date(2021, 1, 1)}})
    assert figures == {WHOLE: {"n": 4, "yes": 1, "score": 7}}
    assert (points_of(form, figures[WHOLE]), form.most_points) == (7, 10)
