"""Step `report` of an unannounced check: the leader owes his superior and the chairman a report in writing."""

from datetime import datetime

from sqlmodel import Session

from actions.context import ENGINE, Context
from actions.open_duty import open_duty
from actions.passage import PASSES, Passage
from actions.recording import change_state
from actions.tell_office import Addressee, find_contact, tell_office
from campaigns import KINDS
from models import Campaign
from notifications.letters import UnannouncedReportDue
from rules.words import CampaignState, CampaignVerb, DutyKind, Role

WAITS = Passage(False, "the leader's report")


def run(session: Session, campaign: Campaign, *, now: datetime, context: Context) -> Passage:
    """TT 05/2006 mục II.4. Raises ContactMissing or SharedMailbox."""
    if campaign.state is not CampaignState.ASSESSING:
        return PASSES if campaign.state is CampaignState.CLOSED else WAITS
    lifecycle = KINDS[campaign.kind].lifecycles[campaign.mode]
    change_state(session, campaign, lifecycle, CampaignVerb.REPORT, actor=ENGINE, now=now, restricted=True)
    leader = find_contact(session, Addressee(Role.TEAM_LEADER), now, context)
    duty = open_duty(
        session,
        campaign,
        KINDS[campaign.kind].duty(DutyKind.WRITTEN_REPORT),
        subject=campaign.code,
        agency=leader.agency,
        start=now,
        now=now,
        context=context,
        told=True,
    )
    tell_office(
        session,
        UnannouncedReportDue,
        Addressee(Role.TEAM_LEADER),
        campaign=campaign,
        subject=campaign.code,
        ordinal=1,
        now=now,
        context=context,
        due_at=duty.due_at,
    )
    return WAITS
