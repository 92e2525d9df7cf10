"""Duties by what is due and by who owes them. Confidential kinds are asked for by name, never included by default."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, bindparam, col, func, select

from models.duty import Duty
from rules.refusals import UnknownCode
from rules.words import DutyKind, DutyState, Role

# What answers and the clock ask again and again is put together once.
BY_CODE = select(Duty).where(Duty.code == bindparam("code"))
ABOUT = select(Duty).where(Duty.subject == bindparam("subject"), Duty.kind == bindparam("kind")).order_by(col(Duty.id))
CLIMBS = (col(Duty.state) == DutyState.OPEN, col(Duty.rung_at).is_not(None))
TO_CLIMB = select(Duty).where(*CLIMBS, col(Duty.rung_at) <= bindparam("now")).order_by(col(Duty.id))
CAMPAIGNS_TO_CLIMB = (
    select(Duty.campaign_id)
    .where(*CLIMBS, col(Duty.rung_at) <= bindparam("now"))
    .distinct()
    .order_by(col(Duty.campaign_id))
)
UNTOLD = (
    select(Duty)
    .where(
        Duty.state == DutyState.OPEN,
        col(Duty.told).is_(False),
        col(Duty.kind).in_(bindparam("kinds", expanding=True)),
    )
    .order_by(col(Duty.id))
)
NEXT_RUNG = select(Duty.rung_at).where(*CLIMBS).order_by(col(Duty.rung_at)).limit(1)


def duty_by_code(session: Session, code: str) -> Duty:
    """Raises UnknownCode."""
    duty = session.exec(BY_CODE, params={"code": code}).first()
    if duty is None:
        raise UnknownCode("duty", code)
    return duty


def open_duties(session: Session, campaign_id: int, kinds: Sequence[DutyKind]) -> list[Duty]:
    return list(
        session.exec(
            select(Duty)
            .where(Duty.campaign_id == campaign_id, Duty.state == DutyState.OPEN, col(Duty.kind).in_(kinds))
            .order_by(col(Duty.id))
        )
    )


def duties_about(session: Session, subject: str, kind: DutyKind) -> list[Duty]:
    """Every duty of a kind about a subject, newest last, whatever its state."""
    return list(session.exec(ABOUT, params={"subject": subject, "kind": kind}))


def count_about(session: Session, subjects: Sequence[str], kind: DutyKind) -> Counter[str]:
    """How many duties of a kind there are about each of some subjects, whatever their state."""
    query = select(Duty.subject, func.count()).where(col(Duty.subject).in_(subjects), Duty.kind == kind)
    return Counter(dict(session.exec(query.group_by(Duty.subject)).all()))


def open_duty_about(session: Session, subject: str, kind: DutyKind) -> Duty | None:
    return session.exec(
        select(Duty).where(Duty.subject == subject, Duty.kind == kind, Duty.state == DutyState.OPEN)
    ).first()


def owed_by(session: Session, agency: str, campaign_id: int | None) -> list[Duty]:
    """What an agency owes, routine duties only: the page behind its link."""
    query = select(Duty).where(Duty.agency == agency, Duty.state == DutyState.OPEN, col(Duty.confidential).is_(False))
    if campaign_id is not None:
        query = query.where(Duty.campaign_id == campaign_id)
    return list(session.exec(query.order_by(col(Duty.due_at), col(Duty.id))))


def offices_asked(session: Session, campaign_id: int) -> list[tuple[str, Role]]:
    """Which agencies owe or owed something routine in a campaign, and in which role; that an address was to be
    confirmed makes nobody a partner."""
    query = select(Duty.agency, Duty.role).where(
        Duty.campaign_id == campaign_id, col(Duty.confidential).is_(False), Duty.kind != DutyKind.CONTACT_CHECK
    )
    return sorted({(agency, Role(role)) for agency, role in session.exec(query.distinct())})


def campaigns_to_climb(session: Session, now: datetime) -> list[int]:
    """The campaigns that have a duty whose next rung is due, in the order in which they are locked."""
    return list(session.exec(CAMPAIGNS_TO_CLIMB, params={"now": now}))


def duties_to_climb(session: Session, now: datetime) -> list[Duty]:
    """Open duties whose next rung is due."""
    return list(session.exec(TO_CLIMB, params={"now": now}))


def duties_untold(session: Session, kinds: Sequence[DutyKind]) -> list[Duty]:
    """Open duties of these kinds that no letter has spoken of yet."""
    return list(session.exec(UNTOLD, params={"kinds": kinds}))


def newest_duty(session: Session) -> int:
    """The number of the duty opened last, of whatever campaign; 0 before there is any."""
    return session.exec(select(func.max(Duty.id))).one() or 0


def duties_since(session: Session, campaign_id: int, number: int) -> dict[tuple[str, Role], tuple[DutyKind, ...]]:
    """What a campaign has asked for after the duty of that number, each kind once, by the office that owes it."""
    query = select(Duty.agency, Duty.role, Duty.kind).where(Duty.campaign_id == campaign_id, col(Duty.id) > number)
    found: dict[tuple[str, Role], tuple[DutyKind, ...]] = {}
    for agency, role, kind in session.exec(query.distinct().order_by(Duty.agency, Duty.kind)):
        office = agency, Role(role)
        found[office] = (*found.get(office, ()), DutyKind(kind))
    return found


def next_rung_moment(session: Session) -> datetime | None:
    return session.exec(NEXT_RUNG).first()
