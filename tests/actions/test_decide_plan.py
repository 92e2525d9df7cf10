"""The chairman approves the plan, or returns it with a reason; nobody else does."""

from dataclasses import replace
from datetime import date, time

import pytest
from sqlmodel import select

from actions.decide_plan import PlanDecision, decide_plan
from models import Approval
from rules.refusals import AnswerRefused, RightMissing, TransitionRefused
from rules.words import CampaignState, DutyKind, DutyState, ReturnReason, Role
from tests.actions.desk import OPENING, Desk, arrival
from tests.actions.dump import dump
from tests.actions.work import CODE

OTHERS = (
    Role.COORDINATOR,
    Role.TEAM_LEADER,
    Role.DEPUTY_LEADER,
    Role.LIAISON,
    Role.SUPERIOR,
    Role.AREA,
    Role.LEGAL_OFFICER,
    Role.DEPARTMENT_HEAD,
    Role.SANCTION_HOLDER,
    Role.POLICE_DUTY,
    Role.POLICE_SUPERIOR,
    Role.FOCAL_POINT,
)


@pytest.mark.parametrize("decision", [PlanDecision(), PlanDecision(ReturnReason.WINDOW)], ids=["approve", "return"])
def test_nobody_but_the_chairman_decides(scheduled: Desk, decision: PlanDecision) -> None:
    before = dump(scheduled.office.engine)
    for role in OTHERS:
        with pytest.raises(RightMissing, match=f"{role.value} may not .* it is for chairman, committee"):
            scheduled.decide(decision, role)
    assert dump(scheduled.office.engine) == before


def test_approval_is_kept_with_the_officer_behind_the_link_and_told_to_all_with_a_seat(scheduled: Desk) -> None:
    answer = scheduled.decide(PlanDecision())
    with scheduled.look() as work:
        assert work.campaign().state is CampaignState.APPROVED
        approval = work.session.exec(select(Approval)).one()
        assert (approval.subject, approval.role, approval.approved) == (CODE, Role.CHAIRMAN, True)
        duty = work.duty(DutyKind.APPROVE_PLAN, state=DutyState.FULFILLED)
        assert answer.receipt == f"{duty.code}-A1"
        assert duty.rung_at is None
        told = {(letter.agency, letter.address) for letter in work.letters("plan_approved")}
        assert {agency for agency, _ in told} == set(work.agencies())
        assert ("SLDTBXH", "dieuphoi@sldtbxh.hungyen.example") in told


def test_office_of_the_committee_decides_only_after_the_chairmans_time_has_run(scheduled: Desk) -> None:
    scheduled.at(date(2021, 2, 8), time(23, 59))
    with pytest.raises(RightMissing, match="committee may not"):
        scheduled.decide(PlanDecision(), Role.COMMITTEE)
    scheduled.at(date(2021, 2, 9))
    scheduled.decide(PlanDecision(), Role.COMMITTEE)
    with scheduled.look() as work:
        assert work.campaign().state is CampaignState.APPROVED
        assert work.journal(noun="campaign", verb="approve")[0].role is Role.COMMITTEE


def test_silent_chairman_is_reminded_then_his_deputy_is_asked_then_the_coordinator_told(scheduled: Desk) -> None:
    scheduled.at(date(2021, 2, 9))
    scheduled.advance()
    scheduled.at(date(2021, 2, 17))
    scheduled.advance()
    scheduled.at(date(2021, 2, 18))
    scheduled.advance()
    with scheduled.look() as work:
        assert [letter.address for letter in work.letters("reminder")] == ["chutich@ubnd.hungyen.example"]
        assert [letter.address for letter in work.letters("plan_submitted")] == [
            "chutich@ubnd.hungyen.example",
            "vanphong@ubnd.hungyen.example",
        ]
        assert [letter.address for letter in work.letters("non_response")] == ["dieuphoi@sldtbxh.hungyen.example"]


def test_returned_plan_is_made_anew_with_fewer_visits_and_submitted_a_second_time(scheduled: Desk) -> None:
    scheduled.decide(PlanDecision(ReturnReason.TOO_MANY, 8))
    with scheduled.look() as work:
        assert work.campaign().state is CampaignState.DRAFT
        assert [letter.address for letter in work.letters("plan_returned")] == ["dieuphoi@sldtbxh.hungyen.example"]
        (entry,) = work.journal(noun="campaign", verb="return")
        assert entry.reason == "too_many"
    scheduled.advance()
    with scheduled.look() as work:
        campaign = work.campaign()
        assert (campaign.state, campaign.round, campaign.visits_wanted) == (CampaignState.SCHEDULED, 2, 8)
        assert len(work.visits()) == 8
        assert work.duty(DutyKind.APPROVE_PLAN).ordinal == 2
        assert len(work.letters("plan_submitted")) == 2
    scheduled.decide(PlanDecision())
    with scheduled.look() as work:
        assert work.campaign().state is CampaignState.APPROVED


@pytest.mark.parametrize("reason", [ReturnReason.OVERLAP, ReturnReason.WINDOW])
def test_plan_returned_for_another_reason_keeps_its_number_of_visits(scheduled: Desk, reason: ReturnReason) -> None:
    scheduled.decide(PlanDecision(reason))
    scheduled.advance()
    with scheduled.look() as work:
        assert len(work.visits()) == 12


def test_fixed_quotas_shrink_with_a_plan_that_is_returned_as_too_large(desk: Desk) -> None:
    desk.start(replace(OPENING, visits=12, areas=("326",), quotas=(("323", 6), ("325", 4))))
    desk.advance()
    desk.decide(PlanDecision(ReturnReason.TOO_MANY, 5))
    desk.advance()
    with desk.look() as work:
        areas = [visit.area for visit in work.visits()]
        assert (areas.count("323"), areas.count("325"), len(areas)) == (3, 2, 5)


@pytest.mark.parametrize("most_visits", [0, -1, 13])
def test_number_that_is_no_reduction_is_refused(scheduled: Desk, most_visits: int) -> None:
    with pytest.raises(AnswerRefused, match="most_visits: must be between 1 and the 12 planned"):
        scheduled.decide(PlanDecision(ReturnReason.TOO_MANY, most_visits))


def test_plan_is_decided_once(scheduled: Desk) -> None:
    with scheduled.look() as work:
        duty = work.duty(DutyKind.APPROVE_PLAN)
    scheduled.decide(PlanDecision())
    before = dump(scheduled.office.engine)
    with pytest.raises(TransitionRefused, match="campaign HY-2021-KT-01 is approved: 'return' is not possible"):  # noqa: SIM117
        with scheduled.work() as work:
            actor = work.actor(Role.CHAIRMAN)
            again = PlanDecision(ReturnReason.WINDOW)
            decide_plan(work.session, duty, again, arrival(), actor=actor, **work.given)
    assert dump(scheduled.office.engine) == before
