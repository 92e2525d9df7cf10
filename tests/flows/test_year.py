"""The other programmes through Prefect: a button each, a run for each campaign, a task for each step."""

from datetime import date

import pytest

from flows import clockwork
from flows.board import _board
from flows.clockwork import advance
from flows.coordinator import decide
from flows.starting import open_annual_plan, start_activity, start_monitoring_round
from models.queries.work_figures import campaigns_of_year
from rules.words import CampaignState, DutyKind, Step
from tests.actions.desk import Desk
from tests.actions.forms_desk import answer_all, begin_of
from tests.flows.runs import flow_run, subflows, task_names

PRESS = "CT3-BAOCHI · Tin, bài trên báo chí về phòng, chống tệ nạn xã hội"


async def test_activity_runs_from_its_button_to_its_report(desk: Desk) -> None:
    end = await start_activity(PRESS, return_state=True)
    code = "HY-2021-BC-01"
    assert (end.name, end.message) == ("Completed", code)
    (inside,) = await subflows(end)
    assert (inside.name, inside.state_name) == (code, "Waiting")
    assert (await task_names(inside.id, last="board")) == ["agree", "board"]
    answer_all(desk, DutyKind.PRESS_PLAN)
    desk.at(begin_of(desk, code, Step.PUBLISH.value))
    assert (await advance(return_state=True)).is_completed()
    answer_all(desk, DutyKind.PUBLICATION)
    assert (await advance(return_state=True)).is_completed()
    with desk.look() as work:
        assert work.campaign(code).state is CampaignState.REPORTING
    assert (await decide(code, "Phát hành báo cáo và kết thúc", return_state=True)).is_completed()
    with desk.look() as work:
        assert work.campaign(code).state is CampaignState.CLOSED
        assert {letter.agency for letter in work.letters("campaign_report")} == {"BAOHY", "DPTTH", "UBND-33"}


async def test_board_of_an_activity_says_what_was_asked_for_and_when_steps_begin(desk: Desk) -> None:
    await start_activity(PRESS, return_state=True)
    answer_all(desk, DutyKind.PRESS_PLAN)
    board = _board("HY-2021-BC-01", "http://127.0.0.1/decide")
    assert "| Kế hoạch tin, bài | 2 | 2 | 0 | 0 |" in board.page
    assert "Đăng tin, bài" in board.page and "Tin, bài trên báo chí" in board.page
    assert board.progress == 100.0
    assert board.schedule == []


async def test_monitoring_round_has_a_task_for_each_step_that_is_reached(desk: Desk) -> None:
    desk.at(date(2021, 7, 1))
    end = await start_monitoring_round(date(2021, 7, 1), date(2021, 10, 29), places=2, seed=7, return_state=True)
    code = "HY-2021-GS-01"
    assert end.message == code
    with desk.look() as work:
        campaign = work.campaign(code)
        assert (campaign.activity, campaign.visits_wanted, campaign.seed) == ("CT6-GIAMSAT", 2, 7)
        assert len(work.duties(DutyKind.SELF_REPORT)) == 10
    answer_all(desk)
    desk.at(begin_of(desk, code, Step.SAMPLE.value))
    await advance(return_state=True)
    run = await flow_run(end)
    assert run.tags == [f"campaign:{code}"]
    with desk.look() as work:
        assert work.campaign(code).entered == ["self_report", "sample", "on_site"]


async def test_plan_opens_its_activities_and_each_is_looked_after_by_a_run_of_its_own(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clockwork, "FEW", 100)  # no work pool here that the others could be left to
    end = await open_annual_plan(seed=7, return_state=True)
    assert end.message == "HY-2021-KH-01"
    looked = await advance(return_state=True)
    assert looked.is_completed()
    with desk.look() as work:
        year = work.campaign("HY-2021-KH-01")
        opened = campaigns_of_year(work.session, year.id or 0)
        assert len(opened) >= 10
        assert all(row.entered for row in opened)
    assert {run.name for run in await subflows(looked)} == {row.code for row in opened}
    board = _board("HY-2021-KH-01", None)
    assert all(row.code in board.page for row in opened)


@pytest.mark.parametrize(
    ("flow", "facts", "sentence"),
    [
        (start_activity, {"activity": PRESS, "closes_on": date(2021, 1, 4)}, "ends before it begins"),
        (
            start_monitoring_round,
            {"opens_on": date(2021, 7, 1), "closes_on": date(2021, 8, 1), "places": -1},
            "at least 1",
        ),
    ],
    ids=["activity", "monitoring"],
)
async def test_button_that_asks_for_the_impossible_says_why_and_leaves_nothing(
    desk: Desk, flow: object, facts: dict[str, object], sentence: str
) -> None:
    end = await flow(**facts, return_state=True)  # type: ignore[operator]
    assert end.name == "Refused" and sentence in end.message
    assert await subflows(end) == []
    with desk.look() as work:
        assert work.journal() == []
