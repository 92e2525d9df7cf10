"""The tables of a report on an activity, a monitoring round or a year: the page and the workbook show the same ones."""

from collections.abc import Iterator

from notifications.report_tables import Say, Table, Value, agency_table
from notifications.report_words import label, name_of, say
from rules.figures import Named
from rules.work_figures import FormColumn, FormRow, FormTable, WorkFigures


def work_tables(figures: WorkFigures, locale: str) -> tuple[Table, ...]:
    """In the order of the page; what there is nothing of is left out."""
    return tuple(table for table in _tables(figures, locale) if table.rows)


def _tables(figures: WorkFigures, locale: str) -> Iterator[Table]:
    def words(key: str) -> str:
        return say(key, locale)

    yield _activities(figures, locale, words)
    yield _targets(figures, locale, words)
    yield _asked(figures, locale, words)
    for form in figures.forms:
        yield _totals(form, locale, words)
        yield _rows(form, locale, words)
    yield _places(figures, locale, words)
    yield agency_table(figures.agencies, locale, words)


def _activities(figures: WorkFigures, locale: str, words: Say) -> Table:
    columns = ("programmes", "code", "activity", "state", "opened", "fulfilled", "late")
    rows = tuple(
        (
            ", ".join(row.programmes),
            row.code,
            _either(row.title, row.title_en, locale),
            label(row.state, locale),
            row.asked,
            row.fulfilled,
            row.late,
        )
        for row in figures.activities
    )
    return Table("activities", "overview", words("activities"), tuple(map(words, columns)), rows)


def _targets(figures: WorkFigures, locale: str, words: Say) -> Table:
    rows = tuple(
        (
            row.activity,
            _either(row.label, row.label_en, locale),
            row.number,
            row.reached,
            round(100 * row.reached / row.number, 1) if row.number and row.reached is not None else "",
        )
        for row in figures.targets
    )
    headings = tuple(map(words, ("activity", "target", "wanted", "reached", "percent")))
    return Table("targets", "overview", words("targets"), headings, rows)


def _asked(figures: WorkFigures, locale: str, words: Say) -> Table:
    columns = ("asked_for", "opened", "fulfilled", "waived", "late")
    rows = tuple((label(row.kind, locale), row.asked, row.fulfilled, row.waived, row.late) for row in figures.asked)
    return Table("asked", "overview", words("asked"), tuple(map(words, columns)), rows)


def _totals(form: FormTable, locale: str, words: Say) -> Table:
    rows: list[tuple[Value, ...]] = [(words("handed_in"), form.handed_in)]
    rows += [(_column(column, locale), form.totals[column.code]) for column in form.columns]
    return Table(
        f"form-{form.code}",
        "figures",
        _title(form, locale),
        (words("figure"), words("total")),
        tuple(rows) if form.handed_in else (),
        note=_either(form.note, form.note_en, locale),
    )


def _rows(form: FormTable, locale: str, words: Say) -> Table:
    """Every line that the totals add up: a figure can be traced to who gave it."""
    headings = (words("agency"), words("unit"), words("period"), *(_column(column, locale) for column in form.columns))
    rows = tuple(
        (
            name_of(row.agency, locale),
            "" if row.unit is None else name_of(row.unit, locale),
            _period(row),
            *("" if row.values[column.code] is None else row.values[column.code] for column in form.columns),
        )
        for row in form.rows
    )
    title = words("form_rows").format(_title(form, locale))
    return Table(f"rows-{form.code}", "figures", title, headings, rows if form.columns else ())


def _places(figures: WorkFigures, locale: str, words: Say) -> Table:
    columns = ("area", "unit", "on", "points", "most_points")
    rows = tuple(
        (
            name_of(row.area, locale),
            _place(row.unit, locale, words),
            "" if row.on is None else f"{row.on:%d/%m/%Y}",
            "" if row.points is None else row.points,
            "" if row.most_points is None else row.most_points,
        )
        for row in figures.places
    )
    return Table("places", "places", words("places"), tuple(map(words, columns)), rows)


def _place(unit: Named | None, locale: str, words: Say) -> str:
    return words("own_office") if unit is None else name_of(unit, locale)


def _period(row: FormRow) -> str:
    return "" if row.from_on is None or row.to_on is None else f"{row.from_on:%d/%m/%Y} - {row.to_on:%d/%m/%Y}"


def _title(form: FormTable, locale: str) -> str:
    return _either(form.title, form.title_en, locale)


def _column(column: FormColumn, locale: str) -> str:
    return _either(column.label, column.label_en, locale)


def _either(vietnamese: str, english: str, locale: str) -> str:
    return english if locale == "en" and english else vietnamese
