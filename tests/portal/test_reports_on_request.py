"""The coordinator asks on the portal for a report that does not come round, and it is asked of its sender by letter."""

from collections.abc import Callable
from datetime import date, time

import pytest

from rules.words import DutyKind, DutyState, Role
from tests.actions.dump import dump
from tests.actions.forms_desk import year_opening
from tests.actions.mail_parts import text_of
from tests.portal.visitor import Portal

Open = Callable[..., Portal]
PATH = "/office/reports"
FIELDS = {"regime": "D178-DX", "from_on": "01/03/2021", "to_on": "31/03/2021", "due_on": "09/04/2021"}


@pytest.fixture
def office(portal_at: Open) -> Portal:
    portal = portal_at("empty")
    portal.desk.start(year_opening(portal.desk))
    portal.desk.at(date(2021, 4, 2), time(9))
    portal.sign_in(Role.COORDINATOR)
    return portal


def test_report_is_asked_for_on_its_days_with_its_letter_and_in_the_journal(office: Portal) -> None:
    assert "Chưa yêu cầu báo cáo nào" in office.get(PATH).text
    page = office.follow(office.post(PATH, FIELDS))
    assert "HY-2021-KH-01-D178-DX-01" in page.text and "01/03/2021 - 31/03/2021" in page.text
    with office.desk.look() as work:
        duty = work.duty(DutyKind.PERIODIC_REPORT)
        assert duty.subject == "HY-2021-KH-01-D178-DX-01" and duty.form == "team_report"
        assert (duty.from_on, duty.to_on) == (date(2021, 3, 1), date(2021, 3, 31))
        assert work.context.pack.calendar.last_day(duty.due_at) == date(2021, 4, 9)
        entry = work.journal(noun="report")[0]
        assert (entry.verb, entry.role, entry.subject) == ("ask", Role.COORDINATOR, duty.subject)
    letter = text_of(office.letters("periodic_report", Role.TEAM_LEADER)[-1])
    assert "Báo cáo đột xuất của Đội 178" in letter and "01/03/2021" in letter and "31/03/2021" in letter
    link = office.link("periodic_report", Role.TEAM_LEADER)
    receipt = office.answer(
        f"{link}/d/{duty.code}",
        {"f.document": "1/BC", "f.visits": "0", "f.violations": "0", "f.sanctions": "0", "f.recommendations": "0"},
    )
    assert "1/BC" in receipt.text
    with office.desk.look() as work:
        assert work.duties(DutyKind.PERIODIC_REPORT, state=DutyState.FULFILLED)


@pytest.mark.parametrize(
    ("changed", "field", "vietnamese", "english"),
    [
        ({"to_on": "28/02/2021"}, "to_on", "Ngày cuối không được trước 01/03/2021", "must not lie before 01/03/2021"),
        ({"due_on": "01/04/2021"}, "due_on", "Hạn gửi 01/04/2021 đã qua", "01/04/2021 has passed"),
        ({"to_on": "30/04/2021"}, "due_on", "không được trước ngày cuối", "the last day of the figures, 30/04/2021"),
        ({"regime": "D178-Q"}, "regime", "Xin chọn báo cáo", "Please choose the report"),
        ({"from_on": ""}, "from_on", "Xin nhập ngày", "Please enter a day"),
    ],
)
def test_request_that_cannot_be_is_refused_at_its_field_and_changes_nothing(
    office: Portal, changed: dict[str, str], field: str, vietnamese: str, english: str
) -> None:
    before = dump(office.desk.office.engine)
    for address, sentence in ((PATH, vietnamese), (f"{PATH}?lang=en", english)):
        office.get(address)
        page = office.post(PATH, FIELDS | changed)
        assert page.status == 422
        assert sentence in page.tree.xpath("//*[@id=$id]", id=f"e-{field}")[0].text_content()
        assert page.values("to_on") == [(FIELDS | changed)["to_on"]]
    assert dump(office.desk.office.engine) == before


def test_same_days_are_not_asked_for_twice_while_the_report_is_owed(office: Portal) -> None:
    assert office.post(PATH, FIELDS).status == 303
    again = office.post(PATH, FIELDS)
    assert again.status == 422 and "đã được yêu cầu, tại HY-2021-KH-01-D178-DX-01" in again.text
    assert office.post(PATH, FIELDS | {"from_on": "02/03/2021"}).status == 303
    assert "HY-2021-KH-01-D178-DX-02" in office.get(PATH).text


def test_nothing_is_asked_for_without_a_year(portal_at: Open) -> None:
    portal = portal_at("schedule")
    portal.sign_in(Role.COORDINATOR)
    assert "Chưa mở kế hoạch năm nào" in portal.get(PATH).text
    page = portal.post(PATH, FIELDS | {"due_on": "30/12/2021"})
    assert page.status == 422 and "Chưa có kế hoạch năm đang thực hiện" in page.text
