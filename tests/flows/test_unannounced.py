"""What Prefect knows of an unannounced check: a code that says nothing, one task, and that it waits."""

import json
from datetime import date, time

import pytest
from prefect.client.orchestration import get_client

from flows.clockwork import advance
from flows.coordinator import decide
from flows.forms import REASONS, SUSPEND, DecisionChoice, ReasonChoice
from models import Contact
from models.queries.campaigns import campaign_by_code
from rules.words import CampaignState, Mode, Role, SuspendReason
from tests.actions.checks import NIGHT, PLACE, SEATS, ordered, raised
from tests.actions.desk import Desk
from tests.flows.runs import recorded_tasks, subflows, task_names

pytestmark = pytest.mark.prefect


async def test_check_is_one_task_under_its_code_at_each_look_and_no_artifact(desk: Desk) -> None:
    code = raised(desk)
    ordered(desk)
    runs = []
    for day, at in ((date(2021, 2, 1), time(8)), (NIGHT, time(10)), (date(2021, 2, 4), time(7, 30))):
        desk.at(day, at)
        (inside,) = await subflows(await advance(return_state=True))
        assert (inside.name, inside.state_name) == (code, "Waiting")
        assert await task_names(inside.id, last="check") == ["check"]
        assert inside.state is not None and inside.state.message == "waits"
        runs.append(inside)
    with desk.look() as work:
        assert campaign_by_code(work.session, code).state is CampaignState.INSPECTING
        assert len(work.letters("muster")) == len(SEATS) and len(work.letters("findings_request")) == 1
    kept = [run.model_dump_json() for run in runs]
    for run in runs:
        kept += await recorded_tasks(run.id)
    async with get_client() as client:
        artifacts = [artifact.key or "" for artifact in await client.read_artifacts()]
    assert not [key for key in artifacts if code.lower() in key]
    for secret in (PLACE, "CANARY", "HY-333", "TKT-", "22:00"):
        assert secret not in json.dumps(kept, ensure_ascii=False), secret


async def test_check_that_fails_tells_prefect_no_more_than_its_code(desk: Desk) -> None:
    code = raised(desk)
    ordered(desk)
    desk.at(NIGHT, time(10))
    with desk.work() as work:
        contact = work.session.get_one(Contact, work.actor(Role.LIAISON, "CAT").contact_id)
        contact.shared = True
        work.session.add(contact)
    (inside,) = await subflows(await advance(return_state=True))
    assert inside.state is not None and inside.state_name == "Refused"
    assert inside.state.message == f"{code} could not be looked after (SharedMailbox); it is tried again."
    with desk.look() as work:
        assert work.letters("muster") == []


async def test_coordinators_button_knows_no_check(desk: Desk) -> None:
    code = raised(desk)
    reason = next(label for label, word in REASONS.items() if word is SuspendReason.EPIDEMIC)
    end = await decide(code, DecisionChoice(SUSPEND), ReasonChoice(reason), return_state=True)
    assert end.name == "Refused" and end.message == f"There is no campaign {code!r}."
    with desk.look() as work:
        assert campaign_by_code(work.session, code).mode is Mode.UNANNOUNCED
