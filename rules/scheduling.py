"""Days and parties for the chosen establishments, within what each agency can give.

Greedy: parties in order, each on the first day that fits at or after its even share of the window. It is 16 to 24 %
from the best travel order in our trials, but instant, explainable and stable under re-planning.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time

from rules.pack import Agency, TeamRules
from rules.quorum import sectors_needed
from rules.refusals import ScheduleImpossible
from rules.selection import Choice
from rules.words import Session
from rules.working_days import ONE_DAY, WorkCalendar

Slot = tuple[date, Session]


@dataclass(frozen=True)
class SeatPlan:
    agency: str
    sector: str


@dataclass(frozen=True)
class PartyDraft:
    """Establishments that one party sees in one go: same area, part of the day, own sector."""

    area: str
    session: Session
    weekend_only: bool
    sector: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class PartyPlan:
    draft: PartyDraft
    on: date
    lead_agency: str
    seats: tuple[SeatPlan, ...]


@dataclass
class Capacity:
    """What each agency can give, and what is already taken; `absences` are days agencies said they cannot come.

    `exclude` are agencies that declined or were waived: they get no seat.
    """

    agencies: Sequence[Agency]
    team: TeamRules
    calendar: WorkCalendar
    absences: frozenset[tuple[str, date]] = frozenset()
    exclude: frozenset[str] = frozenset()
    taken: Counter[tuple[str, Slot]] = field(default_factory=Counter)
    parties: Counter[Slot] = field(default_factory=Counter)
    load: Counter[str] = field(default_factory=Counter)

    def can_give(self, agency: Agency, slot: Slot) -> bool:
        day, _ = slot
        return (
            agency.code not in self.exclude
            and agency.valid_on(day)
            and day.weekday() not in agency.weekdays_off
            and day not in agency.days_off
            and (agency.code, day) not in self.absences
            and self.taken[agency.code, slot] < agency.members_per_slot
        )

    def take(self, seats: Iterable[str], slot: Slot, times: int = 1) -> None:
        for agency in seats:
            self.taken[agency, slot] += times
            self.load[agency] += times
        self.parties[slot] += times


def draft_parties(choices: Sequence[Choice], team: TeamRules) -> tuple[PartyDraft, ...]:
    """Group choices into parties of at most `visits_per_party`; night work where establishments open at night."""
    groups: dict[tuple[str, Session, bool, str], list[Choice]] = {}
    for choice in choices:
        place = choice.place
        session = Session.DAY if Session.DAY in place.sessions else Session.NIGHT
        key = (place.area, session, place.weekend_only, sectors_needed(team, place.type)[-1])
        groups.setdefault(key, []).append(choice)
    size = team.visits_per_party
    drafts = []
    for (area, session, weekend_only, sector), group in sorted(groups.items()):
        for start in range(0, len(group), size):
            drafts.append(PartyDraft(area, session, weekend_only, sector, tuple(group[start : start + size])))
    return tuple(drafts)


def schedule_parties(
    drafts: Sequence[PartyDraft], first: date, last: date, capacity: Capacity
) -> tuple[PartyPlan, ...]:
    """Give every party a day between `first` and `last`, spread evenly, and its seats.

    Raises ScheduleImpossible naming the constraint that stopped most days.
    """
    share = capacity.team.parties_per_slot
    span = (last - first).days
    rounds = -(-len(drafts) // share)
    plans = []
    for number, draft in enumerate(drafts):
        wished = first + ONE_DAY * (span * (number // share) // max(rounds, 1))
        plans.append(place_party(draft, wished, first, last, capacity))
    return tuple(plans)


def place_party(draft: PartyDraft, wished: date, first: date, last: date, capacity: Capacity) -> PartyPlan:
    """The first day at or after `wished` that fits, else the nearest before; takes its seats from `capacity`.

    A wish outside `first` to `last` means the nearer of the two.
    """
    blocked: Counter[str] = Counter()
    wished = max(first, min(wished, last))
    ahead = (wished + ONE_DAY * n for n in range((last - wished).days + 1))
    behind = (wished - ONE_DAY * n for n in range(1, (wished - first).days + 1))
    for days in (ahead, behind):
        for day in days:
            seats = seats_on(draft, day, capacity, blocked.update)
            if seats:
                capacity.take((seat.agency for seat in seats), (day, draft.session))
                return PartyPlan(draft, day, _lead(draft, seats), seats)
    constraint = blocked.most_common(1)[0][0] if blocked else "the window"
    raise ScheduleImpossible(constraint, f"a {draft.session} party ({draft.sector}) for area {draft.area}", first, last)


def seats_on(
    draft: PartyDraft, day: date, capacity: Capacity, blocked: Callable[[list[str]], None]
) -> tuple[SeatPlan, ...]:
    """The seats a party would have on a day, or () with the reason told to `blocked`."""
    slot = (day, draft.session)
    if draft.weekend_only and day.weekday() not in capacity.calendar.weekend:
        blocked(["weekend opening"])
        return ()
    if draft.session is Session.DAY and not draft.weekend_only and not capacity.calendar.is_workday(day):
        blocked(["working days"])
        return ()
    if capacity.parties[slot] >= capacity.team.parties_per_slot:
        blocked(["parties per part of a day"])
        return ()
    return _fill(draft, slot, capacity, blocked)


def _fill(
    draft: PartyDraft, slot: Slot, capacity: Capacity, blocked: Callable[[list[str]], None]
) -> tuple[SeatPlan, ...]:
    needed = (*capacity.team.required_sectors, draft.sector)
    seats: list[SeatPlan] = []
    for sector in dict.fromkeys(needed):
        agency = next((a for a in capacity.agencies if a.sector == sector and capacity.can_give(a, slot)), None)
        if agency is not None:
            seats.append(SeatPlan(agency.code, sector))
        elif sector in capacity.team.required_sectors or _still_taking_part(sector, capacity):
            # A sector whose agency declined or stays silent is stood in for; one that is merely busy is waited for.
            blocked([f"the capacity and free days of sector {sector}"])
            return ()
    seated = {seat.agency for seat in seats}
    spare = sorted(
        (a for a in capacity.agencies if a.code not in seated and capacity.can_give(a, slot)),
        key=lambda a: (capacity.load[a.code], a.code),
    )
    for agency in spare[: max(0, capacity.team.quorum - len(seats))]:
        seats.append(SeatPlan(agency.code, agency.sector))
    if len(seats) < capacity.team.quorum:
        blocked([f"the quorum of {capacity.team.quorum}"])
        return ()
    return tuple(seats)


def _still_taking_part(sector: str, capacity: Capacity) -> bool:
    return any(a.sector == sector and a.code not in capacity.exclude for a in capacity.agencies)


def _lead(draft: PartyDraft, seats: tuple[SeatPlan, ...]) -> str:
    own = [seat.agency for seat in seats if seat.sector == draft.sector]
    return own[0] if own else seats[0].agency


def members_needed(seats: Iterable[tuple[str, Slot]]) -> Mapping[str, int]:
    """The most seats each agency has at one time: how many members it must nominate. `seats`: (agency, slot)."""
    most: dict[str, int] = {}
    for (agency, _), count in Counter(seats).items():
        most[agency] = max(most.get(agency, 0), count)
    return most


def part_of_day(team: TeamRules, clock_time: time) -> Session:
    """The part of the day that has begun at a local time; before the first begins, the one that began the evening
    before still lasts."""
    begun = [(start, part) for part, start in team.session_starts.items() if start <= clock_time]
    return max(begun or [(start, part) for part, start in team.session_starts.items()])[1]
