"""The counts of a report by cell, and every sum that a reader of it can draw up."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from rules.figures import CONDUCTED, OUTCOMES_SHOWN, VisitTally, outcome_shown
from rules.suppression import Sum, hide_small
from rules.words import NotConductedReason, Outcome, RemedyState, SanctionState, VisitState

Cell = tuple[str, ...]
PROGRESS = ("planned", "conducted", "not_conducted", "remaining")
RANKED, DRAWN = "ranked", "drawn"


@dataclass
class ReportCells:
    """Counts by cell. `hidden` is filled by `hide`; until then everything is shown."""

    counts: Counter[Cell] = field(default_factory=Counter)
    sums: list[Sum[Cell]] = field(default_factory=list)
    sensitive: set[Cell] = field(default_factory=set)
    hidden: frozenset[Cell] = frozenset()

    def shown(self, *cell: str) -> int | None:
        return None if cell in self.hidden else self.counts[cell]

    def add_up(self, total: Cell, parts: Iterable[Cell]) -> None:
        """Note a sum; cells that nothing was counted for are in it as zero."""
        line = Sum(total, tuple(parts))
        for cell in line.cells:
            self.counts.setdefault(cell, 0)
        self.sums.append(line)

    def hide(self, minimum: int) -> None:
        """How many visits were planned stays: the letter on the approved plan has told every agency."""
        self.hidden = hide_small(
            self.counts, self.sums, minimum, sensitive=self.sensitive, known={("visits", "planned")}
        )


def count_cells(
    tallies: Iterable[VisitTally],
    establishments: tuple[int, int],
    remedies: Mapping[RemedyState, int],
    overdue: int,
    sanctions: Mapping[SanctionState, int],
) -> ReportCells:
    """`establishments`: distinct ones planned and visited."""
    cells = ReportCells()
    tallies = tuple(tallies)
    for tally in tallies:
        _count_visits(cells.counts, tally)
    _add_up_visits(cells, sorted({t.area for t in tallies}), sorted({t.type.value for t in tallies}))
    for name, count, visits in zip(("planned", "visited"), establishments, ("planned", "conducted"), strict=True):
        cells.counts["establishments", name] = count
        if count == cells.counts["visits", visits]:  # a campaign that visits each place once: the one tells the other
            cells.add_up(("establishments", name), [("visits", visits)])
    _add_remedies(cells, remedies, overdue)
    _add_sanctions(cells, sanctions)
    return cells


def _count_visits(counts: Counter[Cell], tally: VisitTally) -> None:
    which = ["planned", "remaining"]
    if tally.state in CONDUCTED:
        which[1] = "conducted"
    elif tally.state is VisitState.NOT_CONDUCTED:
        which[1] = "not_conducted"
        counts["missed", (tally.missed or NotConductedReason.CLOSED).value] += tally.visits
    for progress in which:
        counts["visits", progress] += tally.visits
        counts["area", tally.area, progress] += tally.visits
        counts["type", tally.type.value, progress] += tally.visits
    if tally.state in CONDUCTED:
        outcome = outcome_shown(tally.outcome)
        part = RANKED if tally.ranked else DRAWN
        counts["outcome", outcome.value] += tally.visits
        counts["area", tally.area, outcome.value] += tally.visits
        counts["slice", part, "visits"] += tally.visits
        counts["slice", part, "violations"] += tally.visits if outcome is Outcome.VIOLATION else 0


def _add_up_visits(cells: ReportCells, areas: list[str], types: list[str]) -> None:
    groups: list[Cell] = [("visits",), *(("area", area) for area in areas), *(("type", kind) for kind in types)]
    for group in groups:
        cells.add_up((*group, "planned"), [(*group, progress) for progress in PROGRESS[1:]])
    for progress in PROGRESS:
        cells.add_up(("visits", progress), [("area", area, progress) for area in areas])
        cells.add_up(("visits", progress), [("type", kind, progress) for kind in types])
    cells.add_up(("visits", "not_conducted"), [("missed", reason.value) for reason in NotConductedReason])
    cells.add_up(("visits", "conducted"), [("outcome", outcome.value) for outcome in OUTCOMES_SHOWN])
    for area in areas:
        cells.add_up(("area", area, "conducted"), [("area", area, outcome.value) for outcome in OUTCOMES_SHOWN])
    for outcome in OUTCOMES_SHOWN:
        cells.add_up(("outcome", outcome.value), [("area", area, outcome.value) for area in areas])
    cells.add_up(("visits", "conducted"), [("slice", part, "visits") for part in (RANKED, DRAWN)])
    cells.add_up(("outcome", Outcome.VIOLATION.value), [("slice", part, "violations") for part in (RANKED, DRAWN)])
    # Nobody may tell an area where nothing is suspected from one where something is.
    waiting = Outcome.UNDER_ASSESSMENT.value
    cells.sensitive |= {("outcome", waiting), *(("area", area, waiting) for area in areas)}


def _add_remedies(cells: ReportCells, remedies: Mapping[RemedyState, int], overdue: int) -> None:
    for state in RemedyState:
        cells.counts["remedy", state.value] = remedies.get(state, 0)
    cells.counts["remedies", "total"] = sum(remedies.values())
    sent = cells.counts["remedy", RemedyState.SENT.value]
    cells.counts["remedy", "overdue"], cells.counts["remedy", "in time"] = overdue, sent - overdue
    cells.add_up(("remedies", "total"), [("remedy", state.value) for state in RemedyState])
    cells.add_up(("remedy", RemedyState.SENT.value), [("remedy", "overdue"), ("remedy", "in time")])


def _add_sanctions(cells: ReportCells, sanctions: Mapping[SanctionState, int]) -> None:
    for state in SanctionState:
        cells.counts["sanction", state.value] = sanctions.get(state, 0)
    total = cells.counts["sanctions", "total"] = sum(sanctions.values())
    cells.add_up(("sanctions", "total"), [("sanction", state.value) for state in SanctionState])
    violations = cells.counts["outcome", Outcome.VIOLATION.value]
    if total <= violations:  # a violation makes one case: the number of the one tells that of the other
        cells.counts["violations", "without case"] = violations - total
        cells.add_up(("outcome", Outcome.VIOLATION.value), [("sanctions", "total"), ("violations", "without case")])
