"""What makes a form one that can be filled in, and a report one that can come round: each by itself."""

import re
from collections.abc import Iterator

from config.pack_faults import Wording
from config.positions import Path
from rules.forms import NUMERIC, Form, FormRule
from rules.regimes import Regime, turns_a_year
from rules.words import FieldKind, FormRuleKind, FormUnits

Problem = tuple[Wording, Path, dict[str, object]]

CODE = re.compile(r"[a-z][a-z0-9_]*")
LAST_DAY = 31

NO_FIELDS = Wording("has no field", "at least one", "chưa có mục nào", "ít nhất một mục")
BAD_CODE = Wording(
    "{code!r} is no code of a field",
    "small letters, digits and _",
    "{code!r} không phải mã của một mục",
    "chữ thường không dấu, chữ số và _",
)
FIELD_TWICE = Wording(
    "the field {code!r} stands twice", "each field once", "mục {code!r} bị lặp lại", "mỗi mục một lần"
)
NO_CHOICES = Wording("there is nothing to choose from", "choices", "chưa có gì để lựa chọn", "danh mục choices")
UNKNOWN_FIELD = Wording("there is no field {code!r}", "{known}", "không có mục {code!r}", "{known}")
NO_FIGURE = Wording(
    "{code!r} is a field without a figure",
    "a count or a score: {known}",
    "mục {code!r} không phải số liệu",
    "mục số lượng hoặc điểm: {known}",
)
NOT_COUNTED = Wording(
    "{code!r} is no count, and the engine counts {figure!r}",
    "kind: count, or no figure",
    "mục {code!r} không phải số lượng mà hệ thống tính {figure!r}",
    "kind: count, hoặc bỏ figure",
)
ONE_LINE = Wording(
    "the engine counts {figure!r} for the whole, and this form has a line for each commune",
    "units: whole, or no figure",
    "hệ thống tính {figure!r} cho toàn đơn vị mà biểu này có dòng cho từng xã",
    "units: whole, hoặc bỏ figure",
)
NOT_STANDING = Wording(
    "the engine's figures are not for this sender",
    "neither sender_level nor sender_agency: the standing agency sends it",
    "số liệu hệ thống tính không dành cho nơi gửi này",
    "bỏ sender_level và sender_agency: cơ quan thường trực gửi",
)
PARTS = Wording(
    "a rule {kind!r} names {count} fields to hold it against",
    "{needed}",
    "quy tắc {kind!r} đối chiếu với {count} mục",
    "{needed_vi}",
)
OUT_OF_REACH = Wording(
    "{points} points are not to be had",
    "at most {most}, the points of all scores",
    "không thể đạt {points} điểm",
    "nhiều nhất {most}, tổng điểm tối đa",
)
BETWEEN = Wording("{value} is out of range", "{least} to {most}", "{value} ngoài giới hạn", "từ {least} đến {most}")
DUE_TOO_EARLY = Wording(
    "is due before its data close",
    "a day after the {closes}th, or due_months: 1",
    "phải nộp trước khi chốt số liệu",
    "ngày sau ngày {closes}, hoặc due_months: 1",
)


def form_problems(form: Form) -> Iterator[Problem]:
    if not form.fields:
        yield NO_FIELDS, ("fields",), {}
    seen: set[str] = set()
    for index, field in enumerate(form.fields):
        if not CODE.fullmatch(field.code):
            yield BAD_CODE, ("fields", index, "code"), {"code": field.code}
        if field.code in seen:
            yield FIELD_TWICE, ("fields", index, "code"), {"code": field.code}
        seen.add(field.code)
        if field.kind is FieldKind.CHOICE and not field.choices:
            yield NO_CHOICES, ("fields", index), {}
        if field.figure is not None and field.kind is not FieldKind.COUNT:
            yield NOT_COUNTED, ("fields", index, "figure"), {"code": field.code, "figure": field.figure.value}
        if field.figure is not None and form.units is not FormUnits.WHOLE:
            yield ONE_LINE, ("fields", index, "figure"), {"figure": field.figure.value}
        if field.maximum is not None:
            yield from _between(field.maximum, 1, None, "fields", index, "maximum")
    for index, rule in enumerate(form.rules):
        yield from _rule_problems(form, rule, index)
    bounded = all(field.maximum is not None for field in form.fields if field.kind is FieldKind.SCORE)
    if bounded and (form.pass_points or 0) > form.most_points:
        yield OUT_OF_REACH, ("pass_points",), {"points": form.pass_points, "most": form.most_points}


def _rule_problems(form: Form, rule: FormRule, index: int) -> Iterator[Problem]:
    places: list[tuple[Path, str]] = [(("rules", index, "field"), rule.field)]
    places += [(("rules", index, "of", number), code) for number, code in enumerate(rule.of)]
    kinds = {field.code: field.kind for field in form.fields}
    figures = ", ".join(field.code for field in form.numeric)
    for path, code in places:
        if code not in kinds:
            yield UNKNOWN_FIELD, path, {"code": code, "known": ", ".join(kinds)}
        elif kinds[code] not in NUMERIC:
            yield NO_FIGURE, path, {"code": code, "known": figures}
    needed = {FormRuleKind.CARRIED: ("exactly one", "đúng một mục"), FormRuleKind.CHANGE: ("none", "không mục nào")}
    most = {FormRuleKind.CARRIED: 1, FormRuleKind.CHANGE: 0}.get(rule.kind, len(form.fields))
    least = min(1, most)
    if not least <= len(rule.of) <= most:
        told, told_vi = needed.get(rule.kind, ("at least one", "ít nhất một mục"))
        facts = {"kind": rule.kind.value, "count": len(rule.of), "needed": told, "needed_vi": told_vi}
        yield PARTS, ("rules", index), facts
    if rule.kind is FormRuleKind.CHANGE:
        yield from _between(rule.percent, 1, None, "rules", index, "percent")


def regime_problems(regime: Regime) -> Iterator[Problem]:
    yield from _between(regime.due_day, 1, LAST_DAY, "due_day")
    yield from _between(regime.closes_day, 0, LAST_DAY, "closes_day")
    yield from _between(regime.due_months, 0, None, "due_months")
    for index, turn in enumerate(regime.turns):
        yield from _between(turn, 1, turns_a_year(regime.every), "turns", index)
    if regime.figures is not None and (regime.sender_level or regime.sender_agency):
        yield NOT_STANDING, ("figures",), {}
    closes = regime.closes_day or LAST_DAY
    if regime.due_months == 0 and regime.due_day - regime.before < closes:
        yield DUE_TOO_EARLY, ("due_day",), {"closes": closes}


def _between(value: int, least: int, most: int | None, *path: str | int) -> Iterator[Problem]:
    if value < least or (most is not None and value > most):
        yield BETWEEN, path, {"value": value, "least": least, "most": "…" if most is None else most}
