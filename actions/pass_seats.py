"""An agency ends: its seats in parties still to come, and in those still to be reported, go to whoever follows it."""

from datetime import datetime

from sqlmodel import Session

from actions.context import ENGINE, Context
from actions.coordinate_agencies import ask_for_missing_members
from actions.recording import record
from models import Campaign, Party, Seat
from models.queries.campaigns import campaign_by_id
from models.queries.reorganisation import seats_ahead
from rules.words import CampaignState

ASKS_MEMBERS = (CampaignState.COORDINATING, CampaignState.INSPECTING)


def pass_seats(session: Session, ending: list[str], *, now: datetime, context: Context) -> int:
    """Say how many seats passed. Parties of days after its last are given over at once, so that their members can be
    named in time; of those before, whose members went, only what is still to be reported, once it has ended."""
    today = context.pack.calendar.day_of(now)
    moved: dict[int, list[tuple[Seat, Party, str]]] = {}
    for seat, party in seats_ahead(session, ending):
        standing = context.pack.standing_on(seat.agency, max(party.on, today), areas=_around(session, party, context))
        if standing is not None and standing.code != seat.agency:
            moved.setdefault(party.campaign_id, []).append((seat, party, standing.code))
    for campaign_id, seats in moved.items():
        campaign = campaign_by_id(session, campaign_id)
        for seat, party, after in seats:
            _give(session, seat, party, after, now, context)
        campaign.replans += 1
        session.add(campaign)
        session.flush()
        if campaign.state in ASKS_MEMBERS:
            ask_for_missing_members(session, campaign, now=now, context=context.on(campaign))
    return sum(map(len, moved.values()))


def _around(session: Session, party: Party, context: Context) -> tuple[str, ...]:
    campaign = session.get_one(Campaign, party.campaign_id)
    return context.on(campaign).pack.around(party.area)


def _give(session: Session, seat: Seat, party: Party, after: str, now: datetime, context: Context) -> None:
    before = seat.agency
    last = context.pack.agency(before).valid_to
    seat.agency = after
    if last is not None and party.on > last:
        # The successor names its own members; who was there before stays noted.
        seat.card = None
        party.briefed = False
    if party.lead_agency == before:
        party.lead_agency = after
    session.add_all((seat, party))
    record(
        session,
        noun="party",
        subject=party.code,
        verb="pass",
        before=before,
        after=after,
        actor=ENGINE,
        now=now,
        campaign_id=party.campaign_id,
    )
