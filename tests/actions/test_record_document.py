"""Documents on paper: what a campaign rests on, and the chairman's decision that counts like an electronic one."""

from dataclasses import replace
from datetime import date, time

import pytest
from sqlmodel import select

from actions.context import Actor
from actions.decide_plan import PlanDecision
from actions.record_approval import SignedDecision, record_approval
from actions.record_document import DocumentFacts, record_document
from actions.take_answer import Arrival
from models import Answer, Approval, Document
from models.queries.office_pages import documents_of
from rules.refusals import AnsweredBefore, AnswerRefused, DocumentRefused, Refusal, RightMissing
from rules.words import CampaignState, Channel, DocumentKind, DutyKind, DutyState, ReturnReason, Role
from tests.actions.desk import COORDINATOR, Desk, arrival
from tests.actions.dump import dump

SIGNED = DocumentFacts(DocumentKind.DECISION, "45/QĐ-UBND", date(2021, 1, 29), Role.CHAIRMAN, "a" * 64)


def keep(desk: Desk, facts: DocumentFacts = SIGNED, actor: Actor = COORDINATOR) -> Document:
    with desk.work() as work:
        return record_document(work.session, work.campaign(), facts, actor=actor, **work.given)


def test_document_is_kept_by_kind_number_day_signer_and_fingerprint(scheduled: Desk) -> None:
    keep(scheduled)
    with scheduled.look() as work:
        (row,) = documents_of(work.session, Role.COORDINATOR, work.campaign())
        assert (row.kind, row.number, row.signed_on) == (SIGNED.kind, SIGNED.number, SIGNED.signed_on)
        assert (row.signer, row.sha256, row.recorded_by) == (Role.CHAIRMAN, "a" * 64, Role.COORDINATOR)
        (entry,) = work.journal(noun="document")
        assert (entry.subject, entry.after, entry.note) == (work.campaign().code, "decision", "45/QĐ-UBND")


def test_the_same_document_again_is_the_same_row(scheduled: Desk) -> None:
    assert keep(scheduled).id == keep(scheduled).id


@pytest.mark.parametrize(
    "change",
    [{"signed_on": date(2021, 1, 28)}, {"signer": Role.COMMITTEE}, {"sha256": "b" * 64}, {"sha256": None}],
)
def test_a_number_of_a_kind_stands_once_in_a_campaign(scheduled: Desk, change: dict[str, object]) -> None:
    keep(scheduled)
    with pytest.raises(AnswerRefused, match="recorded already, dated 29/01/2021"):
        keep(scheduled, replace(SIGNED, **change))  # type: ignore[arg-type]
    keep(scheduled, replace(SIGNED, kind=DocumentKind.REPORT))


@pytest.mark.parametrize("day", [date(2021, 2, 2), date(1021, 1, 29)])
def test_a_day_that_cannot_be_is_refused(scheduled: Desk, day: date) -> None:
    with pytest.raises(DocumentRefused, match="between 01/01/2001 and 01/02/2021"):
        keep(scheduled, replace(SIGNED, signed_on=day))


def test_every_fault_of_a_document_is_told_at_once(scheduled: Desk) -> None:
    with pytest.raises(AnswerRefused) as refused:
        keep(scheduled, replace(SIGNED, number="không số", signer=Role.ENGINE, sha256="A" * 64))
    assert [field for field, _ in refused.value.faults] == ["number", "signer", "sha256"]
    with pytest.raises(AnswerRefused, match="identity paper"):
        keep(scheduled, replace(SIGNED, number="033200001234"))


def test_coordinator_alone_records_documents(scheduled: Desk) -> None:
    with pytest.raises(RightMissing):
        keep(scheduled, actor=Actor(Role.LIAISON, "CAT"))


PAPER = Arrival(nonce="", channel=Channel.PAPER, document="46/QĐ-UBND", document_on=date(2021, 2, 2))


def decide(
    desk: Desk,
    decision: PlanDecision = PlanDecision(),
    signer: Role = Role.CHAIRMAN,
    actor: Actor = COORDINATOR,
    state: DutyState = DutyState.OPEN,
    **paper: object,
) -> Answer:
    with desk.work() as work:
        duty = work.duty(DutyKind.APPROVE_PLAN, state=state)
        came = replace(PAPER, nonce=arrival().nonce, **paper)  # type: ignore[arg-type]
        signed = SignedDecision(decision, signer)
        return record_approval(work.session, duty, signed, came, actor=actor, **work.given)


