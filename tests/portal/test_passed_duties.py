"""What an agency has taken over, on its own page and on the coordinator's: under the new name and under the old."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time

import pytest

from actions.pass_duties import pass_duties
from actions.protect_person import protect_person
from actions.renew_link import MOST_LINKS
from models import Contact
from models.queries.visits import visit_by_code
from rules.words import DutyKind, ProtectionSign, Role
from tests.actions.desk import FIRST
from tests.actions.forms_desk import hand_in, opening_of
from tests.portal.visitor import Portal

Open = Callable[..., Portal]


@pytest.fixture
def merged(portal_at: Open) -> Portal:
    """The radio has been asked for its plan of articles, and was then merged into the newspaper."""
    portal = portal_at("empty")
    office = portal.desk.office
    portal.desk.start(opening_of(portal.desk, "CT3-BAOCHI"))
    portal.desk.advance()
    ended = (
        replace(row, valid_to=date(2021, 2, 2), successor="BAOHY") if row.code == "DPTTH" else row
        for row in office.pack.agencies
    )
    office.put_in_force(replace(office.pack, agencies=tuple(ended)))
    portal.desk.at(date(2021, 2, 3), time(9))
    portal.desk.advance()
    return portal


def passed_code(portal: Portal) -> str:
    with portal.desk.look() as work:
        return work.journal(verb="pass")[0].subject


def test_old_link_says_where_the_task_went_and_takes_no_answer_to_it(merged: Portal) -> None:
    old, code = merged.link("press_plan", Role.LIAISON, "DPTTH"), passed_code(merged)
    page = merged.get(old)
    assert "Đã chuyển cho cơ quan tiếp nhận" in page.text and f"{old}/d/{code}" in page.links
    with merged.desk.look() as work:
        newspaper = work.context.pack.agency("BAOHY")
    told = merged.get(f"{old}/d/{code}")
    assert told.status == 200 and newspaper.name in told.text and newspaper.telephone in told.text
    refused = merged.post(f"{old}/d/{code}", {"nonce": "n" * 20})
    assert refused.status == 409 and newspaper.name in refused.text
    with merged.desk.look() as work:
        (other,) = work.duties(DutyKind.PRESS_PLAN, agency="BAOHY", passed_from=None)
    assert merged.get(f"{old}/d/{other.code}").status == 404, "what the successor owed itself is nobody else's"


def test_successor_is_sent_a_link_at_its_registered_address_but_not_without_end(merged: Portal) -> None:
    old, code = merged.link("press_plan", Role.LIAISON, "DPTTH"), passed_code(merged)
    before = len(merged.letters("duties_passed", Role.LIAISON, "BAOHY"))
    statuses = [merged.post(f"{old}/d/{code}/forward").status for _ in range(MOST_LINKS)]
    letters = merged.letters("duties_passed", Role.LIAISON, "BAOHY")
    assert statuses == [200] * (MOST_LINKS - before) + [429] * before and len(letters) == MOST_LINKS
    assert len({letter.address for letter in letters}) == 1
    assert len(merged.letters("duties_passed", Role.LIAISON, "DPTTH")) == 1
    fresh = merged.link("duties_passed", Role.LIAISON, "BAOHY")
    assert merged.get(f"{fresh}/d/{code}").status == 200
    assert merged.post(f"{fresh}/d/{code}/forward").status == 404, "who owes it passes nothing on"


def test_old_link_still_shows_what_was_answered_under_the_old_name(merged: Portal) -> None:
    old, code = merged.link("press_plan", Role.LIAISON, "DPTTH"), passed_code(merged)
    hand_in(merged.desk, code)
    page = merged.get(f"{old}/d/{code}")
    assert "Việc này đã kết thúc" in page.text and not page.tree.xpath("//main//form")
    assert merged.post(f"{old}/d/{code}/forward").status == 409


def test_case_of_a_focal_point_that_was_merged_says_where_it_went_behind_its_code_alone(portal_at: Open) -> None:
    portal = portal_at("go_on_first_visits")
    with portal.desk.work() as work:
        visit = visit_by_code(work.session, FIRST)
        protect_person(work.session, work.campaign(), visit, {ProtectionSign.TRAFFICKING}, **work.given)
    with portal.desk.look() as work:
        duty = work.duty(DutyKind.PROTECTION)
        day, before = work.context.pack.calendar.day_of(work.now), duty.agency
    old = portal.link("protection_notice", duty.role)
    office = portal.desk.office
    ended = (
        replace(row, valid_to=day, successor="MTTQ") if row.code == before else row for row in office.pack.agencies
    )
    office.put_in_force(replace(office.pack, agencies=tuple(ended)))
    portal.desk.at(office.pack.calendar.add_workdays(day, 1), time(9))
    with portal.desk.work() as work:
        facts = {"office": "Văn phòng", "telephone": "0221 1", "address": "mttq@moi.example"}
        work.session.add(Contact(agency="MTTQ", role=duty.role, shared=False, **facts))
    with portal.desk.work() as work:
        pass_duties(work.session, [before], **work.given)
    successor = office.pack.agency("MTTQ").name
    assert successor not in portal.get(old).text and portal.post(f"{old}/d/{duty.code}/forward").status == 403
    page = portal.enter(old)
    assert successor in page.text and FIRST not in page.text and "Tiếp nhận thông tin" not in page.text
    sent = len(portal.letters("task_link_renewed", duty.role, "MTTQ"))
    assert portal.post(f"{old}/d/{duty.code}/forward").status == 200
    assert len(portal.letters("task_link_renewed", duty.role, "MTTQ")) == sent + 1


def test_two_tasks_of_one_kind_are_told_apart_by_who_owed_them_first(merged: Portal) -> None:
    portal, radio = merged, "Đài Phát thanh và Truyền hình"
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
