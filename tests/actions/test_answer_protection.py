"""The focal point's word: who may say it when, and what it opens again."""

from datetime import date, time, timedelta

import pytest
from sqlmodel import select

from actions.answer_protection import answer_protection
from actions.hand_in_findings import Findings
from actions.protect_person import protect_person
from models import Answer, JournalEntry, Protection, Recommendation, Referral, SanctionCase, Visit
from models.queries.protections import LOOKS_AFTER
from rules.refusals import RightMissing, TransitionRefused
from rules.words import (
    DutyKind,
    DutyState,
    ItemAnswer,
    NotConductedReason,
    Outcome,
    ProtectionSign,
    ProtectionState,
    ProtectionVerb,
    ReferralState,
    Role,
    SanctionState,
    VisitState,
)
from tests.actions.desk import FIRST, Desk, arrival

GRAVE = {"K27": ItemAnswer.SIGNS_OF_CRIME, "K12": ItemAnswer.VIOLATION, "K10": ItemAnswer.SHORTCOMING}
FINED = {"K12": ItemAnswer.VIOLATION, "K10": ItemAnswer.SHORTCOMING}
SIGNS = (ProtectionSign.TRAFFICKING,)
V, S = ProtectionVerb, ProtectionState


def say(desk: Desk, verb: ProtectionVerb, role: Role = Role.FOCAL_POINT) -> Answer:
    with desk.work() as work:
        duty = next(iter(work.duties(DutyKind.PROTECTION, state=None)))
        actor = work.actor(role, duty.agency if role in LOOKS_AFTER else None)
        return answer_protection(work.session, duty, verb, arrival(), actor=actor, **work.given)


def visit(desk: Desk) -> Visit:
    with desk.look() as work:
        return work.session.exec(select(Visit).where(Visit.code == FIRST)).one()


def followed(desk: Desk) -> dict[str, int]:
    with desk.look() as work:
        tables = {"fines": SanctionCase, "referrals": Referral, "remedies": Recommendation}
        return {name: len(work.session.exec(select(table)).all()) for name, table in tables.items()}


@pytest.mark.parametrize(
    ("verb", "found", "outcome", "fines", "referrals", "remedies"),
    [
        (V.NOT_CONFIRM, GRAVE, Outcome.SIGNS_OF_CRIME, 1, 1, 1),
        (V.NOT_CONFIRM, FINED, Outcome.VIOLATION, 1, 0, 1),
        (V.TAKE_OVER, GRAVE, Outcome.SIGNS_OF_CRIME, 0, 1, 1),
        (V.TAKE_OVER, FINED, Outcome.COMMITMENT, 0, 0, 1),
        (V.TELL_POLICE, GRAVE, Outcome.COMMITMENT, 0, 0, 1),
        (V.TELL_POLICE, FINED, Outcome.COMMITMENT, 0, 0, 1),
    ],
)
def test_each_answer_opens_its_own_branches(
    visiting: Desk,
    verb: ProtectionVerb,
    found: dict[str, ItemAnswer],
    outcome: Outcome,
    fines: int,
    referrals: int,
    remedies: int,
) -> None:
    visiting.find(FIRST, found, signs=SIGNS)
    assert followed(visiting) == {"fines": 0, "referrals": 0, "remedies": 0}
    say(visiting, verb)
    assert followed(visiting) == {"fines": fines, "referrals": referrals, "remedies": remedies}
    assert (visit(visiting).state, visit(visiting).outcome) == (VisitState.ASSESSED, outcome)
    with visiting.look() as work:
        (case,) = work.session.exec(select(Protection))
        assert case.answered_at == work.now and case.state is not S.RAISED
        (duty,) = work.duties(DutyKind.PROTECTION, state=DutyState.FULFILLED)
        assert duty.rung_at is None


def test_items_that_come_in_after_the_answer_follow_it(visiting: Desk) -> None:
    with visiting.look() as work:
        record = work.record_of(next(v for v in work.visits() if v.code == FIRST), signs=SIGNS)
    visiting.hand_in(FIRST, record)
    say(visiting, V.TELL_POLICE)
    visiting.enter(FIRST, "SLDTBXH", {f"K{n:02d}": ItemAnswer.VIOLATION for n in (5, 6, 8, 9, 11)})
    assert followed(visiting) == {"fines": 0, "referrals": 0, "remedies": 1}


