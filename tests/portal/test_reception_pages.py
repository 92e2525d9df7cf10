"""A reception over the real pages: begun where the focal point is signed in, answered behind its one-time codes."""

from collections.abc import Callable
from datetime import date, time

import pytest
from sqlmodel import select

from models import Campaign, Duty
from rules.visibility import RECEPTION_KINDS, SIGN_IN
from rules.words import CampaignKind, CampaignState, Role
from tests.actions.dump import dump
from tests.actions.mail_parts import text_of
from tests.actions.receptions import begun, open_step
from tests.portal.visitor import Page, Portal

Open = Callable[..., Portal]
HERE = "/office/receptions"
BEGUN = {"received_on": "2021-01-30", "agency": "CAT"}
DONE = {"answer": "done", "done_on": "01/02/2021"}
SECRETS = ("30/01/2021", "2021-01-30", "Tiếp nhận nạn nhân", "Receive a victim")
"""What stands behind the one-time code alone."""


@pytest.fixture
def portal(portal_at: Open) -> Portal:
    return portal_at("empty")


def start(portal: Portal) -> Page:
    portal.sign_in(Role.FOCAL_POINT)
    page = portal.get(HERE)
    return portal.follow(portal.post(HERE, {"nonce": page.nonce, **BEGUN}))


def link_of(portal: Portal) -> str:
    return portal.link("reception_task", Role.FOCAL_POINT)


def campaign_of(portal: Portal) -> Campaign:
    with portal.desk.look() as work:
        return work.session.exec(select(Campaign).where(Campaign.kind == CampaignKind.RECEPTION)).one()


def duty_of(portal: Portal) -> Duty:
    with portal.desk.look() as work:
        return open_step(work)


def test_it_is_begun_with_a_day_and_an_agency_and_there_is_nowhere_to_write_a_name(portal: Portal) -> None:
    page = portal.sign_in(Role.FOCAL_POINT)
    assert "Không có trường hợp nào đang mở" in page.text, "signing in leads to it"
    assert not page.tree.xpath("//main//input[@type='text'] | //main//textarea")
    assert {field for field in page.tree.xpath("//main//input/@name")} == {"nonce", "received_on", "agency"}
    shown = start(portal)
    code = campaign_of(portal).code
    assert code in shown.text and "Chưa quy định thời hạn" in shown.text
    assert "30/01/2021" not in shown.text, "the day stands behind the code of its own page"
    english = portal.get(f"{HERE}?lang=en").text
    assert "Receive a victim" in english and "No time is set" in english


def test_every_step_is_answered_behind_its_link_and_the_next_one_comes_by_mail(portal: Portal) -> None:
    start(portal)
    for number, kind in enumerate(RECEPTION_KINDS, start=1):
        portal.desk.at(date(2021, 2, 1), time(8 + number))
        link, duty = link_of(portal), duty_of(portal)
        assert len(portal.letters("reception_task", Role.FOCAL_POINT)) == number and duty.kind is kind
        path = f"{link}/d/{duty.code}"
        form = portal.enter(link)
        for words in (kind.label, "30/01/2021", "Công an tỉnh", "Chưa quy định thời hạn", "113"):
            assert words in form.text, words
        assert "quá hạn" not in form.text
        receipt = portal.answer(path, DONE if number % 2 else {"answer": "not_possible", "reason": "other_body"})
        assert ("01/02/2021" if number % 2 else "Cơ quan khác thực hiện") in receipt.text
        assert portal.post(path, {"nonce": "n" * 20, **DONE}).status == 409
    assert campaign_of(portal).state is CampaignState.CLOSED
    every = portal.get(link_of(portal)).text
    assert all(kind.label in every for kind in RECEPTION_KINDS) and "Not possible" in portal.get(f"{link}?lang=en").text
    portal.sign_in(Role.FOCAL_POINT)
    assert "Không có trường hợp nào đang mở" in portal.get(f"{HERE}?lang=vi").text


def test_focal_point_lets_its_deputy_answer_and_withdraws_what_was_a_mistake(portal: Portal) -> None:
    start(portal)
    code = campaign_of(portal).code
    assert "Giao cho người thay mặt" in portal.get(HERE).text
    shown = portal.follow(portal.post(f"{HERE}/{code}/hand-over"))
    assert "Người thay mặt được trả lời từ bây giờ" in shown.text and "Giao cho người thay mặt" not in shown.text
    link, duty = portal.link("reception_task", Role.FOCAL_DEPUTY), duty_of(portal)
    portal.enter(link)
    portal.answer(f"{link}/d/{duty.code}", DONE)
    refused = portal.post(f"{HERE}/{code}/withdraw", {"reason": "she left"})
    assert refused.status == 422 and "Xin chọn lý do rút lại." in refused.text
    portal.sign_in(Role.FOCAL_DEPUTY)
    assert not portal.get(HERE).tree.xpath("//form[contains(@action, 'withdraw')]"), "the deputy did not begin it"
    assert portal.post(f"{HERE}/{code}/withdraw", {"reason": "mistake"}).status == 403
    portal.sign_in(Role.FOCAL_POINT)
    shown = portal.follow(portal.post(f"{HERE}/{code}/withdraw", {"reason": "mistake"}))
    assert "Đã rút lại" in shown.text and "Không có trường hợp nào đang mở" in shown.text
    assert campaign_of(portal).state is CampaignState.CANCELLED
    assert "Việc này không còn phải làm nữa" in portal.enter(link_of(portal)).text
    for path in ("withdraw", "hand-over"):
        assert portal.post(f"{HERE}/{code}/{path}", {"reason": "mistake"}).status == 404


