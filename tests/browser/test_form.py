"""The forms of the plan in a browser: a short one with a fault, and one with a line for each commune."""

from collections.abc import Callable
from datetime import date

import pytest

from rules.words import DutyKind, DutyState, Role
from tests.actions.forms_desk import answer_all, begin_of, opening_of, walk_to
from tests.browser.walk import Walk

pytestmark = pytest.mark.slow


def test_district_sends_its_participants_and_corrects_a_sum(walk_at: Callable[[str], Walk]) -> None:
    walk = walk_at("empty")
    desk = walk.portal.desk
    code = desk.start(opening_of(desk, "CT1-TAPHUAN"))
    desk.advance()
    answer_all(desk)
    walk_to(desk, begin_of(desk, code, "nominate"))
    link = walk.link_of(DutyKind.NOMINATION.value, Role.AREA, "UBND-323")
    walk.open(walk.portal.duty_path(link, DutyKind.NOMINATION, "UBND-323"))
    walk.look("form")
    for field, figure in (("participants", "11"), ("district_staff", "4"), ("commune_staff", "5")):
        walk.page.locator(f"#f-f\\.{field}").fill(figure)
    assert walk.press("Gửi") == 422 and "ghi 11, tổng là 9" in walk.text
    walk.look("form-fault")
    walk.page.locator("#f-f\\.participants").fill("9")
    assert walk.press("Gửi") == 200 and "Đã ghi nhận" in walk.text
    walk.look("form-receipt")
    with desk.look() as work:
        assert work.duties(DutyKind.NOMINATION, state=DutyState.FULFILLED, agency="UBND-323")


def test_form_with_a_line_for_each_commune_fits_a_telephone(walk_at: Callable[[str], Walk]) -> None:
    walk = walk_at("empty")
    desk = walk.portal.desk
    desk.at(date(2021, 7, 1))
    desk.start(opening_of(desk, "CT6-GIAMSAT"))
    desk.advance()
    link = walk.link_of(DutyKind.SELF_REPORT.value, Role.AREA, "UBND-323")
    walk.open(walk.portal.duty_path(link, DutyKind.SELF_REPORT, "UBND-323"))
    walk.look("form-communes")
