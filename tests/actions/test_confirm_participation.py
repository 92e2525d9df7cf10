"""Agencies confirm and nominate: every seat gets its member, and nobody is in two places at once."""

from collections import Counter
from datetime import date, timedelta

import pytest
from icalendar import Calendar, Event
from sqlalchemy.exc import IntegrityError

from actions.confirm_participation import Confirmation, confirm_participation
from actions.context import Actor
from actions.decide_plan import PlanDecision
from actions.take_answer import Arrival, earlier_answer
from models import Message, Seat
from models.queries.visits import campaign_seats
from rules.refusals import AnswerRefused, ScheduleImpossible, TransitionRefused
from rules.words import CampaignState, Channel, DutyKind, DutyState, Role
from tests.actions.desk import Desk, arrival
from tests.actions.dump import dump
from tests.actions.mail_parts import calendar_of
from tests.actions.work import CODE


def test_each_agency_with_a_seat_is_invited_once_with_its_calendar(coordinating: Desk) -> None:
    with coordinating.look() as work:
        invitations = work.letters("invitation")
        assert [letter.agency for letter in invitations] == work.agencies()
        assert [duty.agency for duty in work.duties(DutyKind.CONFIRM)] == work.agencies()
        for letter in invitations:
            days = {party.on for seat, party in work.seats() if seat.agency == letter.agency}
            assert days_of(letter) == days


def event_of(letter: Message) -> Event:
    (event,) = Calendar.from_ical(calendar_of(letter)).walk("VEVENT")
    return event


def days_of(letter: Message) -> set[date]:
    event = event_of(letter)
    further = event.get("RDATE")
    return {event["DTSTART"].dt.date(), *(day.dt.date() for day in (further.dts if further else ()))}


def test_every_seat_is_filled_when_all_have_confirmed_and_nobody_is_in_two_places(inspecting: Desk) -> None:
    with inspecting.look() as work:
        assert work.campaign().state is CampaignState.INSPECTING
        seats = [seat for seat, _ in work.seats()]
        assert [seat for seat in seats if not seat.card] == []
        assert max(Counter((seat.card, seat.slot) for seat in seats).values()) == 1
        assert all(seat.card.split("-")[1] == seat.agency for seat in seats if seat.card)
        assert work.duties(DutyKind.CONFIRM) == []


def test_campaign_waits_while_one_agency_has_not_answered(coordinating: Desk) -> None:
    *most, last = coordinating.agencies()
    for agency in most:
        coordinating.confirm(agency)
    coordinating.advance()
    with coordinating.look() as work:
        assert work.campaign().state is CampaignState.COORDINATING
        assert [duty.agency for duty in work.duties(DutyKind.CONFIRM)] == [last]


def test_database_itself_refuses_a_card_in_two_places(inspecting: Desk) -> None:
    with inspecting.work() as work:
        seat, party = work.seats()[0]
        twin = Seat(party_id=party.id or 0, ordinal=99, agency="SYT", sector="health", card=seat.card, slot=seat.slot)
        work.session.add(twin)
        with pytest.raises(IntegrityError):
            work.session.flush()
        work.session.rollback()


def test_every_fault_of_a_list_of_cards_is_told_at_once_and_nothing_saved(coordinating: Desk) -> None:
    before = dump(coordinating.office.engine)
    with pytest.raises(AnswerRefused) as refused:
        coordinating.confirm("CAT", ("Nguyễn Văn A", "tkt-1", "CARD", "TKT-1", "TKT-1"))
    sentences = [sentence for field, sentence in refused.value.faults if field == "cards"]
    assert len(sentences) == 2
    assert "Nguyễn Văn A, tkt-1, CARD: an inspection-card number" in sentences[0]
    assert "twice" in sentences[1]
    assert dump(coordinating.office.engine) == before


def test_too_few_members_are_refused_with_the_number_needed(coordinating: Desk) -> None:
    with pytest.raises(AnswerRefused, match="2 members are needed at one time, 1 are named"):
        coordinating.confirm("CAT", ("TKT-CAT-01",))


def test_card_of_another_agency_is_refused(coordinating: Desk) -> None:
    coordinating.confirm("CAT", ("TKT-01", "TKT-02"))
    with pytest.raises(AnswerRefused, match="TKT-02: nominated by another agency"):
        coordinating.confirm("SLDTBXH", ("TKT-02", "TKT-03"))


def test_answer_comes_once_and_its_nonce_shows_the_receipt_again(coordinating: Desk) -> None:
    with coordinating.work() as work:
        duty = work.duty(DutyKind.CONFIRM, agency="SCT")
        said = Confirmation(work.cards_needed("SCT"))
        confirm_participation(work.session, duty, said, Arrival("once"), actor=work.owner(duty), **work.given)
    before = dump(coordinating.office.engine)
    with coordinating.look() as work:
        again = earlier_answer(work.session, "once")
        assert again is not None and again.receipt == f"{duty.code}-A1"
    with pytest.raises(TransitionRefused, match="is fulfilled"), coordinating.work() as work:
        duty = work.duty(DutyKind.CONFIRM, agency="SCT", state=None)
        confirm_participation(work.session, duty, said, Arrival("once"), actor=work.owner(duty), **work.given)
    assert dump(coordinating.office.engine) == before


def test_database_itself_refuses_a_second_answer_with_the_same_nonce(coordinating: Desk) -> None:
    with pytest.raises(IntegrityError), coordinating.work() as work:
        for agency in ("SCT", "SYT"):
            duty = work.duty(DutyKind.CONFIRM, agency=agency)
            said = Confirmation(work.cards_needed(agency))
            confirm_participation(work.session, duty, said, Arrival("one-nonce"), actor=work.owner(duty), **work.given)


