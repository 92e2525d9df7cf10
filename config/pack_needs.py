"""What each activity of the plan needs from the rest of the pack: forms, clocks, and days its steps can begin on."""

from collections.abc import Mapping
from itertools import pairwise

from config.pack_dates import first_gap
from config.pack_faults import Wording
from config.pack_reading import Entry
from config.pack_whole import Whole
from rules.period_figures import SOURCES
from rules.plan import Activity
from rules.words import CampaignKind as K
from rules.words import DutyKind as D
from rules.words import PeriodFigure, Step

ASKED: Mapping[K, Mapping[Step, D | None]] = {
    K.TRAINING: {
        Step.PREPARE: D.TRAINING_PLAN,
        Step.NOMINATE: D.NOMINATION,
        Step.HOLD: D.ATTENDANCE,
        Step.EVALUATE: D.EVALUATION,
    },
    K.CONTEST: {
        Step.CHOOSE: D.SCHOOL_CHOICE,
        Step.PRELIMINARY: D.PRELIMINARY_RESULT,
        Step.FINAL: D.FINAL_RESULT,
    },
    K.COMMUNICATION: {Step.AGREE: D.JOINT_PLAN, Step.CARRY_OUT: D.COMMUNICATION_RESULT},
    K.PRINT: {
        Step.ORDER: D.PRINT_ORDER,
        Step.PROOF: D.PRINT_PROOF,
        Step.SIGN_OFF: D.PROOF_APPROVAL,
        Step.DELIVER: D.PRINT_DELIVERY,
        Step.DISTRIBUTE: D.DISTRIBUTION,
    },
    K.PRESS: {Step.AGREE: D.PRESS_PLAN, Step.PUBLISH: D.PUBLICATION},
    K.GUIDANCE: {
        Step.ISSUE: D.GUIDANCE_ISSUED,
        Step.PASS_ON: D.DIRECTIVE_ISSUED,
        Step.CARRY_OUT: D.GUIDANCE_RESULT,
    },
    K.HEALTHY_COMMUNE: {Step.REGISTER: D.COMMUNE_REGISTRATION, Step.CLASSIFY: D.COMMUNE_CLASSIFICATION},
    K.OTHER: {Step.PREPARE: D.WORK_PLAN, Step.CARRY_OUT: D.WORK_RESULT},
    K.MONITORING: {
        Step.SELF_REPORT: D.SELF_REPORT,
        Step.SAMPLE: None,
        Step.ON_SITE: D.WORKING_RECORD,
        Step.CONCLUDE: D.MONITORING_REMEDY,
    },
}
"""kind -> its steps in their order -> what it asks for then. The form and the clock bear the duty's name. Config knows
no campaign: `tests/architecture/test_kinds.py` holds this against the kinds."""

NEEDED = Wording(
    "a campaign of the kind {kind!r} asks for {code!r}, which {section} does not have on {day:%d/%m/%Y}",
    "rows for {code!r} in {section} that cover the activity's window",
    "hoạt động loại {kind!r} cần {code!r} mà {section} không có ngày {day:%d/%m/%Y}",
    "các dòng {code!r} trong {section} phủ kín thời gian của hoạt động",
)
NO_STEP = Wording(
    "the kind {kind!r} has no step {step!r}", "{known}", "loại {kind!r} không có bước {step!r}", "{known}"
)
OUTSIDE_WINDOW = Wording(
    "{day:%d/%m/%Y} is outside the activity's window",
    "{opens:%d/%m/%Y} to {closes:%d/%m/%Y}",
    "{day:%d/%m/%Y} nằm ngoài thời gian của hoạt động",
    "từ {opens:%d/%m/%Y} đến {closes:%d/%m/%Y}",
)
OUT_OF_ORDER = Wording(
    "begins on {day:%d/%m/%Y}, before the step {step!r} that it follows",
    "{earliest:%d/%m/%Y} or later",
    "bắt đầu ngày {day:%d/%m/%Y}, trước bước {step!r} đứng trước",
    "từ {earliest:%d/%m/%Y} trở đi",
)
NO_FIXED_DAY = Wording(
    "the fixed day {code!r} is outside the activity's window",
    "a window that meets {opens:%d/%m/%Y} to {closes:%d/%m/%Y}",
    "ngày cố định {code!r} nằm ngoài thời gian của hoạt động",
    "thời gian có ngày từ {opens:%d/%m/%Y} đến {closes:%d/%m/%Y}",
)
PART_OF_A_PART = Wording(
    "{code!r} has no campaign of its own",
    "an activity that is part of no other",
    "{code!r} không có đợt riêng",
    "hoạt động không thuộc hoạt động khác",
)
NO_SUCH_FIGURE = Wording(
    "the form {form!r} has no figure {code!r}", "{known}", "biểu {form!r} không có số liệu {code!r}", "{known}"
)

