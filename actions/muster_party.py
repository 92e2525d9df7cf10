"""Step `coordinate` of an unannounced check: shortly before, the members' agencies learn when and where to gather."""

from datetime import datetime, timedelta

from sqlmodel import Session

from actions.context import ENGINE, Context
from actions.hearing import Hearer
from actions.passage import PASSES, Passage
from actions.recording import change_state, look_again
from actions.tell_office import Addressee, hearer_of, tell_office
from campaigns import KINDS
from campaigns.kind import StepSpec
from models import Campaign, UnannouncedOrder
from models.queries.unannounced import order_of
from notifications.letters import MusterNotice
from rules.words import CampaignState, CampaignVerb, Role

WAITS = Passage(False, "the hour of notice")


def unheard_members(session: Session, order: UnannouncedOrder, *, now: datetime, context: Context) -> list[Hearer]:
    """Agencies of the party that the notice would not reach now: for the leader of the check alone."""
    members = [
        hearer_of(session, Addressee(Role.LIAISON, agency), MusterNotice.name, True, now, context)[0]
        for agency in sorted(order.seats)
    ]
    return [member for member in members if member.why is not None]


def run(session: Session, campaign: Campaign, step: StepSpec, *, now: datetime, context: Context) -> Passage:
    """Raises ContactMissing or SharedMailbox; then nobody was told and the check has not begun."""
    if campaign.state is not CampaignState.APPROVED:
        return PASSES if campaign.state is not CampaignState.DRAFT else WAITS
    order = order_of(session, campaign, ENGINE.role)
    assert order.muster_at is not None, "an order in force has its moment"
    clock = context.pack.clock("muster_notice", context.pack.calendar.day_of(order.muster_at))
    notice_at = order.muster_at - timedelta(hours=clock.length)
    if now < notice_at:
        look_again(session, campaign, notice_at)
        return WAITS
    for agency in sorted(order.seats):
        # No deadline and no calendar part: the letter says nothing of a day.
        tell_office(
            session,
            MusterNotice,
            Addressee(Role.LIAISON, agency),
            campaign=campaign,
            subject=campaign.code,
            ordinal=1,
            now=now,
            context=context,
        )
    lifecycle = KINDS[campaign.kind].lifecycles[campaign.mode]
    change_state(session, campaign, lifecycle, CampaignVerb.MUSTER, actor=ENGINE, now=now, restricted=True)
    return PASSES
