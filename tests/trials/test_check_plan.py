"""The scripted order of an unannounced check: one that the leader may give, the same for the same seed."""

from collections.abc import Iterator
from datetime import date, time
from pathlib import Path

import pytest

from actions.check_order import Order, order_faults
from actions.office import Office
from tests.trials.walking import open_walk
from trials.script import script_with_every_path

ON = date(2021, 3, 9)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    opened = open_walk(tmp_path)
    opened.set_practice_moment(opened.pack.calendar.at(ON, time(8)))
    yield opened
    opened.engine.dispose()


def ordered(office: Office, seed: int) -> tuple[Order, list[tuple[str, str]]]:
    """The order of the demo's script, and what is wrong with it."""
    plan = script_with_every_path(office.pack, seed, date(2021, 2, 1), 104).check
    assert plan is not None and plan.raise_on == ON
    with office.reading() as (session, now):
        context = office.context(session)
        order = plan.order(session, seed, context)
        return order, order_faults(session, order, now=now, context=context)


@pytest.mark.parametrize("seed", [1, 2, 3, 2021, 2022])
def test_order_has_two_or_three_places_of_one_area_and_no_fault(office: Office, seed: int) -> None:
    order, faults = ordered(office, seed)
    assert faults == [] and len(order.establishments) in (2, 3)
    assert len({code.rsplit("-", 1)[0] for code in order.establishments}) == 1
    assert order.seats.keys() >= {"SLDTBXH", "CAT", order.lead_agency}


def test_same_seed_orders_the_same_and_another_goes_elsewhere(office: Office) -> None:
    assert ordered(office, 1) == ordered(office, 1)
    assert ordered(office, 1)[0].establishments != ordered(office, 2)[0].establishments
