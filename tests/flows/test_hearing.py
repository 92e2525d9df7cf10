"""A step that would leave an office out: how its run ends, what the board says, and the coordinator's word."""

import pytest

from actions.turn_off import turn_off, turn_on
from flows.board import _board
from flows.clockwork import advance, deliver_mail
from flows.coordinator import decide
from flows.forms import GO_ON
from flows.starting import start_activity
from models.queries.unheard import to_telephone
from rules.words import DutyKind, NotHeard, StopReason, Switch
from tests.actions.desk import Desk
from tests.actions.test_hear_step import FACTS, spoil
from tests.flows.runs import artifacts, flow_run, subflows, task_names
from tests.flows.test_year import PRESS

pytestmark = pytest.mark.prefect
CODE = "HY-2021-BC-01"
DECIDE = "http://127.0.0.1/decide"
URGENT = "Báo qua điện thoại: Gấp, không chờ được"


async def test_run_ends_degraded_with_the_agencies_and_the_board_leads_to_the_contacts(desk: Desk) -> None:
    spoil(desk, NotHeard.BOUNCED)
    end = await start_activity(PRESS, return_state=True)
    assert (end.name, end.message) == ("Completed", CODE), "the campaign is open, and waits"
    (inside,) = await subflows(end)
    assert inside.state is not None
    assert (inside.state_name, inside.state.message) == ("Degraded", "waits for contacts: DPTTH as liaison")
    assert (await task_names(inside.id, last="board")) == ["agree", "board"]
    board = _board(CODE, DECIDE).page
    assert "## Chưa gửi thư được, bước chưa thực hiện" in board
    assert "- Thống nhất nội dung: Đài Phát thanh và Truyền hình Hưng Yên, Đầu mối cơ quan phối hợp" in board
    assert f"/office/c/{CODE}/hearing)" in board and "/office/contacts)" in board
    assert f"[{GO_ON}]({DECIDE}?parameters=" in board
    for hidden in (FACTS.address, "@dptth", "0221"):
        assert hidden not in board
    assert (await advance(return_state=True)).name == "Completed", "the coordinator is asked to mend the address"
    assert (await advance(return_state=True)).name == "Quiet", "nothing more until a contact or a word comes"


async def test_coordinators_word_lets_it_go_on_and_the_call_is_noted(desk: Desk) -> None:
    spoil(desk, NotHeard.MISSING)
    await start_activity(PRESS, return_state=True)
    refused = await decide(CODE, GO_ON, reason="Hủy: Lập nhầm", return_state=True)
    assert refused.name == "Refused" and "must be one of: Báo qua điện thoại" in str(refused.message)
    end = await decide(CODE, GO_ON, reason=URGENT, return_state=True)
    assert end.name == "Completed"
    (inside,) = await subflows(end)
    assert inside.state_name == "Waiting"
    with desk.look() as work:
        assert {duty.agency for duty in work.duties(DutyKind.PRESS_PLAN)} == {"BAOHY", "DPTTH"}
        assert [row.agency for row, _ in to_telephone(work.session)] == ["DPTTH"]
    board = _board(CODE, DECIDE).page
    assert "Chưa gửi thư được" not in board and GO_ON not in board
    assert (await decide(CODE, GO_ON, reason=URGENT, return_state=True)).name == "Completed", "of the step after it"
    again = await decide(CODE, GO_ON, reason=URGENT, return_state=True)
    assert again.name == "Refused" and "every office of the next step can be written to" in str(again.message)
    run = await flow_run(end)
    assert set(run.parameters) <= {"campaign", "decision", "reason", "duty"} and "DPTTH" not in str(run.parameters)


async def test_boards_say_within_a_minute_that_mail_is_stopped_and_that_it_goes_again(desk: Desk) -> None:
    await start_activity(PRESS, return_state=True)
    key = f"{CODE.lower()}-board"
    with desk.work() as work:
        turn_off(work.session, Switch.MAIL, StopReason.INCIDENT, now=work.now)
    await deliver_mail(return_state=True)
    assert "**Đang tạm dừng: Gửi thư** (Sự cố)" in str((await artifacts(key))[0].data)
    written = len(await artifacts(key))
    await deliver_mail(return_state=True)
    assert len(await artifacts(key)) == written
    with desk.work() as work:
        turn_on(work.session, Switch.MAIL, now=work.now)
    await deliver_mail(return_state=True)
    assert "Đang tạm dừng" not in str((await artifacts(key))[0].data)
