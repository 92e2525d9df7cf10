"""The risk score says why, and no old story decides all."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from rules.risk import RiskPoint, score_risk
from rules.words import EstablishmentType
from tests.rules.places import WEIGHTS, establishment

ON = date(2021, 3, 1)


def points_of(**facts: object) -> dict[str, int]:
    return {point.reason: point.points for point in score_risk(establishment("CS-1", **facts), WEIGHTS, ON).points}


def test_each_reason_stands_with_its_points() -> None:
    place = establishment("CS-1", conditional=True, complaints=2, past_violations=1, last_checked_on=date(2019, 2, 1))
    score = score_risk(place, WEIGHTS, ON)
    assert score.points == (
        RiskPoint("type", 20),
        RiskPoint("conditional", 4),
        RiskPoint("complaints", 20),
        RiskPoint("past_violations", 8),
        RiskPoint("years_unchecked", 8),
    )
    assert score.total == 60


def test_reason_without_points_is_left_out() -> None:
    assert points_of(type=EstablishmentType.OTHER, last_checked_on=date(2021, 2, 1)) == {}


def test_past_violations_and_years_are_capped() -> None:
    assert points_of(past_violations=50)["past_violations"] == 24
    assert points_of(last_checked_on=date(1990, 1, 1))["years_unchecked"] == 12


def test_place_never_checked_is_not_also_counted_by_years() -> None:
    assert points_of() == {"type": 20, "never_checked": 8}


def test_check_after_the_day_of_scoring_takes_no_points_away() -> None:
    assert "years_unchecked" not in points_of(last_checked_on=date(2024, 1, 1))


@given(complaints=st.integers(0, 20), violations=st.integers(0, 20), conditional=st.booleans())
def test_total_is_the_sum_of_its_points_and_more_history_never_lowers_it(
    complaints: int, violations: int, conditional: bool
) -> None:
    place = establishment("CS-1", complaints=complaints, past_violations=violations, conditional=conditional)
    worse = establishment("CS-1", complaints=complaints + 1, past_violations=violations + 1, conditional=True)
    score = score_risk(place, WEIGHTS, ON)
    assert score.total == sum(point.points for point in score.points)
    assert score_risk(worse, WEIGHTS, ON).total > score.total
