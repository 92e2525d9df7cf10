"""Activities of the plan: each step asks its owners for their forms, and goes on when all have handed in."""

from dataclasses import replace
from datetime import date, time

import pytest
from sqlmodel import select

from actions.form_follow_ups import FOLLOW_UPS
from actions.hand_in_form import HandedIn, hand_in_form
from actions.suspend_campaign import cancel_campaign, resume_campaign, suspend_campaign
from actions.waive_owed import waive_owed
from campaigns import KINDS
from config.packs import load_pack
from config.settings import PROJECT
from models import FormEntry, FormFigure
from models.queries.duties import duty_by_code
from models.queries.forms import entry_of, figures_in, sums_of
from rules.forms import WHOLE
from rules.plan import Activity
from rules.refusals import AnswerRefused, FormRefused, TransitionRefused, UnknownCode, WindowRefused
from rules.words import (
    CampaignKind,
    CampaignState,
    CancelReason,
    DutyKind,
    DutyState,
    Mode,
    Step,
    SuspendReason,
    WaiveReason,
)
from tests.actions.desk import COORDINATOR, Desk, arrival
from tests.actions.forms_desk import answer_all, begin_of, filled_for, hand_in, open_codes, opening_of, release, walk_to

PACK = load_pack(PROJECT / "config" / "packs" / "hung-yen-2021")
OWN = [
    row
    for row in PACK.activities
    if row.kind not in (CampaignKind.INSPECTION, CampaignKind.MONITORING, CampaignKind.RECEPTION) and not row.part_of
]
TRAINING = "CT1-TAPHUAN"
PRESS = "CT3-BAOCHI"
PRINT = "CT1-TOROI"


def state_of(desk: Desk, code: str) -> CampaignState:
    with desk.look() as work:
        return work.campaign(code).state


@pytest.mark.parametrize("row", OWN, ids=lambda row: row.code)
def test_activity_of_the_plan_runs_from_its_opening_to_its_report(desk: Desk, row: Activity) -> None:
    desk.at(PACK.calendar.next_workday(row.opens_on))
    code = desk.start(opening_of(desk, row.code))
    desk.advance()
    steps = [spec for spec in KINDS[row.kind].steps[Mode.PLANNED] if spec.step is not Step.REPORT]
    for spec in steps:
        walk_to(desk, begin_of(desk, code, spec.step.value))
        (duty,) = spec.duties
        assert answer_all(desk, duty.kind) > 0
        desk.advance()
    assert state_of(desk, code) is CampaignState.REPORTING
    release(desk, code)
    with desk.look() as work:
        campaign = work.campaign(code)
        assert campaign.entered == [spec.step.value for spec in (*steps,)] + [Step.REPORT.value]
        told = {letter.agency for letter in work.letters("campaign_report")}
        assert told and "UBND-33" in told
        for spec in steps:
            assert work.letters(spec.letters[0])


def test_every_partner_is_asked_once_and_by_the_office_of_its_role(desk: Desk) -> None:
    code = desk.start(opening_of(desk, TRAINING))
    desk.advance()
    answer_all(desk)
    walk_to(desk, begin_of(desk, code, "nominate"))
    desk.advance()
    with desk.look() as work:
        duties = work.duties(DutyKind.NOMINATION)
        assert sorted(duty.agency for duty in duties) == sorted(PACK.activity(TRAINING).partners)
        assert len(work.letters("nomination")) == len(duties) == 10
        assert all(duty.told and duty.form == "nomination" for duty in duties)


def test_activity_for_some_areas_asks_those_alone(desk: Desk) -> None:
    code = desk.start(opening_of(desk, TRAINING, areas=("323", "333")))
    desk.advance()
    answer_all(desk)
    walk_to(desk, begin_of(desk, code, "nominate"))
    with desk.look() as work:
        assert [duty.agency for duty in work.duties(DutyKind.NOMINATION)] == ["UBND-323", "UBND-333"]


def test_step_waits_for_its_day_and_is_looked_at_that_morning(desk: Desk) -> None:
    code = desk.start(opening_of(desk, TRAINING))
    desk.advance()
    answer_all(desk)
    desk.advance()
    begins = begin_of(desk, code, "nominate")
    with desk.look() as work:
        assert work.campaign(code).next_at == PACK.calendar.at(begins, time(7, 30))
        assert work.duties(DutyKind.NOMINATION) == []


