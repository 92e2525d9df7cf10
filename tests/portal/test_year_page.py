"""The plan's year on the portal: its picture, its tables in both languages, its days, and the areas at rest."""

import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from icalendar import Calendar

from actions.suspend_area import AreaOrder, suspend_area
from actions.year_calendar import year_calendar
from rules.plan import Target
from rules.visibility import READS_CAMPAIGNS
from rules.words import CampaignKind, Role, SuspendReason
from tests.actions.desk import COORDINATOR
from tests.actions.dump import dump
from tests.actions.forms_desk import walk_to, year_opening
from tests.portal.visitor import Portal

Open = Callable[..., Portal]
PATH = "/office/year"


@pytest.fixture
def slipping(portal_at: Open) -> Portal:
    """The year is open, and nobody has answered what its first activities asked for."""
    portal = portal_at("empty")
    desk = portal.desk
    desk.at(date(2021, 1, 18))
    desk.start(year_opening(desk))
    desk.advance()
    walk_to(desk, date(2021, 2, 1))
    walk_to(desk, date(2021, 4, 20))
    portal.sign_in(Role.COORDINATOR)
    return portal


def test_page_tells_slips_and_clashes_in_both_languages(slipping: Portal) -> None:
    with slipping.desk.look() as work:
        year = year_calendar(work.session, **work.given)
    assert year.slips and year.clashes
    page = slipping.get(PATH)
    assert page.status == 200
    tables = page.tree.xpath("//main//table")
    assert [len(table.xpath(".//tbody/tr")) for table in tables] == [
        len(year.slips),
        len(year.clashes),
    ]
    assert year.slips[0].title in page.text
    english = slipping.get(f"{PATH}?lang=en")
    assert "What slips" in english.text and year.slips[0].title_en in english.text
    assert page.tree.xpath("//main//img/@src") == [f"{PATH}.svg"]


def test_targets_of_the_plan_are_told_with_what_was_reached(portal_at: Open) -> None:
    portal = portal_at("empty")
    office = portal.desk.office
    target = Target(
        code="people", label="Số người được tập huấn", number=200, form="attendance", field="participants",
        label_en="People trained",
    )  # fmt: skip
    office.pack = replace(
        office.pack,
        activities=tuple(
            replace(row, targets=(target,)) if row.code == "CT1-TAPHUAN" else row for row in office.pack.activities
        ),
    )
    portal.sign_in(Role.COORDINATOR)
    row = portal.get(PATH).tree.xpath("//main//table[last()]//tr[contains(., 'CT1-TAPHUAN')]")[-1].text_content()
    assert row.split() == [*["Số", "người", "được", "tập", "huấn", "CT1-TAPHUAN", "200", "0"]]
    assert "People trained" in portal.get(f"{PATH}?lang=en").text


def test_picture_and_days_are_sent_without_the_reception_of_victims(slipping: Portal) -> None:
    with slipping.desk.look() as work:
        activities = year_calendar(work.session, **work.given).activities
    told = [row for row in activities if row.kind is not CampaignKind.RECEPTION]
    picture = slipping.client.get(f"{PATH}.svg")
    assert picture.headers["content-type"] == "image/svg+xml"
    bars = [bar for bar in ET.fromstring(picture.text).iter() if bar.get("class") == "activity"]
    assert told and len(bars) == len(told)
    entries = slipping.client.get(f"{PATH}.ics")
    assert entries.headers["content-type"].startswith("text/calendar")
    assert 'filename="HY-2021-KH-01.ics"' in entries.headers["content-disposition"]
    days = Calendar.from_ical(entries.text).walk("VEVENT")
    assert any("D178-Q" in str(day["uid"]) for day in days) and any("TAPHUAN" in str(day["uid"]) for day in days)


def test_area_at_rest_is_told_with_what_waits_there(portal_at: Open) -> None:
    portal = portal_at("coordinate")
    portal.sign_in(Role.COORDINATOR)
    assert "Không có địa bàn nào tạm dừng" in portal.get(PATH).text
    with portal.desk.work() as work:
        order = AreaOrder(SuspendReason.EPIDEMIC, "1/QĐ-UBND", None)
        suspend_area(work.session, "323", order, actor=COORDINATOR, **work.given)
    with portal.desk.look() as work:
        (area,) = year_calendar(work.session, **work.given).resting
    assert area.code == "323" and area.waits[0].campaign == "HY-2021-KT-01" and area.waits[0].visits
    page = portal.get(PATH)
    assert f"{area.name}: " in page.text and "1/QĐ-UBND" not in page.text
    assert f"HY-2021-KT-01: {area.waits[0].visits} lượt kiểm tra chưa có lịch" in page.text


@pytest.mark.parametrize("role", sorted(set(READS_CAMPAIGNS) - {Role.COORDINATOR}))
def test_other_officers_read_it_too_and_reading_changes_nothing(portal_at: Open, role: Role) -> None:
    portal = portal_at("schedule")
    for path in (PATH, f"{PATH}.svg", f"{PATH}.ics"):
        assert portal.get(path).status == 303, "not signed in"
    portal.sign_in(role)
    before = dump(portal.desk.office.engine)
    assert [portal.get(path).status for path in (PATH, f"{PATH}.svg", f"{PATH}.ics")] == [200, 200, 200]
    assert dump(portal.desk.office.engine) == before
