"""Step `open` of a year: every activity of the plan becomes a campaign when its window opens, and once a year every
contact is asked whether it is right."""

from collections.abc import Iterator
from datetime import date, datetime

from sqlmodel import Session

from actions.ask_owners import begin_work
from actions.check_contacts import check_contacts
from actions.context import ENGINE, Context
from actions.passage import PASSES, Passage
from actions.start_campaign import Opening, start_campaign
from actions.step_day import waits_for
from campaigns import KINDS
from campaigns.kind import StepSpec
from models import Campaign
from models.queries.campaigns import activities_begun, carried_out_by
from rules.plan import Activity
from rules.words import CampaignKind, Mode


def run(session: Session, campaign: Campaign, step: StepSpec, *, now: datetime, context: Context) -> Passage:
    """One that somebody has started by hand is left to him; one whose window is over by then is shown as missed."""
    begin_work(session, campaign, now=now)
    begun = activities_begun(session, campaign.id or 0)
    today = context.pack.calendar.day_of(now)
    ahead: list[date] = []
    for activity in activities_of(context):
        if activity.code in begun or activity.closes_on <= today or not opened_by_plan(activity):
            continue
        if activity.opens_on > today:
            ahead.append(activity.opens_on)
        elif carried_out_by(session, activity.code) is None:
            _open(session, campaign, activity, now, context)
    if check_on := check_contacts(session, campaign, step.duties[0], now=now, context=context):
        ahead.append(check_on)
    if not ahead:
        return PASSES
    return waits_for(session, campaign, min(ahead), "when the plan opens something more", now, context) or PASSES


def activities_of(context: Context) -> Iterator[Activity]:
    """Those that have a campaign of their own."""
    return (
        activity
        for activity in context.pack.activities
        if not activity.part_of and activity.kind in KINDS and (activity.visits or activity.kind not in NEED_VISITS)
    )


def opened_by_plan(activity: Activity) -> bool:
    """Whether it is a campaign of the year. A line on receptions is in the calendar as a bar, and opens none: each one
    is begun by the focal point when somebody comes."""
    return Mode.PLANNED in KINDS[activity.kind].steps


NEED_VISITS = (CampaignKind.INSPECTION,)
"""An inspection whose number of visits the plan leaves open is started by the coordinator, who sets it."""


def _open(session: Session, year: Campaign, activity: Activity, now: datetime, context: Context) -> None:
    opening = Opening(
        kind=activity.kind,
        mode=Mode.PLANNED,
        opens_on=activity.opens_on,
        closes_on=activity.closes_on,
        visits=activity.visits,
        seed=year.seed,
        areas=_areas_of(activity, context) if activity.kind in NEED_VISITS else (),
        activity=activity.code,
        year_id=year.id,
    )
    start_campaign(session, opening, actor=ENGINE, now=now, context=context)


def _areas_of(activity: Activity, context: Context) -> tuple[str, ...]:
    """Where an inspection goes: to the areas whose authorities are among its partners; to all where none is."""
    partners = (context.pack.agency(code) for code in activity.partners)
    return tuple(agency.area for agency in partners if agency.area is not None)
