"""What findings lead to: a recommendation to the area, a sanction case by the law of that day, a re-inspection."""

from datetime import date, time

import pytest
from sqlmodel import select

from actions.decide_plan import PlanDecision
from actions.decide_sanction import SanctionDecision, decide_sanction, report_sanction_executed
from actions.hand_in_findings import items_of_agency
from actions.report_remedy import report_re_inspection, report_remedy
from actions.send_digest import send_digest
from actions.start_campaign import Opening
from models import Party, Recommendation, Referral, SanctionCase
from rules.refusals import AnswerRefused, RightMissing, TransitionRefused
from rules.words import (
    CampaignKind,
    DutyKind,
    DutyState,
    ItemAnswer,
    Mode,
    Outcome,
    RemedyState,
    Role,
    SanctionState,
)
from tests.actions.desk import FIRST, Desk, arrival
from tests.actions.mail_parts import text_of

SHORT, VIOLATION = ItemAnswer.SHORTCOMING, ItemAnswer.VIOLATION


def outcome(desk: Desk, visit: str = FIRST) -> Outcome | None:
    with desk.look() as work:
        return next(v.outcome for v in work.visits() if v.code == visit)


def only_case(desk: Desk) -> SanctionCase:
    with desk.look() as work:
        return work.session.exec(select(SanctionCase)).one()


def only_recommendation(desk: Desk) -> Recommendation:
    with desk.look() as work:
        return work.session.exec(select(Recommendation)).one()


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, Outcome.COMPLIANT),
        ({"K10": SHORT}, Outcome.GUIDANCE),
        ({"K05": SHORT, "K10": SHORT}, Outcome.COMMITMENT),
        ({"K12": VIOLATION}, Outcome.VIOLATION),
        ({"K27": ItemAnswer.SIGNS_OF_CRIME}, Outcome.SIGNS_OF_CRIME),
    ],
    ids=lambda value: value.value if isinstance(value, Outcome) else "",
)
def test_outcome_is_the_gravest_over_all_agencies(
    visiting: Desk, changed: dict[str, ItemAnswer], expected: Outcome
) -> None:
    visiting.find(FIRST, changed)
    assert outcome(visiting) is expected


def test_recommendation_goes_to_the_areas_authority_and_to_nobody_else(visiting: Desk) -> None:
    visiting.find(FIRST, {"K10": SHORT, "K05": SHORT})
    with visiting.look() as work:
        assert work.letters("recommendation") == [], "told with the area's other duties, not one by one"
    visiting.advance()
    row = only_recommendation(visiting)
    assert (row.agency, row.items, row.state) == ("UBND-323", ["K05", "K10"], RemedyState.SENT)
    with visiting.look() as work:
        (letter,) = work.letters("recommendation")
        assert letter.address == "phongldtbxh@ubnd323.hungyen.example"
        duty = work.duty(DutyKind.REMEDY)
        assert (duty.agency, duty.role, duty.due_at) == ("UBND-323", Role.AREA, row.due_at)
        calendar = work.context.pack.calendar
        assert duty.due_at == calendar.end_of(calendar.add_workdays(date(2021, 3, 1), 15))
        assert FIRST not in text_of(letter)


def test_area_is_told_of_all_recommendations_of_a_moment_in_one_letter(visiting: Desk) -> None:
    with visiting.look() as work:
        subjects = [duty.subject for duty in work.duties(DutyKind.FINDINGS)]
    for subject in subjects:
        visiting.find(subject, {"K10": SHORT})
    visiting.advance()
    visiting.advance()
    with visiting.look() as work:
        assert len(work.duties(DutyKind.REMEDY)) == 2
        assert len(work.letters("recommendation")) == 1


def test_violation_without_a_decree_in_the_pack_becomes_a_recommendation(visiting: Desk) -> None:
    visiting.find(FIRST, {"K10": VIOLATION})
    assert only_recommendation(visiting).items == ["K10"]
    with visiting.look() as work:
        assert work.session.exec(select(SanctionCase)).all() == []


def test_area_reports_what_was_put_right(visiting: Desk) -> None:
    visiting.find(FIRST, {"K10": SHORT})
    code = only_recommendation(visiting).code
    visiting.settle(DutyKind.REMEDY, report_remedy, True, subject=code)
    assert only_recommendation(visiting).state is RemedyState.REMEDIED
    with visiting.look() as work:
        assert work.duties(DutyKind.RE_INSPECTION) == []


def test_what_was_not_put_right_is_inspected_again_by_the_agency_that_led(visiting: Desk) -> None:
    visiting.find(FIRST, {"K10": SHORT})
    code = only_recommendation(visiting).code
    visiting.settle(DutyKind.REMEDY, report_remedy, False, subject=code)
    with visiting.look() as work:
        assert work.duty(DutyKind.RE_INSPECTION).agency == "SVHTTDL"
    with visiting.work() as work:
        duty = work.duty(DutyKind.RE_INSPECTION)
        report_re_inspection(work.session, duty, arrival(), actor=work.owner(duty), now=work.now)
    assert only_recommendation(visiting).state is RemedyState.RE_INSPECTED


