"""One small campaign from the button to the report, through served deployments; and what Prefect knows afterwards."""

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from prefect.client.schemas.objects import FlowRun
from prefect.deployments import arun_deployment
from sqlmodel import select

from flows.clockwork import advance, deliver_mail
from flows.opening import settings
from flows.server import PrefectServer
from models import Contact, Establishment, Message
from models.queries.duties import open_duties
from models.queries.moments import next_stop
from notifications.delivery.catcher import MailCatcher
from rules.words import CampaignState, DutyKind, MessageState
from tests.actions.desk import Desk
from tests.actions.work import CODE
from tests.flows.runs import tagged
from trials.demo import wait_for_buttons
from trials.partners import Partners
from trials.plain_hands import answer_plainly
from trials.script import Script
from trials.stage import serving

pytestmark = [pytest.mark.prefect, pytest.mark.slow]
STARTED = {"opens_on": "2021-03-01", "closes_on": "2021-03-26", "visits": 12, "seed": 7}
MOST_STOPS = 90
ROUNDS = 4
"""An answer may open a further duty on the same day."""


@pytest.fixture
def served(desk: Desk, home: Path) -> Iterator[None]:
    """The buttons are served by a process of its own, and letters are caught."""
    with serving(home), MailCatcher(home / "mail", settings().smtp_port):
        yield


async def press(button: str, **parameters: Any) -> FlowRun:
    run = await arun_deployment(
        f"{button}/{button}", parameters=parameters, timeout=60, poll_interval=0.2, as_subflow=False
    )
    assert isinstance(run, FlowRun) and run.state is not None
    return run


def answer_everything(desk: Desk, partners: Partners) -> None:
    for _ in range(ROUNDS):
        with desk.office.reading() as (session, now):
            to_say = list(partners.answers(session, now, desk.office.context(session)))
        for duty, said in to_say:
            answer_plainly(desk.office, duty, said)
        if not to_say:
            return


def state_of(desk: Desk) -> CampaignState:
    with desk.look() as work:
        return work.campaign().state


async def walk(desk: Desk, partners: Partners) -> set[str]:
    """From one due moment to the next until nothing is open; returns how the clock's runs ended."""
    ends: set[str] = set()
    for _ in range(MOST_STOPS):
        ends |= {str((await run(return_state=True)).name) for run in (advance, deliver_mail)}
        answer_everything(desk, partners)
        if state_of(desk) is CampaignState.REPORTING:
            assert (await press("decide", campaign=CODE, decision="Phát hành báo cáo và kết thúc")).state_name == (
                "Completed"
            )
        with desk.look() as work:
            campaign = work.campaign()
            if campaign.state is CampaignState.CLOSED and not open_duties(
                work.session, campaign.id or 0, list(DutyKind)
            ):
                return ends
            stop = next_stop(work.session, work.now, desk.office.pack.calendar)
        assert stop is not None, f"nothing is due any more and the campaign is {campaign.state}"
        desk.office.set_practice_moment(stop)
    pytest.fail(f"after {MOST_STOPS} stops the campaign is {state_of(desk)}")


async def test_campaign_from_the_button_to_the_report(
    desk: Desk, home: Path, served: None, prefect_server: PrefectServer
) -> None:
    await wait_for_buttons()
    started = await press("start-inspection-campaign", **STARTED)
    assert (started.name, started.state_name) == (CODE, "Completed"), started.state
    assert f"campaign:{CODE}" in started.tags and "button" in started.tags

    ends = await walk(desk, Partners(Script(2021, hotspots=(2,))))
    ends.add(str((await deliver_mail(return_state=True)).name))
    again = await press("decide", campaign=CODE, decision="Tiếp tục")
    assert again.state is not None
    assert (again.state_name, again.state.message) == (
        "Refused",
        f"campaign {CODE} is closed: 'resume' is not possible there; possible: nothing more.",
    )
    assert ends <= {"Quiet", "Completed"}
    assert started.start_time is not None
    mine = [run for run in await tagged(f"campaign:{CODE}") if run.start_time and run.start_time >= started.start_time]
    assert {run.state_name for run in mine} == {"Completed", "Waiting"}

    reports = {path.name for path in (home / "reports").iterdir()}
    assert reports >= {
        f"{CODE}-{edition}.{kind}" for edition in ("coordinator", "partners") for kind in ("html", "xlsx")
    }
    with desk.look() as work:
        letters = work.session.exec(select(Message)).all()
    assert {letter.state for letter in letters} <= {MessageState.SENT, MessageState.CANCELLED}
    sent = [letter for letter in letters if letter.state is MessageState.SENT]
    assert len(list((home / "mail").glob("*.eml"))) == len(sent) > 20
    assert_prefect_knows_codes_alone(desk, prefect_server)


def assert_prefect_knows_codes_alone(desk: Desk, server: PrefectServer) -> None:
    """No premises and no address in any text of Prefect's database: parameters, logs, artifacts, events, states."""
    with closing(sqlite3.connect(f"file:{server.home / 'prefect.db'}?mode=ro", uri=True)) as database:
        known = "\n".join(
            str(value)
            for (table,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            for row in database.execute(f'SELECT * FROM "{table}"')
            for value in row
            if isinstance(value, str | bytes)
        )

    def is_known(word: str) -> bool:
        return word in known or json.dumps(word)[1:-1] in known

    with desk.look() as work:
        places = work.session.exec(select(Establishment)).all()
        telephones = set(work.session.exec(select(Contact.telephone)))
    assert is_known(CODE) and is_known("Trình duyệt") and is_known("Huyện Văn Lâm"), "what artifacts show is found"
    hidden = {word for place in places for word in (place.name, place.code)} | telephones
    assert len(hidden) > 100 and sorted(word for word in hidden if is_known(word)) == []
    addresses = re.compile(r"[\w.+-]+@[\w.-]+\.example")
    with desk.look() as work:
        assert all(addresses.fullmatch(address) for address in work.session.exec(select(Contact.address)))
    assert addresses.findall(known) == []
