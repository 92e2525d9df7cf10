"""What an unannounced check is to whoever opened a link to it: the leader's order, or a member's time and place."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from actions.context import Actor
from actions.hearing import Hearer
from actions.muster_party import unheard_members
from actions.open_list import leads
from actions.report_in_writing import may_report
from models import Duty, UnannouncedOrder
from models.queries.duties import open_duties
from models.queries.portal_pages import confidential_duties
from models.queries.unannounced import MusterCall, muster_call, order_of
from portal.access import NotThere
from portal.desk import Desk
from rules.visibility import RAISES_CHECKS
from rules.words import CampaignKind, CampaignState, DutyKind, DutyState, Mode, Role

NOT_YET = (CampaignState.DRAFT, CampaignState.APPROVED, CampaignState.CANCELLED)


@dataclass(frozen=True)
class CheckPart:
    """`muster` is all that a member sees. `leads`: the list may open to this officer at muster time."""

    state: CampaignState
    own: tuple[Duty, ...] = ()
    waits_until: datetime | None = None
    muster: MusterCall | None = None
    leads: bool = False
    owed: tuple[tuple[str, int, datetime, bool], ...] = ()
    """(agency, findings it owes, when the first is due, whether any is late), for who leads."""
    unheard: tuple[Hearer, ...] = ()
    """For its leader while the members are still to be told: agencies that their letter would not reach."""


def is_check(desk: Desk) -> bool:
    """Whether the link opens an unannounced check itself, not something that came of it."""
    campaign = desk.campaign
    unannounced = campaign.kind is CampaignKind.INSPECTION and campaign.mode is Mode.UNANNOUNCED
    return unannounced and desk.visitor.link.subject == campaign.code


def open_check(desk: Desk) -> CheckPart:
    """Raises NotThere for whoever has no part in it."""
    link, campaign = desk.visitor.link, desk.campaign
    if link.role in RAISES_CHECKS:
        return _leaders_part(desk, order_of(desk.session, campaign, link.role))
    call = muster_call(desk.session, campaign, link.agency, link.role)
    if call is None or campaign.state in NOT_YET:
        raise NotThere
    return CheckPart(campaign.state, muster=call)


def _leaders_part(desk: Desk, order: UnannouncedOrder) -> CheckPart:
    link, actor = desk.visitor.link, desk.visitor.actor
    own, waits_until = [], None
    for duty in confidential_duties(desk.session, link):
        if _is_asked(desk, order, duty, actor):
            own.append(duty)
        elif duty.state is DutyState.OPEN:
            waits_until = duty.due_at
    leading = leads(order, link)
    owed = tuple(_findings_owed(desk)) if leading else ()
    unheard: list[Hearer] = []
    if leading and desk.campaign.state is CampaignState.APPROVED:
        unheard = unheard_members(desk.session, order, now=desk.now, context=desk.context)
    return CheckPart(desk.campaign.state, tuple(own), waits_until, leads=leading, owed=owed, unheard=tuple(unheard))


def _findings_owed(desk: Desk) -> Iterator[tuple[str, int, datetime, bool]]:
    by_agency: dict[str, list[datetime]] = defaultdict(list)
    for duty in open_duties(desk.session, desk.campaign.id or 0, [DutyKind.FINDINGS]):
        by_agency[duty.agency].append(duty.due_at)
    for agency, due in sorted(by_agency.items()):
        yield desk.speech.name(desk.context.pack.agency(agency)), len(due), min(due), desk.now > min(due)


def _is_asked(desk: Desk, order: UnannouncedOrder, duty: Duty, actor: Actor) -> bool:
    """The leader; his deputy once the clock has run, and for what he ordered himself."""
    if actor.role is Role.TEAM_LEADER or order.ordered_by == actor.contact_id:
        return True
    if duty.kind is DutyKind.WRITTEN_REPORT:
        return may_report(order, duty, actor, desk.now)
    return duty.state is DutyState.OPEN and desk.now > duty.due_at
