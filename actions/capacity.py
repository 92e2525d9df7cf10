"""What agencies can still give, read from the database for the scheduling rules."""

from datetime import datetime

from sqlmodel import Session, select

from actions.context import Context
from models import AgencyAbsence, Campaign, Duty
from models.queries.visits import seats_from
from rules.scheduling import Capacity
from rules.words import AgencyRole, DutyKind, DutyState


def capacity_for(session: Session, campaign: Campaign, *, now: datetime, context: Context) -> Capacity:
    """Capacity from today on: absences told, seats taken by every campaign, agencies out of this one excluded."""
    calendar = context.pack.calendar
    today = calendar.day_of(now)
    invited = _invited(campaign, context)
    members = tuple(
        agency
        for agency in context.pack.agencies
        if agency.roles & {AgencyRole.MEMBER, AgencyRole.STANDING}
        and agency.members_per_slot
        and (not invited or agency.code in invited or AgencyRole.STANDING in agency.roles)
    )
    capacity = Capacity(
        agencies=members,
        team=context.pack.team_on(today),
        calendar=calendar,
        absences=frozenset((row.agency, row.on) for row in session.exec(select(AgencyAbsence))),
        exclude=frozenset(agencies_out(session, campaign)),
    )
    parties = set()
    for seat, party in seats_from(session, today):
        slot = (party.on, party.session)
        capacity.taken[seat.agency, slot] += 1
        capacity.load[seat.agency] += 1
        if party.id not in parties:
            parties.add(party.id)
            capacity.parties[slot] += 1
    return capacity


def _invited(campaign: Campaign, context: Context) -> set[str]:
    """The members that the plan names for this activity; empty where it names none, and all may come."""
    if campaign.activity is None:
        return set()
    partners = map(context.pack.agency, context.pack.activity(campaign.activity).partners)
    return {agency.code for agency in partners if AgencyRole.MEMBER in agency.roles}


def agencies_out(session: Session, campaign: Campaign) -> set[str]:
    """Agencies whose duty to confirm was waived in this campaign: they declined or stayed silent."""
    rows = session.exec(
        select(Duty.agency).where(
            Duty.campaign_id == campaign.id, Duty.kind == DutyKind.CONFIRM, Duty.state == DutyState.WAIVED
        )
    )
    return set(rows)
