"""Parties are briefed on the working day before, areas notified once, and no letter names a place."""

from collections import Counter
from datetime import date, time, timedelta

from actions.move_party import move_party
from rules.words import PostponeReason
from tests.actions.desk import Desk
from tests.actions.mail_parts import opened, text_of

MONDAY = date(2021, 3, 1)
FRIDAY = date(2021, 2, 26)


def test_areas_are_notified_once_when_every_seat_has_its_member(inspecting: Desk) -> None:
    for hours in range(3):
        inspecting.at(date(2021, 2, 2), time(8 + hours))
        inspecting.advance()
    with inspecting.look() as work:
        letters = work.letters("area_notice")
        assert [letter.address for letter in letters] == [
            "phongldtbxh@ubnd323.hungyen.example",
            "phongldtbxh@ubnd325.hungyen.example",
        ]
        counts = Counter(visit.area for visit in work.visits())
        for letter, area in zip(letters, ("323", "325"), strict=True):
            assert work.context.pack.area(area).name in text_of(letter)
            assert str(counts[area]) in text_of(letter)


def test_area_notice_goes_out_five_working_days_before_the_first_visit(inspecting: Desk) -> None:
    """TT 42/2017/TT-BCA Điều 8."""
    with inspecting.look() as work:
        first = work.parties()[0].on
        sent_on = work.context.pack.calendar.day_of(work.letters("area_notice")[0].created_at)
        assert work.context.pack.calendar.workdays_between(sent_on, first) >= 5


def test_party_is_briefed_in_the_morning_of_the_working_day_before_and_not_earlier(inspecting: Desk) -> None:
    assert inspecting.first_party()[0] == MONDAY
    inspecting.at(FRIDAY, time(7, 29))
    inspecting.advance()
    with inspecting.look() as work:
        assert work.letters("brief") == []
    inspecting.at(FRIDAY, time(7, 30))
    inspecting.advance()
    with inspecting.look() as work:
        party = work.parties()[0]
        assert {letter.agency for letter in work.letters("brief")} == {
            seat.agency for seat, p in work.seats() if p.id == party.id
        }
        assert party.briefed


def test_agency_gets_one_brief_for_a_day_whatever_number_of_parties_it_sits_in(inspecting: Desk) -> None:
    with inspecting.look() as work:
        days = Counter(party.on for party in work.parties())
        busy = next(day for day, parties in days.items() if parties == 2)
        seats = [(seat.agency, party) for seat, party in work.seats() if party.on == busy]
        before = work.context.pack.calendar.previous_workday(busy)
    inspecting.at(before)
    inspecting.advance()
    inspecting.advance()
    with inspecting.look() as work:
        briefs = [letter for letter in work.letters("brief") if f"-{busy.isoformat()}:" in letter.intent_key]
        assert Counter(letter.agency for letter in briefs) == Counter({agency: 1 for agency, _ in seats})
        (both,) = [letter for letter in briefs if letter.agency == "SLDTBXH"]
        assert text_of(both).count(work.context.pack.area(seats[0][1].area).name) >= 2


def test_no_brief_and_no_notice_names_an_establishment(inspecting: Desk) -> None:
    inspecting.at(FRIDAY)
    inspecting.advance()
    with inspecting.look() as work:
        names = {place.code: place.name for place in work.context.pack.establishments}
        letters = [*work.letters("brief"), *work.letters("area_notice"), *work.letters("invitation")]
        assert len(letters) > 8
        for letter in letters:
            whole = "".join(str(p.get_content()) for p in opened(letter).walk() if p.get_content_maintype() == "text")
            for visit in work.visits():
                assert visit.establishment not in whole
                assert names[visit.establishment] not in whole


def test_party_moved_to_another_day_is_briefed_for_that_day(inspecting: Desk) -> None:
    inspecting.at(FRIDAY)
    inspecting.advance()
    inspecting.at(FRIDAY, time(12))
    with inspecting.work() as work:
        move_party(work.session, work.campaign(), work.parties()[0], PostponeReason.WEATHER, **work.given)
        moved = next(party for party in work.parties() if party.sequence == 1)
        new_day = moved.on
        assert not moved.briefed
    assert new_day > MONDAY
    with inspecting.look() as work:
        eve = work.context.pack.calendar.previous_workday(new_day)
    inspecting.at(eve)
    inspecting.advance()
    with inspecting.look() as work:
        assert [letter for letter in work.letters("brief") if f"-{new_day.isoformat()}:" in letter.intent_key]


def test_findings_are_asked_for_on_the_day_of_the_visit_one_letter_to_the_lead_agency(visiting: Desk) -> None:
    with visiting.look() as work:
        party = work.parties()[0]
        (letter,) = work.letters("findings_request")
        assert (letter.agency, party.on) == (party.lead_agency, MONDAY)
        assert str(len([v for v in work.visits() if v.party_id == party.id])) in text_of(letter)
        due = work.context.pack.calendar.end_of(MONDAY + timedelta(days=3))
        assert f"{work.context.pack.calendar.day_of(due - timedelta(seconds=1)):%d/%m/%Y}" in text_of(letter)
