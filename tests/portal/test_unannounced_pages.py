"""An unannounced check over the real pages: the leader's link, the members' link, and everybody who has neither."""

from collections.abc import Callable
from datetime import date, time
from typing import Any

import pytest
from sqlmodel import select

from actions.raise_check import Ground
from models import Campaign, Contact, UnannouncedOrder
from portal.sentences import fault_sentence
from portal.speech import Speech
from rules.words import CampaignState, DutyKind, Mode, OrderGround, Role
from tests.actions.checks import NIGHT, PLACE, SEATS, looked_into, mustered, over, raised
from tests.actions.dump import dump
from tests.actions.mail_parts import text_of
from tests.portal.visitor import CODE, Page, Portal

Open = Callable[..., Portal]
ORDER = {
    "decision": "order",
    "establishments": ["HY-333-001"],
    "other_places": "hy-333-002",
    "muster_on": NIGHT.isoformat(),
    "muster_time": "22:00",
    "muster_place": PLACE,
    "lead_agency": "SVHTTDL",
    **{f"cards.{agency}": "\n".join(cards) for agency, cards in SEATS.items()},
}
RAISED = {"ground": "complaint", "document": "15/ĐT", "document_on": "2021-01-29"}
SECRETS = ("CANARY", "Mẫu 031", "HY-333", "TKT-LD-01", "Phù Cừ", "15/ĐT")


@pytest.fixture
def portal(portal_at: Open) -> Portal:
    return portal_at("empty")


def leaders_link(portal: Portal) -> str:
    return portal.link("order_task", Role.TEAM_LEADER)


def list_code(portal: Portal) -> str:
    found = CODE.search(text_of(portal.letters("list_code", Role.TEAM_LEADER)[-1]))
    assert found is not None
    return found.group(1)


def order_of(portal: Portal) -> UnannouncedOrder:
    with portal.desk.look() as work:
        return work.session.exec(select(UnannouncedOrder)).one()


def state_of(portal: Portal) -> CampaignState:
    with portal.desk.look() as work:
        return work.session.exec(select(Campaign).where(Campaign.mode == Mode.UNANNOUNCED)).one().state


def test_ground_is_put_in_on_the_signed_in_page_and_the_leader_orders_behind_his_code(portal: Portal) -> None:
    portal.sign_in(Role.TEAM_LEADER)
    page = portal.get("/office/checks")
    assert "Không có cuộc kiểm tra nào" in page.text
    done = portal.follow(portal.post("/office/checks", {"nonce": page.nonce, **RAISED}))
    assert "Đã trình Đội trưởng" in done.text and "Chờ ra lệnh" in done.text and "15/ĐT" not in done.text
    path = leaders_link(portal)
    assert not [secret for secret in SECRETS if secret in portal.get(path).response.text]
    form = portal.enter(path)
    assert "15/ĐT" in form.text and "Nhà hàng Mẫu 031" in form.text
    receipt = portal.follow(portal.post(f"{path}/d/{subject_of(portal)}", {"nonce": form.nonce, **ORDER}))
    assert "Đã ra lệnh kiểm tra" in receipt.text
    order = order_of(portal)
    assert order.establishments == ["HY-333-001", "HY-333-002"] and order.seats == {
        a: list(c) for a, c in SEATS.items()
    }
    assert order.muster_at == portal.desk.office.pack.calendar.at(NIGHT, time(22)) and order.muster_place == PLACE
    for shown in (receipt, portal.get(path), portal.get("/office/checks")):
        assert not [secret for secret in SECRETS if secret in shown.text], shown.text
    assert "Đã ra lệnh, chưa báo thành viên" in portal.get(path).text


def subject_of(portal: Portal) -> str:
    with portal.desk.look() as work:
        return work.session.exec(select(Campaign.code).where(Campaign.mode == Mode.UNANNOUNCED)).one()


