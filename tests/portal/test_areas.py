"""The coordinator suspends an area on the portal and lets work go on there."""

from collections.abc import Callable

from models.queries.suspensions import suspended_areas
from rules.words import Role, VisitState
from tests.actions.dump import dump
from tests.portal.visitor import Portal

Open = Callable[..., Portal]
PATH = "/office/areas"
FIELDS = {"area": "323", "reason": "epidemic", "document": "1234/QĐ-UBND", "until": ""}


def test_area_is_suspended_with_its_paper_seen_with_what_waits_and_resumed(portal_at: Open) -> None:
    portal = portal_at("coordinate")
    portal.sign_in(Role.COORDINATOR)
    assert "Không có địa bàn nào tạm dừng" in portal.get(PATH).text
    page = portal.follow(portal.post(PATH, FIELDS))
    assert "Đã ghi việc tạm dừng" in page.text and "1234/QĐ-UBND" in page.text
    with portal.desk.look() as work:
        count = sum(visit.area == "323" and visit.state is VisitState.POSTPONED for visit in work.visits())
        assert suspended_areas(work.session) == {"323"} and count
    assert f"{count} lượt kiểm tra chưa có lịch" in page.text
    assert "323" not in page.tree.xpath("//select[@name='area']/option/@value")
    page = portal.follow(portal.post(f"{PATH}/323/resume", {}))
    assert "Đã ghi việc tiếp tục" in page.text
    with portal.desk.look() as work:
        assert suspended_areas(work.session) == frozenset()
        assert {visit.state for visit in work.visits()} == {VisitState.PLANNED}


def test_form_says_all_that_is_wrong_keeps_what_was_typed_and_changes_nothing(portal_at: Open) -> None:
    portal = portal_at("coordinate")
    portal.sign_in(Role.COORDINATOR)
    before = dump(portal.desk.office.engine)
    page = portal.post(PATH, {"area": "", "document": "", "until": "1/1"})
    assert page.status == 422 and page.values("until") == ["1/1"]
    for field, said in [
        ("area", "Xin chọn địa bàn"),
        ("reason", "Xin chọn lý do"),
        ("document", "Xin ghi số, ký hiệu văn bản"),
        ("until", "không phải là ngày"),
    ]:
        assert said in page.tree.xpath("//*[@id=$id]", id=f"e-{field}")[0].text_content()
    late = portal.post(PATH, {**FIELDS, "until": "01/01/2021"})
    assert late.status == 422 and "Ngày cuối không được trước" in late.text
    assert portal.post(f"{PATH}/323/resume", {}).status == 409
    assert dump(portal.desk.office.engine) == before


def test_second_suspension_of_the_same_area_is_refused(portal_at: Open) -> None:
    portal = portal_at("approve")
    portal.sign_in(Role.COORDINATOR)
    assert portal.post(PATH, FIELDS).status == 303
    assert portal.post(PATH, FIELDS).status == 409
