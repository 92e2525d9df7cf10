"""A table as a workbook, made in memory: nothing of it is written to this machine's disk."""

from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO
from zoneinfo import ZoneInfo

import xlsxwriter
from fastapi.responses import Response

from notifications.reports import AS_TYPED

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
A4 = 9
Value = str | int | date
OPTIONS = {"in_memory": True, **AS_TYPED}


def send_workbook(
    name: str,
    title: str,
    headings: Sequence[str],
    widths: Sequence[int],
    rows: Sequence[Sequence[Value]],
    zone: ZoneInfo,
) -> Response:
    """One sheet, its title above its headings, as a file to keep. `widths` are in letters; days are those of a zone."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, OPTIONS) as workbook:
        bold = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
        day = workbook.add_format({"num_format": "dd/mm/yyyy", "valign": "top", "align": "left"})
        sheet = workbook.add_worksheet()
        sheet.set_paper(A4)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(1)
        sheet.freeze_panes(2, 0)
        sheet.write_string(0, 0, title, workbook.add_format({"bold": True}))
        for column, (heading, width) in enumerate(zip(headings, widths, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(1, column, heading, bold)
        for number, row in enumerate(rows, start=2):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(number, column, value, wrapped)
                elif isinstance(value, int):
                    sheet.write_number(number, column, value, wrapped)
                else:
                    sheet.write_datetime(number, column, _plain_day(value, zone), day)
        sheet.autofilter(1, 0, 1 + len(rows), len(headings) - 1)
    return as_file(file.getvalue(), XLSX, f"{name}.xlsx")


def as_file(content: bytes | str, media_type: str, name: str) -> Response:
    """To be saved, not shown; `name` is plain letters."""
    return Response(content, media_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _plain_day(value: date, zone: ZoneInfo) -> date:
    return value.astimezone(zone).date() if isinstance(value, datetime) else value
