"""The rows behind a period's figures. No unannounced check, no file of the police and no protection is in any."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from models.campaign import Campaign
from models.duty import Duty
from models.party import Party
from models.queries.figures import SETTLED_OUTCOMES
from models.recommendation import Recommendation
from models.sanction import SanctionCase
from models.visit import Visit
from rules.words import CampaignKind, CampaignState, DutyKind, DutyState, Mode

NOT_APPROVED = (CampaignState.DRAFT, CampaignState.SCHEDULED)


def visits_between(session: Session, first: date, last: date) -> list[tuple[Visit, Party]]:
    """Visits of planned, approved inspections that have their day between two, both inclusive, by code."""
    query = (
        select(Visit, Party)
        .join(Party, col(Party.id) == col(Visit.party_id))
        .join(Campaign, col(Campaign.id) == col(Visit.campaign_id))
        .where(
            Campaign.kind == CampaignKind.INSPECTION,
            Campaign.mode == Mode.PLANNED,
            col(Campaign.state).not_in(NOT_APPROVED),
            col(Party.active),
            col(Party.on).between(first, last),
        )
    )
    return list(session.exec(query.order_by(col(Visit.code))))


def sanctions_after(session: Session, first: date, last: date) -> list[tuple[SanctionCase, Party]]:
    """Cases after such visits; those of visits under assessment are left out, because their number less that of the
    violations told would be the number of suspected hotspots."""
    settled = _settled_visit(SanctionCase.visit_id, first, last)
    return list(session.exec(select(SanctionCase, Party).where(*settled).order_by(col(SanctionCase.code))))


def recommendations_after(session: Session, first: date, last: date) -> list[tuple[Recommendation, Party]]:
    """Recommendations after such visits, without those of visits under assessment, as of the cases."""
    settled = _settled_visit(Recommendation.visit_id, first, last)
    return list(session.exec(select(Recommendation, Party).where(*settled).order_by(col(Recommendation.code))))


def _settled_visit(visit_id: int, first: date, last: date) -> tuple[ColumnElement[bool], ...]:
    """Only a visit of a planned campaign, in these days, whose assessment is over; its `Party` is joined with it."""
    return (
        col(Visit.id) == col(visit_id),
        col(Party.id) == col(Visit.party_id),
        col(Campaign.id) == col(Visit.campaign_id),
        col(Campaign.mode) == Mode.PLANNED,
        col(Visit.outcome).in_(SETTLED_OUTCOMES),
        col(Party.on).between(first, last),
    )


def reports_received(session: Session, year_id: int, since: datetime, before: datetime) -> Sequence[Duty]:
    """The periodic reports of a year that came in from one moment to before another, by code."""
    query = select(Duty).where(
        Duty.campaign_id == year_id,
        Duty.kind == DutyKind.PERIODIC_REPORT,
        Duty.state == DutyState.FULFILLED,
        col(Duty.settled_at) >= since,
        col(Duty.settled_at) < before,
    )
    return session.exec(query.order_by(col(Duty.code))).all()
