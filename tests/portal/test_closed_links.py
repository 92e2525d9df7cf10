"""Closed links: one page for every link there is and every one there is not, at once, until they are opened."""

from collections.abc import Callable

from actions.turn_off import turn_off, turn_on
from rules.words import Role, StopReason, Switch
from tests.portal.visitor import Portal

CLOSED = "Mọi liên kết đang tạm đóng"
NOTHING_TO_CLOSE = ("/", "/healthz", "/static/portal.css")


def test_every_link_answers_closed_at_once_and_works_again_when_opened(portal_at: Callable[..., Portal]) -> None:
    portal = portal_at("coordinate")
    path = portal.link("invitation", Role.LIAISON, "CAT")
    assert CLOSED not in portal.get(path).text
    with portal.desk.office.transaction() as (session, now):
        turn_off(session, Switch.LINKS, StopReason.INCIDENT, now=now)
    for address in (path, f"{path}/report", "/l/forged", "/office", "/office/sign-in", "/office/in/forged"):
        page = portal.get(address)
        assert (page.status, CLOSED in page.text) == (503, True), address
        assert "HY-2021" not in page.text
    assert portal.client.post(f"{path}/renew", data={}).status_code == 503
    assert [portal.client.get(address).status_code for address in NOTHING_TO_CLOSE] == [200] * 3
    with portal.desk.office.transaction() as (session, now):
        turn_on(session, Switch.LINKS, now=now)
    page = portal.get(path)
    assert page.status == 200 and CLOSED not in page.text


def test_start_page_of_the_office_says_that_mail_is_held(portal_at: Callable[..., Portal]) -> None:
    portal = portal_at("coordinate")
    portal.sign_in(Role.COORDINATOR)
    assert "Đang tạm dừng" not in portal.get("/office").text
    with portal.desk.office.transaction() as (session, now):
        turn_off(session, Switch.MAIL, StopReason.WRONG_LETTERS, now=now)
    assert "Đang tạm dừng: Gửi thư" in portal.get("/office").tree.text_content()
    assert "Thư có nội dung sai" in portal.get("/office").text


def test_start_page_says_that_confidential_letters_are_held_while_the_relay_is_in_clear(
    portal_at: Callable[..., Portal],
) -> None:
    portal = portal_at("coordinate")
    portal.sign_in(Role.COORDINATOR)
    assert "Thư mật không được gửi" not in portal.get("/office").text
    portal.desk.office.mail_in_clear = True
    assert "Thư mật không được gửi: máy chủ thư không mã hóa" in portal.get("/office").tree.text_content()
    assert "Confidential letters are held" in portal.get("/office?lang=en").text
