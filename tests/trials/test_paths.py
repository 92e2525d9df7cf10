"""Paths are counted from what happened, and a run counts only when it took every one of them."""

from collections.abc import Mapping
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from actions.start_campaign import Opening, start_campaign
from campaigns import KINDS
from models import Campaign
from rules.words import CampaignKind, Mode, Step
from tests.trials.walking import COORDINATOR, open_walk
from trials.paths import count_paths, count_protection_forks, reached_everything

STEPS = KINDS[CampaignKind.INSPECTION].steps[Mode.PLANNED]
GOOD: Mapping[str, Any] = {
    "state": "closed",
    "steps": [spec.step.value for spec in STEPS],
    "paths": {"silent_agency": 1, "unannounced": 2},
    "trial": {"protection_forks": 1},
    "not_in_pack": [],
}


def test_run_with_every_step_and_path_is_good() -> None:
    assert reached_everything(GOOD)


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "reporting"},
        {"steps": [spec.step.value for spec in STEPS][:-1]},
        {"steps": [Step.ASSESS.value] * len(STEPS)},
        {"paths": {"silent_agency": 1, "unannounced": 0}},
        {"trial": {"protection_forks": 0}},
    ],
)
def test_run_that_missed_one_is_not(wrong: Mapping[str, Any]) -> None:
    assert not reached_everything({**GOOD, **wrong})


def test_campaign_that_has_only_begun_has_taken_no_path(tmp_path: Path) -> None:
    office = open_walk(tmp_path)
    office.set_practice_moment(office.pack.calendar.at(date(2021, 2, 1), time(8)))
    window = (date(2021, 2, 1), date(2021, 6, 30))
    opening = Opening(CampaignKind.INSPECTION, Mode.PLANNED, *window, visits=4, seed=1, areas=("323",))
    with office.transaction() as (session, now):
        start_campaign(session, opening, actor=COORDINATOR, now=now, context=office.context(session))
        campaign = session.exec(select(Campaign)).one()
        assert set(count_paths(session, campaign, None).values()) == {0}
        assert count_protection_forks(session, campaign) == 0
    office.engine.dispose()
