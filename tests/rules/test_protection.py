"""What the focal point's word opens again; and that nobody can tell afterwards at which visits it was asked."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.assessment import assess_answers
from rules.protection import closed_branches
from rules.words import Branch, ItemAnswer, Outcome, ProtectionState

B, S = Branch, ProtectionState
ITEMS = st.dictionaries(st.sampled_from([f"K{n:02d}" for n in range(27)]), st.sampled_from(ItemAnswer))


@pytest.mark.parametrize(
    ("state", "closed"),
    [
        (None, set()),
        (S.RAISED, {B.REMEDY, B.SANCTION, B.REFERRAL}),
        (S.NOT_CONFIRMED, set()),
        (S.TAKEN_OVER, {B.SANCTION}),
        (S.POLICE_TOLD, {B.SANCTION, B.REFERRAL}),
    ],
)
def test_each_state_closes_its_own_branches(state: ProtectionState | None, closed: set[Branch]) -> None:
    assert closed_branches(state) == closed


def test_every_state_says_what_it_opens() -> None:
    for state in S:
        assert closed_branches(state) <= set(B)


def test_a_person_in_support_is_never_met_with_a_fine() -> None:
    """Non-punishment: only the word that nothing was confirmed opens it."""
    assert [state for state in S if B.SANCTION not in closed_branches(state)] == [S.NOT_CONFIRMED]


@given(st.sampled_from([state for state in S if state is not S.RAISED]), ITEMS)
def test_after_the_answer_every_outcome_has_what_follows_from_it_elsewhere(
    state: ProtectionState, answers: Mapping[str, ItemAnswer]
) -> None:
    """Else one figure less another (violations less cases, visits under assessment less files) would count persons."""
    closed = closed_branches(state)
    found = assess_answers(answers, closed=closed)
    assert found.outcome is not Outcome.UNDER_ASSESSMENT
    assert (found.outcome is Outcome.SIGNS_OF_CRIME) == bool(found.signs_of_crime)
    assert not (found.signs_of_crime and B.REFERRAL in closed) and not (found.violations and B.SANCTION in closed)
    if found.outcome is Outcome.VIOLATION:
        assert found.violations
    if found.outcome in (Outcome.GUIDANCE, Outcome.COMMITMENT):
        assert found.shortcomings and B.REMEDY not in closed
    if found.outcome is Outcome.COMPLIANT:
        assert not found.shortcomings
