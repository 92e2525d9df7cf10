"""Whether an order of an unannounced check can be carried out: every rule at once, before anything is kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from sqlmodel import Session

from actions.confirm_participation import card_fault
from actions.context import Context
from actions.schedule_visits import as_seed
from models.queries.contacts import contact_as
from models.queries.unannounced import cards_seated, orders_between, places_coded
from rules.free_text import names_somebody
from rules.pack import Agency
from rules.quorum import missing_sectors
from rules.scheduling import part_of_day
from rules.words import AgencyRole, Role
from rules.working_days import ONE_DAY

AHEAD = timedelta(minutes=30)
"""The members' notice has to be written, carried and read."""
MOST_DAYS_AHEAD = 30
LONGEST_PLACE = 200
Faults = list[tuple[str, str]]


@dataclass(frozen=True)
class Order:
    """`establishments` are codes; `seats` is {agency: inspection cards}; `muster_at` is an aware moment."""

    establishments: tuple[str, ...]
    muster_at: datetime
    muster_place: str
    lead_agency: str
    seats: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def cards(self) -> tuple[str, ...]:
        return tuple(card for cards in self.seats.values() for card in cards)


def order_faults(session: Session, order: Order, *, now: datetime, context: Context) -> Faults:
    """Each as (field, sentence); fields of an agency's cards are `cards.<agency>`, what is wrong with all, `seats`."""
    day = context.pack.calendar.day_of(order.muster_at)
    return [
        *_time_faults(order, now, context),
        *_place_faults(order),
        *_establishment_faults(session, order, day),
        *_seat_faults(session, order, day, context),
        *_taken_faults(session, order, day, context),
    ]


def slot_at(moment: datetime, context: Context) -> str:
    """The part of a day in which one person can only be in one party, as planned seats name it."""
    local = moment.astimezone(context.pack.calendar.zone)
    team = context.pack.team_on(local.date())
    # Before the day's first part begins, last night's still lasts.
    day = local.date() if local.time() >= min(team.session_starts.values()) else local.date() - ONE_DAY
    return f"{day.isoformat()}/{part_of_day(team, local.time()).value}"


def _time_faults(order: Order, now: datetime, context: Context) -> Faults:
    if order.muster_at < now + AHEAD:
        minutes = AHEAD // timedelta(minutes=1)
        return [("muster_on", f"must lie at least {minutes} minutes ahead, so that the members can be told.")]
    if order.muster_at > now + timedelta(days=MOST_DAYS_AHEAD):
        return [("muster_on", f"must lie within {MOST_DAYS_AHEAD} days.")]
    return []


def _place_faults(order: Order) -> Faults:
    place = order.muster_place.strip()
    if not place or not place.isprintable():
        return [("muster_place", "needs the place where the members gather.")]
    if len(place) > LONGEST_PLACE:
        return [("muster_place", f"has more than {LONGEST_PLACE} characters.")]
    if names_somebody(place):
        return [("muster_place", "holds a number as long as a telephone's or an identity paper's: take it out.")]
    return []


def _establishment_faults(session: Session, order: Order, day: date) -> Faults:
    if not order.establishments:
        return [("establishments", "needs at least one establishment.")]
    known = {row.code: as_seed(row) for row in places_coded(session, list(order.establishments))}
    faults: Faults = []
    if unknown := [code for code in order.establishments if code not in known]:
        faults.append(("establishments", f"{', '.join(unknown)}: not in the register."))
    if closed := [code for code, seed in known.items() if not seed.valid_on(day)]:
        faults.append(("establishments", f"{', '.join(closed)}: not in business on {day:%d/%m/%Y}."))
    return faults


def _seat_faults(session: Session, order: Order, day: date, context: Context) -> Faults:
    members = {agency.code: agency for agency in context.pack.agencies_as(AgencyRole.MEMBER, day)}
    faults: Faults = []
    for agency, cards in order.seats.items():
        if agency not in members:
            faults.append(("seats", f"{agency} is no member of the team on {day:%d/%m/%Y}."))
        elif cards and (contact := contact_as(session, agency, Role.LIAISON, day)) is None:
            faults.append((f"cards.{agency}", "nobody there can be written to: enter a contact first."))
        elif cards and contact is not None and contact.shared:
            faults.append((f"cards.{agency}", "has only a shared mailbox: enter a personal address first."))
        if fault := card_fault(cards):
            faults.append((f"cards.{agency}", fault))
    if len(set(order.cards)) != len(order.cards):
        faults.append(("seats", "a card number stands in the list twice."))
    if not order.seats.get(order.lead_agency):
        faults.append(("lead_agency", "has no member in the party: the lead agency needs at least one."))
    return faults + _quorum_faults(order, members, day, context)


def _quorum_faults(order: Order, members: Mapping[str, Agency], day: date, context: Context) -> Faults:
    team = context.pack.team_on(day)
    cards = set(order.cards)
    missing = missing_sectors(
        team,
        team.required_sectors,
        [members[code].sector for code, own in order.seats.items() if own and code in members],
    )
    faults: Faults = []
    if len(cards) < team.quorum:
        faults.append(("seats", f"{team.quorum} members are needed at one time, {len(cards)} are named."))
    if missing:
        needed = [agency.code for agency in members.values() if agency.sector in missing]
        faults.append(("seats", f"{', '.join(needed)} must be in the party."))
    return faults


def _taken_faults(session: Session, order: Order, day: date, context: Context) -> Faults:
    """A member has one place at a time, over planned parties and other checks."""
    slot = slot_at(order.muster_at, context)
    taken = cards_seated(session, slot, list(order.cards))
    calendar = context.pack.calendar
    for other in orders_between(session, calendar.at(day - ONE_DAY, time(0)), calendar.end_of(day + ONE_DAY)):
        if other.muster_at is not None and slot_at(other.muster_at, context) == slot:
            taken |= {card for cards in other.seats.values() for card in cards} & set(order.cards)
    return [
        (f"cards.{agency}", f"{', '.join(busy)}: already in another party at that time.")
        for agency, cards in order.seats.items()
        if (busy := [card for card in cards if card in taken])
    ]
