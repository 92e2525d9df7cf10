"""An answer recorded by mistake stays on record and counts no more: its duty is owed again, its effects are undone."""

from datetime import date, time
from typing import Any

import pytest
from sqlmodel import col, select

from actions.confirm_participation import decline_participation
from actions.context import Actor
from actions.decide_plan import PlanDecision
from actions.decide_sanction import SanctionDecision, decide_sanction, report_sanction_executed
from actions.hand_in_findings import Findings
from actions.report_remedy import report_re_inspection, report_remedy
from actions.suspend_campaign import suspend_campaign
from actions.void_answer import void_answer
from models import AgencyAbsence, Answer, Duty, Finding, FindingItem, Recommendation, SanctionCase
from models.queries.duties import duty_by_code
from models.queries.journal_counts import campaign_counts
from models.queries.portal_pages import last_answer
from models.queries.visits import visit_by_code
from rules.ladders import rung_moments
from rules.refusals import AlreadyHandled, AnswerRefused, NotVoidable, RightMissing
from rules.words import (
    DeclineReason,
    DutyKind,
    DutyState,
    ItemAnswer,
    NotConductedReason,
    PostponeReason,
    RemedyState,
    Role,
    SanctionState,
    SuspendReason,
    VisitState,
    VoidReason,
    WaiveReason,
)
from tests.actions.desk import COORDINATOR, FIRST, Desk, arrival
from tests.actions.dump import dump
from tests.actions.forms_desk import answer_all, begin_of, hand_in, open_codes, opening_of, walk_to, year_opening

NOTE = "Nghe nhầm qua điện thoại ngày 02/03/2021"


def void(desk: Desk, answer: Answer, *, note: str = NOTE, actor: Actor = COORDINATOR) -> None:
    with desk.work() as work:
        row = work.session.get_one(Answer, answer.id)
        void_answer(work.session, row, VoidReason.MISHEARD, note, actor=actor, **work.given)


def not_voidable(desk: Desk, answer: Answer) -> str:
    before = dump(desk.office.engine)
    with pytest.raises(NotVoidable) as refused:
        void(desk, answer)
    assert dump(desk.office.engine) == before
    return str(refused.value)


def duty_of(desk: Desk, answer: Answer) -> Duty:
    with desk.look() as work:
        return work.session.get_one(Duty, answer.duty_id)


def one(desk: Desk, table: type[Any]) -> Any:
    with desk.look() as work:
        return work.session.exec(select(table)).one()


def test_voided_answer_stays_on_record_and_its_duty_is_owed_again(coordinating: Desk) -> None:
    answer = coordinating.confirm("CAT")
    due_at = duty_of(coordinating, answer).due_at
    void(coordinating, answer)
    with coordinating.look() as work:
        row = work.session.get_one(Answer, answer.id)
        assert (row.voided, row.voided_at, row.content["cards"]) == (
            VoidReason.MISHEARD,
            work.now,
            answer.content["cards"],
        )
        duty = work.session.get_one(Duty, answer.duty_id)
        assert (duty.state, duty.settled_at, duty.answered, duty.due_at) == (DutyState.OPEN, None, {}, due_at)
        assert last_answer(work.session, duty) is None
        (entry,) = work.journal(verb="reopen")
        assert (entry.subject, entry.before, entry.after) == (duty.code, "fulfilled", "open")
        assert (entry.role, entry.reason, entry.note) == (Role.COORDINATOR, "misheard", NOTE)
        assert len(work.letters("reminder", agency="CAT")) == 1
    again = coordinating.confirm("CAT")
    assert again.receipt == answer.receipt.replace("-A1", "-A2")
    with coordinating.look() as work:
        assert campaign_counts(work.session, work.campaign())["duties"]["fulfilled"] == 2, "the plan's, and this one"


def test_voided_confirmation_takes_its_members_out_of_the_seats(coordinating: Desk) -> None:
    coordinating.confirm("SYT")
    answer = coordinating.confirm("CAT")
    void(coordinating, answer)
    with coordinating.look() as work:
        assert {seat.card for seat, _ in work.seats() if seat.agency == "CAT"} == {None}
        assert None not in {seat.card for seat, _ in work.seats() if seat.agency == "SYT"}
    coordinating.advance()
    with coordinating.look() as work:
        assert [duty.agency for duty in work.duties(DutyKind.CONFIRM)].count("CAT") == 1


