"""All tables of a report together: what is hidden in one does not come back from the others."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from rules.figures import CONDUCTED, VisitTally
from rules.report_cells import ReportCells, count_cells
from rules.words import EstablishmentType, NotConductedReason, Outcome, RemedyState, SanctionState, VisitState

MINIMUM = 5
SIZES = st.sampled_from([6, 10, 40, 150])


def random_report(seed: int, visits: int) -> ReportCells:
    random = Random(seed)
    areas = [str(number) for number in range(random.choice([1, 3, 10]))]
    types = list(EstablishmentType)[: random.choice([1, 4, 16])]
    tallies = []
    for _ in range(visits):
        state = random.choice(list(VisitState))
        missed = random.choice(list(NotConductedReason)) if state is VisitState.NOT_CONDUCTED else None
        outcome = random.choice(list(Outcome)) if state in CONDUCTED else None
        ranked = random.random() < 0.8
        tallies.append(VisitTally(random.choice(areas), random.choice(types), state, missed, outcome, ranked, 1))
    visited = sum(tally.state in CONDUCTED for tally in tallies)
    remedies = {RemedyState.SENT: random.randint(0, 9), RemedyState.REMEDIED: random.randint(0, 9)}
    sanctions = {SanctionState.RECORDED: random.randint(0, 9), SanctionState.DECIDED: random.randint(0, 3)}
    return count_cells(tallies, (visits, visited), remedies, min(2, remedies[RemedyState.SENT]), sanctions)


@given(st.integers(0, 10_000), SIZES)
def test_no_small_count_is_shown_and_no_line_has_one_unknown(seed: int, visits: int) -> None:
    cells = random_report(seed, visits)
    cells.hide(MINIMUM)
    assert all(count == 0 or count >= MINIMUM or cell in cells.hidden for cell, count in cells.counts.items())
    assert all(len(cells.hidden.intersection({*line.cells})) != 1 for line in cells.sums)


@given(st.integers(0, 10_000), SIZES)
def test_same_counts_hide_the_same_cells(seed: int, visits: int) -> None:
    """Two editions that hid different cells would tell by their difference."""
    first, second = random_report(seed, visits), random_report(seed, visits)
    first.hide(MINIMUM)
    second.hide(MINIMUM)
    assert first.hidden == second.hidden
