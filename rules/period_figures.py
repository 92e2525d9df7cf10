"""Figures of a period that the engine draws up for a report, each with its rows; the sender has the last word.

A row is a code, a day and an agency: never premises, never a person.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from rules.forms import WHOLE, Filled, Form, FormFault
from rules.words import FigureSource, PeriodFigure

SOURCES: Mapping[PeriodFigure, FigureSource] = {
    figure: FigureSource.INSPECTIONS
    if figure
    in (
        PeriodFigure.VISITS_PLANNED,
        PeriodFigure.VISITS_CONDUCTED,
        PeriodFigure.VISITS_NOT_CONDUCTED,
        PeriodFigure.VIOLATIONS,
        PeriodFigure.SANCTIONS,
        PeriodFigure.RECOMMENDATIONS,
    )
    else FigureSource.PROGRAMMES
    for figure in PeriodFigure
}
"""What each figure is counted from."""


@dataclass(frozen=True)
class FigureRow:
    """One row that a figure counts: its code, its day, and the agency whose it is ("" where it is nobody's own)."""

    code: str
    on: date
    agency: str


@dataclass(frozen=True)
class DrawnFigure:
    rows: tuple[FigureRow, ...]

    @property
    def count(self) -> int:
        return len(self.rows)


def drawn_faults(form: Form, drawn: Mapping[str, DrawnFigure], filled: Filled) -> Iterator[FormFault]:
    """Every figure that its sender has changed: doubted, and taken once it is confirmed and
    explained."""
    for code, figure in drawn.items():
        value = filled.get(WHOLE, {}).get(code)
        if isinstance(value, int) and value != figure.count:
            field = form.field(code)
            yield FormFault(
                WHOLE,
                code,
                f"“{field.label}” khác số hệ thống tính: ghi {value}, hệ thống tính {figure.count}. "
                "Xin kiểm tra lại; nếu đúng, xin đánh dấu xác nhận và ghi lý do.",
                f"“{field.label_en or field.label}” is not what the engine counts: {value} is given, it counts "
                f"{figure.count}. Please check; tick the confirmation if it is right, and say why.",
                doubt=True,
            )