def test_step_without_a_clock_is_never_late_however_long_it_lies(portal: Portal) -> None:
    start(portal)
    link, duty = link_of(portal), duty_of(portal)
    portal.desk.at(date(2021, 2, 9), time(9))
    portal.desk.advance()
    assert "quá hạn" not in portal.enter(link).text
    receipt = portal.answer(f"{link}/d/{duty.code}", DONE)
    assert "Trễ hạn" not in receipt.text and portal.letters("reception_reminder", Role.FOCAL_POINT) == []


def test_nothing_stands_at_the_door_or_in_the_letter(portal: Portal) -> None:
    start(portal)
    link, duty = link_of(portal), duty_of(portal)
    (letter,) = portal.letters("reception_task", Role.FOCAL_POINT)
    door = portal.get(link)
    for told in (door.response.text, portal.get(f"{link}/d/{duty.code}").response.text, text_of(letter)):
        assert not [secret for secret in SECRETS if secret in told]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Xin chọn một câu trả lời."),
        ({"answer": "done"}, "Xin nhập ngày thực hiện."),
        ({"answer": "done", "done_on": "2021-02-02"}, "phải từ ngày 30/01/2021 đến hôm nay, 01/02/2021"),
        ({"answer": "done", "done_on": "2021-01-29"}, "phải từ ngày 30/01/2021 đến hôm nay, 01/02/2021"),
        ({"answer": "not_possible", "reason": "she left"}, "Xin chọn lý do."),
    ],
)
def test_answer_that_is_none_is_one_sentence_beside_its_field_and_changes_nothing(
    portal: Portal, fields: dict[str, str], words: str
) -> None:
    start(portal)
    link, duty = link_of(portal), duty_of(portal)
    portal.enter(link)
    before = dump(portal.desk.office.engine)
    refused = portal.post(f"{link}/d/{duty.code}", {"nonce": "n" * 20, **fields})
    assert refused.status == 422 and words in refused.text
    assert dump(portal.desk.office.engine) == before


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"received_on": ""}, "Xin nhập ngày tiếp nhận."),
        ({"received_on": "2021-02-02"}, "Ngày 02/02/2021: không được sau hôm nay, 01/02/2021."),
        ({"agency": "Ông A"}, "Xin chọn cơ quan."),
    ],
)
def test_beginning_that_is_wrong_is_refused_beside_its_field(
    portal: Portal, changed: dict[str, str], words: str
) -> None:
    portal.sign_in(Role.FOCAL_POINT)
    page = portal.get(HERE)
    before = dump(portal.desk.office.engine)
    refused = portal.post(HERE, {"nonce": page.nonce, **BEGUN, **changed})
    assert refused.status == 422 and words in refused.text
    assert dump(portal.desk.office.engine) == before


@pytest.mark.parametrize("role", [role for role in SIGN_IN if role not in (Role.FOCAL_POINT, Role.FOCAL_DEPUTY)])
def test_no_other_officer_finds_the_page_or_anything_of_it(portal: Portal, role: Role) -> None:
    with portal.desk.look() as work:
        assert work.actor(role)
    code = begun(portal.desk)
    duty = duty_of(portal)
    portal.sign_in(role)
    for path in (HERE, f"/office/c/{code}", f"/office/d/{duty.code}", f"/office/d/{duty.code}/answer"):
        assert portal.get(path).status in (404, 405), path
    assert portal.post(HERE, {"nonce": "n" * 20, **BEGUN}).status == 404
    for path in ("withdraw", "hand-over"):
        assert portal.post(f"{HERE}/{code}/{path}", {"reason": "mistake"}).status == 404
    for path in ("/office", "/office/c", "/office/late.txt"):
        assert code not in portal.get(path).text and "Tiếp nhận" not in portal.get(path).text


def test_focal_point_finds_no_page_of_the_other_officers(portal: Portal) -> None:
    portal.sign_in(Role.FOCAL_POINT)
    for path in ("/office", "/office/c", "/office/contacts", "/office/register", "/office/checks"):
        assert portal.get(path).status == 404, path


def test_link_to_one_reception_opens_no_other(portal: Portal) -> None:
    begun(portal.desk)
    link, first = link_of(portal), duty_of(portal)
    begun(portal.desk)
    with portal.desk.look() as work:
        second = next(duty for duty in work.duties(RECEPTION_KINDS[0]) if duty.code != first.code)
    portal.enter(link)
    assert portal.get(f"{link}/d/{first.code}").status == 200
    assert portal.get(f"{link}/d/{second.code}").status == 404
    assert portal.post(f"{link}/d/{second.code}", {"nonce": "n" * 20, **DONE}).status == 404