def test_step_goes_on_only_when_all_have_handed_in_or_been_let_off(desk: Desk) -> None:
    code = desk.start(opening_of(desk, PRESS))
    desk.advance()
    first, second = open_codes(desk, DutyKind.PRESS_PLAN)
    hand_in(desk, first)
    walk_to(desk, begin_of(desk, code, "publish"))
    with desk.look() as work:
        assert work.duties(DutyKind.PUBLICATION) == []
    with desk.work() as work:
        duty = duty_by_code(work.session, second)
        waive_owed(work.session, duty, WaiveReason.SILENT, actor=COORDINATOR, **work.given)
    desk.advance()
    with desk.look() as work:
        assert len(work.duties(DutyKind.PUBLICATION)) == 2


def test_late_form_is_taken_marked_late_and_chased_no_more(desk: Desk) -> None:
    desk.start(opening_of(desk, PRESS))
    desk.advance()
    (code, other) = open_codes(desk, DutyKind.PRESS_PLAN)
    hand_in(desk, other)
    with desk.look() as work:
        due_on = PACK.calendar.last_day(duty_by_code(work.session, code).due_at)
    walk_to(desk, PACK.calendar.add_workdays(due_on, 2))
    with desk.look() as work:
        assert len(work.letters("reminder")) == 1
    hand_in(desk, code)
    walk_to(desk, PACK.calendar.add_workdays(due_on, 30))
    with desk.look() as work:
        duty = duty_by_code(work.session, code)
        entry = entry_of(work.session, duty.id or 0)
        assert entry is not None and entry.workdays_late == 2
        assert duty.state is DutyState.FULFILLED
        assert len(work.letters("reminder")) == 1 and work.letters("non_response") == []


def test_form_that_does_not_add_up_comes_back_whole_and_nothing_of_it_is_kept(desk: Desk) -> None:
    code = desk.start(opening_of(desk, TRAINING, areas=("323",)))
    desk.advance()
    answer_all(desk)
    walk_to(desk, begin_of(desk, code, "nominate"))
    (owed,) = open_codes(desk, DutyKind.NOMINATION)
    with desk.look() as work:
        entries = len(work.session.exec(select(FormEntry)).all())
    wrong = {"participants": 9, "district_staff": 2, "commune_staff": 3}
    with pytest.raises(FormRefused) as refused:
        hand_in(desk, owed, **wrong)
    (fault,) = refused.value.form_faults
    assert "9" in fault.vietnamese and "5" in fault.vietnamese
    with desk.look() as work:
        assert duty_by_code(work.session, owed).state is DutyState.OPEN
        assert len(work.session.exec(select(FormEntry)).all()) == entries
    hand_in(desk, owed, **(wrong | {"participants": 5}))
    with desk.look() as work:
        duty = duty_by_code(work.session, owed)
        entry = entry_of(work.session, duty.id or 0)
        assert entry is not None
        assert figures_in(work.session, entry.id or 0)[WHOLE]["participants"] == 5
        assert sums_of(work.session, [duty.campaign_id], "nomination", ["participants"]) == {"participants": 5}


def test_form_with_a_line_for_each_commune_needs_them_all(desk: Desk) -> None:
    code = desk.start(opening_of(desk, PRINT))
    for step in ("order", "proof", "sign_off", "deliver"):
        walk_to(desk, begin_of(desk, code, step))
        answer_all(desk)
    walk_to(desk, begin_of(desk, code, "distribute"))
    owed = open_codes(desk, DutyKind.DISTRIBUTION)
    assert len(owed) == 10
    with desk.work() as work:
        duty = duty_by_code(work.session, owed[0])
        filled = dict(filled_for(work, duty))
        assert len(filled) == len(PACK.communes_of("323", date(2021, 6, 1))) == 17
        missing = filled.popitem()[0]
        actor = work.actor(duty.role, duty.agency)
        with pytest.raises(FormRefused) as refused:
            hand_in_form(work.session, duty, HandedIn(filled), arrival(), actor=actor, **work.given)
        assert {fault.unit for fault in refused.value.form_faults} == {missing}
    hand_in(desk, owed[0])
    with desk.look() as work:
        assert len(work.session.exec(select(FormFigure).where(FormFigure.unit != "")).all()) == 17 * 3


def test_answered_form_is_not_answered_twice(desk: Desk) -> None:
    desk.start(opening_of(desk, PRESS))
    desk.advance()
    code = open_codes(desk, DutyKind.PRESS_PLAN)[0]
    hand_in(desk, code)
    with pytest.raises(TransitionRefused):
        hand_in(desk, code)