def test_only_the_area_or_the_coordinator_for_it_reports_on_a_recommendation(visiting: Desk) -> None:
    visiting.find(FIRST, {"K10": SHORT})
    code = only_recommendation(visiting).code
    with visiting.look() as work:
        stranger = work.actor(Role.LIAISON, "CAT")
    with pytest.raises(RightMissing, match="liaison may not remedy"):
        visiting.settle(DutyKind.REMEDY, report_remedy, True, subject=code, actor=stranger)


def test_sanction_case_goes_to_the_holder_of_the_title_and_never_to_the_team(visiting: Desk) -> None:
    visiting.find(FIRST, {"K12": VIOLATION})
    case = only_case(visiting)
    assert (case.holder, case.decree, case.items, case.state) == (
        "CAT",
        "ND-167-2013-AN",
        ["K12"],
        SanctionState.RECORDED,
    )
    with visiting.look() as work:
        duty = work.duty(DutyKind.SANCTION_DECISION)
        assert (duty.agency, duty.role) == ("CAT", Role.SANCTION_HOLDER)
        # Seven days in 2021, not working days: Monday 1 March to Monday 8 March.
        assert duty.due_at == work.context.pack.calendar.end_of(date(2021, 3, 8))


def test_items_of_one_decree_are_one_case_and_later_items_join_it(visiting: Desk) -> None:
    with visiting.look() as work:
        record = work.record_of(next(v for v in work.visits() if v.code == FIRST))
    visiting.hand_in(FIRST, record)
    police = police_items(visiting)
    visiting.enter(FIRST, "CAT", {code: VIOLATION if code in ("K12", "K04") else ItemAnswer.MET for code in police})
    assert only_case(visiting).items == [code for code in ("K04", "K12") if code in police]


def police_items(desk: Desk) -> list[str]:
    with desk.look() as work:
        visit = next(v for v in work.visits() if v.code == FIRST)
        party = work.session.get_one(Party, visit.party_id)
        return [item.code for item in items_of_agency(work.session, visit, party, "CAT", work.context)]


def test_decree_is_the_one_in_force_on_the_day_of_the_visit(desk: Desk) -> None:
    """NĐ 167/2013 until 31 December 2021, NĐ 144/2021 from 1 January 2022, whenever the findings come in."""
    desk.at(date(2021, 12, 1))
    turn_of_year = Opening(
        kind=CampaignKind.INSPECTION,
        mode=Mode.PLANNED,
        opens_on=date(2021, 12, 24),
        closes_on=date(2022, 1, 14),
        visits=12,
        seed=1,
        areas=("323",),
    )
    desk.start(turn_of_year)
    desk.advance()
    desk.decide(PlanDecision())
    desk.advance()
    for agency in desk.agencies():
        desk.confirm(agency)
    desk.advance()
    desk.at(date(2022, 1, 14), time(23))
    desk.advance()
    with desk.look() as work:
        days = {v.code: work.session.get_one(Party, v.party_id).on for v in work.visits()}
        chosen = [min(days, key=lambda code: days[code]), max(days, key=lambda code: days[code])]
        assert days[chosen[0]] <= date(2021, 12, 31) < days[chosen[1]]
    for visit in chosen:
        desk.find(visit, {"K12": VIOLATION})
    with desk.look() as work:
        decrees = [case.decree for case in work.session.exec(select(SanctionCase).order_by("id"))]  # type: ignore[arg-type]
        assert decrees == ["ND-167-2013-AN", "ND-144-2021-AN"]


def test_holder_decides_with_a_number_and_later_reports_that_it_was_carried_out(visiting: Desk) -> None:
    visiting.find(FIRST, {"K12": VIOLATION})
    code = only_case(visiting).code
    visiting.at(date(2021, 3, 5))
    decision = SanctionDecision("15/QĐ-XPHC", date(2021, 3, 4))
    visiting.settle(DutyKind.SANCTION_DECISION, decide_sanction, decision, subject=code)
    case = only_case(visiting)
    assert (case.state, case.decision_number, case.decided_on) == (
        SanctionState.DECIDED,
        "15/QĐ-XPHC",
        date(2021, 3, 4),
    )
    visiting.at(date(2021, 3, 12))
    visiting.settle(DutyKind.SANCTION_EXECUTION, report_sanction_executed, date(2021, 3, 11), subject=code)
    case = only_case(visiting)
    assert (case.state, case.executed_on) == (SanctionState.EXECUTED, date(2021, 3, 11))


