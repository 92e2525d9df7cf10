"""An unannounced check in a browser: a ground, the order, the list that opens once, and what a member is shown."""

from collections.abc import Callable
from datetime import time

import pytest
from sqlmodel import select

from models import UnannouncedOrder
from rules.words import OrderGround, Role
from tests.actions.checks import NIGHT, mustered
from tests.actions.checks import PLACE as CANARY_PLACE
from tests.browser.walk import Walk

pytestmark = pytest.mark.slow
PLACE = "Sân sau trụ sở mẫu"
SEATS = {
    "Sở Lao động - Thương binh và Xã hội": "TKT-LD-01",
    "Công an tỉnh": "TKT-CA-01\nTKT-CA-02",
    "Sở Văn hóa": "TKT-VH-01",
}
HIDDEN = ("Mẫu 031", "HY-333", "TKT-", "Phù Cừ")


@pytest.fixture
def walk(walk_at: Callable[[str], Walk]) -> Walk:
    return walk_at("empty")


def leader_writes_the_order(walk: Walk) -> None:
    """A member is forgotten first: every agency that must be there is named, and what was typed is kept."""
    walk.choose("Ra lệnh kiểm tra")
    walk.page.locator("summary", has_text="Huyện Phù Cừ").click()
    walk.page.locator("input[value='HY-333-001']").check()
    walk.write("Mã cơ sở khác", "HY-333-002")
    walk.write("Ngày tập trung", NIGHT.isoformat())
    walk.write("Giờ tập trung", "22:00")
    walk.write("Địa điểm tập trung", PLACE)
    walk.page.get_by_role("group", name="Cơ quan chủ trì").get_by_label("Sở Văn hóa").check()
    for agency, cards in SEATS.items():
        if "Công an" not in agency:
            seat(walk, agency, cards)
    assert walk.press("Gửi quyết định") == 422
    assert "Phải có thành viên của CAT." in walk.text and orders(walk) == [""]
    assert walk.page.locator("input[value='HY-333-001']").is_checked()
    assert walk.page.get_by_label("Giờ tập trung", exact=True).input_value() == "22:00"
    walk.look("leader-order-fault")
    seat(walk, "Công an tỉnh", SEATS["Công an tỉnh"])
    assert walk.press("Gửi quyết định") == 200


def seat(walk: Walk, agency: str, cards: str) -> None:
    walk.page.get_by_role("group", name="Thành viên").get_by_label(agency).fill(cards)


def orders(walk: Walk) -> list[str]:
    with walk.portal.desk.look() as work:
        return [order.muster_place or "" for order in work.session.exec(select(UnannouncedOrder))]


def hides_the_list(walk: Walk) -> bool:
    return not any(secret in walk.page.content() for secret in HIDDEN)


def test_puts_in_a_ground_and_orders_and_sees_no_list_until_the_muster(walk: Walk) -> None:
    walk.sign_in(Role.TEAM_LEADER)
    walk.page.get_by_role("link", name="Kiểm tra đột xuất").first.click()
    walk.look("leader-checks")
    walk.choose(OrderGround.COMPLAINT.label)
    walk.write("Ngày văn bản", "2021-01-29")
    assert walk.press("Trình Đội trưởng") == 422
    assert walk.page.get_by_label("Ngày văn bản", exact=True).input_value() == "2021-01-29"
    walk.look("leader-checks-fault")
    walk.write("Số văn bản", "15/ĐT")
    assert walk.press("Trình Đội trưởng") == 200
    assert "Chờ ra lệnh" in walk.text and "15/ĐT" not in walk.text
    walk.look("leader-checks-raised")
    link = walk.link_of("order_task", Role.TEAM_LEADER)
    walk.enter(link, Role.TEAM_LEADER, "leader")
    walk.look("leader-order")
    leader_writes_the_order(walk)
    assert "Đã ra lệnh kiểm tra" in walk.text and hides_the_list(walk)
    walk.look("leader-receipt")
    walk.open(link)
    assert "Đã ra lệnh, chưa báo thành viên" in walk.text and hides_the_list(walk)
    walk.look("leader-ordered")
    list_opens_once(walk, link)


def list_opens_once(walk: Walk, link: str) -> None:
    """At muster time, with a code of its own; the second try says how to open it again."""
    assert walk.press("Gửi mã mở danh sách") == 422
    assert "Danh sách chỉ mở từ giờ tập trung" in walk.text
    walk.look("leader-too-early", own_address=False)
    walk.portal.desk.at(NIGHT, time(10))
    walk.portal.desk.advance()
    walk.portal.desk.at(NIGHT, time(22))
    walk.enter(link, Role.TEAM_LEADER)
    assert walk.press("Gửi mã mở danh sách") == 200
    walk.look("leader-list-code", own_address=False)
    code = walk.code_of("list_code", Role.TEAM_LEADER)
    walk.write("Mã trong thư", code)
    assert walk.press("Mở danh sách") == 200
    assert all(secret in walk.text for secret in ("Mẫu 031", "TKT-CA-02", PLACE, "22:00 03/02/2021"))
    walk.look("leader-list", own_address=False)
    walk.page.get_by_role("link", name="Đóng danh sách").click()
    assert hides_the_list(walk)
    walk.write("Mã trong thư", code)
    assert walk.press("Mở danh sách") == 422
    assert "danh sách mở lần cuối lúc 22:00 03/02/2021; xin yêu cầu mã mới" in walk.text and hides_the_list(walk)
    walk.look("leader-list-again", own_address=False)


def test_member_is_shown_time_and_place_and_nothing_else(walk: Walk) -> None:
    mustered(walk.portal.desk)
    link = walk.link_of("muster", Role.LIAISON, "CAT")
    walk.enter(link, Role.LIAISON, "member")
    facts = [fact.split("\n") for fact in walk.page.locator("main dl > div").all_inner_texts()]
    assert [[part.strip() for part in fact if part.strip()] for fact in facts] == [
        ["Thời gian", "22:00 03/02/2021"],
        ["Địa điểm tập trung", CANARY_PLACE],
    ]
    assert hides_the_list(walk) and walk.page.locator("main form").count() == 0
    walk.look("member-muster")
