"""The leader waits no longer for the findings of an unannounced check that an agency does not hand in."""

from datetime import datetime

from sqlmodel import Session

from actions.context import ENGINE, Actor, Context
from actions.recording import look_again, record
from actions.waive_owed import let_findings_go
from models import Campaign
from models.queries.campaigns import campaign_by_id
from models.queries.duties import open_duties
from models.queries.unannounced import order_of
from rules.refusals import RightMissing
from rules.words import DutyKind, Role, WaiveReason


def waive_findings(session: Session, campaign: Campaign, *, actor: Actor, now: datetime, context: Context) -> int:
    """Of every visit whose findings are late, which then counts as not conducted; says how many.

    By the leader, or the deputy who ordered the check. Raises UnknownCode for everybody else, RightMissing.
    """
    campaign = campaign_by_id(session, campaign.id or 0)
    order = order_of(session, campaign, actor.role)
    if actor.role is Role.DEPUTY_LEADER and order.ordered_by != actor.contact_id:
        raise RightMissing(actor.role, "waive", f"findings of check {campaign.code}", [Role.TEAM_LEADER])
    late = [duty for duty in open_duties(session, campaign.id or 0, [DutyKind.FINDINGS]) if now > duty.due_at]
    for duty in late:
        record(
            session,
            noun="duty",
            subject=duty.code,
            verb="give_up",
            actor=actor,
            now=now,
            campaign_id=campaign.id,
            reason=WaiveReason.SILENT,
            restricted=True,
        )
        let_findings_go(session, duty, WaiveReason.SILENT, actor=ENGINE, now=now)
    if late:
        look_again(session, campaign, now)
    return len(late)
