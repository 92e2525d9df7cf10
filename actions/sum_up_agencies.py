"""Sum up what each agency owed and how it kept its days."""

from collections.abc import Sequence
from datetime import datetime

from actions.context import Context
from models import Duty
from rules.figures import AgencyRow, Named
from rules.pack import Agency, Area
from rules.words import DutyState, WaiveReason


def sum_up_agencies(duties: Sequence[Duty], *, now: datetime, context: Context) -> tuple[AgencyRow, ...]:
    """By agency code: the table is no league of the slow. An agency whose duties have all passed on keeps its row."""
    return tuple(
        _sum_up(
            named(context.pack.agency(code)),
            [duty for duty in duties if duty.agency == code],
            sum(duty.passed_from == code for duty in duties if duty.agency != code),
            now,
            context,
        )
        for code in sorted({code for duty in duties for code in (duty.agency, duty.passed_from) if code})
    )


def named(row: Agency | Area) -> Named:
    return Named(row.code, row.name, row.name_en)


def _sum_up(agency: Named, duties: list[Duty], passed_on: int, now: datetime, context: Context) -> AgencyRow:
    late = [duty for duty in duties if is_late(duty, now)]
    lateness = [context.pack.calendar.workdays_late(duty.due_at, duty.settled_at or now) for duty in late]
    return AgencyRow(
        agency=agency,
        opened=len(duties),
        fulfilled=sum(duty.state is DutyState.FULFILLED for duty in duties),
        waived=sum(duty.state is DutyState.WAIVED for duty in duties),
        late=len(late),
        silent=sum(_is_silent(duty, now) for duty in duties),
        workdays_late=max(lateness, default=0),
        taken_over=sum(duty.passed_from not in (None, duty.agency) for duty in duties),
        passed_on=passed_on,
    )


def is_late(duty: Duty, now: datetime) -> bool:
    """Done after its day, or still open past it; what was waived, or waits for its area, is not late."""
    return duty.paused_at is None and duty.state is not DutyState.WAIVED and (duty.settled_at or now) > duty.due_at


def _is_silent(duty: Duty, now: datetime) -> bool:
    return duty.waived is WaiveReason.SILENT or (duty.state is DutyState.OPEN and is_late(duty, now))