def test_blocked_days_are_planned_anew_inside_the_window_and_everybody_is_told(coordinating: Desk) -> None:
    with coordinating.look() as work:
        own = [party for seat, party in work.seats() if seat.agency == "CQLTT"]
        (party,) = own
        old_on, before = party.on, {seat.agency for seat, p in work.seats() if p.id == party.id}
        sequence = work.campaign().replans
    coordinating.confirm("CQLTT", absences=(old_on,))
    with coordinating.look() as work:
        moved = next(p for p in work.parties() if p.id == party.id)
        after = {seat.agency for seat, p in work.seats() if p.id == party.id}
        assert moved.on != old_on
        assert work.campaign().opens_on <= moved.on <= work.campaign().closes_on
        assert moved.sequence == 1
        assert work.campaign().replans == sequence + 1
        assert {letter.agency for letter in work.letters("visit_postponed")} == before | after
        (entry,) = work.journal(noun="party", verb="replan")
        assert (entry.before, entry.after) == (old_on.isoformat(), moved.on.isoformat())
        assert work.campaign().state is CampaignState.COORDINATING, "a new day inside the window needs no new approval"


def test_agency_that_is_absent_on_a_day_gets_no_seat_on_it_in_any_later_plan(coordinating: Desk) -> None:
    with coordinating.look() as work:
        days = sorted({party.on for seat, party in work.seats() if seat.agency == "SYT"})
    coordinating.confirm("SYT", absences=tuple(days))
    with coordinating.look() as work:
        assert not {party.on for seat, party in work.seats() if seat.agency == "SYT"} & set(days)


def test_entry_of_a_day_that_was_moved_replaces_the_earlier_one_in_calendars(coordinating: Desk) -> None:
    """RFC 5545: an entry replaces an earlier one of the same UID when its SEQUENCE is higher."""
    with coordinating.look() as work:
        (party,) = [party for seat, party in work.seats() if seat.agency == "CQLTT"]
    coordinating.confirm("CQLTT", absences=(party.on,))
    with coordinating.look() as work:
        for agency in ("SLDTBXH", "CQLTT"):
            (first,) = work.letters("invitation", agency=agency)
            (moved,) = work.letters("visit_postponed", agency=agency)
            assert event_of(moved)["UID"] == event_of(first)["UID"]
            assert event_of(moved)["SEQUENCE"] > event_of(first)["SEQUENCE"]
            assert days_of(moved) == {p.on for seat, p in work.seats() if seat.agency == agency} != days_of(first)


def test_agency_whose_members_are_all_elsewhere_is_asked_for_more_and_the_campaign_is_not_stuck(
    coordinating: Desk,
) -> None:
    other = coordinating.start()
    coordinating.advance()
    coordinating.decide(PlanDecision())
    coordinating.advance()
    for code in (CODE, other):
        with coordinating.work() as work:
            (duty,) = work.duties(DutyKind.CONFIRM, agency="SYT", subject=code)
            said = Confirmation(("TKT-SYT-01",))
            confirm_participation(work.session, duty, said, arrival(), actor=work.owner(duty), **work.given)
    with coordinating.look() as work:
        seats = campaign_seats(work.session, work.campaign(other).id or 0)
        empty = [seat for seat, _ in seats if seat.agency == "SYT" and not seat.card]
        asked = work.duties(DutyKind.CONFIRM, agency="SYT", subject=other)
        assert bool(empty) is bool(asked)
        assert empty, "the test needs members who are elsewhere"


def test_party_that_can_no_longer_be_briefed_gets_a_later_day(coordinating: Desk) -> None:
    *most, last = coordinating.agencies()
    for agency in most:
        coordinating.confirm(agency)
    first_day = coordinating.first_party()[0]
    coordinating.at(first_day + timedelta(days=1))
    coordinating.confirm(last)
    coordinating.advance()
    with coordinating.look() as work:
        assert work.campaign().state is CampaignState.INSPECTING
        soonest = work.context.pack.calendar.add_workdays(first_day + timedelta(days=1), 1)
        assert min(party.on for party in work.parties()) > soonest
        assert [seat for seat, _ in work.seats() if not seat.card] == []


def test_window_that_ends_before_all_have_confirmed_moves_nothing_and_tells_nobody(coordinating: Desk) -> None:
    """No day is left: a refusal for the coordinator to decide on, not a party moved to the past."""
    coordinating.at(date(2021, 4, 2))
    before = dump(coordinating.office.engine)["party"]
    for agency in coordinating.agencies()[:-1]:
        coordinating.confirm(agency)
    with pytest.raises(ScheduleImpossible, match="stops it most is the window"):
        coordinating.advance()
    with coordinating.look() as work:
        assert work.letters("visit_postponed") == []
    assert dump(coordinating.office.engine)["party"] == before


def test_paper_answer_is_kept_with_its_number_and_who_recorded_it(coordinating: Desk) -> None:
    paper = Arrival("paper-1", Channel.PAPER, "12/CV-SCT", date(2021, 2, 2), Role.COORDINATOR)
    with coordinating.work() as work:
        duty = work.duty(DutyKind.CONFIRM, agency="SCT")
        said = Confirmation(work.cards_needed("SCT"))
        actor = Actor(Role.COORDINATOR, "SLDTBXH")
        answer = confirm_participation(work.session, duty, said, paper, actor=actor, **work.given)
    assert (answer.channel, answer.document, answer.recorded_by) == (Channel.PAPER, "12/CV-SCT", Role.COORDINATOR)
    with coordinating.look() as work:
        assert work.duty(DutyKind.CONFIRM, agency="SCT", state=DutyState.FULFILLED)
        assert work.journal(noun="duty", verb="fulfil")[-1].role is Role.COORDINATOR
    assert arrival().channel is Channel.PORTAL
