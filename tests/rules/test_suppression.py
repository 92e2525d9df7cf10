"""What a reader with a pencil can and cannot find out about hidden counts."""

from collections.abc import Iterator
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.suppression import Sum, hide_small

MINIMUM = 5
CountList = st.lists(st.integers(0, 12), min_size=2, max_size=6)


def table(values: list[int]) -> tuple[dict[str, int], list[Sum]]:
    """A list of counts with its total."""
    parts = {f"p{number}": value for number, value in enumerate(values)}
    return {**parts, "total": sum(values)}, [Sum("total", tuple(parts))]


def grid(rows: list[list[int]]) -> tuple[dict[str, int], list[Sum]]:
    """Areas by outcomes with both margins and the grand total."""
    height, width = len(rows), len(rows[0])
    counts = {f"{r}/{c}": rows[r][c] for r in range(height) for c in range(width)}
    counts |= {f"{r}/all": sum(rows[r]) for r in range(height)}
    counts |= {f"all/{c}": sum(row[c] for row in rows) for c in range(width)}
    counts["all/all"] = sum(map(sum, rows))
    sums = [Sum(f"{r}/all", tuple(f"{r}/{c}" for c in range(width))) for r in (*range(height), "all")]
    sums += [Sum(f"all/{c}", tuple(f"{r}/{c}" for r in range(height))) for c in (*range(width), "all")]
    return counts, sums


def splits(whole: int, parts: int, least: int) -> Iterator[tuple[int, ...]]:
    """Every way to write `whole` as so many counts."""
    if parts == 1:
        if whole >= least:
            yield (whole,)
        return
    for first in range(least, whole + 1):
        for rest in splits(whole - first, parts - 1, least):
            yield (first, *rest)


@given(CountList)
def test_no_hidden_count_of_a_list_can_be_computed(values: list[int]) -> None:
    counts, sums = table(values)
    hidden = hide_small(counts, sums, MINIMUM)
    unknown = [cell for cell in counts if cell in hidden and cell != "total"]
    if not unknown or "total" in hidden:
        return  # the next test's case
    left = counts["total"] - sum(n for cell, n in counts.items() if cell not in hidden and cell != "total")
    # The reader knows that zeros are shown where they can be; only if that cannot be is any of them none.
    possible = list(splits(left, len(unknown), 1)) or list(splits(left, len(unknown), 0))
    for place in range(len(unknown)):
        assert len({split[place] for split in possible}) > 1, (values, hidden)


@given(CountList)
def test_hidden_total_of_a_list_does_not_follow_from_its_parts(values: list[int]) -> None:
    counts, sums = table(values)
    hidden = hide_small(counts, sums, MINIMUM)
    assert "total" not in hidden or hidden - {"total"}


@given(st.lists(st.lists(st.integers(0, 9), min_size=3, max_size=3), min_size=2, max_size=2))
@settings(deadline=None, max_examples=60)
def test_no_hidden_count_of_areas_by_outcomes_can_be_computed(rows: list[list[int]]) -> None:
    """For every hidden cell there is another table, with that cell changed, that shows the same and adds up."""
    counts, sums = grid(rows)
    hidden = sorted(hide_small(counts, sums, MINIMUM))
    free = set(hidden)
    for changes in product((0, 1, -1), repeat=len(hidden)):
        if not free:
            break
        changed = {**counts, **{cell: counts[cell] + change for cell, change in zip(hidden, changes, strict=True)}}
        if all(changed[line.total] == sum(changed[part] for part in line.parts) for line in sums):
            free -= {cell for cell, change in zip(hidden, changes, strict=True) if change}
    assert not free, (rows, hidden)


@given(CountList)
def test_every_small_count_is_hidden_and_zero_alone_is_not(values: list[int]) -> None:
    counts, sums = table(values)
    hidden = hide_small(counts, sums, MINIMUM)
    assert all(cell in hidden for cell, count in counts.items() if 0 < count < MINIMUM)
    if all(count == 0 or count >= MINIMUM for count in counts.values()):
        assert not hidden


def test_one_small_count_takes_the_next_smallest_with_it() -> None:
    counts, sums = table([3, 0, 40, 9])
    assert hide_small(counts, sums, MINIMUM) == {"p0", "p3"}


def test_two_ones_that_come_to_two_are_not_enough() -> None:
    counts, sums = table([1, 1, 20, 30])
    assert hide_small(counts, sums, MINIMUM) == {"p0", "p1", "p2"}


def test_sensitive_zero_is_hidden_like_a_small_count() -> None:
    none, sums = table([0, 8, 9])
    few, _ = table([2, 6, 9])
    assert (
        hide_small(none, sums, MINIMUM, sensitive={"p0"})
        == hide_small(few, sums, MINIMUM, sensitive={"p0"})
        == {"p0", "p1"}
    )


def test_what_readers_know_already_is_taken_into_account() -> None:
    """The total was told before: hiding it would hide nothing, so a third count goes."""
    counts, sums = table([1, 1, 0])
    assert hide_small(counts, sums, MINIMUM, known={"total"}) == {"p0", "p1", "p2"}


def test_tables_that_share_a_total_are_held_together() -> None:
    """What the areas hide must not come back by adding up the types of premises."""
    counts = {"all": 20, "area 1": 3, "area 2": 17, "hotel": 3, "karaoke": 17, "visited": 20, "rest": 0}
    sums = [Sum("all", ("area 1", "area 2")), Sum("all", ("hotel", "karaoke")), Sum("visited", ("all", "rest"))]
    assert hide_small(counts, sums, MINIMUM) == {"area 1", "area 2", "hotel", "karaoke"}


def test_two_loops_joined_by_one_hidden_cell_do_not_give_it_away() -> None:
    """Every line has two unknowns or more, and yet the sums together determine the joining cell."""
    counts, sums = grid([[2, 2, 2, 9], [2, 2, 9, 9], [9, 9, 2, 2], [9, 9, 2, 2]])
    small = {cell for cell, count in counts.items() if count < MINIMUM}
    assert all(len(small.intersection(line.cells)) != 1 for line in sums)
    assert hide_small(counts, sums, MINIMUM) > small


def test_table_that_does_not_add_up_is_refused() -> None:
    with pytest.raises(ValueError, match="do not come to it"):
        hide_small({"total": 3, "part": 2}, [Sum("total", ("part",))], MINIMUM)