def test_leaders_page_says_who_owes_findings_and_lets_go_what_is_late(portal: Portal) -> None:
    over(portal.desk)
    path = leaders_link(portal)
    page = portal.enter(path)
    assert "Kết quả chưa nộp" in page.text and not page.tree.xpath("//form[contains(@action, 'give-up')]")
    portal.desk.at(date(2021, 2, 9), time(9))
    assert "quá hạn" in portal.enter(path).text
    assert "Kết quả chưa nộp" not in portal.follow(portal.post(f"{path}/give-up")).text
    portal.desk.advance()
    assert state_of(portal) is CampaignState.REPORTING
    asked = portal.link("findings_request", Role.LIAISON)
    assert portal.post(f"{asked}/give-up").status == 404, "members have no say in it"


def test_same_ground_sent_twice_is_one_check(portal: Portal) -> None:
    portal.sign_in(Role.DEPUTY_LEADER)
    nonce = portal.get("/office/checks").nonce
    for _ in range(2):
        assert portal.post("/office/checks", {"nonce": nonce, **RAISED}).status == 303
    assert len(portal.letters("order_task", Role.TEAM_LEADER)) == 1


def test_ground_without_its_document_keeps_what_was_typed_and_saves_nothing(portal: Portal) -> None:
    portal.sign_in(Role.TEAM_LEADER)
    nonce = portal.get("/office/checks").nonce
    before = dump(portal.desk.office.engine)
    page = portal.post(
        "/office/checks", {"nonce": nonce, "ground": "request", "document": "", "document_on": "2021-01-29"}
    )
    assert page.status == 422 and "Xin ghi số văn bản làm căn cứ." in page.text
    assert page.tree.xpath("//input[@value='request']/@checked") and "2021-01-29" in page.response.text
    page = portal.post("/office/checks", {"nonce": nonce, **RAISED, "document_on": "2021-02-02"})
    assert page.status == 422 and "Văn bản ghi ngày 02/02/2021: không được sau hôm nay, 01/02/2021." in page.text
    assert dump(portal.desk.office.engine) == before


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.CHAIRMAN])
def test_page_of_checks_is_not_there_for_other_officers(portal: Portal, role: Role) -> None:
    raised(portal.desk)
    portal.sign_in(role)
    assert portal.get("/office/checks").status == 404
    assert portal.post("/office/checks", {"nonce": "n" * 20, **RAISED}).status == 404
    for path in ("/office", "/office/c"):
        assert "NV-" not in portal.get(path).text


def test_page_of_checks_needs_a_session(portal: Portal) -> None:
    assert portal.get("/office/checks").status == 303
    assert portal.post("/office/checks", {"nonce": "n" * 20, **RAISED}).status == 403


def test_order_with_every_fault_says_all_at_once_and_keeps_what_was_typed(portal: Portal) -> None:
    code = raised(portal.desk)
    path = leaders_link(portal)
    form = portal.enter(path)
    before = dump(portal.desk.office.engine)
    wrong = {
        **ORDER,
        "other_places": "HY-999-999",
        "muster_time": "khuya",
        "muster_place": "gọi 0912 345 678",
        "lead_agency": "SYT",
        "cards.CAT": "tkt nhỏ",
    }
    page = portal.post(f"{path}/d/{code}", {"nonce": form.nonce, **wrong})
    assert page.status == 422
    for sentence in (
        "HY-999-999: không có trong sổ đăng ký.",
        "Xin ghi giờ, ví dụ 22:00.",
        "Có dãy số dài như số điện thoại",
        "Cơ quan chủ trì phải có ít nhất một thành viên.",
        "tkt nhỏ: số thẻ kiểm tra chỉ gồm chữ in hoa",
    ):
        assert sentence in page.text, sentence
    assert "khuya" in page.response.text and page.tree.xpath("//input[@value='HY-333-001']/@checked")
    assert dump(portal.desk.office.engine) == before
    short = {**ORDER, "cards.CAT": "", "cards.SVHTTDL": "TKT-VH-01\nTKT-VH-01"}
    page = portal.post(f"{path}/d/{code}", {"nonce": form.nonce, **short})
    assert "Phải có thành viên của CAT." in page.text and "Có số thẻ ghi hai lần." in page.text
    late = portal.post(
        f"{path}/d/{code}", {"nonce": form.nonce, **ORDER, "muster_on": "2021-02-01", "muster_time": "8h10"}
    )
    assert "Phải cách bây giờ ít nhất 30 phút" in late.text
    assert dump(portal.desk.office.engine) == before


