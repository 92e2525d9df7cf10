"""The restricted reads of unannounced checks: each takes who looks, and gives what is his alone.

Whoever has no part in one finds nothing, as if there were none.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, or_, select, true

from models.campaign import Campaign
from models.contact import Contact
from models.establishment import Establishment
from models.link import AccessCode, Link
from models.party import Party, Seat
from models.queries.campaigns import ENDED
from models.unannounced_order import UnannouncedOrder
from rules.refusals import UnknownCode
from rules.visibility import RAISES_CHECKS, reads_order
from rules.words import CampaignState, CodePurpose, Mode, Role


@dataclass(frozen=True)
class MusterCall:
    """All that a member's agency is told: when and where to gather."""

    at: datetime
    place: str


def order_of(session: Session, campaign: Campaign, viewer: Role) -> UnannouncedOrder:
    """The order behind a check, for its leaders and the engine. Raises UnknownCode for every other role."""
    row = None
    if reads_order(viewer):
        row = session.exec(select(UnannouncedOrder).where(UnannouncedOrder.campaign_id == campaign.id)).first()
    if row is None:
        raise UnknownCode("order", campaign.code)
    return row


def muster_call(session: Session, campaign: Campaign, agency: str, viewer: Role) -> MusterCall | None:
    """Time and place, for the liaison of an agency that has members in the party; nothing else of the order."""
    if viewer is not Role.LIAISON:
        return None
    row = session.exec(
        select(UnannouncedOrder.muster_at, UnannouncedOrder.muster_place, UnannouncedOrder.seats).where(
            UnannouncedOrder.campaign_id == campaign.id
        )
    ).first()
    if row is None or row[0] is None or agency not in row[2]:
        return None
    return MusterCall(row[0], row[1] or "")


def open_checks(session: Session, contact: Contact) -> list[tuple[str, CampaignState]]:
    """Code and state of the checks under way, newest first: all of them lie before the team leader, the deputy sees
    those that he raised or ordered."""
    if contact.role not in RAISES_CHECKS:
        return []
    own = or_(UnannouncedOrder.raised_by == contact.id, UnannouncedOrder.ordered_by == contact.id)
    rows = session.exec(
        select(Campaign.code, Campaign.state)
        .join(UnannouncedOrder, col(UnannouncedOrder.campaign_id) == col(Campaign.id))
        .where(
            Campaign.mode == Mode.UNANNOUNCED,
            col(Campaign.state).not_in(ENDED),
            true() if contact.role is Role.TEAM_LEADER else own,
        )
        .order_by(col(Campaign.id).desc())
    )
    return [(code, CampaignState(state)) for code, state in rows]


def places_to_choose(session: Session, viewer: Role) -> list[Establishment]:
    """The register as a leader chooses from it, by area and name."""
    if not reads_order(viewer):
        return []
    return list(session.exec(select(Establishment).order_by(col(Establishment.area), col(Establishment.name))))


def places_coded(session: Session, codes: list[str]) -> list[Establishment]:
    """The establishments with these codes, in the order of the register."""
    return list(
        session.exec(select(Establishment).where(col(Establishment.code).in_(codes)).order_by(col(Establishment.code)))
    )


def cards_seated(session: Session, slot: str, cards: list[str]) -> set[str]:
    """Those of the cards that sit in an active party of any campaign in this part of a day."""
    rows = session.exec(
        select(Seat.card)
        .join(Party, col(Party.id) == col(Seat.party_id))
        .where(Seat.slot == slot, col(Party.active), col(Seat.card).in_(cards))
    )
    return {card for card in rows if card}


def orders_between(session: Session, first: datetime, last: datetime) -> list[UnannouncedOrder]:
    """Orders in force that muster in a span of time: the engine's look at who is taken already."""
    in_force = (CampaignState.APPROVED, CampaignState.INSPECTING)
    return list(
        session.exec(
            select(UnannouncedOrder)
            .join(Campaign, col(Campaign.id) == col(UnannouncedOrder.campaign_id))
            .where(
                col(UnannouncedOrder.muster_at) >= first,
                col(UnannouncedOrder.muster_at) < last,
                col(Campaign.state).in_(in_force),
            )
        )
    )


def list_code_known(session: Session, link: Link, digest: str) -> bool:
    """Whether this very code was once sent for the list, and is used or replaced since."""
    row = session.exec(
        select(AccessCode.id).where(
            AccessCode.link_id == link.id,
            AccessCode.purpose == CodePurpose.LIST,
            AccessCode.digest == digest,
            col(AccessCode.used),
        )
    ).first()
    return row is not None