@pytest.mark.parametrize(
    ("decision", "field"),
    [
        (SanctionDecision("  ", date(2021, 3, 4)), "number"),
        (SanctionDecision("15/QĐ", None), "decided_on"),
        (SanctionDecision("15/QĐ", date(2021, 2, 28)), "decided_on"),
        (SanctionDecision("15/QĐ", date(2021, 3, 6)), "decided_on"),
    ],
)
def test_decision_without_number_or_on_an_impossible_day_is_refused(
    visiting: Desk, decision: SanctionDecision, field: str
) -> None:
    visiting.find(FIRST, {"K12": VIOLATION})
    visiting.at(date(2021, 3, 5))
    with pytest.raises(AnswerRefused) as refused:
        visiting.settle(DutyKind.SANCTION_DECISION, decide_sanction, decision, subject=only_case(visiting).code)
    assert [name for name, _ in refused.value.faults] == [field]


def test_holder_may_decide_that_nothing_is_imposed(visiting: Desk) -> None:
    visiting.find(FIRST, {"K12": VIOLATION})
    visiting.settle(
        DutyKind.SANCTION_DECISION,
        decide_sanction,
        SanctionDecision(None, None),
        subject=only_case(visiting).code,
    )
    assert only_case(visiting).state is SanctionState.DROPPED
    with visiting.look() as work:
        assert work.duties(DutyKind.SANCTION_EXECUTION) == []


@pytest.mark.parametrize("executed_on", [date(2021, 3, 3), date(2021, 3, 13)], ids=["before it", "to come"])
def test_execution_lies_between_the_decision_and_today(visiting: Desk, executed_on: date) -> None:
    visiting.find(FIRST, {"K12": VIOLATION})
    code = only_case(visiting).code
    visiting.at(date(2021, 3, 4))
    decision = SanctionDecision("15/QĐ-XPHC", date(2021, 3, 4))
    visiting.settle(DutyKind.SANCTION_DECISION, decide_sanction, decision, subject=code)
    visiting.at(date(2021, 3, 12))
    with pytest.raises(AnswerRefused, match="executed_on: must lie between the decision and today, 12/03/2021"):
        visiting.settle(DutyKind.SANCTION_EXECUTION, report_sanction_executed, executed_on, subject=code)


def test_signs_of_crime_are_referred_with_their_evidence_and_the_fine_waits(visiting: Desk) -> None:
    visiting.find(FIRST, {"K27": ItemAnswer.SIGNS_OF_CRIME, "K12": VIOLATION})
    with visiting.look() as work:
        referral = work.session.exec(select(Referral)).one()
        assert referral.evidence == {"rule": "HS-01", "threshold": 10, "points": {"K27": 10}}
        assert referral.code.startswith("NV-") and FIRST not in referral.code
    case = only_case(visiting)
    assert case.state is SanctionState.FROZEN
    with visiting.look() as work:
        assert work.duties(DutyKind.SANCTION_DECISION) == []
    decision = SanctionDecision("1/QĐ", date(2021, 3, 1))
    with pytest.raises(TransitionRefused, match="is frozen"), visiting.work() as work:
        duty = work.duty(DutyKind.SANCTION_DECISION, state=DutyState.WAIVED)
        decide_sanction(work.session, duty, decision, arrival(), actor=work.owner(duty), **work.given)


def test_sign_of_crime_on_any_item_is_referred_whatever_the_points_say(visiting: Desk) -> None:
    """Criminal Code Điều 327-329 have no lower threshold."""
    visiting.find(FIRST, {"K10": ItemAnswer.SIGNS_OF_CRIME})
    with visiting.look() as work:
        assert work.session.exec(select(Referral)).one().evidence["rule"] == "signs_of_crime"


def test_frozen_case_is_neither_told_chased_nor_counted_as_late(visiting: Desk) -> None:
    visiting.find(FIRST, {"K27": ItemAnswer.SIGNS_OF_CRIME, "K12": VIOLATION})
    visiting.at(date(2021, 3, 16))
    visiting.advance()
    with visiting.work() as work:
        send_digest(work.session, **work.given)
    with visiting.look() as work:
        letters = [*work.letters("recommendation"), *work.letters("reminder"), *work.letters("non_response")]
        assert [letter.address for letter in letters if "xuphat" in letter.address] == []
        (digest,) = work.letters("digest")
        assert DutyKind.SANCTION_DECISION.label not in " ".join(text_of(digest).split())
        code = work.duty(DutyKind.SANCTION_DECISION, state=DutyState.WAIVED).code
        assert [entry.restricted for entry in work.journal(subject=code, verb="waive")] == [True]


def test_violation_found_after_a_referral_is_frozen_with_it(visiting: Desk) -> None:
    """Never fine and refer the same act: it holds for items that come in later too."""
    with visiting.look() as work:
        record = work.record_of(next(v for v in work.visits() if v.code == FIRST), {"K10": ItemAnswer.SIGNS_OF_CRIME})
    visiting.hand_in(FIRST, record)
    visiting.enter(FIRST, "CAT", {c: VIOLATION if c == "K12" else ItemAnswer.MET for c in police_items(visiting)})
    assert only_case(visiting).state is SanctionState.FROZEN