def test_leader_says_why_he_does_not_order(portal: Portal) -> None:
    code = raised(portal.desk)
    path = leaders_link(portal)
    form = portal.enter(path)
    empty = portal.post(f"{path}/d/{code}", {"nonce": form.nonce, "decision": "decline"})
    assert empty.status == 422 and "Xin chọn lý do." in empty.text
    said = portal.follow(
        portal.post(f"{path}/d/{code}", {"nonce": form.nonce, "decision": "decline", "reason": "ground"})
    )
    assert "Chưa đủ căn cứ" in said.text and state_of(portal) is CampaignState.CANCELLED
    assert "Không kiểm tra" in portal.get(path).text
    again = portal.post(f"{path}/d/{code}", {"nonce": "m" * 20, **ORDER})
    assert again.status == 409


def test_leader_cannot_order_on_his_own_proposal(portal: Portal) -> None:
    code = raised(portal.desk, Ground(OrderGround.MEMBER_PROPOSAL, "03/ĐX", date(2021, 2, 1)))
    path = leaders_link(portal)
    form = portal.enter(path)
    assert "chính ông/bà nêu" in form.text
    assert portal.post(f"{path}/d/{code}", {"nonce": form.nonce, **ORDER}).status == 403
    assert state_of(portal) is CampaignState.DRAFT


def test_deputy_orders_behind_his_own_link_once_the_hours_have_run(portal: Portal) -> None:
    code = raised(portal.desk)
    portal.desk.at(date(2021, 2, 1), time(12, 1))
    portal.desk.advance()
    path = portal.link("order_task", Role.DEPUTY_LEADER)
    form = portal.enter(path)
    portal.follow(portal.post(f"{path}/d/{code}", {"nonce": form.nonce, **ORDER}))
    assert "Mở danh sách" in portal.get(path).text
    theirs = leaders_link(portal)
    assert "Đã ra lệnh" in portal.enter(theirs).text


def test_list_opens_at_muster_time_with_its_own_code_and_once(portal: Portal) -> None:
    mustered(portal.desk)
    path = leaders_link(portal)
    page = portal.enter(path)
    assert not [secret for secret in SECRETS if secret in page.text]
    early = portal.post(f"{path}/list/code")
    assert early.status == 422 and "Danh sách chỉ mở từ giờ tập trung, 22:00 03/02/2021" in early.text
    assert portal.letters("list_code", Role.TEAM_LEADER) == []
    portal.desk.at(NIGHT, time(22))
    portal.enter(path)
    assert "Đã gửi mã" in portal.post(f"{path}/list/code").text
    code = list_code(portal)
    wrong = portal.post(f"{path}/list", {"code": f"{(int(code) + 1) % 10**8:08d}"})
    assert wrong.status == 422 and "còn 4 lần thử" in wrong.text and "HY-333" not in wrong.text
    shown = portal.post(f"{path}/list", {"code": f"{code[:4]} {code[4:]}"})
    assert (
        shown.status == 200 and "Nhà hàng Mẫu 031" in shown.text and PLACE in shown.text and "TKT-LD-01" in shown.text
    )
    assert shown.response.headers["cache-control"] == "no-store"
    assert order_of(portal).opened_at == portal.desk.office.pack.calendar.at(NIGHT, time(22))
    again = portal.post(f"{path}/list", {"code": code})
    assert again.status == 422 and "danh sách mở lần cuối lúc 22:00 03/02/2021; xin yêu cầu mã mới" in again.text
    assert "HY-333" not in portal.get(path).text and portal.get(f"{path}/list").status == 405


