"""What Prefect knows of a reception: nothing while it is answered; where it must ask again, a code and no more."""

import json
from datetime import date, time

import pytest
from prefect.client.orchestration import get_client

from flows.clockwork import advance
from flows.coordinator import decide
from flows.forms import REASONS, SUSPEND, DecisionChoice, ReasonChoice
from models.queries.campaigns import campaign_by_code
from rules.visibility import RECEPTION_KINDS
from rules.words import CampaignKind, CampaignState, Mode, Role, Step, SuspendReason
from tests.actions.desk import Desk
from tests.actions.receptions import RESPONSIBLE, begun, open_step, said, without_focal_point
from tests.flows.runs import recorded_tasks, subflows, task_names

pytestmark = pytest.mark.prefect


async def test_clock_runs_nothing_for_a_reception_that_is_begun_and_answered(desk: Desk) -> None:
    begun(desk)
    said(desk)
    desk.at(date(2021, 2, 9), time(9))
    end = await advance(return_state=True)
    assert end.name == "Quiet" and await subflows(end) == []


async def test_reception_that_must_ask_again_is_one_task_under_its_code_and_no_artifact(desk: Desk) -> None:
    code = begun(desk, timed=True)
    desk.at(date(2021, 2, 9), time(9))
    with without_focal_point(desk):
        said(desk, role=Role.FOCAL_DEPUTY, timed=True)
    desk.at(date(2021, 2, 9), time(10))
    (inside,) = await subflows(await advance(return_state=True))
    assert (inside.name, inside.state_name) == (code, "Waiting")
    with desk.look() as work:
        assert open_step(work).kind is RECEPTION_KINDS[1]
    assert await task_names(inside.id, last="check") == ["check"]
    kept = json.dumps([inside.model_dump_json(), *await recorded_tasks(inside.id)], ensure_ascii=False)
    words = [kind.value for kind in (*RECEPTION_KINDS, CampaignKind.RECEPTION)]
    words += [Role.FOCAL_POINT.value, Step.RECEIVE.label, RESPONSIBLE, "2021-01-30"]
    assert [word for word in words if word in kept] == []
    async with get_client() as client:
        keys = [artifact.key or "" for artifact in await client.read_artifacts()]
    assert not [key for key in keys if code.lower() in key]


async def test_coordinators_button_knows_no_reception(desk: Desk) -> None:
    code = begun(desk)
    reason = next(label for label, word in REASONS.items() if word is SuspendReason.EPIDEMIC)
    end = await decide(code, DecisionChoice(SUSPEND), ReasonChoice(reason), return_state=True)
    assert end.name == "Refused" and end.message == f"There is no campaign {code!r}."
    with desk.look() as work:
        campaign = campaign_by_code(work.session, code)
        assert (campaign.mode, campaign.state) == (Mode.UNANNOUNCED, CampaignState.CARRYING_OUT)
