"""What the province wants reached in the year's activities, and how far each has come."""

from collections.abc import Iterator, Mapping

from sqlmodel import Session

from actions.context import Context
from models import Campaign
from models.queries.figures import visits_conducted
from models.queries.forms import sums_of
from models.queries.year import campaigns_by_activity
from rules.plan import Activity, Target
from rules.words import CampaignKind

Progress = Iterator[tuple[Activity, Target, int]]


def progress_of_year(session: Session, context: Context, campaigns: Mapping[str, Campaign] | None = None) -> Progress:
    """(activity, target, what was reached), of every activity; 0 where no campaign has begun."""
    found = campaigns_by_activity(session) if campaigns is None else campaigns
    for activity in context.pack.activities:
        yield from _progress(session, activity, found.get(activity.part_of or activity.code), context)


def progress_of(session: Session, campaign: Campaign, context: Context) -> Progress:
    """The same of one campaign: of its own activity and of those that are carried out in it; of a year, all."""
    if campaign.kind is CampaignKind.ANNUAL_PLAN:
        yield from progress_of_year(session, context)
        return
    for activity in context.pack.activities:
        if campaign.activity is not None and campaign.activity in (activity.code, activity.part_of):
            yield from _progress(session, activity, campaign, context)


def _progress(session: Session, activity: Activity, campaign: Campaign | None, context: Context) -> Progress:
    for target in activity.targets:
        if target.figure is not None:
            yield activity, target, _visits(session, activity, context)
        elif campaign is None:
            yield activity, target, 0
        else:
            yield activity, target, sums_of(session, [campaign.id or 0], target.form, [target.field])[target.field]


def _visits(session: Session, activity: Activity, context: Context) -> int:
    """Of all inspections of the activity: the coordinator may begin several. One that was begun without an activity
    belongs to the plan's only one."""
    own = {row.part_of or row.code for row in context.pack.activities if row.kind is CampaignKind.INSPECTION}
    code = activity.part_of or activity.code
    return visits_conducted(session, code, activity.opens_on, activity.closes_on, without_one=own == {code})
