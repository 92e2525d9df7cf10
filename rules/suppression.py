"""Which counts of a report stay hidden, so that no small count can be read or computed from it.

Every table is given as sums (a total and its parts), all of them together, because tables share totals. A count under
the minimum is hidden; then as many others as it takes until no hidden count follows from the ones shown. Both bear
the same mark: which of two was hidden for the other's sake is itself a hint.

Zero is shown: it is about nobody, and hiding it would empty the tables. The exception are cells that are named
`sensitive`: there a visible zero would say which of the hidden ones is not zero, so none of them is shown.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Generic, TypeVar

Cell = TypeVar("Cell", bound=Hashable)


@dataclass(frozen=True)
class Sum(Generic[Cell]):
    """`total` is known, to anybody who can add, to be what `parts` come to."""

    total: Cell
    parts: tuple[Cell, ...]

    @property
    def cells(self) -> tuple[Cell, ...]:
        return (self.total, *self.parts)


def hide_small(
    counts: Mapping[Cell, int],
    sums: Sequence[Sum[Cell]],
    minimum: int,
    *,
    sensitive: Collection[Cell] = (),
    known: Collection[Cell] = (),
) -> frozenset[Cell]:
    """The cells to hide. `known` ones were told before: they stay, and to hide others behind them would not help.

    What is left holds against solving the sums exactly, and in each sum against knowing that no count is negative; it
    is no full audit by linear programming. Raises ValueError for a sum that does not add up.
    """
    for line in sums:
        if counts[line.total] != sum(counts[part] for part in line.parts):
            raise ValueError(f"the parts of {line.total} do not come to it")
    small = {cell for cell, count in counts.items() if count < minimum and (count > 0 or cell in sensitive)}
    hidden = small.difference(known)
    dearness = _dearness(counts, sums)
    while exposed := _exposed_line(counts, sums, hidden, sensitive, known):
        hidden.add(min(_spare(exposed, hidden, known), key=dearness.__getitem__))
    return frozenset(hidden)


def _exposed_line(
    counts: Mapping[Cell, int],
    sums: Sequence[Sum[Cell]],
    hidden: set[Cell],
    sensitive: Collection[Cell],
    known: Collection[Cell],
) -> Sum[Cell] | None:
    """A sum in which one more cell must be hidden; None when all hold."""
    open_lines = [line for line in sums if _spare(line, hidden, known)]
    for line in open_lines:
        if _gives_away(line, counts, hidden, sensitive):
            return line
    solved = _solved_cells(sums, hidden)
    return next((line for line in open_lines if solved.intersection(line.cells)), None)


def _gives_away(line: Sum[Cell], counts: Mapping[Cell, int], hidden: set[Cell], sensitive: Collection[Cell]) -> bool:
    """One unknown, or unknowns that must all be at their least (1 and 1, when they come to 2)."""
    unknown = [cell for cell in line.cells if cell in hidden]
    if len(unknown) < 2:
        return bool(unknown)
    if line.total in hidden:
        return False
    left = counts[line.total] - sum(counts[part] for part in line.parts if part not in hidden)
    return left == sum(cell not in sensitive for cell in unknown)


def _spare(line: Sum[Cell], hidden: set[Cell], known: Collection[Cell]) -> list[Cell]:
    """What can still be hidden in a line."""
    return [cell for cell in line.cells if cell not in hidden and cell not in known]


def _dearness(counts: Mapping[Cell, int], sums: Sequence[Sum[Cell]]) -> dict[Cell, tuple[bool, int, int, int]]:
    """What is hidden first: something rather than nothing, a detail rather than a total, little rather than much."""
    totals = [line.total for line in sums]
    order = {cell: number for number, cell in enumerate(counts)}
    return {cell: (count == 0, totals.count(cell), count, order[cell]) for cell, count in counts.items()}


def _solved_cells(sums: Iterable[Sum[Cell]], hidden: set[Cell]) -> set[Cell]:
    """The hidden cells that all sums together determine (Gauss-Jordan over the hidden ones)."""
    rows: dict[Cell, dict[Cell, Fraction]] = {}
    for line in sums:
        row: dict[Cell, Fraction] = {}
        for cell in line.parts:
            if cell in hidden:
                row[cell] = row.get(cell, Fraction()) + 1
        if line.total in hidden:
            row[line.total] = row.get(line.total, Fraction()) - 1
        for pivot in [cell for cell in row if cell in rows]:
            _subtract(row, rows[pivot], row[pivot])
        if not row:
            continue
        pivot = next(iter(row))
        row = {cell: factor / row[pivot] for cell, factor in row.items()}
        for other in rows.values():
            if pivot in other:
                _subtract(other, row, other[pivot])
        rows[pivot] = row
    return {pivot for pivot, row in rows.items() if len(row) == 1}


def _subtract(row: dict[Cell, Fraction], other: Mapping[Cell, Fraction], times: Fraction) -> None:
    for cell, factor in other.items():
        row[cell] = row.get(cell, Fraction()) - times * factor
        if not row[cell]:
            del row[cell]
