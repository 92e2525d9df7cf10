"""Areas in which work rests, and what of a campaign lies there."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, func, select

from models.area_suspension import AreaSuspension
from models.campaign import Campaign
from models.duty import Duty
from models.monitored_unit import MonitoredUnit
from models.party import Party
from models.visit import Visit
from rules.words import DutyKind, DutyState, Mode, VisitState

# Asked for every duty that opens; what begins or ends such a rest is flushed at once.
LASTING = (
    select(AreaSuspension)
    .where(col(AreaSuspension.resumed_at).is_(None))
    .order_by(AreaSuspension.area)
    .execution_options(autoflush=False)
)


def suspensions(session: Session) -> list[AreaSuspension]:
    """Those that last, by area."""
    return list(session.exec(LASTING))


def suspended_areas(session: Session) -> frozenset[str]:
    return frozenset(row.area for row in suspensions(session))


@dataclass(frozen=True)
class Resting:
    """What waits in one area in one campaign: visits without a day, and tasks."""

    campaign: str
    visits: int
    tasks: int


def resting_in(session: Session, area: str, authority: str) -> list[Resting]:
    """By campaign, in two statements."""
    visits = (
        select(Campaign.code, func.count())
        .join(Visit, col(Visit.campaign_id) == col(Campaign.id))
        .join(Party, col(Party.id) == col(Visit.party_id))
        .where(Visit.area == area, Visit.state == VisitState.POSTPONED, col(Party.active).is_(False))
        .where(Campaign.mode == Mode.PLANNED)
        .group_by(Campaign.code)
    )
    places = select(MonitoredUnit.code).where(MonitoredUnit.area == area)
    tasks = (
        select(Campaign.code, func.count())
        .join(Duty, col(Duty.campaign_id) == col(Campaign.id))
        .where(
            Duty.state == DutyState.OPEN,
            col(Duty.paused_at).is_not(None),
            col(Duty.confidential).is_(False),
            (col(Duty.agency) == authority) | col(Duty.subject).in_(places),
        )
        .where(Campaign.mode == Mode.PLANNED)
        .group_by(Campaign.code)
    )
    by_visits, by_tasks = dict(session.exec(visits).all()), dict(session.exec(tasks).all())
    return [
        Resting(code, by_visits.get(code, 0), by_tasks.get(code, 0)) for code in sorted(by_visits.keys() | by_tasks)
    ]


def suspension_of(session: Session, area: str) -> AreaSuspension | None:
    """The one that lasts, locked."""
    query = select(AreaSuspension).where(AreaSuspension.area == area, col(AreaSuspension.resumed_at).is_(None))
    return session.exec(query.with_for_update()).first()


def suspensions_over(session: Session, day: date) -> list[AreaSuspension]:
    """Those whose last day has passed and that nobody has ended yet."""
    return [row for row in suspensions(session) if row.until is not None and row.until < day]


def duties_in_area(session: Session, campaign_id: int, area: str, authority: str) -> list[Duty]:
    """Open routine duties of an area's authority, and working records of places in it. The law's reports are not among
    them: they are due whatever rests."""
    places = select(MonitoredUnit.code).where(MonitoredUnit.campaign_id == campaign_id, MonitoredUnit.area == area)
    query = select(Duty).where(
        Duty.campaign_id == campaign_id,
        Duty.state == DutyState.OPEN,
        col(Duty.confidential).is_(False),
        Duty.kind != DutyKind.PERIODIC_REPORT,
        (col(Duty.agency) == authority) | ((col(Duty.kind) == DutyKind.WORKING_RECORD) & col(Duty.subject).in_(places)),
    )
    return list(session.exec(query.order_by(col(Duty.id))))


def places_not_looked_at(session: Session, campaign_id: int, area: str) -> list[MonitoredUnit]:
    """Places of an area that have a day in a monitoring round, and of which no record has been asked for."""
    asked = select(Duty.subject).where(Duty.campaign_id == campaign_id, Duty.kind == DutyKind.WORKING_RECORD)
    query = select(MonitoredUnit).where(
        MonitoredUnit.campaign_id == campaign_id,
        MonitoredUnit.area == area,
        col(MonitoredUnit.on).is_not(None),
        col(MonitoredUnit.code).not_in(asked),
    )
    return list(session.exec(query.order_by(col(MonitoredUnit.id))))


def parties_ahead(session: Session, campaign_id: int, area: str) -> list[tuple[Party, list[Visit]]]:
    """Parties of an area whose visits are still to be made, with those visits; once findings are asked for, whether a
    party went is for its lead agency to say."""
    asked = select(Duty.subject).where(Duty.campaign_id == campaign_id, Duty.kind == DutyKind.FINDINGS)
    return _parties(session, campaign_id, area, VisitState.PLANNED, True, col(Visit.code).not_in(asked))


def parties_resting(session: Session, campaign_id: int, area: str) -> list[tuple[Party, list[Visit]]]:
    """Parties of an area that have no day while work rests there."""
    return _parties(session, campaign_id, area, VisitState.POSTPONED, False)


def _parties(
    session: Session, campaign_id: int, area: str, state: VisitState, active: bool, *which: object
) -> list[tuple[Party, list[Visit]]]:
    query = (
        select(Party, Visit)
        .join(Visit, col(Visit.party_id) == col(Party.id))
        .where(
            Party.campaign_id == campaign_id,
            Visit.area == area,
            Visit.state == state,
            col(Party.active).is_(active),
            *which,  # type: ignore[arg-type]
        )
    )
    found: dict[int, tuple[Party, list[Visit]]] = {}
    for party, visit in session.exec(query.order_by(col(Party.on), col(Party.id), col(Visit.id))):
        found.setdefault(party.id or 0, (party, []))[1].append(visit)
    return list(found.values())
