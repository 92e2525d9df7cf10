"""“Who will hear of this”: seen before it happens, a contact entered, or going on without, with a reason."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlmodel import select

from models import Contact
from models.queries.unheard import holding_up, to_telephone
from rules.words import DutyKind, NotHeard, Role
from tests.actions.dump import dump
from tests.actions.forms_desk import opening_of, year_opening
from tests.actions.test_hear_step import PRESS, spoil
from tests.portal.visitor import Page, Portal

CODE = "HY-2021-BC-01"
PAGE = f"/office/c/{CODE}/hearing"
CONTACT = {
    "agency": "DPTTH",
    "role": "liaison",
    "office": "Phòng Thư ký biên tập",
    "telephone": "0221 000 0777",
    "address": "thu-ky@dptth.example",
    "shared": "yes",
}


@pytest.fixture
def portal(portal_at: Callable[..., Portal]) -> Portal:
    """The coordinator is signed in; a press activity is about to ask two agencies."""
    portal = portal_at("empty")
    portal.desk.start(opening_of(portal.desk, PRESS))
    portal.sign_in(Role.COORDINATOR)
    return portal


def rows(page: Page) -> list[list[str]]:
    found = page.tree.xpath("//table[contains(@class, 'stack')]/tbody/tr")
    return [[" ".join(cell.text_content().split()) for cell in row.xpath("td")] for row in found]


def test_page_says_who_gets_what_and_that_nobody_has_confirmed_it_and_changes_nothing(portal: Portal) -> None:
    before = dump(portal.desk.office.engine)
    page = portal.get(PAGE)
    assert page.status == 200 and "Bước tới: Thống nhất nội dung" in page.text
    assert [row[0] for row in rows(page)] == [
        "Báo Hưng Yên Đầu mối cơ quan phối hợp",
        "Đài Phát thanh và Truyền hình Hưng Yên Đầu mối cơ quan phối hợp",
    ]
    assert {row[1] for row in rows(page)} == {"Đề nghị lập kế hoạch tin, bài Kế hoạch tin, bài"}
    assert {row[2] for row in rows(page)} == {"chưa từng xác nhận"}
    assert "Mọi cơ quan đều gửi thư được" in page.text and not page.values("reason")
    assert dump(portal.desk.office.engine) == before


@pytest.mark.parametrize("why", [NotHeard.MISSING, NotHeard.EXPIRED, NotHeard.BOUNCED])
def test_office_that_cannot_be_written_to_stands_first_with_what_to_do(portal: Portal, why: NotHeard) -> None:
    spoil(portal.desk, why)
    first = rows(portal.get(PAGE))[0]
    assert first[0].startswith("Đài") and "không đến được ai" in first[1] and why.label in first[2]
    assert ("Sửa địa chỉ" if why is NotHeard.BOUNCED else "Nhập địa chỉ") in first[2]


def test_contact_entered_on_the_page_lets_the_step_go_on(portal: Portal) -> None:
    spoil(portal.desk, NotHeard.MISSING)
    portal.desk.advance()
    start = portal.get("/office")
    assert f"{CODE}: chờ địa chỉ của cơ quan chưa gửi thư được" in start.text and PAGE in start.links
    link = next(address for address in portal.get(PAGE).links if "contacts/new" in address)
    form = portal.get(link)
    chosen = form.tree.xpath("//option[@selected]/@value")
    assert chosen == ["DPTTH", "liaison"]
    wrong = portal.post("/office/contacts/new", {**CONTACT, "address": "a@b.example, c@d.example"})
    assert wrong.status == 422 and "không phải là một địa chỉ thư điện tử" in wrong.text
    assert portal.post("/office/contacts/new", CONTACT).status == 303
    assert portal.post("/office/contacts/new", CONTACT).status == 303, "the same once more"
    other = portal.post("/office/contacts/new", {**CONTACT, "office": "Phòng khác"})
    assert other.status == 422 and "đã được đăng ký" in other.text
    portal.desk.advance()
    with portal.desk.look() as work:
        assert {letter.agency for letter in work.letters("press_plan")} == {"BAOHY", "DPTTH"}
        assert holding_up(work.session, work.campaign(CODE).id or 0) == []


def test_coordinator_goes_on_and_ticks_off_the_call(portal: Portal) -> None:
    spoil(portal.desk, NotHeard.BOUNCED)
    portal.desk.advance()
    assert "Đang chờ địa chỉ, số cơ quan: 1" in portal.get(f"/office/c/{CODE}").text
    refused = portal.post(PAGE, {})
    assert refused.status == 422 and "Xin chọn lý do." in refused.text
    page = portal.follow(portal.post(PAGE, {"reason": "no_mailbox"}))
    assert "cho qua, báo qua điện thoại" in rows(page)[0][2] and "Phải báo qua điện thoại" in page.text
    again = portal.post(PAGE, {"reason": "urgent"})
    assert again.status == 422 and "không cần bỏ qua ai" in again.text
    portal.desk.advance()
    with portal.desk.look() as work:
        assert {duty.agency for duty in work.duties(DutyKind.PRESS_PLAN)} == {"BAOHY", "DPTTH"}
        ((row, _),) = to_telephone(work.session)
    start = portal.get("/office")
    assert "Phải báo qua điện thoại 1" in start.text and "Đài Phát thanh" in start.text
    for _ in range(2):
        assert portal.follow(portal.post(f"/office/told/{row.id}")).status == 200
    assert "Phải báo qua điện thoại" not in portal.get("/office").text
    assert portal.post("/office/told/999").status == 404


def test_only_the_coordinator_sees_it_and_no_page_tells_of_a_check(portal: Portal) -> None:
    portal.sign_in(Role.CHAIRMAN)
    for path in (PAGE, "/office/contacts/new"):
        assert portal.get(path).status == 404
    assert portal.post(PAGE, {"reason": "urgent"}).status == 404
    portal.sign_in(Role.COORDINATOR)
    assert portal.get("/office/c/HY-2021-KT-99/hearing").status == 404


def test_office_confirms_its_own_address_and_no_other_of_its_agency(portal_at: Callable[..., Portal]) -> None:
    portal = portal_at("empty")
    portal.desk.start(year_opening(portal.desk))
    portal.desk.at(date(2021, 10, 1))
    portal.desk.advance()
    link = portal.link("contact_check", Role.LIAISON, "CAT")
    with portal.desk.look() as work:
        own, other = (
            work.duty(DutyKind.CONTACT_CHECK, agency="CAT", role=role) for role in (Role.LIAISON, Role.SUPERIOR)
        )
    assert portal.get(f"{link}/d/{other.code}").status == 404
    receipt = portal.answer(f"{link}/d/{own.code}", {"right": "yes"})
    assert "Đúng" in receipt.text
    with portal.desk.look() as work:
        confirmed = [row for row in work.session.exec(select(Contact)) if row.confirmed_on == date(2021, 10, 1)]
        assert [(row.agency, row.role) for row in confirmed] == [("CAT", Role.LIAISON)]
    portal.sign_in(Role.COORDINATOR)
    assert "xác nhận 01/10/2021" in portal.get("/office/contacts").text