def test_list_needs_the_page_opened_with_its_own_code_first(portal: Portal) -> None:
    mustered(portal.desk)
    portal.desk.at(NIGHT, time(22))
    path = leaders_link(portal)
    assert portal.post(f"{path}/list/code").status == portal.post(f"{path}/list", {"code": "1"}).status == 403
    portal.enter(path)
    assert portal.post(f"{path}/list", {"code": portal.last_code()}).status == 422


def test_members_link_shows_time_and_place_and_nothing_else(portal: Portal) -> None:
    code = mustered(portal.desk)
    path = portal.link("muster", Role.LIAISON, "CAT")
    assert not [secret for secret in (*SECRETS, "22:00") if secret in portal.get(path).text]
    page = portal.enter(path)
    assert PLACE in page.text and "22:00 03/02/2021" in page.text
    others = [secret for secret in SECRETS if secret != "CANARY"] + ["Sở Văn hóa", "Căn cứ", "Danh sách"]
    assert not [secret for secret in others if secret in page.text]
    portal.desk.at(NIGHT, time(22))
    portal.enter(path)
    for refused in (f"{path}/list/code", f"{path}/list", f"{path}/cancel"):
        assert portal.post(refused, {"nonce": "n" * 20, "code": "1"}).status == 404, refused
    assert portal.post(f"{path}/d/{code}", {"nonce": "n" * 20}).status == 409
    assert portal.get(f"{path}/d/{code}").status == portal.get(f"{path}/report").status == 404


def test_leader_calls_the_check_off_while_nobody_was_told(portal: Portal) -> None:
    code = raised(portal.desk)
    path = leaders_link(portal)
    form = portal.enter(path)
    portal.post(f"{path}/d/{code}", {"nonce": form.nonce, **ORDER})
    assert portal.post(f"{path}/cancel", {}).status == 422
    assert portal.follow(portal.post(f"{path}/cancel", {"reason": "mistake"})).status == 200
    assert state_of(portal) is CampaignState.CANCELLED
    assert portal.post(f"{path}/cancel", {"reason": "mistake"}).status == 409


def test_leader_alone_learns_behind_his_code_whom_the_muster_letter_would_not_reach(portal: Portal) -> None:
    code = raised(portal.desk)
    path = leaders_link(portal)
    form = portal.enter(path)
    portal.post(f"{path}/d/{code}", {"nonce": form.nonce, **ORDER})
    assert "chưa đến được" not in portal.get(path).text
    with portal.desk.work() as work:
        for contact in work.session.exec(select(Contact).where(Contact.agency == "SVHTTDL")):
            contact.bounced = True
    shown = portal.get(path).text
    assert "chưa đến được" in shown and "Sở Văn hóa, Thể thao và Du lịch" in shown and "thư gửi đến bị trả lại" in shown
    portal.sign_in(Role.COORDINATOR)
    for page in ("/office", "/office/c", f"/office/c/{code}/hearing"):
        assert code not in portal.get(page).text and "bị trả lại" not in portal.get(page).text


def test_leader_reports_in_writing_and_both_offices_are_asked_for(portal: Portal) -> None:
    looked_into(portal.desk)
    path = portal.link("unannounced_report_due", Role.TEAM_LEADER)
    form = portal.enter(path)
    code = subject_of(portal)
    before = dump(portal.desk.office.engine)
    said: dict[str, Any] = {"nonce": form.nonce, "document": "07/BC", "signed_on": "2021-02-04", "to_superior": "yes"}
    page = portal.post(f"{path}/d/{code}", said)
    assert page.status == 422 and "Xin đánh dấu đã gửi Chủ tịch." in page.text and "07/BC" in page.response.text
    early = portal.post(f"{path}/d/{code}", {**said, "to_chairman": "yes", "signed_on": "2021-02-02"})
    assert "Báo cáo ghi ngày 02/02/2021: phải từ ngày kiểm tra 03/02/2021 đến hôm nay, 04/02/2021." in early.text
    assert dump(portal.desk.office.engine) == before
    done = portal.follow(portal.post(f"{path}/d/{code}", {**said, "to_chairman": "yes"}))
    assert "07/BC" in done.text and state_of(portal) is CampaignState.CLOSED


