"""Reads for a campaign's figures. Protection rows and confidential duties are in none of them."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, or_, select

from models.campaign import Campaign
from models.duty import Duty
from models.establishment import Establishment
from models.party import Party
from models.recommendation import Recommendation
from models.referral import Referral
from models.sanction import SanctionCase
from models.visit import Visit
from rules.figures import CONDUCTED, OUTCOMES_SHOWN, VisitTally
from rules.words import CampaignKind, DutyKind, Mode, Outcome, ReferralState, RemedyState, SanctionState

SETTLED_OUTCOMES = tuple(outcome for outcome in OUTCOMES_SHOWN if outcome is not Outcome.UNDER_ASSESSMENT)


def visit_tallies(session: Session, campaign_id: int) -> list[VisitTally]:
    """Visits by everything a report tells them apart by."""
    alike = (
        col(Visit.area),
        col(Establishment.type),
        col(Visit.state),
        col(Visit.missed),
        col(Visit.outcome),
        col(Visit.ranked),
    )
    rows = session.execute(
        select(*alike, func.count(col(Visit.id)))  # type: ignore[call-overload]
        .join(Establishment, col(Establishment.code) == col(Visit.establishment))
        .where(Visit.campaign_id == campaign_id)
        .group_by(*alike)
        .order_by(*alike)
    )
    return [VisitTally(*row) for row in rows]


def visits_conducted(session: Session, activity: str, first: date, last: date, *, without_one: bool) -> int:
    """Visits made between two days, both inclusive, in the planned inspections of an activity of the plan, and, where
    asked for, in those that name none."""
    belongs = col(Campaign.activity) == activity
    query = (
        select(func.count(col(Visit.id)))
        .join(Party, col(Party.id) == col(Visit.party_id))
        .join(Campaign, col(Campaign.id) == col(Visit.campaign_id))
        .where(
            Campaign.kind == CampaignKind.INSPECTION,
            Campaign.mode == Mode.PLANNED,
            or_(belongs, col(Campaign.activity).is_(None)) if without_one else belongs,
            col(Visit.state).in_(CONDUCTED),
            col(Party.on).between(first, last),
        )
    )
    return session.exec(query).one()


def establishments_counted(session: Session, campaign_id: int) -> tuple[int, int]:
    """Distinct establishments (cơ sở, not lượt): planned, and visited."""
    return (
        _distinct_establishments(session, Visit.campaign_id == campaign_id),
        _distinct_establishments(session, Visit.campaign_id == campaign_id, col(Visit.state).in_(CONDUCTED)),
    )


def _distinct_establishments(session: Session, *which: ColumnElement[bool] | bool) -> int:
    return session.exec(select(func.count(func.distinct(col(Visit.establishment)))).where(*which)).one()


def duties_owed(session: Session, campaign_id: int, kinds: Sequence[DutyKind] = ()) -> list[Duty]:
    """Every routine duty of these kinds (none named: all), whatever its state, by agency. Confirming an address is no
    work of a campaign, and in none of its figures."""
    query = select(Duty).where(
        Duty.campaign_id == campaign_id,
        col(Duty.confidential).is_(False),
        col(Duty.kind).not_in((DutyKind.PROTECTION, DutyKind.CONTACT_CHECK)),
    )
    if kinds:
        query = query.where(col(Duty.kind).in_(kinds))
    return list(session.exec(query.order_by(col(Duty.agency), col(Duty.id))))


def remedies_by_state(session: Session, campaign_id: int) -> dict[RemedyState, int]:
    rows = session.exec(
        select(Recommendation.state, func.count(col(Recommendation.id)))
        .where(Recommendation.campaign_id == campaign_id)
        .group_by(col(Recommendation.state))
    )
    return {RemedyState(state): count for state, count in rows}


def remedies_overdue(session: Session, campaign_id: int, now: datetime) -> int:
    """Recommendations that were only sent, past their day."""
    return session.exec(
        select(func.count(col(Recommendation.id))).where(
            Recommendation.campaign_id == campaign_id,
            Recommendation.state == RemedyState.SENT,
            Recommendation.due_at < now,
        )
    ).one()


def sanctions_by_state(session: Session, campaign_id: int, *, shared: bool) -> dict[SanctionState, int]:
    """`shared` leaves out the cases of visits under assessment: their number less that of the violations told would
    be the number of suspected hotspots."""
    query = (
        select(SanctionCase.state, func.count(col(SanctionCase.id)))
        .where(SanctionCase.campaign_id == campaign_id)
        .group_by(col(SanctionCase.state))
    )
    if shared:
        query = query.join(Visit, col(Visit.id) == col(SanctionCase.visit_id)).where(
            col(Visit.outcome).in_(SETTLED_OUTCOMES)
        )
    return {SanctionState(state): count for state, count in session.exec(query)}


def referrals_by_state(session: Session, campaign_id: int) -> dict[ReferralState, int]:
    """For the coordinator alone."""
    rows = session.exec(
        select(Referral.state, func.count(col(Referral.id)))
        .where(Referral.campaign_id == campaign_id)
        .group_by(col(Referral.state))
    )
    return {ReferralState(state): count for state, count in rows}


def visits_listed(session: Session, campaign_id: int) -> list[tuple[Visit, Establishment, Party]]:
    """Every visit with its place and party, by code: never by risk or outcome."""
    return list(
        session.exec(
            select(Visit, Establishment, Party)
            .join(Establishment, col(Establishment.code) == col(Visit.establishment))
            .join(Party, col(Party.id) == col(Visit.party_id))
            .where(Visit.campaign_id == campaign_id)
            .order_by(col(Visit.code))
        )
    )
