"""A report's tables as rows of cells: the page and the workbook show the same ones."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from notifications.report_words import label, name_of, say
from rules.figures import OUTCOMES_SHOWN, AgencyRow, AreaRow, Count, Progress, ReportFigures
from rules.words import Outcome, RemedyState, Word

Value = str | int | float | None
"""None is a hidden count."""
Say = Callable[[str], str]


@dataclass(frozen=True)
class Table:
    """`sheet` is where the workbook puts it. With `totals` the last row sums up the others."""

    name: str
    sheet: str
    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    totals: bool = False
    note: str = ""


def report_tables(figures: ReportFigures, locale: str) -> tuple[Table, ...]:
    """In the order of the page; the partners' edition has none of the files for the investigating body."""

    def words(key: str) -> str:
        return say(key, locale)

    visits = figures.visits
    by_area = tuple((_area(row, locale, words), *_progress(row.visits)) for row in visits.areas)
    by_type = tuple((label(row.type, locale), *_progress(row.visits)) for row in visits.types)
    outcomes = tuple((_area(r, locale, words), r.visits.conducted, *_outcomes(r.outcomes)) for r in visits.areas)
    progress_headings = tuple(map(words, ("planned", "conducted", "not_conducted", "rest")))
    outcome_headings = tuple(label(outcome, locale) for outcome in OUTCOMES_SHOWN)
    total = (words("total"), *_progress(visits.progress))
    tables = [
        _done(figures, locale, words),
        _states("outcomes", "overview", words("outcome"), words("visits"), visits.outcomes.items(), locale, words),
        _slices(figures, words),
        Table("areas", "areas", words("areas"), (words("area"), *progress_headings), (*by_area, total), True),
        Table(
            "outcomes_by_area",
            "areas",
            words("outcomes_by_area"),
            (words("area"), words("conducted"), *outcome_headings),
            (*outcomes, (words("total"), visits.progress.conducted, *_outcomes(visits.outcomes))),
            True,
        ),
        Table(
            "types", "types", words("types"), (words("establishment_type"), *progress_headings), (*by_type, total), True
        ),
        agency_table(figures.agencies, locale, words),
        _remedies(figures, locale, words),
        _states(
            "sanctions",
            "recommendations",
            words("state"),
            words("count"),
            figures.sanctions.states.items(),
            locale,
            words,
            total=figures.sanctions.total,
        ),
    ]
    if figures.referrals is not None:
        tables.append(
            _states("referrals", "overview", words("state"), words("count"), figures.referrals.items(), locale, words)
        )
    return tuple(tables)


def visit_table(figures: ReportFigures, locale: str) -> Table:
    """Every visit, for the coordinator's workbook."""
    keys = (
        "code",
        "on",
        "area",
        "establishment",
        "name",
        "establishment_type",
        "conducted",
        "not_conducted",
        "outcome",
    )
    rows = tuple(
        (
            row.code,
            f"{row.on:%d/%m/%Y}",
            name_of(row.area, locale),
            row.establishment,
            row.name,
            label(row.type, locale),
            say("yes" if row.conducted else "no", locale),
            label(row.missed, locale) if row.missed else "",
            label(row.outcome, locale) if row.outcome else "",
        )
        for row in figures.visit_rows
    )
    return Table("visit_list", "visit_list", say("visit_list", locale), tuple(say(key, locale) for key in keys), rows)


def _area(row: AreaRow, locale: str, words: Say) -> str:
    """Under the name it had, and that of the area where it lies now."""
    name = name_of(row.area, locale)
    return name if row.now_in is None else words("now_in").format(name, name_of(row.now_in, locale))


def _progress(progress: Progress) -> tuple[Count, ...]:
    return (progress.planned, progress.conducted, progress.not_conducted, progress.remaining)


def _outcomes(outcomes: Mapping[Outcome, Count]) -> tuple[Count, ...]:
    return tuple(outcomes[outcome] for outcome in OUTCOMES_SHOWN)


def _done(figures: ReportFigures, locale: str, words: Say) -> Table:
    visits = figures.visits
    progress = visits.progress
    reasons = tuple(
        (words("of_which").format(label(reason, locale).lower()), count, "") for reason, count in visits.missed.items()
    )
    return Table(
        "progress",
        "overview",
        words("progress"),
        (words("figure"), words("visits"), words("establishments")),
        (
            (words("planned"), progress.planned, visits.establishments_planned),
            (words("conducted"), progress.conducted, visits.establishments_visited),
            (words("not_conducted"), progress.not_conducted, ""),
            *reasons,
            (words("remaining"), progress.remaining, ""),
        ),
    )


def _states(
    name: str,
    sheet: str,
    heading: str,
    counted: str,
    states: Iterable[tuple[Word, Count]],
    locale: str,
    words: Say,
    *,
    total: Count | str = "",
) -> Table:
    rows: list[tuple[Value, ...]] = [(label(state, locale), count) for state, count in states]
    if total != "":
        rows.append((words("total"), total))
    return Table(name, sheet, words(name), (heading, counted), tuple(rows), total != "")


def _slices(figures: ReportFigures, words: Say) -> Table:
    rows = tuple(
        (
            words("ranked" if row.ranked else "drawn"),
            row.visits,
            row.violations,
            "" if row.visits == 0 else row.violations_per_hundred,
        )
        for row in figures.visits.slices
    )
    return Table(
        "slices",
        "overview",
        words("slices"),
        tuple(map(words, ("slice", "conducted", "violations", "rate"))),
        rows,
    )


def agency_table(agencies: Iterable[AgencyRow], locale: str, words: Say) -> Table:
    """What each agency owed and how it kept its days."""
    agencies = tuple(agencies)
    columns: tuple[str, ...] = ("opened", "fulfilled", "waived", "late", "silent", "workdays_late")
    if any(row.taken_over or row.passed_on for row in agencies):
        columns += ("taken_over", "passed_on", "owed_first")
    rows = tuple((name_of(row.agency, locale), *(getattr(row, column) for column in columns)) for row in agencies)
    return Table("agencies", "agencies", words("agencies"), tuple(map(words, ("agency", *columns))), rows)


def _remedies(figures: ReportFigures, locale: str, words: Say) -> Table:
    remedies = figures.recommendations
    rows: list[tuple[Value, ...]] = []
    for state, count in remedies.states.items():
        rows.append((label(state, locale), count))
        if state is RemedyState.SENT:
            rows.append((words("of_which").format(words("overdue")), remedies.overdue))
    rows.append((words("total"), remedies.total))
    return Table(
        "recommendations",
        "recommendations",
        words("recommendations"),
        (words("state"), words("count")),
        tuple(rows),
        True,
    )
