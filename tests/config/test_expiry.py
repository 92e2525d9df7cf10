"""Data that run out are told before they are missed, with what to do."""

from dataclasses import replace
from datetime import date

from config.expiry import expiring, holidays_expiring, routes_expiring
from config.packs import load_pack
from tests.config.province import FOLDER

PACK = load_pack(FOLDER)


def test_next_year_without_holidays_is_told_with_the_row_to_add() -> None:
    (told,) = holidays_expiring(replace(PACK, provisional_years=frozenset()), date(2027, 1, 1))
    assert str(told) == (
        "holidays.yaml of hung-yen-2021 has no days of rest for 2028. "
        "Add a row `year: 2028` from the yearly decision (or computed, with `provisional: yes`)."
    )


def test_a_year_that_began_on_computed_holidays_is_told() -> None:
    told = [thing.to_do for thing in holidays_expiring(PACK, date(2027, 1, 1))]
    assert "Compare them with the decision, correct them, and set `provisional: no`." in told


def test_an_agency_that_ends_without_a_successor_is_told() -> None:
    assert list(routes_expiring(PACK, date(2025, 1, 1))) == []
    told = {thing.what for thing in routes_expiring(PACK, date(2025, 5, 15))}
    assert "Agency UBND-323 of hung-yen-2021 ends on 30/06/2025 without a successor." in told
    followed = [replace(agency, successor="UBND-33") for agency in PACK.agencies]
    assert list(routes_expiring(replace(PACK, agencies=tuple(followed)), date(2025, 5, 15))) == []


def test_nothing_runs_out_in_the_year_of_the_plan() -> None:
    assert expiring(PACK, date(2021, 12, 31)) == ()