def test_days_told_by_the_voided_answer_alone_are_free_again(coordinating: Desk) -> None:
    answer = coordinating.confirm("CAT", absences=(date(2021, 3, 30),))
    void(coordinating, answer)
    with coordinating.look() as work:
        assert work.session.exec(select(AgencyAbsence).where(AgencyAbsence.agency == "CAT")).all() == []


def test_confirmation_stands_once_the_parties_are_on_their_way(inspecting: Desk) -> None:
    with inspecting.look() as work:
        duties = work.duties(DutyKind.CONFIRM, state=DutyState.FULFILLED)
        answer = last_answer(work.session, duties[0])
    assert answer is not None
    assert "the parties are seated" in not_voidable(inspecting, answer)


def test_plan_that_was_decided_stands(scheduled: Desk) -> None:
    answer = scheduled.decide(PlanDecision())
    assert "suspend or cancel the campaign" in not_voidable(scheduled, answer)


def test_rungs_that_passed_meanwhile_are_not_made_up_for(coordinating: Desk) -> None:
    answer = coordinating.confirm("CAT")
    duty = duty_of(coordinating, answer)
    with coordinating.look() as work:
        calendar = work.context.pack.calendar
        ladder = work.context.pack.ladder(duty.ladder, calendar.day_of(duty.due_at))
        moments = rung_moments(ladder, duty.due_at, calendar)
    coordinating.at(calendar.day_of(moments[2]), time(23))
    others = {"non_response", "reminder"}
    void(coordinating, answer)
    duty = duty_of(coordinating, answer)
    assert duty.rung == 3 and duty.rung_at == moments[3], "the superior's rung has passed"
    with coordinating.look() as work:
        assert [letter.letter for name in others for letter in work.letters(name, agency="CAT")] == ["reminder"]


def test_voided_record_of_a_visit_leaves_every_count(visiting: Desk) -> None:
    with visiting.look() as work:
        before = campaign_counts(work.session, work.campaign())
    visiting.find(FIRST, {})
    with visiting.look() as work:
        answer = last_answer(work.session, work.duties(DutyKind.FINDINGS, state=DutyState.FULFILLED)[0])
        others = len(work.session.exec(select(Finding).where(col(Finding.lead).is_(False))).all())
        assert campaign_counts(work.session, work.campaign())["visits"]["conducted"] == 1
    assert answer is not None
    void(visiting, answer)
    with visiting.look() as work:
        visit = visit_by_code(work.session, FIRST)
        assert (visit.state, visit.outcome) == (VisitState.PLANNED, None)
        findings = work.session.exec(select(Finding)).all()
        assert len(findings) == others > 0 and not any(finding.lead for finding in findings)
        kept = {finding.id for finding in findings}
        assert {item.finding_id for item in work.session.exec(select(FindingItem))} <= kept
        after = campaign_counts(work.session, work.campaign())
        assert (after["visits"], after["duties"]) == (before["visits"], before["duties"])
        record = work.record_of(visit)
    visiting.hand_in(FIRST, record)
    with visiting.look() as work:
        assert campaign_counts(work.session, work.campaign())["visits"]["conducted"] == 1


def test_visit_said_not_to_have_happened_is_planned_again(visiting: Desk) -> None:
    answer = visiting.hand_in(FIRST, Findings(missed=NotConductedReason.CLOSED))
    void(visiting, answer)
    with visiting.look() as work:
        visit = visit_by_code(work.session, FIRST)
        assert (visit.state, visit.missed) == (VisitState.PLANNED, None)
        assert campaign_counts(work.session, work.campaign())["visits"]["not_conducted"] == 0


