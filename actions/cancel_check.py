"""The leader calls an unannounced check off, as long as no member was told of it."""

from datetime import datetime

from sqlmodel import Session

from actions.context import Actor, Context
from actions.recording import change_state
from campaigns import KINDS
from models import Campaign
from models.queries.campaigns import campaign_by_id
from models.queries.unannounced import order_of
from rules.refusals import RightMissing
from rules.words import CampaignVerb, CancelReason, Role


def cancel_check(
    session: Session, campaign: Campaign, reason: CancelReason, *, actor: Actor, now: datetime, context: Context
) -> None:
    """By the leader, or the deputy for what he ordered himself. Raises RightMissing, or TransitionRefused once the
    members have their notice: then they are called by telephone and the visits recorded as not conducted."""
    campaign = campaign_by_id(session, campaign.id or 0)
    lifecycle = KINDS[campaign.kind].lifecycles[campaign.mode]
    if actor.role is Role.DEPUTY_LEADER and order_of(session, campaign, actor.role).ordered_by != actor.contact_id:
        raise RightMissing(actor.role, "cancel", f"check {campaign.code}", [Role.TEAM_LEADER])
    change_state(
        session, campaign, lifecycle, CampaignVerb.CANCEL, actor=actor, now=now, reason=reason, restricted=True
    )
    campaign.next_at = None
