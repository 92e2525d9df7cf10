"""Rows that hold from one day to another: agencies, areas, decrees and forms change in the middle of campaigns."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar


@dataclass(frozen=True, kw_only=True)
class Dated:
    """A row that holds from one day to another, both inclusive; None is open."""

    valid_from: date | None = None
    valid_to: date | None = None

    def valid_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


Row = TypeVar("Row", bound=Dated)


def valid(rows: Iterable[Row], day: date) -> tuple[Row, ...]:
    """The rows that hold on `day`, in their order."""
    return tuple(row for row in rows if row.valid_on(day))