@pytest.mark.parametrize(
    "changed",
    [{"K10": ItemAnswer.SHORTCOMING}, {"K12": ItemAnswer.VIOLATION}, {"K27": ItemAnswer.SIGNS_OF_CRIME}],
    ids=["recommendation", "sanction case", "referral"],
)
def test_findings_on_which_something_was_built_stand(visiting: Desk, changed: dict[str, ItemAnswer]) -> None:
    visiting.find(FIRST, changed)
    with visiting.look() as work:
        answer = last_answer(work.session, work.duties(DutyKind.FINDINGS, state=DutyState.FULFILLED)[0])
    assert answer is not None
    assert "others have acted on these findings" in not_voidable(visiting, answer)


def test_voided_remedy_lets_go_of_the_re_inspection_it_caused(visiting: Desk) -> None:
    visiting.find(FIRST, {"K10": ItemAnswer.SHORTCOMING})
    row = one(visiting, Recommendation)
    answer = visiting.settle(DutyKind.REMEDY, report_remedy, False, subject=row.code)
    void(visiting, answer)
    assert (one(visiting, Recommendation).state, one(visiting, Recommendation).settled_at) == (RemedyState.SENT, None)
    with visiting.look() as work:
        waived = work.duty(DutyKind.RE_INSPECTION, state=DutyState.WAIVED)
        assert waived.waived is WaiveReason.SUPERSEDED
    visiting.settle(DutyKind.REMEDY, report_remedy, False, subject=row.code)
    with visiting.look() as work:
        assert work.duty(DutyKind.RE_INSPECTION).ordinal == 2


def test_later_answer_is_voided_before_the_one_it_rests_on(visiting: Desk) -> None:
    visiting.find(FIRST, {"K10": ItemAnswer.SHORTCOMING})
    row = one(visiting, Recommendation)
    remedy = visiting.settle(DutyKind.REMEDY, report_remedy, False, subject=row.code)
    settled_at = one(visiting, Recommendation).settled_at
    visiting.at(date(2021, 3, 5))
    again = visiting.settle(DutyKind.RE_INSPECTION, inspected_again, subject=row.code)
    assert "Void that later answer first" in not_voidable(visiting, remedy)
    void(visiting, again)
    row = one(visiting, Recommendation)
    assert (row.state, row.settled_at) == (RemedyState.NOT_REMEDIED, settled_at)
    void(visiting, remedy)
    assert one(visiting, Recommendation).state is RemedyState.SENT


def inspected_again(session: Any, duty: Duty, arrival: Any, *, actor: Actor, now: Any, context: Any) -> Answer:
    return report_re_inspection(session, duty, arrival, actor=actor, now=now)


def test_sanction_goes_back_step_by_step(visiting: Desk) -> None:
    visiting.find(FIRST, {"K12": ItemAnswer.VIOLATION})
    case = one(visiting, SanctionCase)
    decided = SanctionDecision("12/QĐ-XPHC", date(2021, 3, 2))
    visiting.at(date(2021, 3, 2))
    decision = visiting.settle(DutyKind.SANCTION_DECISION, decide_sanction, decided, subject=case.code)
    execution = visiting.settle(
        DutyKind.SANCTION_EXECUTION, report_sanction_executed, date(2021, 3, 2), subject=case.code
    )
    assert "carried out since" in not_voidable(visiting, decision)
    void(visiting, execution)
    assert (one(visiting, SanctionCase).state, one(visiting, SanctionCase).executed_on) == (SanctionState.DECIDED, None)
    void(visiting, decision)
    case = one(visiting, SanctionCase)
    assert (case.state, case.decision_number, case.decided_on) == (SanctionState.RECORDED, None, None)
    with visiting.look() as work:
        assert work.duties(DutyKind.SANCTION_EXECUTION) == []
    visiting.settle(DutyKind.SANCTION_DECISION, decide_sanction, decided, subject=case.code)
    with visiting.look() as work:
        assert work.duty(DutyKind.SANCTION_EXECUTION).ordinal == 2


def test_declined_invitation_stands_because_its_seats_went_to_others(coordinating: Desk) -> None:
    with coordinating.look() as work:
        code = work.campaign().code
    with coordinating.work() as work:
        duty = work.duty(DutyKind.CONFIRM, agency="SYT")
        answer = decline_participation(
            work.session, duty, DeclineReason.NO_STAFF, arrival(), actor=COORDINATOR, **work.given
        )
    assert code in answer.receipt and "given to others" in not_voidable(coordinating, answer)


