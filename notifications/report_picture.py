"""Outcomes by area as bars. Lengths are shares of the page's width, so that a telephone shows what paper shows."""

from dataclasses import dataclass

from notifications.report_words import HIDDEN, name_of, say
from rules.figures import OUTCOMES_SHOWN, AreaRow, ReportFigures

LONGEST = 94.0
STUB = 6.0
"""The length of "some, not told": the same everywhere, since the true one is hidden."""
WIDE_ENOUGH = 4.0
"""Narrower pieces bear no number."""


@dataclass(frozen=True)
class Piece:
    """`kind` is the code of an outcome, or "hidden"."""

    kind: str
    start: float
    width: float
    text: str


@dataclass(frozen=True)
class Bar:
    label: str
    pieces: tuple[Piece, ...]


def outcome_bars(figures: ReportFigures, locale: str) -> tuple[Bar, ...]:
    """One bar for each area, all on one scale."""
    most = max((_least_length(row) for row in figures.visits.areas), default=0)
    return tuple(
        Bar(_label(row, locale), _pieces(row, (LONGEST - STUB) / max(most, 1))) for row in figures.visits.areas
    )


def _label(row: AreaRow, locale: str) -> str:
    count = HIDDEN if row.visits.conducted is None else str(row.visits.conducted)
    return f"{name_of(row.area, locale)}: {say('visit_count', locale).format(count)}"


def _least_length(row: AreaRow) -> int:
    return max(row.visits.conducted or 0, _told(row))


def _told(row: AreaRow) -> int:
    return sum(count or 0 for count in row.outcomes.values())


def _pieces(row: AreaRow, scale: float) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    start = 0.0
    for outcome in OUTCOMES_SHOWN:
        if count := row.outcomes[outcome]:
            pieces.append(_piece(outcome.value, start, count * scale, str(count)))
            start += count * scale
    if None in row.outcomes.values():
        rest = STUB if row.visits.conducted is None else (row.visits.conducted - _told(row)) * scale
        pieces.append(_piece("hidden", start, rest, HIDDEN))
    return tuple(piece for piece in pieces if piece.width)


def _piece(kind: str, start: float, width: float, text: str) -> Piece:
    return Piece(kind, round(start, 2), round(width, 2), text if width >= WIDE_ENOUGH else "")
