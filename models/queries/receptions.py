"""The restricted reads of receptions. Every one names its viewer; whoever is not the focal point finds nothing."""

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


def open_receptions(session: Session, viewer: Role) -> list[tuple[str, Duty | None]]:
    """Code and open duty of each that is under way, newest first; no duty while nobody can be asked."""
    if viewer not in RECEIVES_VICTIMS:
        return []
    rows = session.exec(
        select(Campaign.code, Duty)
        .join(Reception, col(Reception.campaign_id) == col(Campaign.id))
        .join(Duty, (col(Duty.campaign_id) == col(Campaign.id)) & (col(Duty.state) == DutyState.OPEN), isouter=True)
        .where(col(Campaign.state).not_in(ENDED))
        .order_by(col(Campaign.id).desc())
    )
    return list(rows)
