"""Step `inspect`: notify the areas once, and brief every party on the working day before its visits."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime

from sqlmodel import Session

from actions.context import ENGINE, Context
from actions.muster import starts_at
from actions.passage import Passage
from actions.recording import change_state, look_again
from actions.tell_office import Addressee, tell_office
from campaigns import KINDS
from campaigns.kind import StepSpec
from models import Campaign, Party, Seat
from models.queries.visits import campaign_seats, count_visits, parties_with_visits, visits_with_parties
from notifications.letters import AreaNotice, Brief, BriefLine
from rules.words import CampaignState, CampaignVerb, Role, VisitState
from rules.working_days import OFFICE_OPENS

ON_THE_WAY = (CampaignState.INSPECTING, CampaignState.ASSESSING, CampaignState.REPORTING, CampaignState.CLOSED)


def run(session: Session, campaign: Campaign, step: StepSpec, *, now: datetime, context: Context) -> Passage:
    """Passes once the first visit's day has come; goes on briefing until the last."""
    if campaign.state is not CampaignState.INSPECTING:
        return Passage(campaign.state in ON_THE_WAY, "the agencies' members")
    calendar = context.pack.calendar
    ahead = parties_with_visits(session, campaign.id or 0, VisitState.PLANNED)
    _notify_areas(session, campaign, now=now, context=context)
    today = calendar.day_of(now)
    to_brief = [party for party, _ in ahead if not party.briefed and party.on >= today]
    due = {party.id: party for party in to_brief if _brief_at(party, context) <= now}
    if due:
        visits = {party.id: count for party, count in ahead}
        _brief(session, campaign, due, visits, now=now, context=context)
    for party in to_brief:
        if party.id not in due:
            look_again(session, campaign, _brief_at(party, context))
    first = min((party.on for party, _ in ahead), default=today)
    has_begun = first <= today or sum(count for _, count in ahead) < count_visits(session, campaign.id or 0)
    return Passage(has_begun, "the first visit's day")


def _brief_at(party: Party, context: Context) -> datetime:
    calendar = context.pack.calendar
    return calendar.at(calendar.previous_workday(party.on), OFFICE_OPENS)


def _notify_areas(session: Session, campaign: Campaign, *, now: datetime, context: Context) -> None:
    if campaign.areas_told:
        return
    lifecycle = KINDS[campaign.kind].lifecycles[campaign.mode]
    change_state(session, campaign, lifecycle, CampaignVerb.NOTIFY, actor=ENGINE, now=now)
    by_area: dict[str, list[date]] = defaultdict(list)
    for visit, party in visits_with_parties(session, campaign.id or 0, list(VisitState)):
        if party.active:
            by_area[visit.area].append(party.on)
    today = context.pack.calendar.day_of(now)
    for area, days in sorted(by_area.items()):
        tell_office(
            session,
            AreaNotice,
            Addressee(Role.AREA, context.pack.authority_of(area, today).code),
            campaign=campaign,
            subject=f"{campaign.code}-{area}",
            ordinal=1,
            now=now,
            context=context,
            area=context.pack.area(area).name,
            visits=len(days),
            first_on=min(days),
            last_on=max(days),
        )
    campaign.areas_told = True
    session.add(campaign)


def _brief(
    session: Session,
    campaign: Campaign,
    parties: Mapping[int | None, Party],
    visits: Mapping[int | None, int],
    *,
    now: datetime,
    context: Context,
) -> None:
    """One letter to an agency for a day, whatever number of parties it has a seat in. `visits` are those still to be
    made, party by party."""
    seats: dict[tuple[str, date], dict[str, list[tuple[Seat, Party]]]] = defaultdict(lambda: defaultdict(list))
    for seat, party in campaign_seats(session, campaign.id or 0):
        if party.id in parties:
            seats[seat.agency, party.on][party.code].append((seat, party))
    for (agency, on), by_party in sorted(seats.items()):
        lines = tuple(
            BriefLine(
                area=context.pack.area(pairs[0][1].area).name,
                session=pairs[0][1].session,
                starts_at=starts_at(pairs[0][1], context),
                visits=visits[pairs[0][1].id],
                seats=len(pairs),
            )
            for pairs in by_party.values()
        )
        # A party that was moved to this day is briefed anew, with a further ordinal.
        ordinal = 1 + max(pairs[0][1].sequence for pairs in by_party.values())
        tell_office(
            session,
            Brief,
            Addressee(Role.LIAISON, agency),
            campaign=campaign,
            subject=f"{campaign.code}-{on.isoformat()}",
            ordinal=ordinal,
            now=now,
            context=context,
            on=on,
            lines=lines,
        )
    for party in parties.values():
        party.briefed = True
        session.add(party)
