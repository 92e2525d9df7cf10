"""Windows as plans write them: "Từ tháng 2/2021 đến tháng 11/2021", "Quý II/2021", "năm 2021"."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

DAY = r"(?:ngày\s+)?(\d{1,2})[/-](\d{1,2})[/-](\d{4})"
MONTH = r"(?:tháng\s+)?(\d{1,2})[/-](\d{4})"
QUARTER = r"quý\s+([1-4]|I{1,3}|IV)[/\s-]+(?:năm\s+)?(\d{4})"
QUARTERS = {"I": 1, "II": 2, "III": 3, "IV": 4}
YEAR = r"(?:trong\s+|cả\s+)?năm\s+(\d{4})"


@dataclass(frozen=True)
class Window:
    """Both days count."""

    opens_on: date
    closes_on: date

    def __str__(self) -> str:
        return f"{self.opens_on:%d/%m/%Y} - {self.closes_on:%d/%m/%Y}"


def read_window(text: str) -> Window | None:
    """The window a phrase tells, or None when it tells none (a month 13, an end before its beginning)."""
    phrase = " ".join(text.split()).strip(" .;:").lower()
    parted = re.fullmatch(r"(?:từ\s+)?(.+?)\s*(?:đến(?:\s+hết)?|[-–])\s+(.+)", phrase)
    spans = [_span(part) for part in (parted.groups() if parted else (phrase,))]
    opens, closes = spans[0], spans[-1]
    if opens is None or closes is None or closes[1] < opens[0]:
        return None
    return Window(opens[0], closes[1])


def _span(phrase: str) -> tuple[date, date] | None:
    """The first and last day of a day, month, quarter or year."""
    try:
        if match := re.fullmatch(DAY, phrase):
            day = date(int(match[3]), int(match[2]), int(match[1]))
            return day, day
        if match := re.fullmatch(MONTH, phrase):
            return _months(int(match[2]), int(match[1]), 1)
        if match := re.fullmatch(QUARTER, phrase, re.IGNORECASE):
            number = QUARTERS.get(match[1].upper()) or int(match[1])
            return _months(int(match[2]), 3 * number - 2, 3)
        if match := re.fullmatch(YEAR, phrase):
            return _months(int(match[1]), 1, 12)
    except ValueError:
        return None
    return None


def _months(year: int, first: int, count: int) -> tuple[date, date]:
    last = first + count - 1
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])
