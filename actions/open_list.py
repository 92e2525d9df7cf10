"""The list of an unannounced check opens to whoever leads it, at muster time, with a code sent to his own address."""

from datetime import datetime

from sqlmodel import Session

from actions.ask_access_code import ask_access_code, code_digest
from actions.context import Actor, Context
from actions.enter_access_code import try_code
from actions.recording import record
from models import Campaign, Link, UnannouncedOrder
from models.queries.unannounced import list_code_known, order_of
from rules.refusals import ListClosed, RightMissing
from rules.visibility import RAISES_CHECKS
from rules.words import CampaignState, CodePurpose, Role

NO_LIST = (CampaignState.DRAFT, CampaignState.CANCELLED)


def ask_list_code(session: Session, link: Link, campaign: Campaign, *, now: datetime, context: Context) -> None:
    """Raises ListClosed before the muster, RightMissing, TooOften or SharedMailbox."""
    _check(session, link, campaign, now, context)
    ask_access_code(session, link, now=now, context=context, purpose=CodePurpose.LIST)


def open_list(
    session: Session, link: Link, campaign: Campaign, code: str, *, now: datetime, context: Context
) -> tuple[UnannouncedOrder | None, int]:
    """The order, or None for a wrong code with the tries that are left; each opening is journalled, out of every
    shared view. Raises ListClosed before the muster and for a code that was used, or RightMissing."""
    order = _check(session, link, campaign, now, context)
    right, tries_left = try_code(session, link, code, CodePurpose.LIST, now=now, context=context)
    if not right:
        if list_code_known(session, link, code_digest(link, code, context, CodePurpose.LIST)):
            opened = "it was replaced by a newer one" if order.opened_at is None else _opened(order.opened_at, context)
            raise ListClosed(campaign.code, f"that code works no more, {opened}", "Ask for a new code.")
        return None, tries_left
    order.opened_at = now
    session.add(order)
    record(
        session,
        noun="access",
        subject=campaign.code,
        verb="open_list",
        actor=Actor(link.role, link.agency, link.contact_id),
        now=now,
        campaign_id=campaign.id,
        restricted=True,
    )
    return order, tries_left


def leads(order: UnannouncedOrder, link: Link) -> bool:
    """The team leader, or the deputy who ordered the check."""
    return link.role is Role.TEAM_LEADER or (
        link.role is Role.DEPUTY_LEADER and order.ordered_by is not None and link.contact_id == order.ordered_by
    )


def _check(session: Session, link: Link, campaign: Campaign, now: datetime, context: Context) -> UnannouncedOrder:
    order = order_of(session, campaign, link.role) if link.role in RAISES_CHECKS else None
    if order is None or not leads(order, link):
        raise RightMissing(link.role, "open", f"the list of {campaign.code}", [Role.TEAM_LEADER])
    if campaign.state in NO_LIST or order.muster_at is None:
        raise ListClosed(campaign.code, "no check is ordered", "Order it first.")
    if now < order.muster_at:
        at = f"{order.muster_at.astimezone(context.pack.calendar.zone):%H:%M %d/%m/%Y}"
        raise ListClosed(campaign.code, f"it opens at muster time, {at}", "Ask for a code then.")
    return order


def _opened(moment: datetime, context: Context) -> str:
    return f"the list was last opened at {moment.astimezone(context.pack.calendar.zone):%H:%M %d/%m/%Y}"
