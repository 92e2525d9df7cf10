"""Open a duty: who owes what, about which subject, by when, on which ladder."""

from datetime import datetime, timedelta

from sqlmodel import Session

from actions.area_rest import is_at_rest
from actions.context import ENGINE, Context
from actions.recording import next_number, record
from campaigns.kind import DutySpec
from models import Campaign, Duty
from rules.ladders import next_rung
from rules.regimes import Period
from rules.words import DutyKind, DutyState, Role


def open_duty(
    session: Session,
    campaign: Campaign,
    spec: DutySpec,
    *,
    subject: str,
    agency: str,
    start: datetime,
    now: datetime,
    context: Context,
    ordinal: int = 1,
    role: Role | None = None,
    told: bool = False,
    due_at: datetime | None = None,
    about: Period | None = None,
) -> Duty:
    """`start` is when its clock begins, which may be before `now`; `due_at` is for a duty due on a day of the calendar,
    and `about` the days its figures are about. The owner is told by the caller's letter (`told`) or together with its
    other new duties at the next due moment."""
    day = context.pack.calendar.day_of(start)
    due_at = due_at or _due(spec, start, context)
    timed = due_at is not None
    if due_at is None:
        due_at = context.pack.calendar.end_of(max(campaign.closes_on, day))
    ladder = context.pack.ladder(spec.ladder, day)
    assert campaign.id is not None
    # Periodic reports fall due whatever rests; a confidential case is never held up.
    rests = not spec.confidential and spec.kind is not DutyKind.PERIODIC_REPORT and is_at_rest(session, agency, context)
    duty = Duty(
        code=_code(session, campaign, spec, subject, agency, ordinal, context),
        campaign_id=campaign.id,
        kind=spec.kind,
        subject=subject,
        agency=agency,
        role=role or spec.role,
        ordinal=ordinal,
        state=DutyState.OPEN,
        confidential=spec.confidential,
        opened_at=now,
        due_at=due_at,
        ladder=spec.ladder,
        rung_at=next_rung(ladder, 0, due_at, context.pack.calendar) if timed and not rests else None,
        paused_at=now if rests else None,
        told=told,
        form=spec.form,
        from_on=None if about is None else about.from_on,
        to_on=None if about is None else about.to_on,
        timed=timed,
    )
    session.add(duty)
    record(
        session,
        noun="duty",
        subject=duty.code,
        verb="open",
        after=DutyState.OPEN,
        actor=ENGINE,
        now=now,
        campaign_id=campaign.id,
        restricted=spec.confidential,
    )
    return duty


def _due(spec: DutySpec, start: datetime, context: Context) -> datetime | None:
    """None where the pack's clock is unset."""
    assert spec.clock is not None, "a duty without a clock is due on a day that its caller gives"
    calendar = context.pack.calendar
    clock = context.pack.clock(spec.clock, calendar.day_of(start))
    if clock.unset:
        return None
    due_at = calendar.due_at(start, clock.length, clock.unit)
    if spec.notice is None:
        return due_at
    last_moment = due_at - timedelta(microseconds=1)
    notice = context.pack.clock(spec.notice, calendar.day_of(last_moment))
    return calendar.due_at(last_moment, notice.length, notice.unit)


def _code(
    session: Session, campaign: Campaign, spec: DutySpec, subject: str, agency: str, ordinal: int, context: Context
) -> str:
    if spec.confidential:
        return context.opaque_code("duty", spec.kind.value, subject, agency, str(ordinal))
    return f"{campaign.code}-N{next_number(session, campaign):04d}"
