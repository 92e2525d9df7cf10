"""The coordinator's buttons: what is refused changes nothing and says why; what is done carries the campaign's code."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from flows.coordinator import decide, extend_duty, record_answer
from flows.practice import move_calendar
from flows.starting import start_inspection_campaign
from rules.words import CampaignState, DutyKind, DutyState
from tests.actions.desk import Desk
from tests.actions.dump import dump
from tests.actions.work import CODE
from tests.flows.runs import flow_run, run_id, subflows, task_names

pytestmark = pytest.mark.prefect
WINDOW = {"opens_on": date(2021, 3, 1), "closes_on": date(2021, 3, 31)}
TOO_SHORT = {"opens_on": date(2021, 2, 1), "closes_on": date(2021, 2, 3)}
CONFIRM, APPROVAL = f"{CODE}-N0002", f"{CODE}-N0001"
REFUSED: list[tuple[Any, dict[str, Any], str]] = [
    (start_inspection_campaign, {**WINDOW, "visits": 0}, "The campaign: visits: must be at least 1, not 0."),
    (start_inspection_campaign, {**TOO_SHORT, "visits": 12}, "leaves no day after approval and notice"),
    (
        start_inspection_campaign,
        {**WINDOW, "visits": 900, "quotas": [{"area": "323 · Thành phố Hưng Yên", "visits": 900}]},
        "the quota asks for 900",
    ),
    (decide, {"campaign": "HY-2021-KT-77", "decision": "Hủy"}, "There is no campaign 'HY-2021-KT-77'"),
    (decide, {"campaign": CODE, "decision": "Tạm dừng"}, "must be one of: Tạm dừng: Phòng, chống dịch"),
    (
        decide,
        {"campaign": CODE, "decision": "Hủy", "reason": "Tạm dừng: Thiên tai"},
        "must be one of: Hủy: Theo chỉ đạo",
    ),
    (decide, {"campaign": CODE, "decision": "Tiếp tục"}, "is coordinating"),
    (decide, {"campaign": CODE, "decision": "Phát hành báo cáo và kết thúc"}, "is coordinating"),
    (
        decide,
        {"campaign": CODE, "decision": "Miễn nghĩa vụ", "reason": "Miễn: Không còn cần thiết", "duty": f"{CODE}-N0999"},
        f"There is no duty '{CODE}-N0999'",
    ),
    (decide, {"campaign": CODE, "decision": "Miễn nghĩa vụ", "reason": "Miễn: Không còn cần thiết"}, "no duty ''"),
    (
        record_answer,
        {"duty": CONFIRM, "answer": "Xác nhận tiếp nhận hồ sơ", "channel": "Điện thoại"},
        "answer: must be: Xác nhận tham gia và cử thành viên; Từ chối tham gia.",
    ),
    (
        record_answer,
        {"duty": CONFIRM, "answer": "Từ chối tham gia", "channel": "Điện thoại"},
        "The answer: declined: must be chosen.",
    ),
    (
        record_answer,
        {"duty": APPROVAL, "answer": "Xác nhận tham gia và cử thành viên", "channel": "Điện thoại"},
        "answer: must be: an answer on the portal only.",
    ),
    (
        record_answer,
        {
            "duty": CONFIRM,
            "answer": "Từ chối tham gia",
            "channel": "Điện thoại",
            "declined": "Không bố trí được người",
        },
        "No schedule is possible",
    ),
    (extend_duty, {"duty": f"{CODE}-N0999", "due_on": date(2021, 3, 30)}, f"There is no duty '{CODE}-N0999'"),
    (extend_duty, {"duty": CONFIRM, "due_on": date(2021, 1, 4)}, "due_on"),
    (move_calendar, {"to": date(2021, 1, 4)}, "The calendar: to: must be after 01/02/2021."),
]


@pytest.fixture
def coordinating(desk_at: Callable[[str], Desk]) -> Desk:
    """The plan is approved and every agency invited."""
    desk = desk_at("approve")
    with desk.look() as work:
        assert work.campaign().state is CampaignState.COORDINATING
        assert work.duties(DutyKind.CONFIRM)[0].code == CONFIRM
        assert [duty.code for duty in work.duties(DutyKind.APPROVE_PLAN, state=None)] == [APPROVAL]
    return desk


@pytest.mark.parametrize(("button", "parameters", "sentence"), REFUSED)
async def test_what_cannot_be_done_is_one_sentence_and_changes_nothing(
    coordinating: Desk, button: Any, parameters: dict[str, Any], sentence: str
) -> None:
    before = dump(coordinating.office.engine)
    end = await button(**parameters, return_state=True)
    assert (end.type, end.name) == ("FAILED", "Refused")
    assert sentence in end.message and "\n" not in end.message and end.message.endswith(".")
    assert dump(coordinating.office.engine) == before
    assert await subflows(end) == []


async def test_duty_of_another_campaign_is_not_waived(coordinating: Desk) -> None:
    second = coordinating.start()
    end = await decide(second, "Miễn nghĩa vụ", "Miễn: Cơ quan không trả lời", CONFIRM, return_state=True)
    assert (end.name, end.message) == ("Refused", f"The decision: duty: {CONFIRM} belongs to another campaign.")
    with coordinating.look() as work:
        assert work.duty(DutyKind.CONFIRM, code=CONFIRM).state is DutyState.OPEN


async def test_started_campaign_goes_on_to_whoever_decides_and_gives_the_run_its_name(desk: Desk) -> None:
    end = await start_inspection_campaign(**WINDOW, visits=12, seed=7, return_state=True)
    run = await flow_run(end)
    (inside,) = await subflows(end)
    assert (end.name, end.message) == ("Completed", CODE)
    assert (run.name, run.tags) == (CODE, [f"campaign:{CODE}"])
    assert (await task_names(run_id(end), last="schedule"))[0] == "schedule"
    assert (inside.name, inside.state_name) == (CODE, "Waiting")
    with desk.look() as work:
        assert (work.campaign().state, work.campaign().seed) == (CampaignState.SCHEDULED, 7)
        assert work.duties(DutyKind.APPROVE_PLAN)


async def test_seed_is_drawn_and_kept_when_none_is_given(desk: Desk) -> None:
    await start_inspection_campaign(**WINDOW, visits=12, return_state=True)
    await start_inspection_campaign(**WINDOW, visits=12, return_state=True)
    with desk.look() as work:
        assert work.campaign(CODE).seed != work.campaign("HY-2021-KT-02").seed


async def test_areas_and_quotas_are_those_that_were_chosen(desk: Desk) -> None:
    quota = {"area": "323 · Thành phố Hưng Yên", "visits": 4}
    areas = ["323 · Thành phố Hưng Yên", "325 · Huyện Văn Lâm"]
    await start_inspection_campaign(**WINDOW, visits=10, areas=areas, quotas=[quota], return_state=True)
    with desk.look() as work:
        visited = [visit.area for visit in work.visits()]
    assert {area: visited.count(area) for area in set(visited)} == {"323": 4, "325": 6}


async def test_decision_stands_even_when_the_steps_after_it_break(
    coordinating: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await decide(CODE, "Tạm dừng", "Tạm dừng: Thiên tai", return_state=True)

    def break_it(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr("actions.coordinate_agencies.run", break_it)
    end = await decide(CODE, "Tiếp tục", return_state=True)
    assert end.name == "Degraded" and str(end.message).startswith("Tiếp tục; recorded, but the steps")
    with coordinating.look() as work:
        assert work.campaign().state is CampaignState.COORDINATING


async def test_decisions_name_their_run_and_move_the_campaign(coordinating: Desk) -> None:
    end = await decide(CODE, "Tạm dừng", "Tạm dừng: Thiên tai", return_state=True)
    (inside,) = await subflows(end)
    assert (await flow_run(end)).name == CODE and (await flow_run(end)).tags == [f"campaign:{CODE}"]
    assert inside.state is not None and (inside.state.name, inside.state.message) == ("Completed", "suspended")
    await decide(CODE, "Hủy", "Hủy: Lập nhầm", return_state=True)
    with coordinating.look() as work:
        assert work.campaign().state is CampaignState.CANCELLED and work.duties(DutyKind.CONFIRM) == []


async def test_answer_on_paper_is_recorded_with_its_number(coordinating: Desk) -> None:
    with coordinating.look() as work:
        duty = work.duty(DutyKind.CONFIRM, code=CONFIRM)
        cards = list(work.cards_needed(duty.agency))
    end = await record_answer(
        CONFIRM, "Xác nhận tham gia và cử thành viên", "Văn bản giấy",
        cards=cards, document="15/CV", document_on=date(2021, 2, 1), return_state=True,
    )  # fmt: skip
    assert end.name == "Completed", end.message
    assert (await flow_run(end)).tags == [f"campaign:{CODE}"]
    with coordinating.look() as work:
        assert work.duty(DutyKind.CONFIRM, code=CONFIRM, state=None).state is DutyState.FULFILLED
        assert work.campaign().next_at is not None, "the clock looks at it next"


async def test_refusal_by_telephone_waives_with_its_reason(coordinating: Desk) -> None:
    duty = f"{CODE}-N0003"  # another sector can take its place
    end = await record_answer(duty, "Từ chối tham gia", "Điện thoại", declined="Trùng nhiệm vụ khác", return_state=True)
    assert end.name == "Completed", end.message
    with coordinating.look() as work:
        assert work.duty(DutyKind.CONFIRM, code=duty, state=None).state is DutyState.WAIVED


async def test_duty_gets_until_the_end_of_its_new_day(coordinating: Desk) -> None:
    with coordinating.look() as work:
        calendar, due_at = coordinating.office.pack.calendar, work.duty(DutyKind.CONFIRM, code=CONFIRM).due_at
    later = calendar.next_workday(calendar.day_of(due_at) + (date(2021, 2, 5) - date(2021, 2, 1)))
    end = await extend_duty(CONFIRM, later, return_state=True)
    assert end.name == "Completed", end.message
    with coordinating.look() as work:
        assert work.duty(DutyKind.CONFIRM, code=CONFIRM).due_at == calendar.end_of(later)


async def test_practice_calendar_moves_to_what_is_due_and_does_it(desk: Desk) -> None:
    desk.schedule()
    end = await move_calendar(return_state=True)
    with desk.look() as work:
        today = desk.office.pack.calendar.day_of(work.now)
    assert today > date(2021, 2, 1) and end.message and end.message.startswith(f"{today:%d/%m/%Y}")
    assert {run.state_name for run in await subflows(end)} == {"Quiet", "Degraded"}, "no relay is there"
    assert end.name == "Degraded"
