"""The support focal point in a browser: its link, its code, the emergency numbers first, its answer, its receipt."""

from collections.abc import Callable

import pytest
from sqlmodel import select

from models import Establishment, Protection
from rules.words import DutyKind, ItemAnswer, ProtectionSign, ProtectionState, ProtectionVerb, Role
from tests.actions.desk import FIRST
from tests.browser.walk import HEIGHT, Walk

pytestmark = pytest.mark.slow


def state_of(walk: Walk) -> ProtectionState:
    with walk.portal.desk.look() as work:
        return work.session.exec(select(Protection)).one().state


def test_focal_point_answers_behind_its_code_and_gets_a_receipt(walk_at: Callable[[str], Walk]) -> None:
    walk = walk_at("go_on_first_visits")
    walk.portal.desk.find(FIRST, {"K27": ItemAnswer.SIGNS_OF_CRIME}, signs=frozenset({ProtectionSign.TRAFFICKING}))
    with walk.portal.desk.look() as work:
        place = work.session.exec(
            select(Establishment.name).where(Establishment.code == FIRST.partition("-V-")[2])
        ).one()
    link = walk.link_of("protection_notice", Role.FOCAL_POINT)
    walk.open(link)
    assert place not in walk.page.content() and DutyKind.PROTECTION.label not in walk.page.content()
    walk.enter(link, Role.FOCAL_POINT, "focal-point")
    walk.look("focal-point")
    numbers = walk.page.locator(".emergency a[href^=tel]")
    lowest = max(box["y"] + box["height"] for box in map(lambda number: number.bounding_box(), numbers.all()))
    assert numbers.count() >= 2 and lowest < HEIGHT, "seen on a telephone without scrolling"
    assert lowest < walk.page.locator("main h1").bounding_box()["y"] and place in walk.text
    assert walk.press("Gửi trả lời") == 422 and "Xin chọn một câu trả lời." in walk.text
    walk.look("focal-point-fault")
    walk.page.locator(f"input[value='{ProtectionVerb.TAKE_OVER.value}']").check()
    assert walk.press("Gửi trả lời") == 200
    assert "Đã ghi nhận" in walk.text and state_of(walk) is ProtectionState.TAKEN_OVER
    walk.look("focal-point-receipt")