def test_proof_that_is_not_passed_comes_back_until_one_is(desk: Desk) -> None:
    code = desk.start(opening_of(desk, PRINT))
    for step in ("order", "proof"):
        walk_to(desk, begin_of(desk, code, step))
        answer_all(desk)
    walk_to(desk, begin_of(desk, code, "sign_off"))
    answer_all(desk, DutyKind.PROOF_APPROVAL, good=False)
    walk_to(desk, begin_of(desk, code, "deliver"))
    with desk.look() as work:
        assert work.duty(DutyKind.PRINT_PROOF).ordinal == 2
        assert work.duties(DutyKind.PRINT_DELIVERY) == []
    answer_all(desk, DutyKind.PRINT_PROOF)
    with desk.look() as work:
        assert work.duty(DutyKind.PROOF_APPROVAL).ordinal == 2
    answer_all(desk, DutyKind.PROOF_APPROVAL)
    desk.advance()
    with desk.look() as work:
        assert len(work.duties(DutyKind.PRINT_DELIVERY)) == 1
        assert len(work.letters("print_proof")) == len(work.letters("proof_approval")) == 2


def test_suspended_activity_chases_nobody_and_goes_on_where_it_was(desk: Desk) -> None:
    code = desk.start(opening_of(desk, PRESS))
    desk.advance()
    with desk.look() as work:
        due_at = work.duties(DutyKind.PRESS_PLAN)[0].due_at
    with desk.work() as work:
        suspend_campaign(work.session, work.campaign(code), SuspendReason.EPIDEMIC, actor=COORDINATOR, **work.given)
    walk_to(desk, date(2021, 4, 5))
    with desk.look() as work:
        assert work.letters("reminder") == []
        assert {letter.agency for letter in work.letters("campaign_suspended")} == {"BAOHY", "DPTTH"}
    with desk.work() as work:
        resume_campaign(work.session, work.campaign(code), actor=COORDINATOR, **work.given)
    with desk.look() as work:
        assert work.campaign(code).state is CampaignState.CARRYING_OUT
        assert all(duty.due_at > due_at and duty.rung_at for duty in work.duties(DutyKind.PRESS_PLAN))
        due_on = PACK.calendar.last_day(work.duties(DutyKind.PRESS_PLAN)[0].due_at)
    walk_to(desk, PACK.calendar.add_workdays(due_on, 1))
    with desk.look() as work:
        assert len(work.letters("reminder")) == 2


def test_cancelled_activity_owes_nothing(desk: Desk) -> None:
    code = desk.start(opening_of(desk, PRESS))
    desk.advance()
    with desk.work() as work:
        cancel_campaign(work.session, work.campaign(code), CancelReason.DIRECTIVE, actor=COORDINATOR, **work.given)
    with desk.look() as work:
        assert work.duties(DutyKind.PRESS_PLAN) == []
        assert {duty.waived for duty in work.duties(DutyKind.PRESS_PLAN, state=None)} == {
            WaiveReason.CAMPAIGN_CANCELLED
        }
        assert len(work.letters("campaign_cancelled")) == 2


def test_activity_is_opened_once_in_its_kind_and_with_the_activity_it_is_part_of(desk: Desk) -> None:
    desk.start(opening_of(desk, PRESS))
    with pytest.raises(AnswerRefused, match=r"CT3-BAOCHI is carried out by HY-2021-BC-01 already"):
        desk.start(opening_of(desk, PRESS))
    with pytest.raises(AnswerRefused, match=r"is of the kind Tin, bài trên báo chí, not Tập huấn"):
        desk.start(opening_of(desk, PRESS, kind=CampaignKind.TRAINING))
    with pytest.raises(AnswerRefused, match=r"CT6-THONGKE is carried out with CT6-GIAMSAT"):
        desk.start(opening_of(desk, "CT6-THONGKE", visits=1))
    with pytest.raises(AnswerRefused, match=r"must be an activity of the plan"):
        desk.start(replace(opening_of(desk, PRESS), activity=None))
    with pytest.raises(UnknownCode):
        desk.start(replace(opening_of(desk, PRESS), activity="CT9"))
    with pytest.raises(WindowRefused):
        desk.start(opening_of(desk, PRESS, closes_on=date(2021, 1, 31), opens_on=date(2021, 1, 1)))


def test_every_follow_up_is_of_a_kind_that_some_step_asks_for() -> None:
    asked = {duty.kind for kind in KINDS.values() for steps in kind.steps.values() for s in steps for duty in s.duties}
    assert set(FOLLOW_UPS) <= asked
