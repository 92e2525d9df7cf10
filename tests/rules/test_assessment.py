"""The gravest answer decides, and a person to protect comes before any enforcement."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.assessment import assess_answers
from rules.protection import closed_branches
from rules.words import Branch, ItemAnswer, Outcome, ProtectionState

MET, SHORT, VIOLATION, CRIME, NONE = (
    ItemAnswer.MET,
    ItemAnswer.SHORTCOMING,
    ItemAnswer.VIOLATION,
    ItemAnswer.SIGNS_OF_CRIME,
    ItemAnswer.NOT_APPLICABLE,
)


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        ([], Outcome.COMPLIANT),
        ([MET, MET, NONE], Outcome.COMPLIANT),
        ([MET, SHORT], Outcome.GUIDANCE),
        ([SHORT, SHORT], Outcome.COMMITMENT),
        ([SHORT, SHORT, SHORT, MET], Outcome.COMMITMENT),
        ([MET, VIOLATION], Outcome.VIOLATION),
        ([SHORT, SHORT, VIOLATION], Outcome.VIOLATION),
        ([CRIME], Outcome.SIGNS_OF_CRIME),
        ([VIOLATION, VIOLATION, SHORT, CRIME], Outcome.SIGNS_OF_CRIME),
    ],
)
def test_gravest_answer_decides(answers: list[ItemAnswer], outcome: Outcome) -> None:
    given_answers = {f"K{n:02d}": answer for n, answer in enumerate(answers)}
    assert assess_answers(given_answers).outcome is outcome


@given(st.dictionaries(st.sampled_from([f"K{n:02d}" for n in range(27)]), st.sampled_from(ItemAnswer)))
def test_each_branch_names_its_own_items_and_protection_holds_back_every_outcome(
    answers: dict[str, ItemAnswer],
) -> None:
    found = assess_answers(answers)
    for answer, items in ((SHORT, found.shortcomings), (VIOLATION, found.violations), (CRIME, found.signs_of_crime)):
        assert items == tuple(sorted(code for code, seen in answers.items() if seen is answer))
    assert found.outcome is not Outcome.UNDER_ASSESSMENT
    assert assess_answers(answers, closed=set(Branch)).outcome is Outcome.UNDER_ASSESSMENT


@pytest.mark.parametrize(
    ("state", "answers", "outcome", "to_mend", "to_fine"),
    [
        (ProtectionState.RAISED, [VIOLATION, SHORT], Outcome.UNDER_ASSESSMENT, (), ()),
        (ProtectionState.NOT_CONFIRMED, [VIOLATION, SHORT], Outcome.VIOLATION, ("K01",), ("K00",)),
        (ProtectionState.TAKEN_OVER, [VIOLATION, SHORT], Outcome.COMMITMENT, ("K00", "K01"), ()),
        (ProtectionState.TAKEN_OVER, [VIOLATION], Outcome.GUIDANCE, ("K00",), ()),
        (ProtectionState.TAKEN_OVER, [CRIME, VIOLATION], Outcome.SIGNS_OF_CRIME, ("K01",), ()),
        (ProtectionState.POLICE_TOLD, [CRIME, VIOLATION], Outcome.GUIDANCE, ("K01",), ()),
        (ProtectionState.POLICE_TOLD, [CRIME], Outcome.COMPLIANT, (), ()),
        (ProtectionState.POLICE_TOLD, [MET], Outcome.COMPLIANT, (), ()),
    ],
)
def test_focal_points_word_opens_some_branches_again(
    state: ProtectionState,
    answers: list[ItemAnswer],
    outcome: Outcome,
    to_mend: tuple[str, ...],
    to_fine: tuple[str, ...],
) -> None:
    given_answers = {f"K{n:02d}": answer for n, answer in enumerate(answers)}
    found = assess_answers(given_answers, closed=closed_branches(state))
    assert (found.outcome, found.shortcomings, found.violations) == (outcome, to_mend, to_fine)


def test_refused_file_weighs_no_more() -> None:
    answers = {"K01": CRIME, "K02": VIOLATION, "K03": SHORT}
    assert assess_answers(answers, not_referred=True).outcome is Outcome.VIOLATION
    assert assess_answers({"K01": CRIME}, not_referred=True).outcome is Outcome.COMPLIANT
