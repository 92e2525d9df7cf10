"""Visits, parties and seats of a campaign."""

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session, bindparam, col, func, select

from models.party import Party, Seat
from models.visit import Visit
from rules.refusals import UnknownCode
from rules.words import VisitState

# What every record asks for is put together once.
BY_CODE = select(Visit).where(Visit.code == bindparam("code"))
SEATS = (
    select(Seat)
    .where(col(Seat.party_id).in_(bindparam("parties", expanding=True)))
    .order_by(col(Seat.party_id), col(Seat.ordinal))
)
WITH_PARTIES = (
    select(Visit, Party)
    .join(Party, col(Party.id) == col(Visit.party_id))
    .where(Visit.campaign_id == bindparam("campaign"), col(Visit.state).in_(bindparam("states", expanding=True)))
    .order_by(col(Party.on), col(Visit.id))
)

PARTIES_WITH_VISITS = (
    select(Party, func.count())
    .join(Visit, col(Visit.party_id) == col(Party.id))
    .where(Visit.campaign_id == bindparam("campaign"), Visit.state == bindparam("state"))
    .group_by(col(Party.id))
    .order_by(col(Party.on), col(Party.id))
)


def visit_by_code(session: Session, code: str) -> Visit:
    """Raises UnknownCode."""
    visit = session.exec(BY_CODE, params={"code": code}).first()
    if visit is None:
        raise UnknownCode("visit", code)
    return visit


def parties_of(session: Session, campaign_id: int) -> list[Party]:
    """The parties that are still to go out or have gone, by day."""
    return list(
        session.exec(
            select(Party)
            .where(Party.campaign_id == campaign_id, col(Party.active))
            .order_by(col(Party.on), col(Party.id))
        )
    )


def seats_of(session: Session, party_ids: Sequence[int]) -> list[Seat]:
    return list(session.exec(SEATS, params={"parties": party_ids}))


def campaign_seats(session: Session, campaign_id: int) -> list[tuple[Seat, Party]]:
    """Every seat of the active parties of a campaign with its party, by day."""
    return list(
        session.exec(
            select(Seat, Party)
            .join(Party, col(Party.id) == col(Seat.party_id))
            .where(Party.campaign_id == campaign_id, col(Party.active))
            .order_by(col(Party.on), col(Party.id), col(Seat.ordinal))
        )
    )


def seats_from(session: Session, day: date) -> list[tuple[Seat, Party]]:
    """Every seat of every active party on or after a day, over all campaigns: what capacity is already taken."""
    return list(
        session.exec(
            select(Seat, Party)
            .join(Party, col(Party.id) == col(Seat.party_id))
            .where(col(Party.on) >= day, col(Party.active))
        )
    )


def visits_of(session: Session, campaign_id: int, states: Sequence[VisitState] = ()) -> list[Visit]:
    query = select(Visit).where(Visit.campaign_id == campaign_id)
    if states:
        query = query.where(col(Visit.state).in_(states))
    return list(session.exec(query.order_by(col(Visit.id))))


def visits_with_parties(session: Session, campaign_id: int, states: Sequence[VisitState]) -> list[tuple[Visit, Party]]:
    return list(session.exec(WITH_PARTIES, params={"campaign": campaign_id, "states": states}))


def parties_with_visits(session: Session, campaign_id: int, state: VisitState) -> list[tuple[Party, int]]:
    """The parties that have visits in a state, by day, each with how many."""
    return list(session.exec(PARTIES_WITH_VISITS, params={"campaign": campaign_id, "state": state}))


def count_visits(session: Session, campaign_id: int) -> int:
    return session.exec(select(func.count(col(Visit.id))).where(Visit.campaign_id == campaign_id)).one()


def party_visits(session: Session, party_id: int) -> list[Visit]:
    return list(session.exec(select(Visit).where(Visit.party_id == party_id).order_by(col(Visit.id))))
