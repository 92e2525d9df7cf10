"""The focal point's page: behind a one-time code, closed choices, no identity; deputy and head in their turn."""

from collections.abc import Callable
from datetime import date, time, timedelta

import pytest

from actions.tell_office import Addressee, tell_office
from notifications.letters import ProtectionOverdue
from portal.speech import Speech
from rules.words import DutyKind, Role
from tests.portal.test_answers import filled, findings_path, screened
from tests.portal.visitor import Portal

Open = Callable[..., Portal]
DAY = date(2021, 3, 1)


@pytest.fixture
def told(portal_at: Open) -> Portal:
    """A findings form has told of signs; the focal point has its letter."""
    portal = portal_at("go_on_first_visits")
    path = findings_path(portal)
    portal.follow(portal.post(path, filled(screened(portal, path, trafficking="yes"))))
    return portal


def duty_code(portal: Portal) -> str:
    with portal.desk.look() as work:
        return work.duty(DutyKind.PROTECTION).code


def chase(portal: Portal, hour: int) -> None:
    portal.desk.at(DAY, time(hour))
    portal.desk.advance()


def test_page_shows_the_numbers_to_call_first_and_what_each_answer_does(told: Portal) -> None:
    link = told.link("protection_notice", Role.FOCAL_POINT)
    assert told.get(f"{link}/d/{duty_code(told)}").text.count("Nhà nghỉ") == 0, "nothing before the code"
    page = told.enter(link)
    assert page.text.index("113") < page.text.index("Tiếp nhận thông tin hỗ trợ", page.text.index("113"))
    for words in ("Dấu hiệu bị mua bán", "Mẫu", "Không xử phạt và không chuyển thêm hồ sơ", "không bị xử lý"):
        assert words in page.text
    assert not page.tree.xpath("//main//input[@type='text'] | //main//textarea"), "nowhere to write a name"
    english = told.get(f"{link}?lang=en").text
    assert "Signs of trafficking" in english and "No fine and no second file" in english


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("take_over", "Đã tiếp nhận, đang hỗ trợ"),
        ("not_confirm", "không xác nhận dấu hiệu"),
        ("tell_police", "Đã báo công an phòng, chống mua bán người"),
    ],
)
def test_each_answer_is_taken_once_and_shown_back_with_its_effect(told: Portal, answer: str, words: str) -> None:
    link, code = told.link("protection_notice", Role.FOCAL_POINT), duty_code(told)
    told.enter(link)
    receipt = told.answer(f"{link}/d/{code}", {"answer": answer})
    assert words in receipt.text and "Hệ quả" in receipt.text
    again = told.post(f"{link}/d/{code}", {"answer": "take_over", "nonce": "n" * 20})
    assert again.status == 409
    assert words in told.get(link).text


def test_no_answer_chosen_is_one_sentence_and_changes_nothing(told: Portal) -> None:
    link, code = told.link("protection_notice", Role.FOCAL_POINT), duty_code(told)
    told.enter(link)
    refused = told.post(f"{link}/d/{code}", {"nonce": "n" * 20, "answer": "fine"})
    assert refused.status == 422 and "Xin chọn một câu trả lời" in refused.text
    with told.desk.look() as work:
        assert work.duty(DutyKind.PROTECTION).rung == 0


def test_deputy_and_head_answer_when_the_ladder_tells_them_and_not_before(told: Portal) -> None:
    code = duty_code(told)
    chase(told, 13)
    deputy = told.link("protection_overdue", Role.FOCAL_DEPUTY)
    assert "Tiếp nhận thông tin hỗ trợ" in told.enter(deputy).text
    chase(told, 17)
    head = told.link("protection_overdue", Role.SUPERIOR, "DMHTNN")
    told.enter(head)
    told.answer(f"{head}/d/{code}", {"answer": "take_over"})
    assert "Đã tiếp nhận, đang hỗ trợ" in told.enter(deputy).text


@pytest.mark.parametrize(("role", "later"), [(Role.FOCAL_DEPUTY, 0), (Role.SUPERIOR, 4)], ids=["deputy", "head"])
def test_who_opens_the_page_before_the_turn_is_told_when_it_comes(told: Portal, role: Role, later: int) -> None:
    """As with a link that came early: it shows nothing of the place, and takes no answer."""
    code = duty_code(told)
    with told.desk.work() as work:
        duty = work.duty(DutyKind.PROTECTION)
        turn = Speech("vi").moment(duty.due_at + timedelta(hours=later))
        tell_office(
            work.session,
            ProtectionOverdue,
            Addressee(role, duty.agency),
            campaign=work.campaign(),
            subject=duty.subject,
            ordinal=99,
            **work.given,
        )
    link = told.link("protection_overdue", role, "DMHTNN")
    page = told.enter(link)
    assert page.status == 200 and "Đang chờ người có thẩm quyền trả lời đến" in page.text and turn in page.text
    assert "Mẫu" not in page.text and not page.tree.xpath("//main//form")
    assert told.post(f"{link}/d/{code}", {"answer": "take_over", "nonce": "n" * 20}).status == 404


def test_who_has_no_part_in_it_finds_nothing_at_the_address(told: Portal) -> None:
    code = duty_code(told)
    for link in (told.link("findings_request", Role.LIAISON), told.link("brief", Role.LIAISON, "CAT")):
        assert told.get(f"{link}/d/{code}").status == 404
        assert told.post(f"{link}/d/{code}", {"answer": "take_over", "nonce": "n" * 20}).status == 404
    told.sign_in(Role.COORDINATOR)
    assert told.get(f"/office/d/{code}").status == 404
