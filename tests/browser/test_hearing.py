"""“Who will hear of this” in a browser, from the coordinator's start page to the call; and the yearly question."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlmodel import select

from models import Contact
from rules.words import NotHeard, Role
from tests.actions.forms_desk import opening_of, year_opening
from tests.actions.test_hear_step import PRESS, spoil
from tests.browser.walk import Walk

pytestmark = pytest.mark.slow


def test_coordinator_sees_who_will_not_hear_and_goes_on_with_a_call(walk_at: Callable[[str], Walk]) -> None:
    walk = walk_at("empty")
    desk = walk.portal.desk
    spoil(desk, NotHeard.EXPIRED)
    desk.start(opening_of(desk, PRESS))
    desk.advance()
    walk.sign_in(Role.COORDINATOR)
    walk.look("hearing-start")
    walk.page.get_by_role("link", name="Ai sẽ nhận được thư").click()
    assert "Số cơ quan chưa gửi thư được: 1" in walk.text and "0221" in walk.text
    walk.look("hearing")
    walk.page.get_by_role("link", name="Nhập địa chỉ").click()
    walk.look("hearing-contact")
    walk.page.go_back()
    assert walk.press("Tiếp tục, báo qua điện thoại") == 422
    walk.look("hearing-fault")
    walk.choose("Cơ quan chưa có thư điện tử")
    assert walk.press("Tiếp tục, báo qua điện thoại") == 200
    walk.look("hearing-let-go")
    desk.advance()
    assert walk.press("Đã báo") == 200
    assert "Phải báo qua điện thoại" not in walk.text


def test_office_answers_the_yearly_question_and_the_coordinator_sees_what_it_proposes(
    walk_at: Callable[[str], Walk],
) -> None:
    walk = walk_at("empty")
    desk = walk.portal.desk
    desk.start(year_opening(desk))
    desk.at(date(2021, 10, 1))
    desk.advance()
    walk.open(walk.link_of("contact_check", Role.LIAISON, "CAT"))
    tasks = walk.page.get_by_role("link").filter(has_text="Xác nhận địa chỉ liên hệ")
    assert tasks.count() == 1, "its own address, not its superior's"
    tasks.click()
    walk.look("contact-check")
    walk.choose("Đã thay đổi")
    assert walk.press("Gửi trả lời") == 422
    walk.look("contact-check-fault")
    walk.write("Địa chỉ mới (khi đã thay đổi)", "moi@cat.example")
    assert walk.press("Gửi trả lời") == 200
    with desk.look() as work:
        assert "moi@cat.example" in [row.proposed for row in work.session.exec(select(Contact))]
    walk.sign_in(Role.COORDINATOR)
    walk.page.get_by_role("link", name="Địa chỉ liên hệ").click()
    walk.look("contacts-proposed")
    walk.page.get_by_role("link").filter(has_text="đề nghị đổi địa chỉ").click()
    assert walk.page.locator("#f-address").input_value() == "moi@cat.example"
    walk.look("contact-proposed")
