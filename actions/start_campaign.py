"""Open a campaign: a draft in a window, citing the pack revision it will keep, with the days its steps begin."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from actions.context import Actor, Context
from actions.recording import look_again, record
from campaigns import KINDS
from models import Campaign
from models.queries.campaigns import carried_out_by, codes_begun, plan_under_way
from rules.milestones import milestones
from rules.refusals import AnswerRefused, RightMissing, WindowRefused
from rules.words import CampaignKind, CampaignState, Mode, Role, Step

VISITING = (CampaignKind.INSPECTION, CampaignKind.MONITORING)
"""Kinds that go to places, so many of them; they may stand outside the plan."""


@dataclass(frozen=True)
class Opening:
    """What the coordinator asks for. `visits` is how many an inspection makes, or how many places a monitoring round
    looks at in each area; other kinds make none. `quotas` gives some areas a number of visits, the rest is shared by
    stock; `areas` empty means all. `seed` draws the random slice and is recorded. `activity` is the plan's, and
    `year_id` the annual plan that opens it."""

    kind: CampaignKind
    mode: Mode
    opens_on: date
    closes_on: date
    visits: int
    seed: int
    areas: tuple[str, ...] = ()
    quotas: tuple[tuple[str, int], ...] = ()
    activity: str | None = None
    year_id: int | None = None


def start_campaign(session: Session, opening: Opening, *, actor: Actor, now: datetime, context: Context) -> Campaign:
    """Raises RightMissing, WindowRefused, UnknownCode (area, activity) or AnswerRefused (numbers, kind)."""
    if actor.role not in (Role.COORDINATOR, Role.ENGINE):
        raise RightMissing(actor.role, "start", "a campaign", [Role.COORDINATOR])
    _check(session, opening, now, context)
    kind = KINDS[opening.kind]
    prefix = f"{context.pack.prefix}-{opening.opens_on.year}-{kind.code}-"
    campaign = Campaign(
        code=f"{prefix}{codes_begun(session, prefix) + 1:02d}",
        kind=opening.kind,
        mode=opening.mode,
        state=kind.lifecycles[opening.mode].initial,
        pack_revision=context.pack.revision,
        activity=opening.activity,
        opens_on=opening.opens_on,
        closes_on=opening.closes_on,
        visits_wanted=opening.visits,
        seed=opening.seed,
        quotas={"areas": list(opening.areas), "fixed": dict(opening.quotas)},
        milestones=_milestones(opening, now, context),
        year_id=opening.year_id,
        created_at=now,
    )
    session.add(campaign)
    session.flush()
    record(
        session,
        noun="campaign",
        subject=campaign.code,
        verb="start",
        after=CampaignState.DRAFT,
        actor=actor,
        now=now,
        campaign_id=campaign.id,
    )
    look_again(session, campaign, now)
    return campaign


def _milestones(opening: Opening, now: datetime, context: Context) -> dict[str, str]:
    """The days on which the steps of an activity or a monitoring round begin, none before today."""
    if opening.kind in (CampaignKind.INSPECTION, CampaignKind.ANNUAL_PLAN):
        # An inspection's steps follow each other; what a year opens and asks for has days of its own.
        return {}
    calendar = context.pack.calendar
    given = {} if opening.activity is None else context.pack.activity(opening.activity).milestones
    steps = [spec.step for spec in KINDS[opening.kind].steps[opening.mode] if spec.step is not Step.REPORT]
    first = max(opening.opens_on, calendar.day_of(now))
    found = milestones(steps, first, opening.closes_on, given, calendar)
    return {step.value: day.isoformat() for step, day in found.items()}


def _check(session: Session, opening: Opening, now: datetime, context: Context) -> None:
    today = context.pack.calendar.day_of(now)
    if opening.opens_on > opening.closes_on:
        raise WindowRefused(opening.opens_on, opening.closes_on, "ends before it begins")
    if opening.closes_on <= today:
        raise WindowRefused(opening.opens_on, opening.closes_on, f"is over; today is {today:%d/%m/%Y}")
    for area in (*opening.areas, *(area for area, _ in opening.quotas)):
        context.pack.area(area)
    faults = []
    kind = KINDS.get(opening.kind)
    if kind is None or opening.mode not in kind.lifecycles:
        faults.append(("mode", f"there is no {opening.mode.label.lower()} campaign of the kind {opening.kind.label}."))
    if opening.mode is Mode.UNANNOUNCED:
        faults.append(("mode", "an unannounced check is raised on the team leader's own page, /office/checks."))
    least = 1 if opening.kind in VISITING else 0
    if opening.visits < least:
        faults.append(("visits", f"must be at least {least}, not {opening.visits}."))
    if any(quota < 0 for _, quota in opening.quotas) or sum(q for _, q in opening.quotas) > opening.visits:
        faults.append(("quotas", "must not be negative, nor together more than the visits asked for."))
    faults += _activity_faults(session, opening, context)
    if faults:
        raise AnswerRefused("The campaign", faults)


def _activity_faults(session: Session, opening: Opening, context: Context) -> list[tuple[str, str]]:
    """Raises UnknownCode."""
    if opening.kind is CampaignKind.ANNUAL_PLAN and (same := plan_under_way(session)):
        return [("year", f"{same} is under way: one plan runs at a time.")]
    if opening.activity is None:
        if opening.kind in (*VISITING, CampaignKind.ANNUAL_PLAN):
            return []
        return [("activity", "must be an activity of the plan: it says who takes part.")]
    activity = context.pack.activity(opening.activity)
    faults = []
    if activity.kind is not opening.kind:
        faults.append(("activity", f"{activity.code} is of the kind {activity.kind.label}, not {opening.kind.label}."))
    if activity.part_of:
        faults.append(("activity", f"{activity.code} is carried out with {activity.part_of}, not by itself."))
    if opening.kind is not CampaignKind.INSPECTION and (same := carried_out_by(session, activity.code)):
        faults.append(("activity", f"{activity.code} is carried out by {same} already."))
    return faults
