"""A letter that waits to be sent is called off when what it asks for was done, or called off, meanwhile."""

from datetime import date

import pytest

from actions.still_wanted import still_wanted
from actions.suspend_campaign import cancel_campaign
from actions.waive_owed import waive_owed
from models import Message
from models.queries.duties import duty_by_code
from rules.words import CancelReason, DutyKind, Step, WaiveReason
from tests.actions.desk import COORDINATOR, Desk
from tests.actions.forms_desk import answer_all, begin_of, hand_in, open_codes, opening_of, walk_to, year_opening

TRAINING = "CT1-TAPHUAN"
ROUND = "CT6-GIAMSAT"
PRESS = "CT3-BAOCHI"


@pytest.fixture
def nominating(desk: Desk) -> tuple[Desk, str]:
    """A training course whose areas have been asked for their participants."""
    desk.at(date(2021, 3, 1))
    code = desk.start(opening_of(desk, TRAINING))
    desk.advance()
    answer_all(desk)
    walk_to(desk, begin_of(desk, code, Step.NOMINATE.value))
    return desk, code


def wanted(desk: Desk, letter: str) -> dict[str, bool]:
    """Whether each letter of that name may leave, by its key."""
    with desk.look() as work:
        return {message.intent_key: still_wanted(work.session, message) for message in work.letters(letter)}


def agency_of(desk: Desk, duty: str) -> str:
    with desk.look() as work:
        return duty_by_code(work.session, duty).agency


def of_agency(desk: Desk, letter: str, agency: str) -> bool:
    with desk.look() as work:
        *_, message = work.letters(letter, agency=agency)
        return still_wanted(work.session, message)


def call_off(desk: Desk, code: str) -> None:
    with desk.work() as work:
        cancel_campaign(work.session, work.campaign(code), CancelReason.DIRECTIVE, actor=COORDINATOR, **work.given)


def test_office_that_has_handed_in_its_form_is_not_asked_for_it_any_more(nominating: tuple[Desk, str]) -> None:
    desk, _ = nominating
    first, second, *_ = open_codes(desk, DutyKind.NOMINATION)
    assert set(wanted(desk, "nomination").values()) == {True}
    hand_in(desk, first)
    assert not of_agency(desk, "nomination", agency_of(desk, first))
    assert of_agency(desk, "nomination", agency_of(desk, second))


def test_office_that_is_let_off_is_not_asked_any_more(nominating: tuple[Desk, str]) -> None:
    desk, _ = nominating
    code = open_codes(desk, DutyKind.NOMINATION)[0]
    with desk.work() as work:
        waive_owed(
            work.session, duty_by_code(work.session, code), WaiveReason.NOT_NEEDED, actor=COORDINATOR, **work.given
        )
    assert not of_agency(desk, "nomination", agency_of(desk, code))


def test_nobody_is_asked_for_what_was_called_off_but_everybody_is_told(nominating: tuple[Desk, str]) -> None:
    desk, code = nominating
    call_off(desk, code)
    assert set(wanted(desk, "nomination").values()) == {False}
    assert set(wanted(desk, "campaign_cancelled").values()) == {True}


def test_report_of_one_period_is_not_asked_for_because_another_is_owed(desk: Desk) -> None:
    desk.at(date(2021, 1, 18))
    desk.start(year_opening(desk))
    desk.advance()
    for day in (date(2021, 3, 12), date(2021, 6, 14)):
        walk_to(desk, day)
    with desk.look() as work:
        owed = [duty for duty in work.duties(DutyKind.PERIODIC_REPORT) if "-MD-Q-" in duty.subject]
        agency = owed[0].agency
        mine = sorted((duty for duty in owed if duty.agency == agency), key=lambda duty: duty.subject)
        earlier, later = mine
    hand_in(desk, earlier.code)
    told = wanted(desk, "periodic_report")

    def asked(subject: str) -> list[bool]:
        with desk.look() as work:
            keys = [row.intent_key for row in work.letters("periodic_report", agency=agency)]
        return [told[key] for key in keys if f":{subject}:" in key]

    assert (asked(earlier.subject), asked(later.subject)) == ([False], [True])


def test_area_is_not_told_of_a_round_that_was_called_off_but_remedies_what_was_found(desk: Desk) -> None:
    desk.at(date(2021, 7, 1))
    code = desk.start(opening_of(desk, ROUND))
    desk.advance()
    answer_all(desk, DutyKind.SELF_REPORT)
    for step in (Step.SAMPLE, Step.ON_SITE):
        walk_to(desk, begin_of(desk, code, step.value))
    assert set(wanted(desk, "monitoring_notice").values()) == {True}
    for _ in range(30):
        walk_to(desk, desk.office.pack.calendar.next_workday(_tomorrow(desk)))
        answer_all(desk, DutyKind.WORKING_RECORD, good=False)
    walk_to(desk, begin_of(desk, code, Step.CONCLUDE.value))
    assert set(wanted(desk, "monitoring_remedy").values()) == {True}
    call_off(desk, code)
    assert set(wanted(desk, "monitoring_notice").values()) == {False}
    assert set(wanted(desk, "monitoring_remedy").values()) == {True}
    assert set(wanted(desk, "monitoring_conclusion").values()) == {True}


def _tomorrow(desk: Desk) -> date:
    with desk.look() as work:
        calendar = work.context.pack.calendar
        return calendar.add_workdays(calendar.day_of(work.now), 1)


def test_letter_about_no_campaign_is_always_sent(desk: Desk) -> None:
    with desk.look() as work:
        assert still_wanted(work.session, Message(letter="nomination", campaign_id=None))  # type: ignore[call-arg]


def test_office_that_has_answered_meanwhile_is_not_reminded(desk: Desk) -> None:
    desk.start(opening_of(desk, PRESS))
    desk.advance()
    first, second = open_codes(desk, DutyKind.PRESS_PLAN)
    calendar = desk.office.pack.calendar
    with desk.look() as work:
        due_on = calendar.last_day(duty_by_code(work.session, first).due_at)
    walk_to(desk, calendar.add_workdays(due_on, 2))
    assert list(wanted(desk, "reminder").values()) == [True, True]
    hand_in(desk, first)
    assert not of_agency(desk, "reminder", agency_of(desk, first))
    assert of_agency(desk, "reminder", agency_of(desk, second))