def test_member_agencies_enter_their_items_afterwards_and_get_no_report(portal: Portal) -> None:
    over(portal.desk)
    path = portal.link("findings_request", Role.LIAISON, "SVHTTDL")
    page = portal.get(path)
    assert "Nhà hàng Mẫu 031" in page.text and "Xem báo cáo" not in page.text
    assert portal.get(f"{path}/report").status == 404
    with portal.desk.look() as work:
        (duty, _) = work.duties(DutyKind.FINDINGS)
    assert portal.get(f"{path}/d/{duty.code}").status == 200


def test_other_members_enter_their_items_behind_the_muster_link_once_the_check_is_over(portal: Portal) -> None:
    code = mustered(portal.desk)
    path = portal.link("muster", Role.LIAISON, "CAT")
    visit = f"{path}/v/{code}-V-HY-333-001"
    portal.enter(path)
    assert portal.get(visit).status == 404
    portal.desk.at(date(2021, 2, 4), time(7, 30))
    portal.desk.advance()
    assert "Nhà hàng Mẫu 031" not in portal.get(visit).text
    page = portal.enter(path)
    assert "Nhà hàng Mẫu 031" in page.text
    items = portal.get(visit).items()
    kept = portal.follow(portal.post(visit, {name: "met" for name in items}))
    assert items and "Đã ghi nhận lúc" in kept.text
    lead = portal.link("muster", Role.LIAISON, "SVHTTDL")
    portal.enter(lead)
    assert portal.get(f"{lead}/v/{code}-V-HY-333-001").status == 404


def test_superior_of_a_late_agency_learns_that_something_is_owed_and_not_where(portal: Portal) -> None:
    """Who was not told of the check does not see its places, its day or its forms afterwards either."""
    over(portal.desk)
    for day in range(8, 27):
        portal.desk.at(date(2021, 2, day), time(8))
        portal.desk.advance()
    path = portal.link("non_response", Role.SUPERIOR, "SVHTTDL")
    page = portal.get(path)
    assert DutyKind.FINDINGS.label in page.text and "Bộ phận khác của cơ quan" in page.text
    assert not [secret for secret in (*SECRETS, "03/02/2021", "2021-02-03") if secret in page.response.text]
    with portal.desk.look() as work:
        (duty, _) = work.duties(DutyKind.FINDINGS)
    assert portal.get(f"{path}/d/{duty.code}").status == 404
    assert portal.post(f"{path}/d/{duty.code}", {"nonce": "n" * 20}).status == 404
    assert portal.get(f"{path}/v/{duty.subject}").status == 404


def test_every_sentence_of_an_order_has_its_vietnamese() -> None:
    """A fault whose pattern is missing would come out in English."""
    for sentence in (
        "BAOHY is no member of the team on 03/02/2021.",
        "HY-1: not in business on 03/02/2021.",
        "nobody there can be written to: enter a contact first.",
        "has only a shared mailbox: enter a personal address first.",
        "TKT-1, TKT-2: already in another party at that time.",
        "must lie within 30 days.",
        "needs the place where the members gather.",
        "needs at least one establishment.",
        "must have gone to the direct superior.",
        "must have gone to the chairman.",
        "is a document number of at most 64 characters.",
        "needs the number of the report.",
    ):
        assert fault_sentence(sentence, Speech("vi")) != sentence, sentence


@pytest.mark.parametrize("locale", ["vi", "en"])
def test_pages_of_a_check_are_read_in_both_languages(portal: Portal, locale: str) -> None:
    raised(portal.desk)
    path = leaders_link(portal)
    portal.enter(path)
    page: Page = portal.get(f"{path}?lang={locale}")
    assert ("Order an unannounced check?" in page.text) is (locale == "en")
    assert ("Complaint or denunciation" in page.text) is (locale == "en")
