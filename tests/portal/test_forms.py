"""What is wrong is said beside its field and at the top, in the page's language, with everything typed kept."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from portal.posted import Posted
from portal.sentences import fault_sentence, refusal_sentence, status_of
from portal.speech import Speech
from rules.refusals import (
    AlreadyHandled,
    ContactMissing,
    PathBlocked,
    QuorumNotMet,
    Refusal,
    RightMissing,
    ScheduleImpossible,
    SharedMailbox,
    TooOften,
    TransitionRefused,
    UnknownCode,
)
from rules.words import DutyKind, ItemAnswer, Role
from tests.actions.desk import Desk
from tests.actions.dump import dump
from tests.portal.conftest import serve
from tests.portal.test_answers import FIRST, filled, findings_path, follow_up, screened
from tests.portal.visitor import Portal

Open = Callable[..., Portal]
Case = tuple[str, str, DutyKind, Role, Mapping[str, str], list[str]]

PLAN: list[tuple[dict[str, str], str, str]] = [
    ({}, "decision", "Xin chọn phê duyệt hoặc trả lại."),
    ({"decision": "maybe"}, "decision", "Xin chọn phê duyệt hoặc trả lại."),
    ({"decision": "return"}, "reason", "Xin chọn lý do trả lại."),
    ({"decision": "return", "reason": "too_many", "most_visits": "x"}, "most_visits", "Xin nhập một số nguyên."),
    ({"decision": "return", "reason": "too_many", "most_visits": "99"}, "most_visits", "Phải từ 1 đến 12 lượt đã lập."),
]
CONFIRM: list[tuple[dict[str, str], str, str]] = [
    ({"decision": "confirm"}, "cards", "Cần 2 thành viên cùng một lúc, mới nêu 0 người."),
    ({"decision": "confirm", "cards": "A-1\nA-1\nA-2"}, "cards", "Có số thẻ ghi hai lần."),
    (
        {"decision": "confirm", "cards": "Nguyễn\nA-22"},
        "cards",
        "NGUYỄN: số thẻ kiểm tra chỉ gồm chữ in hoa, chữ số và dấu gạch.",
    ),
    (
        {"decision": "confirm", "cards": "A-21\nA-22", "other_absences": "31/02/2021"},
        "other_absences",
        "“31/02/2021” không phải là ngày; xin viết dạng 25/02/2021.",
    ),
    (
        {"decision": "confirm", "cards": "A-21\nA-22", "other_absences": "01/04/2021"},
        "other_absences",
        "Ngày 01/04/2021 phải sau hôm nay và không muộn hơn 31/03/2021.",
    ),
    ({"decision": "decline"}, "decline_reason", "Xin chọn lý do từ chối."),
]


def check_refused(portal: Portal, path: str, fields: Mapping[str, object], field: str, sentence: str) -> None:
    before = dump(portal.desk.office.engine)
    page = portal.post(path, {"nonce": "n" * 20, **fields})
    assert page.status == 422
    (summary,) = page.tree.xpath("//div[@role='alert']")
    assert sentence in " ".join(summary.text_content().split())
    (link,) = [a for a in summary.xpath(".//a") if a.text_content() == sentence]
    (target,) = page.tree.xpath("//*[@id=$id]", id=link.get("href").removeprefix("#"))
    assert target.get("aria-describedby", "").split()[-1:] == [f"e-{field}"]
    assert sentence in page.tree.xpath("//*[@id=$id]", id=f"e-{field}")[0].text_content()
    assert dump(portal.desk.office.engine) == before


@pytest.mark.parametrize(("fields", "field", "sentence"), PLAN)
def test_plan_form(portal_at: Open, fields: dict[str, str], field: str, sentence: str) -> None:
    portal = portal_at("schedule")
    path = portal.duty_path(portal.link("plan_submitted", Role.CHAIRMAN), DutyKind.APPROVE_PLAN)
    check_refused(portal, path, fields, field, sentence)


@pytest.mark.parametrize(("fields", "field", "sentence"), CONFIRM)
def test_confirm_form(portal_at: Open, fields: dict[str, str], field: str, sentence: str) -> None:
    portal = portal_at("approve")
    path = portal.duty_path(portal.link("invitation", Role.LIAISON, "CAT"), DutyKind.CONFIRM, "CAT")
    check_refused(portal, path, fields, field, sentence)


def test_sanction_forms(portal_at: Open) -> None:
    portal = portal_at("go_on_first_visits")
    follow_up(portal, "K12", ItemAnswer.VIOLATION)
    link = portal.link("recommendation", Role.SANCTION_HOLDER)
    path = portal.duty_path(link, DutyKind.SANCTION_DECISION)
    decided = {"decision": "sanction", "number": "12/QĐ"}
    check_refused(portal, path, {"decision": "sanction"}, "number", "Xin ghi số quyết định.")
    check_refused(portal, path, {**decided, "number": "1" * 65}, "number", "Nhiều nhất 64 ký tự.")
    check_refused(portal, path, decided, "decided_on", "Xin nhập ngày.")
    too_soon = "Ngày quyết định phải từ ngày lập biên bản đến hôm nay."
    check_refused(portal, path, {**decided, "decided_on": "2021-02-28"}, "decided_on", too_soon)
    portal.answer(path, {**decided, "decided_on": "2021-03-02"})
    path = portal.duty_path(link, DutyKind.SANCTION_EXECUTION)
    tomorrow = "Ngày chấp hành phải từ ngày ra quyết định đến hôm nay, 02/03/2021."
    check_refused(portal, path, {"executed_on": "2021-03-03"}, "executed_on", tomorrow)


def test_screening_comes_first(portal_at: Open) -> None:
    portal = portal_at("go_on_first_visits")
    path = findings_path(portal)
    unanswered = "Xin trả lời có hay không có dấu hiệu mua bán, ép buộc."
    check_refused(portal, path, {"step": "screening"}, "trafficking", unanswered)
    fields = filled(screened(portal, path))
    del fields["apparent_minor"]
    refused = portal.post(path, fields)
    assert refused.status == 422 and "dưới 18 tuổi." in refused.text


def test_record_form_keeps_what_was_ticked(portal_at: Open) -> None:
    portal = portal_at("go_on_first_visits")
    path = findings_path(portal)
    fields = filled(screened(portal, path, trafficking="yes"), **{"item.K10": "violation"})
    del fields["item.K01"]
    check_refused(portal, path, fields, "item.K01", "K01: Mục này chưa có kết quả.")
    page = portal.post(path, fields)
    ticked = {str(box.get("name")): str(box.get("value")) for box in page.tree.xpath("//input[@checked]")}
    assert ticked["item.K10"] == "violation" and len(page.tree.xpath("//input[@name='cards'][@checked]")) == 3
    assert page.values("trafficking") == ["yes"] and page.tree.xpath("//section[@class='emergency']")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"item.K01": "splendid"}, "không có trong danh mục"),
        ({"item.K99": "met"}, "không thuộc danh mục của cơ quan"),
        ({"cards": "TKT-XXX-01"}, "không thuộc đoàn kiểm tra"),
        ({"cards": "TKT-CAT-01"}, "Mới có 1 thành viên có mặt"),
    ],
)
def test_record_that_cannot_be(portal_at: Open, fields: dict[str, str], sentence: str) -> None:
    portal = portal_at("go_on_first_visits")
    path = findings_path(portal)
    page = portal.post(path, {**filled(screened(portal, path)), **fields})
    assert page.status == 422 and sentence in page.text


def test_items_of_an_agency_are_checked(portal_at: Open) -> None:
    portal = portal_at("go_on_first_visits")
    path = f"{portal.link('brief', Role.LIAISON, 'CAT')}/v/{FIRST}"
    check_refused(portal, path, {"item.K12": "met"}, "item.K27", "K27: Mục này chưa có kết quả.")


def test_form_without_its_number_is_shown_anew(portal_at: Open) -> None:
    portal = portal_at("schedule")
    path = portal.duty_path(portal.link("plan_submitted", Role.CHAIRMAN), DutyKind.APPROVE_PLAN)
    page = portal.post(path, {"decision": "approve"})
    assert page.status == 422 and "gửi lại" in page.text and page.nonce


def test_each_form_shown_has_a_number_of_its_own(portal_at: Open) -> None:
    portal = portal_at("schedule")
    path = portal.duty_path(portal.link("plan_submitted", Role.CHAIRMAN), DutyKind.APPROVE_PLAN)
    assert portal.get(path).nonce != portal.get(path).nonce


def test_portal_speaks_the_language_of_the_pack_until_another_is_asked_for(desk_at: Callable[[str], Desk]) -> None:
    desk = desk_at("approve")
    portal, end = serve(Desk(replace(desk.office, pack=replace(desk.office.pack, locale="en"))))
    link = portal.link("invitation", Role.LIAISON, "CAT")
    assert portal.get(link).tree.get("lang") == portal.get("/l/forged").tree.get("lang") == "en"
    assert portal.get(f"{link}?lang=vi").tree.get("lang") == portal.get(link).tree.get("lang") == "vi"
    end()


def test_hours_on_a_page_are_those_of_the_pack() -> None:
    due_at = datetime(2026, 3, 2, 6, 30, tzinfo=UTC)
    assert Speech("en", ZoneInfo("Asia/Muscat")).moment(due_at) == "10:30 02/03/2026"
    assert Speech("en").moment(due_at) == "13:30 02/03/2026"
    assert Speech("en", ZoneInfo("Asia/Muscat")).moment(due_at.replace(hour=20, minute=0)) == "end of 02/03/2026"


def test_english_is_asked_for_once_and_remembered(portal_at: Open) -> None:
    portal = portal_at("approve")
    link = portal.link("invitation", Role.LIAISON, "CAT")
    path = portal.duty_path(link, DutyKind.CONFIRM, "CAT")
    assert portal.get(link).tree.get("lang") == "vi"
    english = portal.get(f"{link}?lang=en")
    assert english.tree.get("lang") == "en" and "To do" in english.text and "Provincial Police" in english.text
    refused = portal.post(path, {"nonce": "n" * 20, "decision": "confirm", "cards": "A-1\nA-1"})
    assert "A card number stands in the list twice." in refused.text
    assert "Không" not in refused.tree.xpath("//main")[0].text_content()
    assert portal.get(f"{link}?lang=vi").tree.get("lang") == portal.get(path).tree.get("lang") == "vi"
    assert portal.get(f"{link}?lang=xx").tree.get("lang") == "vi"


REFUSALS: list[tuple[Refusal, int]] = [
    (TransitionRefused("duty", "D-1", "fulfilled", "answer", []), 409),
    (TransitionRefused("sanction case", "X-1", "frozen", "decide", []), 409),
    (AlreadyHandled("visit", "V-1", "assessed"), 409),
    (RightMissing("liaison", "decide", "it", ["chairman"]), 403),
    (PathBlocked("Referral", "the decision"), 403),
    (QuorumNotMet("V-1", 1, 3), 422),
    (ScheduleImpossible("capacity", "a party", date(2021, 3, 1), date(2021, 3, 31)), 422),
    (TooOften("A code", 3, 15), 429),
    (SharedMailbox("A", "liaison", "access_code"), 422),
    (ContactMissing("A", "liaison", date(2021, 3, 1)), 422),
    (UnknownCode("area", "x"), 422),
]


@pytest.mark.parametrize(("refusal", "status"), REFUSALS, ids=lambda value: type(value).__name__)
def test_refusal_is_one_sentence_in_each_language_without_codes(refusal: Refusal, status: int) -> None:
    spoken = {refusal_sentence(refusal, Speech(locale)) for locale in ("vi", "en")}
    assert len(spoken) == 2 and status_of(refusal) == status
    for silent in ("D-1", "X-1", "V-1", "frozen", "liaison", "chairman", "access_code"):
        assert not any(silent in sentence for sentence in spoken)


def test_sentence_that_no_pattern_knows_is_left_as_it_is() -> None:
    assert fault_sentence("something new.", Speech("vi")) == "something new."


def test_typed_text_is_composed_and_without_control_characters() -> None:
    posted = Posted({"cards": ["TKT-1\r\n\x00 e\u0302\u2028"]}, Speech())
    assert posted.get("cards") == "TKT-1\n  ê " and posted.has("cards", "TKT-1\n  ê ")
