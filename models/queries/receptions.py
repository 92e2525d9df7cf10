"""The restricted reads of receptions. Every one names its viewer; whoever is not the focal point finds nothing."""

from datetime import datetime

from sqlmodel import Session, col, select

from models.campaign import Campaign
from models.duty import Duty
from models.queries.campaigns import ENDED
from models.reception import Reception
from rules.refusals import UnknownCode
from rules.visibility import RECEIVES_VICTIMS
from rules.words import DutyState, Role


def reception_of(session: Session, campaign: Campaign, viewer: Role) -> Reception:
    """Raises UnknownCode, also for whoever may not know that there is one."""
    row = None
    if viewer in RECEIVES_VICTIMS:
        row = session.exec(select(Reception).where(Reception.campaign_id == campaign.id)).first()
    if row is None:
        raise UnknownCode("task", campaign.code)
    return row


def handed_over_at(session: Session, campaign: Campaign, viewer: Role) -> datetime | None:
    """Since when the deputy may answer too; None as long as it may not, and for whoever may not know of it."""
    if viewer not in (*RECEIVES_VICTIMS, Role.ENGINE):
        return None
    query = select(Reception.handed_over_at).where(Reception.campaign_id == campaign.id)
    return session.exec(query).first()


def open_steps(session: Session, campaign: Campaign, viewer: Role) -> list[Duty]:
    """What a reception asks for now."""
    if viewer not in RECEIVES_VICTIMS:
        return []
    return list(session.exec(select(Duty).where(Duty.campaign_id == campaign.id, Duty.state == DutyState.OPEN)))


def open_reception(session: Session, code: str, viewer: Role) -> Campaign | None:
    """One that is under way."""
    if viewer not in RECEIVES_VICTIMS:
        return None
    query = select(Campaign).join(Reception, col(Reception.campaign_id) == col(Campaign.id))
    return session.exec(query.where(Campaign.code == code, col(Campaign.state).not_in(ENDED))).first()


def open_receptions(session: Session, viewer: Role) -> list[tuple[Reception, str, Duty | None]]:
    """Row, code and open duty of each that is under way, newest first; no duty while nobody can be asked."""
    if viewer not in RECEIVES_VICTIMS:
        return []
    rows = session.exec(
        select(Reception, Campaign.code, Duty)
        .select_from(Campaign)
        .join(Reception, col(Reception.campaign_id) == col(Campaign.id))
        .join(Duty, (col(Duty.campaign_id) == col(Campaign.id)) & (col(Duty.state) == DutyState.OPEN), isouter=True)
        .where(col(Campaign.state).not_in(ENDED))
        .order_by(col(Campaign.id).desc())
    )
    return list(rows)
