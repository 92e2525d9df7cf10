"""Draw up the figures of a report's period that the engine has itself, each with its rows."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time

from sqlmodel import Session

from actions.context import Context
from actions.open_activities import activities_of
from models import Campaign, Duty
from models.queries.campaigns import campaign_by_id
from models.queries.period_figures import (
    recommendations_after,
    reports_received,
    sanctions_after,
    visits_between,
)
from models.queries.work_figures import campaigns_of_year
from models.queries.year import steps_begun
from rules.figures import CONDUCTED
from rules.forms import Form
from rules.period_figures import SOURCES, DrawnFigure, FigureRow
from rules.regimes import Regime
from rules.words import (
    AgencyRole,
    CampaignKind,
    CampaignState,
    DutyKind,
    FigureSource,
    Outcome,
    PeriodFigure,
    VisitState,
)
from rules.working_days import ONE_DAY

Rows = Mapping[PeriodFigure, list[FigureRow]]


def drawn_figures(session: Session, duty: Duty, form: Form, context: Context) -> Mapping[str, DrawnFigure]:
    """field -> its figure. Empty for what is no such report, and for every agency but the standing one: the rows are
    those that its own officers read."""
    if duty.kind is not DutyKind.PERIODIC_REPORT or duty.from_on is None or duty.to_on is None:
        return {}
    campaign = campaign_by_id(session, duty.campaign_id)
    regime = regime_of(campaign, duty, context)
    agency = context.pack.agency(duty.agency)
    if regime is None or regime.figures is None or AgencyRole.STANDING not in agency.roles:
        return {}
    rows = _DRAW[regime.figures](session, campaign, duty.from_on, duty.to_on, context)
    return {
        field.code: DrawnFigure(tuple(rows[field.figure]))
        for field in form.fields
        if field.figure is not None and SOURCES[field.figure] is regime.figures
    }


def regime_of(campaign: Campaign, duty: Duty, context: Context) -> Regime | None:
    """The regime that a report is of; None where the pack has it no more."""
    named = [row for row in context.pack.regimes if duty.subject.startswith(f"{campaign.code}-{row.code}-")]
    return max(named, key=lambda row: len(row.code), default=None)


def _inspections(session: Session, campaign: Campaign, first: date, last: date, context: Context) -> Rows:
    """By the day of the visit, so that a case counts where its visit does."""
    visits = visits_between(session, first, last)
    rows = {visit.code: FigureRow(visit.code, party.on, party.lead_agency) for visit, party in visits}
    conducted = [visit for visit, _ in visits if visit.state in CONDUCTED]
    return {
        PeriodFigure.VISITS_PLANNED: [rows[v.code] for v, _ in visits if v.state is not VisitState.CANCELLED],
        PeriodFigure.VISITS_CONDUCTED: [rows[visit.code] for visit in conducted],
        PeriodFigure.VISITS_NOT_CONDUCTED: [rows[v.code] for v, _ in visits if v.state is VisitState.NOT_CONDUCTED],
        PeriodFigure.VIOLATIONS: [rows[visit.code] for visit in conducted if visit.outcome is Outcome.VIOLATION],
        PeriodFigure.SANCTIONS: [
            FigureRow(case.code, party.on, case.holder) for case, party in sanctions_after(session, first, last)
        ],
        PeriodFigure.RECOMMENDATIONS: [
            FigureRow(row.code, party.on, row.agency) for row, party in recommendations_after(session, first, last)
        ],
    }


def _programmes(session: Session, campaign: Campaign, first: date, last: date, context: Context) -> Rows:
    calendar = context.pack.calendar
    since, before = calendar.at(first, time()), calendar.at(last + ONE_DAY, time())
    begun = _begun(session, campaign, since, before)
    reports = reports_received(session, campaign.id or 0, since, before)
    finished = [row for row, _ in begun if row.released_at is not None and row.released_at < before]
    days = {row.code: FigureRow(row.code, calendar.day_of(at), "") for row, at in begun}
    received = {
        duty.code: FigureRow(duty.code, calendar.day_of(duty.settled_at or duty.due_at), duty.agency)
        for duty in reports
    }
    return {
        PeriodFigure.ACTIVITIES_PLANNED: [
            FigureRow(activity.code, activity.opens_on, "")
            for activity in activities_of(context)
            if activity.kind is not CampaignKind.RECEPTION and first <= activity.opens_on <= last
        ],
        PeriodFigure.ACTIVITIES_BEGUN: list(days.values()),
        PeriodFigure.ACTIVITIES_FINISHED: [days[row.code] for row in finished],
        PeriodFigure.ACTIVITIES_LATE: [
            days[row.code] for row, _ in begun if row not in finished and row.closes_on <= last
        ],
        PeriodFigure.REPORTS_RECEIVED: list(received.values()),
        PeriodFigure.REPORTS_LATE: [
            received[duty.code] for duty in reports if duty.settled_at is not None and duty.settled_at > duty.due_at
        ],
    }


def _begun(session: Session, year: Campaign, since: datetime, before: datetime) -> list[tuple[Campaign, datetime]]:
    """The year's campaigns whose first step was entered in a span of time, with that moment."""
    campaigns = [row for row in campaigns_of_year(session, year.id or 0) if row.state is not CampaignState.CANCELLED]
    entered = steps_begun(session, [row.id or 0 for row in campaigns])
    first = [(row, min(steps.values())) for row in campaigns if (steps := entered.get(row.id or 0))]
    return [(row, at) for row, at in first if since <= at < before]


Draw = Callable[[Session, Campaign, date, date, Context], Rows]
_DRAW: Mapping[FigureSource, Draw] = {
    FigureSource.INSPECTIONS: _inspections,
    FigureSource.PROGRAMMES: _programmes,
}
