"""The coordinator's day over all campaigns, in one letter; silent on a day with nothing to say."""

from collections import Counter
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from actions.context import Context
from actions.tell_office import Addressee, tell_office
from models import Campaign, Duty, Message
from notifications.letters import Digest, DigestLine
from rules.words import AgencyRole, CampaignState, Confidentiality, DutyState, MessageState, Mode, Role

SOON = timedelta(days=2)
LOST = {MessageState.AMBIGUOUS, MessageState.FAILED, MessageState.BOUNCED, MessageState.EXPIRED}
"""Letters that go no further by themselves: a person is told of them though nothing else is to be said."""


def send_digest(session: Session, *, now: datetime, context: Context) -> bool:
    """Whether there was something to say. Confidential duties and letters and unannounced checks are in none of its
    figures."""
    today = context.pack.calendar.day_of(now)
    rows = session.exec(
        select(Duty, Campaign)
        .join(Campaign, col(Campaign.id) == col(Duty.campaign_id))
        .where(
            Duty.state == DutyState.OPEN,
            col(Duty.confidential).is_(False),
            Campaign.mode != Mode.UNANNOUNCED,
            Duty.due_at < now + SOON,
            col(Duty.paused_at).is_(None),
        )
        .order_by(col(Duty.due_at))
    ).all()
    late = _late_lines([(duty, campaign) for duty, campaign in rows if duty.due_at < now], now, context)
    waiting = session.exec(
        select(func.count(col(Campaign.id))).where(
            Campaign.state == CampaignState.REPORTING, Campaign.mode != Mode.UNANNOUNCED
        )
    ).one()
    mail = _mail(session)
    if not late and not waiting and not mail.keys() & LOST:
        return False
    standing = context.pack.agency_as(AgencyRole.STANDING, today).code
    tell_office(
        session,
        Digest,
        Addressee(Role.COORDINATOR, standing),
        campaign=None,
        subject=f"digest-{today.isoformat()}",
        ordinal=1,
        now=now,
        context=context,
        on=today,
        late=late,
        due_soon=sum(duty.due_at >= now for duty, _ in rows),
        decisions_waiting=waiting,
        mail={state.value: count for state, count in mail.items()},
    )
    return True


def _late_lines(rows: list[tuple[Duty, Campaign]], now: datetime, context: Context) -> tuple[DigestLine, ...]:
    counts: Counter[tuple[str, str, object]] = Counter()
    latest: dict[tuple[str, str, object], int] = {}
    names: dict[tuple[str, str, object], str] = {}
    for duty, campaign in rows:
        key = (campaign.code, duty.agency, duty.kind)
        counts[key] += 1
        names[key] = context.on(campaign).pack.agency(duty.agency).name
        days = context.pack.calendar.workdays_late(duty.due_at, now)
        latest[key] = max(latest.get(key, 0), days)
    return tuple(
        DigestLine(
            reference=duty_key[0],
            agency=names[duty_key],
            kind=duty_key[2],  # type: ignore[arg-type]
            count=count,
            workdays_late=latest[duty_key],
        )
        for duty_key, count in counts.items()
    )


def _mail(session: Session) -> dict[MessageState, int]:
    """Without earlier digests: what one of them said, the next one says again."""
    rows = session.exec(
        select(Message.state, func.count(col(Message.id)))
        .where(
            Message.confidentiality == Confidentiality.ROUTINE,
            Message.state != MessageState.SENT,
            Message.letter != Digest.name,
        )
        .group_by(Message.state)
    )
    return {MessageState(state): count for state, count in rows}
