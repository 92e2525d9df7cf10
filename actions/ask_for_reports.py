"""Step `file` of a year: ask for every report of its regimes on the last working day of its period."""

from dataclasses import replace
from datetime import date, datetime

from sqlmodel import Session

from actions.context import Context
from actions.open_duty import open_duty
from actions.passage import PASSES, Passage
from actions.step_day import waits_for
from actions.tell_office import Addressee, tell_office
from campaigns.kind import DutySpec, StepSpec
from models import Campaign
from models.queries.duties import open_duties
from models.queries.forms import subjects_asked
from notifications.task_letters import PeriodicReport
from rules.regimes import Period, Regime, periods
from rules.words import AgencyRole, DutyKind
from rules.working_days import ONE_DAY


def run(session: Session, campaign: Campaign, step: StepSpec, *, now: datetime, context: Context) -> Passage:
    """Passes when every report of the year has been asked for and is settled."""
    calendar = context.pack.calendar
    asked = subjects_asked(session, campaign.id or 0, DutyKind.PERIODIC_REPORT)
    ahead: list[date] = []
    for regime in context.pack.regimes:
        for period in periods(regime, campaign.opens_on, campaign.closes_on, calendar):
            asked_on = calendar.previous_workday(period.to_on + ONE_DAY)
            if asked_on > calendar.day_of(now):
                ahead.append(asked_on)
            elif report_subject(campaign, regime, period.code) not in asked:
                ask_for_report(session, campaign, step.duties[0], regime, period, now=now, context=context)
    if ahead and (waits := waits_for(session, campaign, min(ahead), "when the next report is asked for", now, context)):
        return waits
    owed = open_duties(session, campaign.id or 0, (DutyKind.PERIODIC_REPORT,))
    return Passage(False, f"{len(owed)} reports") if owed else PASSES


def report_subject(campaign: Campaign, regime: Regime, period: str) -> str:
    """What a report is about: the year's plan, the regime and the period."""
    return f"{campaign.code}-{regime.code}-{period}"


def ask_for_report(
    session: Session,
    campaign: Campaign,
    spec: DutySpec,
    regime: Regime,
    period: Period,
    *,
    now: datetime,
    context: Context,
) -> None:
    """One duty and one letter to each of its senders. Raises ContactMissing."""
    spec = replace(spec, form=regime.form, ladder=regime.ladder, role=regime.sender_role)
    for agency in senders_of(regime, context.pack.calendar.day_of(now), context):
        duty = open_duty(
            session,
            campaign,
            spec,
            subject=report_subject(campaign, regime, period.code),
            agency=agency,
            start=now,
            now=now,
            context=context,
            told=True,
            due_at=context.pack.calendar.end_of(period.due_on),
            about=period,
        )
        tell_office(
            session,
            PeriodicReport,
            Addressee(regime.sender_role, agency),
            campaign=campaign,
            subject=duty.subject,
            ordinal=1,
            now=now,
            context=context,
            count=1,
            due_at=duty.due_at,
            report=(regime.title_en if context.pack.locale == "en" else "") or regime.title,
            from_on=period.from_on,
            to_on=period.to_on,
        )


def senders_of(regime: Regime, day: date, context: Context) -> list[str]:
    """The authorities of all areas of a level, one agency, or the standing agency; an area without authority sends
    nothing by itself."""
    pack = context.pack
    if regime.sender_level:
        areas = {area.code for area in pack.areas_at(regime.sender_level, day)}
        return [agency.code for agency in pack.agencies_as(AgencyRole.AREA_AUTHORITY, day) if agency.area in areas]
    if regime.sender_agency:
        agency = pack.standing_on(regime.sender_agency, day)
        return [] if agency is None else [agency.code]
    return [pack.agency_as(AgencyRole.STANDING, day).code]
