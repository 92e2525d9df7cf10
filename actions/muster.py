"""The calendar entry of one agency's party days in one campaign."""

from datetime import datetime

from sqlmodel import Session

from actions.context import Context
from actions.tell_office import campaign_title
from models import Campaign, Party
from models.queries.contacts import contact_as
from models.queries.visits import campaign_seats
from notifications.calendar_part import Muster
from rules.words import Role

VISIT_HOURS = 4.0


def starts_at(party: Party, context: Context) -> datetime:
    """When a party musters."""
    team = context.pack.team_on(party.on)
    return context.pack.calendar.at(party.on, team.session_starts[party.session])


def muster_of(
    session: Session, campaign: Campaign, agency: str, *, now: datetime, context: Context, cancelled: bool = False
) -> Muster | None:
    """None when the agency has no day, or nobody who gets it. `sequence` rises with every change of any of its
    parties' days."""
    parties = {party.code: party for seat, party in campaign_seats(session, campaign.id or 0) if seat.agency == agency}
    if not parties:
        return None
    liaison = contact_as(session, agency, Role.LIAISON, context.pack.calendar.day_of(now))
    if liaison is None:
        return None
    return Muster(
        uid=f"{campaign.code}-{agency}@{context.identity.domain}".lower(),
        summary=campaign_title(campaign, context),
        starts=tuple(sorted({starts_at(party, context) for party in parties.values()})),
        hours=VISIT_HOURS,
        sequence=campaign.replans + (1 if cancelled else 0),
        cancelled=cancelled,
        attendee=liaison.address,
        organizer=context.identity.reply_to,
        zone=context.pack.calendar.zone,
    )
