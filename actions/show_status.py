"""Show where campaigns stand: the operator's overview, and one campaign in detail. Changes nothing."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from actions.context import Context
from models import Campaign, Duty
from models.queries.status import (
    duties_late,
    duties_open,
    late_duties,
    mail_by_letter,
    mail_by_state,
    newest_campaigns,
    referral_duties_late,
    referrals_of,
    visits_by_state,
)
from models.queries.suspensions import suspensions
from rules.figures import CONDUCTED
from rules.waiting import step_waiting
from rules.words import MessageState, VisitState

NEWEST = 50
"""How many campaigns an overview shows: a few years of one department."""
MAIL_SHOWN = (MessageState.QUEUED, MessageState.SENT, MessageState.AMBIGUOUS, MessageState.FAILED, MessageState.BOUNCED)


@dataclass(frozen=True)
class CampaignStatus:
    """One line of the overview. Counts by code; `duties` are routine ones, `referrals` only states that occur."""

    code: str
    kind: str
    mode: str
    state: str
    step: str | None
    opens_on: date
    closes_on: date
    visits: Mapping[str, int]
    duties: Mapping[str, int]
    mail: Mapping[str, int]
    referrals: Mapping[str, int]
    referrals_late: int


@dataclass(frozen=True)
class LateLine:
    """What one agency is late with, of one kind; `workdays_late` of the latest, and whom the next rung tells when."""

    agency: str
    name: str
    kind: str
    count: int
    workdays_late: int
    next_rung: str | None
    next_rung_at: datetime | None


@dataclass(frozen=True)
class CampaignDetail:
    status: CampaignStatus
    late: tuple[LateLine, ...]
    mail_by_letter: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class AreaAtRest:
    """An area in which work rests; `until` is its last day where that is known."""

    area: str
    name: str
    from_on: date
    until: date | None
    reason: str
    document: str


def show_areas_at_rest(session: Session, context: Context) -> tuple[AreaAtRest, ...]:
    names = {area.code: area.name for area in context.pack.areas}
    return tuple(
        AreaAtRest(row.area, names.get(row.area, row.area), row.from_on, row.until, row.reason.value, row.document)
        for row in suspensions(session)
    )


def show_campaigns(session: Session, *, now: datetime) -> tuple[CampaignStatus, ...]:
    """The newest campaigns, newest first."""
    return _statuses(session, newest_campaigns(session, NEWEST), now)


def show_campaign(session: Session, campaign: Campaign, *, now: datetime, context: Context) -> CampaignDetail:
    assert campaign.id is not None
    (status,) = _statuses(session, [campaign], now)
    letters = mail_by_letter(session, campaign.id)
    return CampaignDetail(
        status=status,
        late=_late_lines(late_duties(session, campaign.id, now), now, context),
        mail_by_letter={letter: _mail(states) for letter, states in letters.items()},
    )


def _statuses(session: Session, campaigns: Sequence[Campaign], now: datetime) -> tuple[CampaignStatus, ...]:
    ids = [campaign.id or 0 for campaign in campaigns]
    visits, mail, referrals = visits_by_state(session, ids), mail_by_state(session, ids), referrals_of(session, ids)
    unsettled, late = duties_open(session, ids), duties_late(session, ids, now)
    referrals_late = referral_duties_late(session, ids, now)
    return tuple(
        CampaignStatus(
            code=campaign.code,
            kind=campaign.kind.value,
            mode=campaign.mode.value,
            state=campaign.state.value,
            step=step_waiting(campaign.state, campaign.entered),
            opens_on=campaign.opens_on,
            closes_on=campaign.closes_on,
            visits=_progress(visits.get(number, Counter())),
            duties={"open": unsettled.get(number, 0), "late": late.get(number, 0)},
            mail=_mail(mail.get(number, Counter())),
            referrals={state.value: count for state, count in sorted(referrals.get(number, Counter()).items())},
            referrals_late=referrals_late.get(number, 0),
        )
        for number, campaign in zip(ids, campaigns, strict=True)
    )


def _progress(states: Counter[VisitState]) -> dict[str, int]:
    return {
        "planned": states.total(),
        "conducted": sum(states[state] for state in CONDUCTED),
        "not_conducted": states[VisitState.NOT_CONDUCTED],
    }


def _mail(states: Counter[MessageState]) -> dict[str, int]:
    counted = {state.value: states[state] for state in MAIL_SHOWN}
    counted[MessageState.QUEUED] += states[MessageState.LEASED]
    return counted


def _late_lines(duties: Sequence[Duty], now: datetime, context: Context) -> tuple[LateLine, ...]:
    grouped: dict[tuple[str, str], list[Duty]] = defaultdict(list)
    for duty in duties:
        grouped[duty.agency, duty.kind.value].append(duty)
    return tuple(_late_line(agency, kind, group, now, context) for (agency, kind), group in grouped.items())


def _late_line(agency: str, kind: str, duties: list[Duty], now: datetime, context: Context) -> LateLine:
    climbing = [duty for duty in duties if duty.rung_at is not None]
    first = min(climbing, key=lambda duty: duty.rung_at or now, default=None)
    return LateLine(
        agency=agency,
        name=context.pack.agency(agency).name,
        kind=kind,
        count=len(duties),
        workdays_late=max(context.pack.calendar.workdays_late(duty.due_at, now) for duty in duties),
        next_rung=None if first is None else _rung_of(first, context),
        next_rung_at=None if first is None else first.rung_at,
    )


def _rung_of(duty: Duty, context: Context) -> str:
    ladder = context.pack.ladder(duty.ladder, context.pack.calendar.day_of(duty.due_at))
    return ladder.rungs[duty.rung].to.value
