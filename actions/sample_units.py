"""Step `sample`: when the areas have reported on themselves, choose the places that are looked at, and say why.

An area's own office is always looked at; of its communes those that have a team may be chosen. Where the areas are
communes themselves, those that have a team may be.
"""

from collections.abc import Mapping
from datetime import date, datetime

from sqlmodel import Session

from actions.activity_agencies import owners_of
from actions.context import Context
from actions.passage import PASSES, Passage
from actions.recording import next_number
from actions.step_day import waits_for_its_day
from actions.tell_office import Addressee
from campaigns.kind import StepSpec
from models import Campaign, MonitoredUnit
from models.queries.forms import latest_figures
from models.queries.monitoring import last_looked_at, units_of_round
from models.queries.suspensions import suspended_areas
from rules.forms import WHOLE
from rules.sampling import Candidate, Sampled, sample_places
from rules.words import DutyKind, FieldKind, Owners

OFFICE = ""
"""The unit that stands for the office of an area."""


def run(session: Session, campaign: Campaign, step: StepSpec, *, now: datetime, context: Context) -> Passage:
    if waits := waits_for_its_day(session, campaign, step, now=now, context=context):
        return waits
    if units_of_round(session, campaign.id or 0):
        return PASSES
    day = context.pack.calendar.day_of(now)
    before = last_looked_at(session)
    owners = owners_of(campaign, Owners.AREAS, day, context)
    resting = suspended_areas(session)
    areas = {area: to.agency or "" for to in owners if (area := _area_of(to, context)) not in resting}
    if context.pack.work_level == context.pack.area_levels[-1]:
        _sample_areas(session, campaign, areas, day, before, context)
        return PASSES
    for area, agency in areas.items():
        _sample(session, campaign, area, agency, day, before, context)
    return PASSES


def _area_of(to: Addressee, context: Context) -> str:
    area = context.pack.agency(to.agency or "").area
    assert area is not None, "an authority of an area has an area"
    return area


def _sample_areas(
    session: Session,
    campaign: Campaign,
    areas: Mapping[str, str],
    day: date,
    before: Mapping[tuple[str, str], date],
    context: Context,
) -> None:
    """Where an area is a commune itself there is no office above it: so many of them all are looked at."""
    teams = [area for area in areas if context.pack.area(area).volunteer_team]
    candidates = [
        Candidate(area, sum(_denied(session, campaign, areas[area], day, context).values()), before.get((area, OFFICE)))
        for area in teams
    ]
    weights = context.pack.monitoring_on(day)
    chosen = {
        place.unit: place
        for place in sample_places(candidates, campaign.visits_wanted, weights, day, str(campaign.seed))
    }
    for area in areas:
        _keep(session, campaign, area, OFFICE, chosen.get(area), has_team=area in teams)


def _sample(
    session: Session,
    campaign: Campaign,
    area: str,
    agency: str,
    day: date,
    before: Mapping[tuple[str, str], date],
    context: Context,
) -> None:
    denied = _denied(session, campaign, agency, day, context)
    communes = [row for row in context.pack.communes_of(area, day) if row.code != area]
    candidates = [
        Candidate(row.code, denied.get(row.code, 0), before.get((area, row.code)))
        for row in communes
        if row.volunteer_team
    ]
    weights = context.pack.monitoring_on(day)
    chosen = {
        place.unit: place
        for place in sample_places(candidates, campaign.visits_wanted, weights, day, f"{campaign.seed}:{area}")
    }
    office = Sampled(OFFICE, True, {"office": 0})
    _keep(session, campaign, area, OFFICE, office, has_team=False)
    for row in communes:
        _keep(session, campaign, area, row.code, chosen.get(row.code), has_team=row.volunteer_team)


def _keep(
    session: Session, campaign: Campaign, area: str, unit: str, chosen: Sampled | None, *, has_team: bool
) -> None:
    assert campaign.id is not None
    session.add(
        MonitoredUnit(
            code=f"{campaign.code}-D{next_number(session, campaign):03d}",
            campaign_id=campaign.id,
            area=area,
            unit=unit,
            has_team=has_team,
            sampled=chosen is not None,
            ranked=chosen is None or chosen.ranked,
            risk={} if chosen is None else dict(chosen.risk),
        )
    )


def _denied(session: Session, campaign: Campaign, agency: str, day: date, context: Context) -> dict[str, int]:
    """commune -> how many of the questions its area's report answers with no."""
    form = context.pack.form(DutyKind.SELF_REPORT.value, day)
    asked = [field.code for field in form.fields if field.kind is FieldKind.YES_NO]
    agencies = (agency, *context.pack.predecessors(agency, day))
    figures = latest_figures(session, campaign, form.code, agencies)
    return {unit: sum(line.get(code) == 0 for code in asked) for unit, line in figures.items() if unit != WHOLE}