def refused(desk: Desk, kind: type[Refusal], **facts: object) -> str:
    before = dump(desk.office.engine)
    with pytest.raises(kind) as fault:
        decide(desk, **facts)  # type: ignore[arg-type]
    assert dump(desk.office.engine) == before
    return str(fault.value)


def test_decision_on_paper_counts_like_the_electronic_one(scheduled: Desk) -> None:
    scheduled.at(date(2021, 2, 3))
    answer = decide(scheduled)
    with scheduled.look() as work:
        assert work.campaign().state is CampaignState.APPROVED
        approval = work.session.exec(select(Approval)).one()
        assert (approval.role, approval.contact_id) == (Role.CHAIRMAN, work.actor(Role.CHAIRMAN).contact_id)
        assert approval.approved
        assert len(work.letters("plan_approved")) == len(work.agencies()) + 1
        (entry,) = work.journal(noun="answer")
        assert (entry.role, entry.after, entry.note) == (Role.COORDINATOR, "chairman", "46/QĐ-UBND, 02/02/2021")
        assert (entry.subject, answer.recorded_by) == (answer.receipt, Role.COORDINATOR)
        assert (answer.channel, answer.document, answer.document_on) == (
            Channel.PAPER,
            "46/QĐ-UBND",
            date(2021, 2, 2),
        )


def test_plan_is_returned_on_paper_too(scheduled: Desk) -> None:
    scheduled.at(date(2021, 2, 3))
    decide(scheduled, PlanDecision(ReturnReason.TOO_MANY, 10))
    with scheduled.look() as work:
        assert (work.campaign().state, work.campaign().visits_wanted) == (CampaignState.DRAFT, 10)


def test_decision_dated_before_the_plan_was_submitted_is_refused(scheduled: Desk) -> None:
    scheduled.at(date(2021, 2, 3))
    said = refused(scheduled, DocumentRefused, document_on=date(2021, 1, 31))
    assert "31/01/2021" in said and "between 01/02/2021 and 03/02/2021" in said


def test_decision_dated_tomorrow_is_refused(scheduled: Desk) -> None:
    refused(scheduled, DocumentRefused, document_on=date(2021, 2, 2))


@pytest.mark.parametrize(
    "paper", [{"document": None}, {"document": " "}, {"document": "không số"}, {"document_on": None}]
)
def test_decision_on_paper_has_a_number_and_a_day(scheduled: Desk, paper: dict[str, object]) -> None:
    scheduled.at(date(2021, 2, 3))
    refused(scheduled, AnswerRefused, **paper)


def test_a_plan_is_not_approved_by_telephone(scheduled: Desk) -> None:
    scheduled.at(date(2021, 2, 3))
    assert "in writing" in refused(scheduled, AnswerRefused, channel=Channel.TELEPHONE)


def test_committee_signs_for_the_chairman_only_after_his_time_has_run(scheduled: Desk) -> None:
    with scheduled.look() as work:
        last = work.context.pack.calendar.last_day(work.duty(DutyKind.APPROVE_PLAN).due_at)
    scheduled.at(date(2021, 2, 25), time(9))
    said = refused(scheduled, AnswerRefused, signer=Role.COMMITTEE, document_on=last)
    assert f"after {last:%d/%m/%Y}" in said
    decide(scheduled, signer=Role.COMMITTEE, document_on=date(2021, 2, 24))
    with scheduled.look() as work:
        assert work.session.exec(select(Approval)).one().role is Role.COMMITTEE


def test_nobody_else_signs(scheduled: Desk) -> None:
    scheduled.at(date(2021, 2, 3))
    assert "chairman" in refused(scheduled, AnswerRefused, signer=Role.TEAM_LEADER)


def test_decision_on_a_plan_that_was_decided_shows_the_way_out(scheduled: Desk) -> None:
    scheduled.at(date(2021, 2, 3))
    scheduled.decide(PlanDecision())
    said = refused(scheduled, AnsweredBefore, state=DutyState.FULFILLED)
    assert "already been dealt with" in said and "suspend or cancel" in said


def test_coordinator_alone_records_decisions(scheduled: Desk) -> None:
    scheduled.at(date(2021, 2, 3))
    refused(scheduled, RightMissing, actor=Actor(Role.CHAIRMAN, "UBND-33"))