def test_postponed_visit_keeps_its_new_day(visiting: Desk) -> None:
    answer = visiting.hand_in(FIRST, Findings(postponed=PostponeReason.WEATHER))
    assert "has another day" in not_voidable(visiting, answer)


def test_nothing_is_voided_while_the_campaign_is_suspended(coordinating: Desk) -> None:
    answer = coordinating.confirm("CAT")
    with coordinating.work() as work:
        suspend_campaign(work.session, work.campaign(), SuspendReason.EPIDEMIC, actor=COORDINATOR, **work.given)
    assert "Resume it first." in not_voidable(coordinating, answer)


def test_an_answer_is_voided_once(coordinating: Desk) -> None:
    answer = coordinating.confirm("CAT")
    void(coordinating, answer)
    before = dump(coordinating.office.engine)
    with pytest.raises(AlreadyHandled):
        void(coordinating, answer)
    assert dump(coordinating.office.engine) == before


@pytest.mark.parametrize("role", [Role.LIAISON, Role.CHAIRMAN, Role.TEAM_LEADER, Role.ENGINE])
def test_coordinator_alone_voids(coordinating: Desk, role: Role) -> None:
    answer = coordinating.confirm("CAT")
    with pytest.raises(RightMissing):
        void(coordinating, answer, actor=Actor(role, "CAT"))


@pytest.mark.parametrize(
    ("note", "word"),
    [("  ", "why"), ("x" * 501, "500"), ("Gọi lại số 0912 345 678", "number"), ("CCCD 033200001234", "number")],
)
def test_note_is_scanned_before_it_is_kept(coordinating: Desk, note: str, word: str) -> None:
    answer = coordinating.confirm("CAT")
    with pytest.raises(AnswerRefused) as refused:
        void(coordinating, answer, note=note)
    assert [field for field, sentence in refused.value.faults if word in sentence] == ["note"]


def test_voiding_is_the_same_on_both_databases(desk_on_both: Desk) -> None:
    desk_on_both.come_to("go_on_first_visits")
    desk_on_both.find(FIRST, {})
    with desk_on_both.look() as work:
        answer = last_answer(work.session, work.duties(DutyKind.FINDINGS, state=DutyState.FULFILLED)[0])
    assert answer is not None
    void(desk_on_both, answer)
    with desk_on_both.look() as work:
        assert visit_by_code(work.session, FIRST).state is VisitState.PLANNED
        assert work.session.exec(select(Finding).where(col(Finding.lead))).all() == []


def form_answer(desk: Desk, code: str) -> Answer:
    with desk.look() as work:
        answer = last_answer(work.session, duty_by_code(work.session, code))
        assert answer is not None
        return answer


def test_report_against_which_the_next_period_was_held_stands(desk: Desk) -> None:
    desk.start(year_opening(desk))
    codes = []
    for day in (date(2021, 3, 12), date(2021, 6, 14)):
        walk_to(desk, day)
        with desk.look() as work:
            owed = work.duties(DutyKind.PERIODIC_REPORT, agency="UBND-323")
            codes.append(next(duty.code for duty in owed if "-MD-Q-" in duty.subject))
        hand_in(desk, codes[-1], opening=6, establishments=6, checked=2, sanctioned=0, supported=4)
    assert "Void that later answer first" in not_voidable(desk, form_answer(desk, codes[0]))
    void(desk, form_answer(desk, codes[1]))
    void(desk, form_answer(desk, codes[0]))
    with desk.look() as work:
        assert {duty_by_code(work.session, code).state for code in codes} == {DutyState.OPEN}


def test_proof_that_had_another_asked_for_stands(desk: Desk) -> None:
    code = desk.start(opening_of(desk, "CT4-BANGRON"))
    for step in ("order", "proof"):
        walk_to(desk, begin_of(desk, code, step))
        answer_all(desk)
    walk_to(desk, begin_of(desk, code, "sign_off"))
    approval, *_ = open_codes(desk, DutyKind.PROOF_APPROVAL)
    hand_in(desk, approval, passed=False)
    assert open_codes(desk, DutyKind.PRINT_PROOF)
    assert "something more was asked for" in not_voidable(desk, form_answer(desk, approval))
