"""What an agency has taken over, on its own page and on the coordinator's: under the new name and under the old."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time

from rules.words import DutyKind, Role
from tests.actions.forms_desk import opening_of
from tests.portal.visitor import Portal

Open = Callable[..., Portal]


def test_two_tasks_of_one_kind_are_told_apart_by_who_owed_them_first(portal_at: Open) -> None:
    portal = portal_at("empty")
    office, radio = portal.desk.office, "Đài Phát thanh và Truyền hình"
    portal.desk.start(opening_of(portal.desk, "CT3-BAOCHI"))
    portal.desk.advance()
    old = office.pack
    ended = (
        replace(row, valid_to=date(2021, 2, 2), successor="BAOHY") if row.code == "DPTTH" else row
        for row in old.agencies
    )
    office.put_in_force(replace(old, agencies=tuple(ended)))
    portal.desk.at(date(2021, 2, 3), time(9))
    portal.desk.advance()
    page = portal.get(portal.link("duties_passed", Role.LIAISON, "BAOHY"))
    assert page.text.count("Kế hoạch tin, bài") >= 2 and f"tiếp nhận từ {radio}" in page.text
    with portal.desk.look() as work:
        (duty,) = work.duties(DutyKind.PRESS_PLAN, passed_from="DPTTH")
        code = work.journal(verb="pass")[0].subject
    assert code == duty.code
    (path,) = [link for link in page.links if link.endswith(f"/d/{duty.code}")]
    form = portal.get(path)
    assert "Tiếp nhận từ" in form.text and radio in form.text
    portal.sign_in(Role.COORDINATOR)
    assert f"trước: {radio}" in portal.get("/office/c/HY-2021-BC-01").text
    assert f"trước: {radio}" in portal.get(f"/office/d/{duty.code}").text
