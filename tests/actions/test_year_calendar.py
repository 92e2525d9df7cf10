"""The year's calendar before a plan is opened, while it runs, and as a picture and as calendar entries."""

import json
import subprocess
import sys
import xml.etree.ElementTree as ET
from datetime import date
from html import escape
from pathlib import Path

import pytest
from icalendar import Calendar

from actions.open_activities import activities_of
from actions.resume_area import resume_area
from actions.suspend_area import AreaOrder, suspend_area
from actions.year_calendar import year_calendar
from cli.year import print_year
from config.settings import PROJECT
from notifications.year_entries import write_year
from notifications.year_picture import draw_year
from rules.words import CampaignState, Step, SuspendReason
from rules.year_calendar import YearCalendar
from tests.actions.desk import COORDINATOR, Desk
from tests.actions.forms_desk import answer_all, walk_to, year_opening

SVG = "{http://www.w3.org/2000/svg}"


def calendar_of(desk: Desk) -> YearCalendar:
    with desk.look() as work:
        return year_calendar(work.session, **work.given)


@pytest.fixture
def year(desk: Desk) -> Desk:
    desk.at(date(2021, 1, 18))
    desk.start(year_opening(desk))
    desk.advance()
    return desk


def test_plan_that_nobody_has_opened_is_shown_as_it_would_be(desk: Desk) -> None:
    desk.at(date(2021, 1, 4))
    told = calendar_of(desk)
    assert told.code is None and told.year == 2021
    with desk.look() as work:
        assert [row.code for row in told.activities] == [row.code for row in activities_of(work.context)]
    training = next(row for row in told.activities if row.code == "CT1-TAPHUAN")
    assert training.campaign is None and [day.step for day in training.steps][:2] == [Step.PREPARE, Step.NOMINATE]
    assert told.slips == ()


def test_office_that_is_asked_for_too_much_in_a_week_is_named_beforehand(desk: Desk) -> None:
    desk.at(date(2021, 1, 4))
    told = calendar_of(desk)
    busiest = max(told.loads, key=lambda load: len(load.what))
    assert busiest in told.clashes and len(busiest.what) > told.weekly_load
    assert all(len(load.what) <= told.weekly_load for load in told.loads if load not in told.clashes)


def test_what_has_begun_is_told_and_what_slips_moves_what_follows(year: Desk) -> None:
    walk_to(year, date(2021, 2, 1))
    year.advance()
    told = calendar_of(year)
    training = next(row for row in told.activities if row.code == "CT1-TAPHUAN")
    assert training.state is CampaignState.CARRYING_OUT and training.steps[0].begun
    assert training.slipped_workdays == 0
    nominate = training.steps[1].planned_on
    # Nobody hands in the plan of the course: the nominations slip, and with them everything after.
    year.at(year.office.pack.calendar.add_workdays(nominate, 5))
    late = next(row for row in calendar_of(year).activities if row.code == "CT1-TAPHUAN")
    assert late.slipped_workdays == 5 and late in calendar_of(year).slips
    assert [day.slipped for day in late.steps] == [False, True, True, True]
    answer_all(year)
    year.advance()
    again = next(row for row in calendar_of(year).activities if row.code == "CT1-TAPHUAN")
    assert again.slipped_workdays == 0 and again.steps[1].begun


def test_picture_has_a_bar_for_every_activity_and_a_dot_for_every_step(year: Desk) -> None:
    told = calendar_of(year)
    root = ET.fromstring(draw_year(told))
    bars = [node for node in root.iter(f"{SVG}rect") if node.get("class") == "activity"]
    assert len(bars) == len(told.activities)
    dots = [node for node in root.iter(f"{SVG}circle") if node.find(f"{SVG}title") is not None]
    assert len(dots) == sum(len(row.steps) for row in told.activities)
    texts = [node.text for node in root.iter(f"{SVG}text")]
    assert {", ".join(row.programmes) for row in told.activities} <= set(texts)
    assert "Quá thời gian, chưa mở" in texts, "every look of a bar is explained"
    assert draw_year(told) == draw_year(told)


def test_picture_and_entries_are_told_in_english_too(year: Desk) -> None:
    told = calendar_of(year)
    picture = draw_year(told, "en")
    assert "Under way" in picture and ">Jan<" in picture and "Prepare: " in picture
    assert any(escape(row.title_en[:20]) in picture for row in told.activities if row.title_en)
    for vietnamese in ("Đang thực hiện", ">T1<", Step.PREPARE.label, told.fixed_days[0].label):
        assert vietnamese in draw_year(told) and vietnamese not in picture
    with year.look() as work:
        entries = write_year(told, work.now, "liennganh.example", "en")
    assert ": Prepare" in entries and Step.PREPARE.label not in entries


def test_entries_are_a_calendar_with_every_step_and_every_due_day(year: Desk) -> None:
    told = calendar_of(year)
    with year.look() as work:
        text = write_year(told, work.now, "liennganh.example")
    events = Calendar.from_ical(text).walk("VEVENT")
    steps = sum(len(row.steps) for row in told.activities)
    assert len(events) == steps + len(told.reports) + len(told.fixed_days)
    uids = [str(event["uid"]) for event in events]
    assert len(set(uids)) == len(uids)
    half = next(event for event in events if str(event["uid"]).startswith("BCN-03-6T.2021-H1@"))
    assert half["dtstart"].dt == date(2021, 7, 6)


def test_command_shows_the_year_of_a_fresh_home(tmp_path: Path) -> None:
    picture, entries = tmp_path / "year.svg", tmp_path / "year.ics"
    environment = {"LIENNGANH_HOME": str(tmp_path / "home"), "LIENNGANH_PRACTICE": "1", "PATH": "/usr/bin:/bin"}
    for words in (["--json"], ["--svg", str(picture), "--ics", str(entries)], []):
        result = subprocess.run(
            [sys.executable, "-m", "cli", "year", "show", *words],
            cwd=PROJECT, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert result.returncode == 0, result.stderr
        if words == ["--json"]:
            facts = json.loads(result.stdout)
            assert {"activities", "reports", "clashes", "targets", "fixed_days"} <= set(facts)
    assert ET.parse(picture).getroot().tag == f"{SVG}svg"
    assert entries.read_text("utf-8").startswith("BEGIN:VCALENDAR")


def test_area_at_rest_is_told_with_what_waits_there(inspecting: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    order = AreaOrder(SuspendReason.EPIDEMIC, "1/QĐ-UBND", None)
    with inspecting.work() as work:
        suspend_area(work.session, "323", order, actor=COORDINATOR, **work.given)
    told = calendar_of(inspecting)
    (area,) = told.resting
    assert (area.code, area.reason, area.until) == ("323", SuspendReason.EPIDEMIC, None)
    (wait,) = area.waits
    assert wait.campaign == "HY-2021-KT-01" and wait.visits > 0
    print_year(told)
    said = " ".join(capsys.readouterr().out.split())
    assert f"Tạm dừng / at rest: {area.name}" in said and f"{wait.campaign}: {wait.visits} lượt / visits" in said
    with inspecting.work() as work:
        resume_area(work.session, "323", actor=COORDINATOR, **work.given)
    assert calendar_of(inspecting).resting == ()
