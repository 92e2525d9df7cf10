"""Offices that could not be written to: those that hold a campaign up, and those to be told by telephone."""

from collections.abc import Iterable

from sqlmodel import Session, col, or_, select

from models.campaign import Campaign
from models.queries.campaigns import ENDED
from models.unheard import Unheard
from rules.words import Role

CANCELLED = "campaign_cancelled"
"""The letter's name."""


def unheard_in(session: Session, campaign_id: int) -> list[Unheard]:
    """Of every step, by agency."""
    query = select(Unheard).where(Unheard.campaign_id == campaign_id)
    return list(session.exec(query.order_by(col(Unheard.agency), col(Unheard.role), col(Unheard.id))))


def unheard_of(session: Session, campaign_id: int, missed: str) -> list[Unheard]:
    """Of a step, or a decision (`missed_of`)."""
    return [row for row in unheard_in(session, campaign_id) if row.step == missed]


def still_matters(row: Unheard, campaign: Campaign) -> bool:
    """Of a campaign that is over nobody is told anything any more but that it was cancelled."""
    return campaign.state not in ENDED or row.step == CANCELLED


def let_go(rows: Iterable[Unheard]) -> frozenset[tuple[str, Role]]:
    """The offices that the coordinator goes on without."""
    return frozenset((row.agency, row.role) for row in rows if row.reason is not None)


def holding_up(session: Session, campaign_id: int) -> list[Unheard]:
    """Those for whose contacts a step waits."""
    return [row for row in unheard_in(session, campaign_id) if row.reason is None]


def left_out(session: Session) -> list[tuple[Unheard, Campaign]]:
    """Of campaigns under way: offices for whose contacts a step waits, and those still to be told by telephone; of a
    cancelled one those that do not know it yet."""
    matters = or_(col(Campaign.state).not_in(ENDED), Unheard.step == CANCELLED)
    rows = session.exec(
        select(Unheard, Campaign)
        .join(Campaign, col(Campaign.id) == col(Unheard.campaign_id))
        .where(col(Unheard.told_at).is_(None), matters)
        .order_by(col(Unheard.since), col(Unheard.id))
    )
    return list(rows.all())


def to_telephone(session: Session) -> list[tuple[Unheard, Campaign]]:
    return [(row, campaign) for row, campaign in left_out(session) if row.reason is not None]


def held_up(session: Session) -> list[Campaign]:
    """Campaigns of which a step waits for contacts."""
    waiting = {campaign.id: campaign for row, campaign in left_out(session) if row.reason is None}
    return list(waiting.values())
