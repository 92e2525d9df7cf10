"""Step `on_site`: tell every area when the round comes, and on that day ask for a working record of each place."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby

from sqlmodel import Session

from actions.context import Context
from actions.open_duty import open_duty
from actions.passage import PASSES, Passage
from actions.step_day import waits_for, waits_for_its_day
from actions.tell_office import Addressee, tell_office
from campaigns.kind import StepSpec
from models import Campaign, MonitoredUnit
from models.queries.access import letters_to_agency
from models.queries.forms import duties_of_step
from models.queries.monitoring import sampled_in
from models.queries.suspensions import suspended_areas
from notifications.letters import LETTERS
from notifications.task_letters import MonitoringNotice
from rules.words import AgencyRole, DutyKind, Role, Step

NOTICE = "area_notice"
"""The pack's clock: so long before a round comes its area is told."""


def run(session: Session, campaign: Campaign, step: StepSpec, *, now: datetime, context: Context) -> Passage:
    if waits := waits_for_its_day(session, campaign, step, now=now, context=context):
        return waits
    resting = suspended_areas(session)
    units = [unit for unit in sampled_in(session, campaign.id or 0) if unit.area not in resting]
    if undated := [unit for unit in units if unit.on is None]:
        _plan(session, campaign, undated, now, context)
    asked = {duty.subject: duty for duty in duties_of_step(session, campaign, DutyKind.WORKING_RECORD)}
    for on, group in groupby(sorted(units, key=_day), key=_day):
        if waits := waits_for(session, campaign, on, "when the next places are looked at", now, context):
            return waits
        for area, places in groupby(group, key=lambda unit: unit.area):
            owed = [unit for unit in places if unit.code not in asked]
            if owed:
                _ask(session, campaign, step, area, owed, now, context)
    duties = duties_of_step(session, campaign, DutyKind.WORKING_RECORD)
    return Passage(False, step.step.value) if any(duty.holds_up for duty in duties) else PASSES


def _day(unit: MonitoredUnit) -> date:
    assert unit.on is not None
    return unit.on


def _plan(
    session: Session, campaign: Campaign, units: Sequence[MonitoredUnit], now: datetime, context: Context
) -> None:
    """The areas follow each other over the working days until the round is concluded, one a day where there are days
    enough; none comes before its authority has had the notice."""
    calendar = context.pack.calendar
    today = calendar.day_of(now)
    notice = context.pack.clock(NOTICE, today)
    on = calendar.next_workday(calendar.last_day(calendar.due_at(now, notice.length, notice.unit)))
    areas = [(area, list(group)) for area, group in groupby(units, key=lambda unit: unit.area)]
    concluded = campaign.milestones.get(Step.CONCLUDE.value)
    last = campaign.closes_on if concluded is None else date.fromisoformat(concluded)
    a_day = -(-len(areas) // max(calendar.workdays_between(on, last), 1))
    for number, (area, places) in enumerate(areas, start=1):
        for unit in places:
            unit.on = on
            session.add(unit)
        authority = context.pack.authority_of(area, today).code
        tell_office(
            session,
            MonitoringNotice,
            Addressee(Role.AREA, authority),
            campaign=campaign,
            subject=campaign.code,
            # A place that gets another day, because work rested in its area, is told of anew.
            ordinal=1 + letters_to_agency(session, MonitoringNotice.name, authority, campaign.id or 0),
            now=now,
            context=context,
            on=on,
            units=len(places),
        )
        if number % a_day == 0:
            on = calendar.add_workdays(on, 1)


def _ask(
    session: Session,
    campaign: Campaign,
    step: StepSpec,
    area: str,
    units: Sequence[MonitoredUnit],
    now: datetime,
    context: Context,
) -> None:
    """A record for each place, and one letter for those of a day."""
    (spec,) = step.duties
    standing = context.pack.agency_as(AgencyRole.STANDING, context.pack.calendar.day_of(now)).code
    duties = [
        open_duty(
            session, campaign, spec, subject=unit.code, agency=standing, start=now, now=now, context=context, told=True
        )
        for unit in units
    ]
    tell_office(
        session,
        LETTERS[spec.kind.value],
        Addressee(spec.role, standing),
        campaign=campaign,
        subject=units[0].code,
        ordinal=1,
        now=now,
        context=context,
        count=len(units),
        due_at=min((duty.due_at for duty in duties if duty.timed), default=None),
    )
