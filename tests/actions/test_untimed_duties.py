"""Where the pack sets no clock, an office is asked all the same: its letter names no due day, and nobody chases it."""

from dataclasses import replace
from datetime import date, time

import pytest

from actions.ask_owners import run
from actions.chase_duties import owed_lines
from campaigns import KINDS
from rules.words import CampaignKind, DutyKind, Mode
from tests.actions.desk import Desk
from tests.actions.forms_desk import opening_of
from tests.actions.mail_parts import text_of

TRAINING = "CT1-TAPHUAN"


@pytest.mark.parametrize("unset", [False, True])
def test_letter_names_a_due_day_where_the_pack_sets_a_clock_and_only_there(desk: Desk, unset: bool) -> None:
    desk.at(date(2021, 3, 1), time(9))
    code = desk.start(opening_of(desk, TRAINING))
    with desk.work() as work:
        pack = work.context.pack
        clocks = tuple(replace(clock, unset=unset) for clock in pack.clocks)
        context = replace(work.context, pack=replace(pack, clocks=clocks))
        (step, *_) = KINDS[CampaignKind.TRAINING].steps[Mode.PLANNED]
        run(work.session, work.campaign(code), step, now=work.now, context=context)
        (duty,) = work.duties(DutyKind.TRAINING_PLAN)
        (letter,) = work.letters("training_plan")
        (line,) = owed_lines([duty], work.now, context)
        told = text_of(letter)
    assert [duty.rung_at is None, line.due_at is None] == [unset, unset]
    assert ["Hạn gửi: hết ngày" in told, "ghi là muộn" in told] == [not unset, not unset]
