"""`advance` does what is due and nothing else; whatever dies half-way is made good by a later run."""

from datetime import UTC, date, timedelta

import pytest

from actions import coordinate_agencies
from actions.decide_plan import PlanDecision
from actions.run_step import LOOK_LEASE
from flows import clockwork, steps
from flows.clockwork import advance
from flows.inspection import inspection_campaign
from models import Campaign
from rules.words import CampaignState
from tests.actions.desk import OPENING, Desk
from tests.actions.dump import dump
from tests.actions.work import CODE
from tests.flows.runs import flow_run, recorded_tasks, run_id, subflows, tagged, task_names, task_runs

pytestmark = pytest.mark.prefect


def campaign(desk: Desk, code: str = CODE) -> Campaign:
    with desk.look() as work:
        return work.campaign(code)


async def test_nothing_due_is_a_quiet_run_without_a_task(desk: Desk) -> None:
    before = dump(desk.office.engine)
    quiet = await advance(return_state=True)
    desk.start()
    busy = await advance(return_state=True)
    (inside,) = await subflows(busy)
    await task_names(inside.id, last="board")  # by now the quiet run's would be on record as well
    assert (quiet.name, busy.name) == ("Quiet", "Completed")
    assert await recorded_tasks(run_id(quiet)) == [] and await subflows(quiet) == []
    assert before["campaign"] == [] and dump(desk.office.engine)["campaign"] != []


async def test_due_campaign_is_a_run_inside_with_a_task_for_each_step_until_one_waits(desk: Desk) -> None:
    desk.start()
    (inside,) = await subflows(await advance(return_state=True))
    assert (inside.name, inside.state_name) == (CODE, "Waiting")
    assert await task_names(inside.id, last="board") == ["schedule", "approve", "escalate", "board"]
    assert campaign(desk).state is CampaignState.SCHEDULED


async def test_steps_that_are_over_are_passed_by(desk: Desk) -> None:
    desk.schedule()
    desk.decide(PlanDecision())
    (inside,) = await subflows(await advance(return_state=True))
    assert await task_names(inside.id, last="board") == ["coordinate", "escalate", "board"]
    assert campaign(desk).state is CampaignState.COORDINATING
    assert (inside.state_name, inside.state and inside.state.message) == (
        "Waiting",
        "waits for the agencies' confirmations",
    )


async def test_run_and_tasks_carry_the_campaign_s_code(desk: Desk) -> None:
    desk.start()
    (inside,) = await subflows(await advance(return_state=True))
    tasks = await task_runs(inside.id, last="board")
    assert inside.id in {run.id for run in await tagged(f"campaign:{CODE}")}
    assert all(f"campaign:{CODE}" in task.tags for task in tasks)


async def test_second_run_at_the_same_moment_changes_nothing(desk: Desk) -> None:
    desk.start()
    await advance(return_state=True)
    before = dump(desk.office.engine)
    assert (await advance(return_state=True)).name == "Quiet"
    assert (await inspection_campaign(CODE, return_state=True)).name == "Waiting"  # though nothing is due
    assert dump(desk.office.engine) == before


async def test_run_that_dies_between_two_steps_is_made_good_when_its_lease_is_over(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.schedule()
    desk.decide(PlanDecision())

    def die(*_: object, **__: object) -> None:
        raise MemoryError("the machine is gone")

    with monkeypatch.context() as broken:
        broken.setattr(coordinate_agencies, "run", die)
        end = await advance(return_state=True)
    assert (end.name, campaign(desk).state) == ("Failed", CampaignState.APPROVED), "the step before it stands"
    with desk.look() as work:
        now = work.now
    assert campaign(desk).looking_until == now + LOOK_LEASE
    assert (await advance(return_state=True)).name == "Quiet", "somebody may still be looking"

    desk.office.set_practice_moment(now + LOOK_LEASE)
    assert (await advance(return_state=True)).name == "Completed"
    assert (campaign(desk).state, campaign(desk).looking_until) == (CampaignState.COORDINATING, None)


async def test_campaign_that_breaks_stops_no_other(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = desk.start(), desk.start(OPENING)
    plain = steps.run_step

    def break_one(session: object, row: Campaign, *rest: object, **given: object) -> object:
        if row.code == first:
            raise ZeroDivisionError
        return plain(session, row, *rest, **given)  # type: ignore[arg-type]

    monkeypatch.setattr(steps, "run_step", break_one)
    end = await advance(return_state=True)
    assert (end.name, end.message) == ("Failed", "2 campaigns; 1 of 2 units did not end well, the others are done")
    assert (campaign(desk, first).state, campaign(desk, second).state) == ("draft", "scheduled")


async def test_step_that_is_refused_is_a_sentence_and_degrades_the_clock(desk: Desk) -> None:
    desk.start(OPENING.__class__(**{**vars(OPENING), "closes_on": date(2021, 2, 3), "opens_on": date(2021, 2, 2)}))
    before = dump(desk.office.engine)
    end = await advance(return_state=True)
    (inside,) = await subflows(end)
    assert (end.name, inside.state_name) == ("Degraded", "Refused")
    assert inside.state and str(inside.state.message).startswith("The window 02/02/2021 to 03/02/2021 leaves no day")
    assert await task_names(inside.id, last="board") == ["schedule", "board"]
    assert {t for t, rows in dump(desk.office.engine).items() if rows != before[t]} == {"campaign", "boardedition"}


async def test_late_duties_are_chased_and_told(desk: Desk) -> None:
    desk.schedule()
    desk.at(date(2021, 3, 1))
    end = await advance(return_state=True)
    assert "chase" in await task_names(run_id(end), last="chase")
    with desk.look() as work:
        assert work.letters("reminder") or work.letters("non_response")


@pytest.mark.usefixtures("deployed")
async def test_many_due_campaigns_go_to_runs_of_their_own_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    codes = [desk.start() for _ in range(3)]
    monkeypatch.setattr(clockwork, "FEW", 1)
    end = await advance(return_state=True)
    assert (await advance(return_state=True)).name == "Quiet", "what was handed over is not handed over again"
    inside = await subflows(end)
    handed = [run for code in codes[1:] for run in await tagged(f"campaign:{code}") if run.deployment_id]
    assert [run.name for run in inside] == codes[:1]
    assert sorted((run.name, run.parameters["campaign"]) for run in handed) == [(code, code) for code in codes[1:]]
    assert {run.state_name for run in handed} == {"Scheduled"}

    with desk.look() as work:
        desk.office.set_practice_moment(work.now.astimezone(UTC) + LOOK_LEASE + timedelta(minutes=1))
    await advance(return_state=True)
    assert [campaign(desk, code).state for code in codes] == ["scheduled", "scheduled", "draft"], "made good in turn"


async def test_clock_run_is_not_found_under_a_campaign(desk: Desk) -> None:
    desk.start()
    end = await advance(return_state=True)
    assert (await flow_run(end)).tags == []
