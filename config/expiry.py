"""Data that run out: what has to be entered soon, told before anybody misses it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from rules.pack import Pack

ROUTE_NOTICE = timedelta(days=60)


@dataclass(frozen=True)
class Expiring:
    """One thing that runs out, and what to do about it."""

    what: str
    to_do: str

    def __str__(self) -> str:
        return f"{self.what} {self.to_do}"


def expiring(pack: Pack, today: date) -> tuple[Expiring, ...]:
    """What runs out in a pack that is still being used today."""
    return (*holidays_expiring(pack, today), *routes_expiring(pack, today))


def holidays_expiring(pack: Pack, today: date) -> Iterator[Expiring]:
    """Years to come without holidays, and a year begun on days that were only computed."""
    listed = {day.year for day in pack.calendar.off}
    for year in (today.year, today.year + 1):
        if year not in listed:
            yield Expiring(
                f"holidays.yaml of {pack.code} has no days of rest for {year}.",
                f"Add a row `year: {year}` from the yearly decision (or computed, with `provisional: yes`).",
            )
    if today.year in pack.provisional_years:
        yield Expiring(
            f"The days of rest of {today.year} in holidays.yaml of {pack.code} are still provisional.",
            "Compare them with the decision, correct them, and set `provisional: no`.",
        )


def routes_expiring(pack: Pack, today: date) -> Iterator[Expiring]:
    """Agencies whose last day is near or past and which nobody succeeds: their duties would go nowhere."""
    for agency in pack.agencies:
        if agency.valid_to and not agency.successor and agency.valid_to <= today + ROUTE_NOTICE:
            yield Expiring(
                f"Agency {agency.code} of {pack.code} ends on {agency.valid_to:%d/%m/%Y} without a successor.",
                "Name its `successor` in agencies.yaml, or move its last day.",
            )
