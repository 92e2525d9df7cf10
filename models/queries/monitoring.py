"""The places of monitoring rounds."""

from datetime import date

from sqlmodel import Session, col, func, select

from models.monitored_unit import MonitoredUnit
from rules.refusals import UnknownCode


def units_of_round(session: Session, campaign_id: int) -> list[MonitoredUnit]:
    """Every place of a round, area by area, sampled or not."""
    query = select(MonitoredUnit).where(MonitoredUnit.campaign_id == campaign_id)
    return list(session.exec(query.order_by(col(MonitoredUnit.area), col(MonitoredUnit.unit))))


def sampled_in(session: Session, campaign_id: int) -> list[MonitoredUnit]:
    """The places of a round that are looked at, area by area."""
    return [unit for unit in units_of_round(session, campaign_id) if unit.sampled]


def monitored_unit(session: Session, code: str) -> MonitoredUnit:
    """Raises UnknownCode."""
    row = session.exec(select(MonitoredUnit).where(MonitoredUnit.code == code)).first()
    if row is None:
        raise UnknownCode("place", code)
    return row


def last_looked_at(session: Session) -> dict[tuple[str, str], date]:
    """(area, commune) -> the last day on which a round looked at it."""
    query = (
        select(MonitoredUnit.area, MonitoredUnit.unit, func.max(MonitoredUnit.on))
        .where(col(MonitoredUnit.points).is_not(None))
        .group_by(MonitoredUnit.area, MonitoredUnit.unit)
    )
    return {(area, unit): on for area, unit, on in session.exec(query) if on is not None}