ONE_SOURCE = Wording(
    "a target is held against one figure",
    "form and field, or for an inspection figure: visits_conducted",
    "một chỉ tiêu chỉ so với một số liệu",
    "form và field; đợt kiểm tra thì figure: visits_conducted",
)
NOTHING_DRAWN = Wording(
    "no field of the form {form!r} names a figure of {source!r}",
    "a field with one of: {known}",
    "không mục nào của biểu {form!r} dùng số liệu {source!r}",
    "một mục có figure là: {known}",
)


def check_drawn(whole: Whole) -> None:
    """A report whose figures the engine draws up has a field for at least one of them."""
    forms = {row.code: row for row in whole.draft.rows("forms")}
    for entry, regime in whole.draft.sound("regimes"):
        form = forms.get(regime.form)
        known = [figure.value for figure, source in SOURCES.items() if source is regime.figures]
        if regime.figures is not None and form is not None and not any(f.figure in known for f in form.fields):
            facts = {"form": form.code, "source": regime.figures.value, "known": ", ".join(known)}
            whole.draft.faults.append(entry.fault(NOTHING_DRAWN, "figures", **facts))


def check_needs(whole: Whole) -> None:
    told: set[tuple[str, str]] = set()
    for entry, activity in whole.draft.sound("activities"):
        _check_kind(whole, entry, activity, told)
        _check_milestones(whole, entry, activity)
        _check_ties(whole, entry, activity)
        _check_targets(whole, entry, activity)


def _check_kind(whole: Whole, entry: Entry, activity: Activity, told: set[tuple[str, str]]) -> None:
    """What is missing is told once, at the first activity that asks for it."""
    wanted = [
        (section, asked.value)
        for asked in ASKED.get(activity.kind, {}).values()
        if asked is not None
        for section in ("forms", "clocks")
    ]
    if activity.kind is K.MONITORING:
        wanted.append(("monitoring", ""))
    for section, code in wanted:
        entries = [e for e in whole.draft.entries[section] if not code or e.raw.get("code") == code]
        if (section, code) in told or any(e.row is None for e in entries):
            continue  # one that is wrong is told as wrong
        day = first_gap([e.row for e in entries], activity.opens_on, activity.closes_on)
        if day is not None and activity.opens_on <= activity.closes_on:
            told.add((section, code))
            facts = {"kind": activity.kind.value, "code": code or section, "section": section}
            whole.draft.faults.append(entry.fault(NEEDED, "kind", day=day, **facts))


def _check_milestones(whole: Whole, entry: Entry, activity: Activity) -> None:
    steps = ASKED.get(activity.kind)
    if steps is None:
        return
    for step, day in activity.milestones.items():
        path = ("milestones", step.value)
        if step not in steps:
            facts = {"kind": activity.kind.value, "step": step.value, "known": ", ".join(steps)}
            whole.draft.faults.append(entry.fault(NO_STEP, *path, **facts))
        elif not activity.opens_on <= day <= activity.closes_on:
            window = {"opens": activity.opens_on, "closes": activity.closes_on}
            whole.draft.faults.append(entry.fault(OUTSIDE_WINDOW, *path, day=day, **window))
    given = [(step, activity.milestones[step]) for step in steps if step in activity.milestones]
    for (first, earliest), (step, day) in pairwise(given):
        if day < earliest:
            days = {"day": day, "earliest": earliest}
            whole.draft.faults.append(entry.fault(OUT_OF_ORDER, "milestones", step.value, step=first.value, **days))


def _check_ties(whole: Whole, entry: Entry, activity: Activity) -> None:
    parts = {row.code: row.part_of for row in whole.draft.rows("activities")}
    if parts.get(activity.part_of):
        whole.draft.faults.append(entry.fault(PART_OF_A_PART, "part_of", code=activity.part_of))
    for fixed in whole.draft.rows("fixed_days"):
        apart = fixed.closes_on < activity.opens_on or activity.closes_on < fixed.opens_on
        if fixed.code == activity.fixed_day and apart:
            days = {"opens": fixed.opens_on, "closes": fixed.closes_on}
            whole.draft.faults.append(entry.fault(NO_FIXED_DAY, "fixed_day", code=fixed.code, **days))


def _check_targets(whole: Whole, entry: Entry, activity: Activity) -> None:
    figures = {row.code: [field.code for field in row.numeric] for row in whole.draft.rows("forms")}
    for index, target in enumerate(activity.targets):
        by_form = bool(target.form and target.field) and target.figure is None
        by_visits = target.figure is PeriodFigure.VISITS_CONDUCTED and not (target.form or target.field)
        if not (by_visits if activity.kind is K.INSPECTION else by_form):
            whole.draft.faults.append(entry.fault(ONE_SOURCE, "targets", index))
            continue
        known = figures.get(target.form)
        if known is not None and target.field not in known:
            facts = {"form": target.form, "code": target.field, "known": ", ".join(known)}
            whole.draft.faults.append(entry.fault(NO_SUCH_FIGURE, "targets", index, "field", **facts))
