"""Open a campaign: a draft in a window, citing the pack revision it will keep."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from actions.context import Actor, Context
from actions.recording import look_again, record
from campaigns import KINDS
from models import Campaign
from models.queries.campaigns import codes_begun
from rules.refusals import AnswerRefused, RightMissing, WindowRefused
from rules.words import CampaignKind, CampaignState, Mode, Role


@dataclass(frozen=True)
class Opening:
    """What the coordinator asks for. `quotas` gives some areas a number of visits, the rest is shared by stock;
    `areas` empty means all. `seed` draws the random slice and is recorded."""

    kind: CampaignKind
    mode: Mode
    opens_on: date
    closes_on: date
    visits: int
    seed: int
    areas: tuple[str, ...] = ()
    quotas: tuple[tuple[str, int], ...] = ()
    activity: str | None = None


def start_campaign(session: Session, opening: Opening, *, actor: Actor, now: datetime, context: Context) -> Campaign:
    """Raises RightMissing, WindowRefused, UnknownCode (area) or AnswerRefused (numbers)."""
    if actor.role is not Role.COORDINATOR:
        raise RightMissing(actor.role, "start", "a campaign", [Role.COORDINATOR])
    _check(opening, now, context)
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


def _check(opening: Opening, now: datetime, context: Context) -> None:
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
    if opening.visits < 1:
        faults.append(("visits", f"must be at least 1, not {opening.visits}."))
    if any(quota < 0 for _, quota in opening.quotas) or sum(q for _, q in opening.quotas) > opening.visits:
        faults.append(("quotas", "must not be negative, nor together more than the visits asked for."))
    if faults:
        raise AnswerRefused("The campaign", faults)
