"""The gravest answer decides, and a person to protect comes before any enforcement."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.assessment import assess_answers
from rules.words import ItemAnswer, Outcome

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
    assert assess_answers(given_answers, protected=False).outcome is outcome


@given(st.dictionaries(st.sampled_from([f"K{n:02d}" for n in range(27)]), st.sampled_from(ItemAnswer)))
def test_each_branch_names_its_own_items_and_protection_holds_back_every_outcome(
    answers: dict[str, ItemAnswer],
) -> None:
    found = assess_answers(answers, protected=False)
    for answer, items in ((SHORT, found.shortcomings), (VIOLATION, found.violations), (CRIME, found.signs_of_crime)):
        assert items == tuple(sorted(code for code, seen in answers.items() if seen is answer))
    assert found.outcome is not Outcome.UNDER_ASSESSMENT
    assert assess_answers(answers, protected=True).outcome is Outcome.UNDER_ASSESSMENT
