"""A reception that should not have been begun is withdrawn: nothing more is asked, and nobody else learns of it."""

from datetime import datetime

from sqlmodel import Session

from actions.context import ENGINE, Actor
from actions.recording import change_state
from actions.settle_duty import waive_duty
from campaigns import KINDS
from models import Campaign
from models.queries.campaigns import campaign_by_id
from models.queries.receptions import open_steps, reception_of
from rules.refusals import RightMissing
from rules.words import CampaignVerb, Role, WaiveReason, WithdrawReason


def withdraw_reception(
    session: Session, campaign: Campaign, reason: WithdrawReason, *, actor: Actor, now: datetime
) -> None:
    """By the focal point, or its deputy for what it began itself. Raises UnknownCode for everybody else, RightMissing,
    or TransitionRefused once it is over."""
    campaign = campaign_by_id(session, campaign.id or 0)
    row = reception_of(session, campaign, actor.role)
    if actor.role is Role.FOCAL_DEPUTY and row.started_by != actor.contact_id:
        raise RightMissing(actor.role, "withdraw", f"task {campaign.code}", [Role.FOCAL_POINT])
    lifecycle = KINDS[campaign.kind].lifecycles[campaign.mode]
    change_state(
        session, campaign, lifecycle, CampaignVerb.CANCEL, actor=actor, now=now, reason=reason, restricted=True
    )
    for duty in open_steps(session, campaign, actor.role):
        waive_duty(session, duty, WaiveReason.CAMPAIGN_CANCELLED, actor=ENGINE, now=now, restricted=True)
    campaign.next_at = None
