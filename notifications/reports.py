"""A campaign's report as a page and as a workbook. The same figures always give the same bytes."""

from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

from notifications.rendering import render_page
from notifications.report_picture import outcome_bars
from notifications.report_tables import Table, Value, report_tables, visit_table
from notifications.report_words import HIDDEN, label, name_of, say
from notifications.work_tables import work_tables
from rules.figures import OUTCOMES_SHOWN, Named, ReportFigures
from rules.words import Edition
from rules.work_figures import WorkFigures

SHEETS = ("overview", "areas", "types", "agencies", "recommendations", "figures", "places")
COLUMN_WIDTHS = (42, 16)
AS_TYPED = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
"""Of a workbook: premises and agencies are named by others; no name may become a formula, an address or a number."""
COMMITTEE = ("Ủy ban nhân dân", "UBND")
"""As heads of paper write it, so that it fits on its line."""
ENGLISH_DAY = "{place}, {day:%d %B %Y}"
VIETNAMESE_DAY = "{place}, ngày {day:%d} tháng {month} năm {day:%Y}"


def render_report(figures: ReportFigures | WorkFigures, locale: str) -> str:
    """The page, laid out as an official report (NĐ 30/2020, Phụ lục I): number and signature are left to the clerk."""
    head = figures.head
    facts: dict[str, Any] = {
        "head": head,
        "edition_is_internal": head.edition is Edition.COORDINATOR,
        "say": lambda key: say(key, locale),
        "dated": _dated(head.place, head.as_of.astimezone(head.zone).date(), locale),
        "title": _lower_first(head.title or label(head.kind, locale)),
        "body": _without_place(head.body, head.place, locale),
        "superior_body": name_of(head.superior_body, locale).replace(*COMMITTEE),
        "recipients": [name_of(recipient, locale) for recipient in head.recipients],
        "tables": {table.name: table for table in _tables(figures, locale)},
        "write": lambda value: _write(value, locale),
        "hides": head.edition is Edition.PARTNERS,
    }
    if isinstance(figures, WorkFigures):
        return render_page("_report/work.html", locale=locale, zone=head.zone, **facts)
    return render_page(
        "_report/report.html",
        locale=locale,
        zone=head.zone,
        bars=outcome_bars(figures, locale),
        legend=[(outcome.value, label(outcome, locale)) for outcome in OUTCOMES_SHOWN],
        **facts,
    )


def _tables(figures: ReportFigures | WorkFigures, locale: str) -> tuple[Table, ...]:
    return work_tables(figures, locale) if isinstance(figures, WorkFigures) else report_tables(figures, locale)


def write_workbook(figures: ReportFigures | WorkFigures, path: Path, locale: str = "vi") -> None:
    """One sheet for each part of the report; the coordinator's edition also lists the visits."""
    with xlsxwriter.Workbook(str(path), dict(AS_TYPED)) as workbook:
        workbook.set_properties(
            {"title": figures.head.code, "created": figures.head.as_of.astimezone(figures.head.zone)}
        )
        bold = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        tables = _tables(figures, locale)
        filled = {table.sheet for table in tables}
        for sheet in (name for name in SHEETS if name in filled):
            _fill(workbook.add_worksheet(say(sheet, locale)[:31]), [t for t in tables if t.sheet == sheet], bold)
        if isinstance(figures, ReportFigures) and figures.head.edition is Edition.COORDINATOR:
            _fill(workbook.add_worksheet(say("visit_list", locale)), [visit_table(figures, locale)], bold)


def _fill(sheet: "xlsxwriter.worksheet.Worksheet", tables: list[Table], bold: "xlsxwriter.format.Format") -> None:
    first, others = COLUMN_WIDTHS
    sheet.set_column(0, 0, first)
    sheet.set_column(1, 12, others)
    sheet.set_paper(9)  # A4
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    line = 0
    for table in tables:
        sheet.write_string(line, 0, table.title, bold)
        for column, heading in enumerate(table.headings):
            sheet.write_string(line + 1, column, heading, bold)
        for number, row in enumerate(table.rows, start=line + 2):
            for column, value in enumerate(row):
                if isinstance(value, int | float):
                    sheet.write_number(number, column, value)
                else:
                    sheet.write_string(number, column, HIDDEN if value is None else value)
        line += len(table.rows) + 3


def _write(value: Value, locale: str) -> str:
    if value is None:
        return HIDDEN
    text = str(value)
    return text.replace(".", ",") if isinstance(value, float) and locale == "vi" else text


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]


def _dated(place: Named, day: date, locale: str) -> str:
    """Days below 10 and the months 1 and 2 take a leading zero (NĐ 30/2020)."""
    if locale == "en":
        return ENGLISH_DAY.format(place=name_of(place, locale).removesuffix(" Province"), day=day)
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return VIETNAMESE_DAY.format(place=place.name.removeprefix("Tỉnh "), day=day, month=month)


def _without_place(body: Named, place: Named, locale: str) -> str:
    """A head of paper names the province once, in the line of the superior body."""
    return name_of(body, locale).removesuffix(f" {_lower_first(place.name)}")
