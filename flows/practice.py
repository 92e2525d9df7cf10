"""The button of a practice home alone: move its calendar on, from one due moment to the next or to a day."""

from datetime import date, time

from prefect import flow
from prefect.client.schemas.objects import State

from flows.clockwork import advance, deliver_mail
from flows.opening import office
from flows.outcomes import end_of, refused, sum_up
from models.queries.moments import next_stop
from rules.refusals import AnswerRefused

MORNING = time(8, 0)


@flow(name="move-calendar", persist_result=False, log_prints=False)
async def move_calendar(to: date | None = None) -> State[None]:
    """Chuyển lịch thực hành sang thời điểm đến hạn tiếp theo, hoặc đến một ngày.

    Args:
        to: Ngày muốn đến; để trống là thời điểm đến hạn tiếp theo.
    """
    calendar = office().pack.calendar
    with office().reading() as (session, now):
        stop = next_stop(session, now, calendar) if to is None else calendar.at(to, MORNING)
    if stop is None or stop <= now:
        allowed = (
            "nothing is due any more: give a day" if stop is None else f"must be after {calendar.day_of(now):%d/%m/%Y}"
        )
        return refused(AnswerRefused("The calendar", [("to", f"{allowed}.")]))
    office().set_practice_moment(stop)
    ends = [await end_of(advance), await end_of(deliver_mail)]
    return sum_up(ends, f"{calendar.day_of(stop):%d/%m/%Y}")