def test_what_was_on_its_way_is_ended_where_it_stays_closed(visiting: Desk) -> None:
    visiting.find(FIRST, GRAVE)
    assert followed(visiting) == {"fines": 1, "referrals": 1, "remedies": 1}
    with visiting.work() as work:
        row = next(v for v in work.visits() if v.code == FIRST)
        protect_person(work.session, work.campaign(), row, SIGNS, **work.given)
    say(visiting, V.TELL_POLICE)
    with visiting.look() as work:
        assert [row.state for row in work.session.exec(select(Referral))] == [ReferralState.WITHDRAWN]
        assert {row.state for row in work.session.exec(select(SanctionCase))} == {SanctionState.DROPPED}
        assert work.duties(DutyKind.REFERRAL_APPROVAL) == [] and work.duties(DutyKind.SANCTION_DECISION) == []


def test_visit_without_a_record_is_not_assessed(visiting: Desk) -> None:
    visiting.hand_in(FIRST, Findings(missed=NotConductedReason.QUORUM, signs=SIGNS))
    say(visiting, V.NOT_CONFIRM)
    assert (visit(visiting).state, visit(visiting).outcome) == (VisitState.NOT_CONDUCTED, None)


@pytest.mark.parametrize(
    ("role", "hours", "may"),
    [
        (Role.FOCAL_POINT, 0, True),
        (Role.FOCAL_POINT, 30, True),
        (Role.FOCAL_DEPUTY, 3, False),
        (Role.FOCAL_DEPUTY, 5, True),
        (Role.SUPERIOR, 5, False),
        (Role.SUPERIOR, 9, True),
        (Role.COORDINATOR, 30, False),
        (Role.TEAM_LEADER, 30, False),
        (Role.LIAISON, 30, False),
    ],
)
def test_the_deputy_and_then_the_head_have_their_turn_and_nobody_else(
    visiting: Desk, role: Role, hours: int, may: bool
) -> None:
    visiting.find(FIRST, FINED, signs=SIGNS)
    with visiting.look() as work:
        opened_at = work.now
    visiting.office.set_practice_moment(opened_at + timedelta(hours=hours))
    visiting.advance()
    if may:
        say(visiting, V.TAKE_OVER, role)
        return
    with pytest.raises(RightMissing):
        say(visiting, V.TAKE_OVER, role)


def test_head_of_another_house_has_no_part_in_it(visiting: Desk) -> None:
    visiting.find(FIRST, FINED, signs=SIGNS)
    visiting.at(date(2021, 3, 3), time(9))
    visiting.advance()
    with pytest.raises(RightMissing), visiting.work() as work:
        duty = work.duty(DutyKind.PROTECTION)
        actor = work.actor(Role.SUPERIOR, "SYT")
        answer_protection(work.session, duty, V.TAKE_OVER, arrival(), actor=actor, **work.given)


def test_second_answer_finds_it_settled(visiting: Desk) -> None:
    visiting.find(FIRST, FINED, signs=SIGNS)
    say(visiting, V.TAKE_OVER)
    with pytest.raises(TransitionRefused):
        say(visiting, V.NOT_CONFIRM)


def test_answer_stands_in_no_shared_journal_and_in_no_campaigns(visiting: Desk) -> None:
    visiting.find(FIRST, FINED, signs=SIGNS)
    say(visiting, V.TAKE_OVER)
    with visiting.look() as work:
        entries = list(work.session.exec(select(JournalEntry).where(JournalEntry.noun == "restricted case")))
        assert [(entry.verb, entry.restricted, entry.campaign_id) for entry in entries] == [("take_over", True, None)]


def test_the_case_opens_again_on_both_databases(desk_on_both: Desk) -> None:
    desk_on_both.come_to("go_on_first_visits")
    desk_on_both.find(FIRST, GRAVE, signs=SIGNS)
    say(desk_on_both, V.NOT_CONFIRM)
    assert followed(desk_on_both) == {"fines": 1, "referrals": 1, "remedies": 1}
