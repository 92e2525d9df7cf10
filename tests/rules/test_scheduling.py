"""Parties get days and seats only within the window, what agencies can give, and what the law asks of a party."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.pack import Agency
from rules.refusals import ScheduleImpossible
from rules.risk import RiskScore
from rules.scheduling import (
    Capacity,
    PartyDraft,
    PartyPlan,
    draft_parties,
    members_needed,
    place_party,
    schedule_parties,
)
from rules.selection import Choice
from rules.words import AgencyRole, EstablishmentType, Session
from rules.working_days import WorkCalendar
from tests.rules.places import TEAM, establishment

MONDAY = date(2021, 3, 1)
HOLIDAY = date(2021, 3, 10)
CALENDAR = WorkCalendar(ZoneInfo("Asia/Ho_Chi_Minh"), frozenset({5, 6}), frozenset({HOLIDAY}), frozenset())
DAYS = st.dates(MONDAY, MONDAY + timedelta(days=27))
SECTORS = ("labour", "police", "culture", "health", "market")


def agency(sector: str, code: str = "", **facts: object) -> Agency:
    given_facts: dict[str, object] = {"members_per_slot": 2, **facts}
    return Agency(
        code=code or sector.upper(),
        name=f"Cơ quan {sector}",
        telephone="0221 000 0000",
        roles=frozenset({AgencyRole.MEMBER}),
        sector=sector,
        **given_facts,  # type: ignore[arg-type]
    )


AGENCIES = tuple(agency(sector) for sector in SECTORS)


def capacity(agencies: Sequence[Agency] = AGENCIES, **facts: object) -> Capacity:
    return Capacity(agencies=agencies, team=TEAM, calendar=CALENDAR, **facts)  # type: ignore[arg-type]


def choice(number: int, area: str = "A", **facts: object) -> Choice:
    return Choice(establishment(f"CS-{number:04d}", area, **facts), True, RiskScore(()))


def a_party(sector: str = "culture", session: Session = Session.DAY, weekend_only: bool = False) -> PartyDraft:
    return PartyDraft("A", session, weekend_only, sector, (choice(1),))


@dataclass(frozen=True)
class Province:
    """What the schedule is drawn within."""

    agencies: tuple[Agency, ...]
    choices: tuple[Choice, ...]
    absences: frozenset[tuple[str, date]]
    exclude: frozenset[str]
    first: date
    last: date


@st.composite
def provinces(draw: st.DrawFn) -> Province:
    agencies = tuple(
        agency(
            sector,
            code=f"{sector}-{number}",
            members_per_slot=draw(st.integers(0, 2)),
            weekdays_off=draw(st.frozensets(st.integers(0, 6), max_size=2)),
            days_off=draw(st.frozensets(DAYS, max_size=3)),
        )
        for sector in SECTORS
        for number in range(draw(st.integers(1, 2)))
    )
    codes = [one.code for one in agencies]
    sessions = st.sampled_from([(Session.DAY,), (Session.NIGHT,), (Session.DAY, Session.NIGHT)])
    kinds = st.sampled_from([EstablishmentType.KARAOKE, EstablishmentType.MASSAGE, EstablishmentType.HOTEL])
    facts = st.tuples(sessions, kinds, st.booleans(), st.sampled_from("ABC"))
    choices = tuple(
        choice(n, area, sessions=session, type=kind, weekend_only=weekend)
        for n, (session, kind, weekend, area) in enumerate(draw(st.lists(facts, max_size=20)))
    )
    days = sorted((draw(DAYS), draw(DAYS)))
    absences = draw(st.frozensets(st.tuples(st.sampled_from(codes), DAYS), max_size=5))
    exclude = draw(st.frozensets(st.sampled_from(codes), max_size=2))
    return Province(agencies, choices, absences, exclude, days[0], days[1])


def check_party(plan: PartyPlan, province: Province) -> None:
    """No party is out of its window, on a day it or its agencies cannot, or short of whom the law asks for."""
    by_code = {one.code: one for one in province.agencies}
    assert province.first <= plan.on <= province.last
    seats = Counter(seat.agency for seat in plan.seats)
    assert len(plan.seats) >= TEAM.quorum
    assert max(seats.values()) == 1
    assert {seat.sector for seat in plan.seats} >= set(TEAM.required_sectors)
    assert plan.lead_agency in seats
    own = [seat.agency for seat in plan.seats if seat.sector == plan.draft.sector]
    assert not own or plan.lead_agency in own
    for code in seats:
        assert plan.on.weekday() not in by_code[code].weekdays_off
        assert plan.on not in by_code[code].days_off
        assert (code, plan.on) not in province.absences
        assert code not in province.exclude
    places = [one.place for one in plan.draft.choices]
    assert all(plan.draft.session in place.sessions for place in places)
    assert plan.draft.session is Session.DAY or all(Session.DAY not in place.sessions for place in places)
    if any(place.weekend_only for place in places):
        assert plan.on.weekday() >= 5
    elif plan.draft.session is Session.DAY:
        assert CALENDAR.is_workday(plan.on)


@settings(deadline=None)
@given(provinces())
def test_no_party_breaks_a_rule_and_no_place_is_lost(province: Province) -> None:
    drafts = draft_parties(province.choices, TEAM)
    assert sorted(one.place.code for d in drafts for one in d.choices) == [c.place.code for c in province.choices]
    assert all(len(draft.choices) <= TEAM.visits_per_party for draft in drafts)
    room = capacity(province.agencies, absences=province.absences, exclude=province.exclude)
    try:
        plans = schedule_parties(drafts, province.first, province.last, room)
    except ScheduleImpossible:
        return
    assert [plan.draft for plan in plans] == list(drafts)
    for plan in plans:
        check_party(plan, province)
    slots = Counter((plan.on, plan.draft.session) for plan in plans)
    assert max(slots.values(), default=0) <= TEAM.parties_per_slot
    limits = {one.code: one.members_per_slot for one in province.agencies}
    taken = Counter((seat.agency, plan.on, plan.draft.session) for plan in plans for seat in plan.seats)
    assert all(count <= limits[code] for (code, *_), count in taken.items())


@settings(deadline=None)
@given(wished=st.dates(MONDAY - timedelta(days=9), MONDAY + timedelta(days=30)), first=DAYS, last=DAYS)
def test_party_is_never_placed_outside_its_window_whatever_day_is_wished(wished: date, first: date, last: date) -> None:
    try:
        plan = place_party(a_party(session=Session.NIGHT), wished, first, last, capacity())
    except ScheduleImpossible:
        assert first > last
    else:
        assert first <= plan.on <= last


def test_same_places_and_capacity_give_the_same_schedule() -> None:
    drafts = draft_parties([choice(n, "AB"[n % 2]) for n in range(40)], TEAM)
    last = MONDAY + timedelta(days=25)
    assert schedule_parties(drafts, MONDAY, last, capacity()) == schedule_parties(drafts, MONDAY, last, capacity())


def test_parties_are_spread_over_the_whole_window() -> None:
    drafts = draft_parties([choice(n) for n in range(30)], TEAM)
    days = [plan.on for plan in schedule_parties(drafts, MONDAY, MONDAY + timedelta(days=25), capacity())]
    assert min(days) == MONDAY
    assert max(days) > MONDAY + timedelta(days=18)
    assert len(set(days)) > 3


def test_night_and_weekend_places_are_visited_only_then() -> None:
    night = place_party(a_party(session=Session.NIGHT), MONDAY, MONDAY, MONDAY, capacity())
    weekend = place_party(a_party(weekend_only=True), MONDAY, MONDAY, MONDAY + timedelta(days=9), capacity())
    assert (night.draft.session, night.on) == (Session.NIGHT, MONDAY)
    assert weekend.on == date(2021, 3, 6)


def test_weekend_is_that_of_the_calendar() -> None:
    elsewhere = replace(CALENDAR, weekend=frozenset({4, 5}))
    room = Capacity(agencies=AGENCIES, team=TEAM, calendar=elsewhere)
    last = MONDAY + timedelta(days=9)
    assert place_party(a_party(weekend_only=True), MONDAY, MONDAY, last, room).on == date(2021, 3, 5)
    assert place_party(a_party(), date(2021, 3, 5), MONDAY, last, room).on == date(2021, 3, 7)


@pytest.mark.parametrize(
    ("room", "draft", "first", "constraint"),
    [
        (capacity(AGENCIES[:1] + AGENCIES[2:]), a_party(), MONDAY, "the capacity and free days of sector police"),
        (capacity(absences=frozenset({("CULTURE", MONDAY)})), a_party(), MONDAY, "of sector culture"),
        (capacity([agency(s, members_per_slot=0) for s in SECTORS]), a_party(), MONDAY, "of sector labour"),
        (capacity(AGENCIES[:2]), a_party("labour"), MONDAY, "the quorum of 3"),
        (capacity(), a_party(weekend_only=True), MONDAY, "weekend opening"),
        (capacity(), a_party(), date(2021, 3, 6), "working days"),
        (capacity(), a_party(), HOLIDAY, "working days"),
        (capacity(parties=Counter({(MONDAY, Session.DAY): 2})), a_party(), MONDAY, "parties per part of a day"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_refusal_names_the_party_the_days_and_what_stops_it_most(
    room: Capacity, draft: PartyDraft, first: date, constraint: str
) -> None:
    with pytest.raises(ScheduleImpossible) as refused:
        place_party(draft, first, first, first, room)
    sentence = str(refused.value)
    assert sentence.endswith(f"{constraint}.")
    assert f"between {first:%d/%m/%Y} and {first:%d/%m/%Y}" in sentence
    assert f"a day party ({draft.sector}) for area A" in sentence


def test_empty_window_is_named_as_what_stops_the_party() -> None:
    with pytest.raises(ScheduleImpossible, match="stops it most is the window"):
        place_party(a_party(), MONDAY, MONDAY, MONDAY - timedelta(days=1), capacity())


def test_agency_that_is_out_gets_no_seat_and_another_stands_in() -> None:
    plan = place_party(a_party("culture"), MONDAY, MONDAY, MONDAY, capacity(exclude=frozenset({"CULTURE"})))
    assert "CULTURE" not in {seat.agency for seat in plan.seats}
    assert len(plan.seats) == TEAM.quorum
    assert plan.lead_agency == plan.seats[0].agency


def test_agency_that_is_only_busy_is_waited_for() -> None:
    room = capacity(absences=frozenset({("CULTURE", MONDAY)}))
    plan = place_party(a_party("culture"), MONDAY, MONDAY, MONDAY + timedelta(days=4), room)
    assert plan.on == date(2021, 3, 2)
    assert plan.lead_agency == "CULTURE"


def test_required_sector_is_never_stood_in_for() -> None:
    with pytest.raises(ScheduleImpossible, match="sector police"):
        place_party(a_party(), MONDAY, MONDAY, MONDAY, capacity(exclude=frozenset({"POLICE"})))


def test_stand_in_is_the_agency_with_the_least_to_do() -> None:
    room = capacity(exclude=frozenset({"CULTURE"}))
    room.load.update({"HEALTH": 5, "MARKET": 1})
    plan = place_party(a_party("culture"), MONDAY, MONDAY, MONDAY, room)
    assert {seat.agency for seat in plan.seats} == {"LABOUR", "POLICE", "MARKET"}


def test_agency_that_no_longer_exists_that_day_gets_no_seat() -> None:
    gone = replace(AGENCIES[2], valid_to=MONDAY - timedelta(days=1))
    heir = agency("culture", code="CULTURE-2", valid_from=MONDAY)
    plan = place_party(a_party(), MONDAY, MONDAY, MONDAY, capacity((*AGENCIES[:2], gone, heir)))
    assert plan.lead_agency == "CULTURE-2"


def test_members_needed_are_the_most_seats_at_one_time() -> None:
    day, night = (MONDAY, Session.DAY), (MONDAY, Session.NIGHT)
    assert members_needed([("X", day), ("X", day), ("X", night), ("Y", night)]) == {"X": 2, "Y": 1}
    assert members_needed([]) == {}


def test_two_thousand_places_are_scheduled_with_room_for_them() -> None:
    plenty = [agency(sector, members_per_slot=60) for sector in SECTORS]
    team = replace(TEAM, parties_per_slot=50)
    room = Capacity(agencies=plenty, team=team, calendar=CALENDAR)
    drafts = draft_parties([choice(n, f"A{n % 10}") for n in range(2000)], team)
    plans = schedule_parties(drafts, MONDAY, MONDAY + timedelta(days=60), room)
    assert sum(len(plan.draft.choices) for plan in plans) == 2000
