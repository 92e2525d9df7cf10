"""Offices that could not be written to: those that hold a campaign up, and those to be told by telephone."""

from sqlmodel import Session, col, select

from models.campaign import Campaign
from models.queries.campaigns import ENDED
from models.unheard import Unheard
from rules.words import Step


def unheard_in(session: Session, campaign_id: int) -> list[Unheard]:
    """Of every step, by agency."""
    query = select(Unheard).where(Unheard.campaign_id == campaign_id)
    return list(session.exec(query.order_by(col(Unheard.agency), col(Unheard.role), col(Unheard.id))))


def unheard_of_step(session: Session, campaign_id: int, step: Step) -> list[Unheard]:
    return [row for row in unheard_in(session, campaign_id) if row.step == step.value]


def holding_up(session: Session, campaign_id: int) -> list[Unheard]:
    """Those for whose contacts a step waits."""
    return [row for row in unheard_in(session, campaign_id) if row.reason is None]


def to_telephone(session: Session) -> list[tuple[Unheard, Campaign]]:
    """Offices that have still to be told by telephone, of campaigns under way."""
    rows = session.exec(
        select(Unheard, Campaign)
        .join(Campaign, col(Campaign.id) == col(Unheard.campaign_id))
        .where(col(Unheard.reason).is_not(None), col(Unheard.told_at).is_(None), col(Campaign.state).not_in(ENDED))
        .order_by(col(Unheard.since), col(Unheard.id))
    )
    return list(rows.all())


def held_up(session: Session) -> list[Campaign]:
    """Campaigns under way of which a step waits for contacts."""
    waiting = select(Unheard.campaign_id).where(col(Unheard.reason).is_(None))
    query = select(Campaign).where(col(Campaign.id).in_(waiting), col(Campaign.state).not_in(ENDED))
    return list(session.exec(query.order_by(col(Campaign.id))))
