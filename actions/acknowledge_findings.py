"""The receipt for a party's findings: one letter when the last of its visits is in."""

from datetime import datetime

from sqlmodel import Session

from actions.context import Context
from actions.tell_office import Addressee, may_notify, tell_office
from models import Campaign, Party
from models.queries.duties import duties_about
from models.queries.visits import party_visits
from notifications.letters import FindingsReceipt
from rules.words import DutyKind, Role, VisitState


def acknowledge_findings(
    session: Session, campaign: Campaign, party: Party, *, now: datetime, context: Context
) -> None:
    """Silent while a visit of the party is still open."""
    visits = party_visits(session, party.id or 0)
    if any(visit.state in (VisitState.PLANNED, VisitState.POSTPONED) for visit in visits):
        return
    duties = [duty for visit in visits for duty in duties_about(session, visit.code, DutyKind.FINDINGS)]
    calendar = context.pack.calendar
    late = max((calendar.workdays_late(d.due_at, d.settled_at) for d in duties if d.settled_at), default=0)
    tell_office(
        session,
        FindingsReceipt,
        Addressee(Role.LIAISON, party.lead_agency),
        campaign=campaign,
        subject=party.code,
        ordinal=party.sequence + 1,
        now=now,
        context=context,
        on=party.on if may_notify(campaign) else None,
        visits=len(visits),
        received_at=now,
        workdays_late=late,
    )
