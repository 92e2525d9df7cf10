"""What tests of activities, monitoring rounds and years do again and again: open, fill in, hand in, go on."""

import random
from collections.abc import Callable, Mapping
from datetime import date, time

from sqlmodel import select

from actions.hand_in_form import HandedIn, earlier_figures, form_of, hand_in_form, units_of
from actions.prepare_report import release_report
from actions.start_campaign import Opening
from models import Answer, Campaign, Duty
from models.queries.campaigns import campaign_by_code
from models.queries.duties import duty_by_code
from rules.forms import Filled, Value
from rules.words import CampaignKind, DutyKind, DutyState, Mode
from tests.actions.desk import COORDINATOR, Desk, arrival
from tests.actions.work import Work
from trials.form_filling import REMARK, fill_form

Change = Callable[[Duty], Mapping[str, Value]]


def opening_of(desk: Desk, activity: str, **more: object) -> Opening:
    """The plan's own activity in its window."""
    planned = desk.office.pack.activity(activity)
    facts = {
        "kind": planned.kind,
        "mode": Mode.PLANNED,
        "opens_on": planned.opens_on,
        "closes_on": planned.closes_on,
        "visits": planned.visits if planned.kind is CampaignKind.MONITORING else 0,
        "seed": 7,
        "activity": activity,
    }
    return Opening(**(facts | more))  # type: ignore[arg-type]


def year_opening(desk: Desk) -> Opening:
    year = desk.office.pack.year
    return Opening(CampaignKind.ANNUAL_PLAN, Mode.PLANNED, date(year, 1, 1), date(year, 12, 31), visits=0, seed=7)


def filled_for(work: Work, duty: Duty, *, good: bool = True) -> Filled:
    """Sound figures on the duty's form."""
    form = form_of(duty, work.context)
    units = units_of(duty, form, work.context)
    earlier = earlier_figures(work.session, duty, form, work.context)
    return fill_form(
        form, units, earlier, work.context.pack.calendar.day_of(work.now), random.Random(duty.code), good=good
    )


def hand_in(desk: Desk, code: str, *, good: bool = True, **changed: Value) -> Answer:
    """The owner hands in its form; `changed` are fields of every line."""
    with desk.work() as work:
        duty = duty_by_code(work.session, code)
        filled = {unit: dict(line) | changed for unit, line in filled_for(work, duty, good=good).items()}
        actor = work.actor(duty.role, duty.agency)
        return hand_in_form(
            work.session, duty, HandedIn(filled, confirmed=True, remark=REMARK), arrival(), actor=actor, **work.given
        )


def open_codes(desk: Desk, *kinds: DutyKind, campaign: str = "") -> list[str]:
    """Codes of the open duties that are answered on a form."""
    with desk.look() as work:
        codes = {row.id: row.code for row in work.session.exec(select(Campaign))}
        return [
            duty.code
            for kind in kinds or tuple(DutyKind)
            for duty in work.duties(kind, state=DutyState.OPEN)
            if duty.form is not None and campaign in ("", codes[duty.campaign_id])
        ]


def answer_all(desk: Desk, *kinds: DutyKind, campaign: str = "", good: bool = True) -> int:
    codes = open_codes(desk, *kinds, campaign=campaign)
    for code in codes:
        hand_in(desk, code, good=good)
    return len(codes)


def walk_to(desk: Desk, day: date) -> None:
    """Go to a day and let everything due happen."""
    desk.at(day, time(9))
    desk.advance()


def begin_of(desk: Desk, code: str, step: str) -> date:
    with desk.look() as work:
        return date.fromisoformat(work.campaign(code).milestones[step])


def release(desk: Desk, code: str) -> None:
    with desk.work() as work:
        release_report(work.session, campaign_by_code(work.session, code), actor=COORDINATOR, **work.given)
