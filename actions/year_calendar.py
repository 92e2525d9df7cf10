"""Draw up the calendar of a year from the plan and from what its campaigns have come to. Changes nothing."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time

from sqlmodel import Session

from actions.activity_agencies import owners_of
from actions.ask_for_reports import senders_of
from actions.context import Context
from actions.open_activities import activities_of, opened_by_plan
from actions.target_progress import progress_of_year
from campaigns import KINDS
from models import Campaign
from models.queries.suspensions import resting_in, suspensions
from models.queries.year import campaigns_by_activity, newest_plan, steps_begun
from notifications.english import english_label
from rules.milestones import milestones
from rules.plan import Activity
from rules.refusals import UnknownCode
from rules.regimes import periods
from rules.words import CampaignKind, CampaignState, Mode, Step
from rules.working_days import ONE_DAY
from rules.year_calendar import (
    ActivityDays,
    DueDay,
    Request,
    RestingArea,
    StepDay,
    TargetState,
    Waiting,
    YearCalendar,
    step_days,
    week_loads,
)

BY_VISITS = (CampaignKind.INSPECTION, CampaignKind.RECEPTION)
"""Kinds whose days are not those of steps: an inspection goes by its visits; of a reception only the bar is told."""


def year_calendar(session: Session, *, now: datetime, context: Context) -> YearCalendar:
    """Before a plan is opened, what it would be."""
    pack, today = context.pack, context.pack.calendar.day_of(now)
    year = newest_plan(session)
    campaigns = campaigns_by_activity(session)
    begun = steps_begun(session, [row.id or 0 for row in campaigns.values()])
    rows = tuple(
        _activity(activity, campaigns.get(activity.code), begun, today, context) for activity in activities_of(context)
    )
    reports = tuple(_reports(context))
    requests = [*_requests(rows, campaigns, context), *_report_requests(context)]
    return YearCalendar(
        code=None if year is None else year.code,
        title=pack.title,
        year=pack.year,
        today=today,
        activities=rows,
        reports=reports,
        fixed_days=pack.fixed_days,
        targets=tuple(_targets(session, campaigns, context)),
        loads=week_loads(requests),
        weekly_load=pack.weekly_load,
        resting=tuple(_resting(session, today, context)),
    )


def _resting(session: Session, today: date, context: Context) -> Iterator[RestingArea]:
    """A code that the pack no longer has stands for itself."""
    for row in suspensions(session):
        try:
            area = context.pack.area(row.area)
            name, name_en = area.name, area.name_en or area.name
            authority = context.pack.authority_of(row.area, today).code
        except UnknownCode:
            name = name_en = row.area
            authority = ""
        waits = tuple(
            Waiting(found.campaign, found.visits, found.tasks) for found in resting_in(session, row.area, authority)
        )
        yield RestingArea(row.area, name, name_en, row.reason, row.from_on, row.until, waits)


def _activity(
    activity: Activity,
    campaign: Campaign | None,
    begun: Mapping[int, Mapping[str, datetime]],
    today: date,
    context: Context,
) -> ActivityDays:
    calendar = context.pack.calendar
    planned = _planned(activity, campaign, context)
    entered = {} if campaign is None else begun.get(campaign.id or 0, {})
    days = {Step(code): calendar.day_of(at) for code, at in entered.items() if code in {s.value for s in planned}}
    steps, slipped = step_days(planned, days, max(today, activity.opens_on), calendar)
    over = campaign is not None and campaign.released_at is not None
    missed = campaign is None and activity.closes_on < today and opened_by_plan(activity)
    return ActivityDays(
        code=activity.code,
        programmes=activity.programmes,
        kind=activity.kind,
        title=activity.title,
        title_en=activity.title_en,
        opens_on=activity.opens_on if campaign is None else campaign.opens_on,
        closes_on=activity.closes_on if campaign is None else campaign.closes_on,
        campaign=None if campaign is None else campaign.code,
        state=None if campaign is None else campaign.state,
        missed=missed,
        steps=() if missed else steps,
        slipped_workdays=0 if over or missed else slipped,
    )


def _planned(activity: Activity, campaign: Campaign | None, context: Context) -> dict[Step, date]:
    if activity.kind in BY_VISITS:
        return {}
    if campaign is not None:
        return {Step(code): date.fromisoformat(day) for code, day in campaign.milestones.items()}
    steps = [spec.step for spec in KINDS[activity.kind].steps[Mode.PLANNED] if spec.step is not Step.REPORT]
    return milestones(steps, activity.opens_on, activity.closes_on, activity.milestones, context.pack.calendar)


def _requests(rows: tuple[ActivityDays, ...], campaigns: Mapping[str, Campaign], context: Context) -> Iterator[Request]:
    english = context.pack.locale == "en"
    for row in rows:
        # An activity that has no campaign yet asks whom it would ask.
        campaign = campaigns.get(row.code) or _not_opened(row)
        days: dict[Step, StepDay] = {day.step: day for day in row.steps}
        for spec in KINDS[row.kind].steps[Mode.PLANNED] if days else ():
            for duty in spec.duties:
                if duty.owners is None or spec.step not in days:
                    continue
                on = days[spec.step].on
                asked = english_label(duty.kind) if english else duty.kind.label
                for to in owners_of(campaign, duty.owners, on, context):
                    yield Request(to.agency or "", on, f"{row.code} {asked}")


def _not_opened(row: ActivityDays) -> Campaign:
    """What it would be; it is never added to a session."""
    return Campaign(
        code=row.code,
        kind=row.kind,
        mode=Mode.PLANNED,
        state=CampaignState.DRAFT,
        pack_revision="",
        activity=row.code,
        opens_on=row.opens_on,
        closes_on=row.closes_on,
        visits_wanted=0,
        seed=0,
        created_at=datetime.combine(row.opens_on, time(), UTC),
    )


def _reports(context: Context) -> Iterator[DueDay]:
    pack = context.pack
    for regime in pack.regimes:
        for period in periods(regime, date(pack.year, 1, 1), date(pack.year, 12, 31), pack.calendar):
            asked_on = pack.calendar.previous_workday(period.to_on + ONE_DAY)
            senders = len(senders_of(regime, asked_on, context))
            if senders:
                yield DueDay(regime.code, regime.title, period.code, asked_on, period.due_on, senders, regime.title_en)


def _report_requests(context: Context) -> Iterator[Request]:
    senders: dict[str, list[str]] = defaultdict(list)
    for due in _reports(context):
        if due.code not in senders:
            senders[due.code] = senders_of(context.pack.regime(due.code), due.asked_on, context)
        for agency in senders[due.code]:
            yield Request(agency, due.asked_on, f"{due.code} {due.period}")


def _targets(session: Session, campaigns: Mapping[str, Campaign], context: Context) -> Iterator[TargetState]:
    for activity, target, reached in progress_of_year(session, context, campaigns):
        yield TargetState(activity.code, target.label, target.number, reached, target.label_en)
