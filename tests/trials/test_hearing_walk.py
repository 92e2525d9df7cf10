"""A whole year of the plan, in which before every run of every step it is asked who will hear of it."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from sqlmodel import Session, col, select

import actions.run_step
from actions.context import Context
from actions.hear_step import Run, hear_step
from actions.open_activities import opened_by_plan
from actions.passage import Passage
from actions.rehearse_step import _rehearse, rehearse_next
from campaigns import KINDS
from campaigns.kind import StepSpec
from models import Campaign, Contact, Message
from rules.words import CampaignKind, Mode, Step
from tests.trials.walking import open_walk
from trials.bench_year import _walk

pytestmark = pytest.mark.slow
Office = tuple[str, str, str]
WRITE_AT_RELEASE_OR_BY_ANSWERS = {Step.ASSESS, Step.ESCALATE, Step.REPORT}
"""No run of theirs writes: their letters go out with a release, or with an answer."""


def letters_of(session: Session, campaign: Campaign) -> dict[int, Office]:
    rows = session.exec(
        select(Message.id, Message.letter, Message.agency, Contact.role)
        .join(Contact, col(Contact.id) == col(Message.contact_id))
        .where(Message.campaign_id == campaign.id)
    )
    return {number or 0: (letter, agency, role) for number, letter, agency, role in rows}


class Listener:
    """Stands where a step is run: asks first, lets it run, and compares."""

    def __init__(self) -> None:
        self.planned = {CampaignKind.ANNUAL_PLAN}
        self.wrong: list[str] = []
        self.written: set[tuple[CampaignKind, Step]] = set()

    def __call__(
        self, session: Session, campaign: Campaign, spec: StepSpec, run: Run, *, now: datetime, context: Context
    ) -> Passage:
        if (
            not spec.holds
        ):  # its letters go to contacts, whatever the campaign does: tests/actions/test_contact_check.py
            return hear_step(session, campaign, spec, run, now=now, context=context)
        said = _rehearse(session, campaign, spec, None, now, context)[0] if spec.step is not Step.REPORT else None
        foreseen = rehearse_next(session, campaign, now=now, context=context)
        before = letters_of(session, campaign)
        passage = hear_step(session, campaign, spec, run, now=now, context=context)
        written = {office for number, office in letters_of(session, campaign).items() if number not in before}
        expected = {(one.letter, one.agency, one.role) for one in said.hearers} if said and said.at == now else set()
        if written != expected:
            self.wrong.append(f"{campaign.code} {spec.step} {now}: said {expected}, wrote {written}")
        if written:
            self.written.add((campaign.kind, spec.step))
            if foreseen is None or foreseen.at > now:
                self.wrong.append(f"{campaign.code} {spec.step} {now}: not foreseen, wrote {written}")
        return passage


@pytest.fixture(scope="module")
def listener(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Listener]:
    office = open_walk(tmp_path_factory.mktemp("hearing"))
    listening = Listener()
    listening.planned |= {activity.kind for activity in office.pack.activities if opened_by_plan(activity)}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(actions.run_step, "hear_step", listening)
        _walk(office, seed=3)
    yield listening
    office.engine.dispose()


def test_who_is_said_to_hear_is_who_is_then_written_to_in_every_step_of_a_year(
    listener: Listener,
) -> None:
    assert listener.wrong == []
    steps = {
        (kind, spec.step)
        for kind, of in KINDS.items()
        if kind in listener.planned
        for spec in of.steps[Mode.PLANNED]
        if spec.holds and spec.letters and spec.step not in WRITE_AT_RELEASE_OR_BY_ANSWERS
    }
    assert listener.written == steps
