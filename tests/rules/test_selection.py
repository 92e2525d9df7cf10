"""Quotas in proportion, the riskiest first, and a slice drawn with a seed that can be drawn again."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.refusals import QuotaTooLarge
from rules.selection import choose_establishments, quotas_by_area
from tests.rules.places import WEIGHTS, establishment

ON = date(2021, 3, 1)
STOCKS = st.dictionaries(st.sampled_from([f"A{n}" for n in range(12)]), st.integers(0, 60), min_size=1)
PLACES = [establishment(f"CS-{n:03d}", complaints=n % 7) for n in range(100)]


@given(stock=STOCKS, data=st.data())
def test_quotas_add_up_and_no_area_gives_more_than_it_has(stock: dict[str, int], data: st.DataObject) -> None:
    total = data.draw(st.integers(0, sum(stock.values())))
    quotas = quotas_by_area(total, stock)
    assert sum(quotas.values()) == total
    assert all(0 <= quotas.get(area, 0) <= count for area, count in stock.items())


@given(stock=STOCKS, data=st.data())
def test_each_quota_is_its_exact_share_rounded_down_or_up(stock: dict[str, int], data: st.DataObject) -> None:
    total = data.draw(st.integers(0, sum(stock.values())))
    for area, quota in quotas_by_area(total, stock).items():
        assert abs(quota - Fraction(total * stock[area], sum(stock.values()))) < 1


def test_what_is_left_goes_to_the_largest_remainders() -> None:
    assert quotas_by_area(10, {"A": 33, "B": 33, "C": 34}) == {"A": 3, "B": 3, "C": 4}
    assert quotas_by_area(7, {"A": 10, "B": 60, "C": 30}) == {"A": 1, "B": 4, "C": 2}


def test_equal_remainders_are_settled_by_the_code_of_the_area() -> None:
    assert quotas_by_area(1, {"B": 5, "A": 5}) == {"A": 1, "B": 0}


def test_more_visits_than_establishments_are_refused_with_both_numbers() -> None:
    with pytest.raises(QuotaTooLarge, match=r"Area all has 15 .* asks for 16"):
        quotas_by_area(16, {"A": 10, "B": 5})


def test_quota_of_one_area_above_its_stock_is_refused_by_name() -> None:
    with pytest.raises(QuotaTooLarge, match=r"Area A has 100 .* asks for 101"):
        choose_establishments(PLACES, {"A": 101}, WEIGHTS, ON, 1)


def test_same_seed_chooses_the_same_and_another_seed_another_slice_of_the_same_top() -> None:
    first = choose_establishments(PLACES, {"A": 50}, WEIGHTS, ON, 1)
    other = choose_establishments(PLACES, {"A": 50}, WEIGHTS, ON, 2)
    assert first == choose_establishments(list(reversed(PLACES)), {"A": 50}, WEIGHTS, ON, 1)
    assert [c for c in first if c.ranked] == [c for c in other if c.ranked]
    assert {c.place.code for c in first if not c.ranked} != {c.place.code for c in other if not c.ranked}


def test_one_fifth_is_drawn_and_the_rest_are_the_riskiest() -> None:
    chosen = choose_establishments(PLACES, {"A": 50}, WEIGHTS, ON, 1)
    ranked, drawn = [c for c in chosen if c.ranked], [c for c in chosen if not c.ranked]
    assert (len(ranked), len(drawn)) == (40, 10)
    left = {place.code for place in PLACES} - {c.place.code for c in ranked}
    assert {c.place.code for c in drawn} <= left
    lowest = min(choice.score.total for choice in ranked)
    assert all(choice.score.total <= lowest for choice in drawn)


def test_nothing_is_drawn_when_the_share_is_none_and_all_when_it_is_whole() -> None:
    none = choose_establishments(PLACES, {"A": 9}, replace(WEIGHTS, random_share=Fraction(0)), ON, 1)
    whole = choose_establishments(PLACES, {"A": 9}, replace(WEIGHTS, random_share=Fraction(1)), ON, 1)
    assert all(choice.ranked for choice in none)
    assert not any(choice.ranked for choice in whole)


def test_no_place_is_chosen_twice_nor_out_of_its_area_nor_after_it_closed_for_good() -> None:
    places = [
        *(establishment(f"A-{n}", "A") for n in range(10)),
        *(establishment(f"B-{n}", "B") for n in range(10)),
        establishment("A-gone", "A", complaints=99, valid_to=date(2021, 2, 28)),
    ]
    chosen = choose_establishments(places, {"A": 10, "B": 4}, WEIGHTS, ON, 3)
    codes = [choice.place.code for choice in chosen]
    assert len(set(codes)) == len(codes) == 14
    assert sum(choice.place.area == "B" for choice in chosen) == 4
    assert "A-gone" not in codes
