"""The places of a monitoring round: explained, seeded, never more than there are."""

from datetime import date
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from rules.pack import MonitoringWeights
from rules.sampling import Candidate, sample_places

WEIGHTS = MonitoringWeights(per_denied=2, never_monitored=3, per_year=1, random_share=Fraction(1, 4))
ON = date(2021, 9, 1)
PLACES = [
    Candidate("a", denied=3, last_on=date(2020, 9, 1)),
    Candidate("b"),
    Candidate("c", last_on=date(2018, 8, 1)),
    *(Candidate(f"d{number}", last_on=date(2021, 1, 4)) for number in range(9)),
]


def test_choice_is_explained_and_the_most_doubtful_come_first() -> None:
    chosen = sample_places(PLACES, 4, WEIGHTS, ON, "7:323")
    assert [place.unit for place in chosen[:3]] == ["a", "b", "c"]
    assert [dict(place.risk) for place in chosen[:3]] == [
        {"denied": 6, "years": 1},
        {"never_monitored": 3},
        {"years": 3},
    ]
    assert [place.ranked for place in chosen] == [True, True, True, False]


def test_same_seed_draws_the_same_and_another_draws_otherwise() -> None:
    draws = {
        tuple(place.unit for place in sample_places(PLACES, 8, WEIGHTS, ON, seed)) for seed in ("1", "1", "2", "3")
    }
    assert len(draws) > 1
    assert sample_places(PLACES, 8, WEIGHTS, ON, "1") == sample_places(PLACES, 8, WEIGHTS, ON, "1")


@given(wanted=st.integers(0, 30), seed=st.text(max_size=5))
def test_no_place_is_chosen_twice_and_no_more_than_there_are(wanted: int, seed: str) -> None:
    units = [place.unit for place in sample_places(PLACES, wanted, WEIGHTS, ON, seed)]
    assert len(units) == len(set(units)) == min(wanted, len(PLACES))
