"""The empty register workbook: both sheets with their headers and drop-downs, an example row each, an explanation."""

import io
from typing import Any

import xlsxwriter

from config.register_columns import EXAMPLE, FORMS, NONE, PASSED_OVER, Column, SheetForm
from rules.pack import Pack

HELP, LISTS = PASSED_OVER
ROWS = 5_000
"""Rows that get the drop-downs and formats."""
LIST_WIDTH = 24
HELP_WIDTHS = (18, 26, 14, 52, 52)
EXPLAINED = (
    "Danh sách đăng ký của tỉnh: trang “Cơ sở” và trang “Đầu mối”. Cột có dấu * là bắt buộc.",
    "Dòng có chữ “{example}” chỉ để tham khảo và được bỏ qua khi nhập.",
    "Ô không bắt buộc để trống: giữ nguyên như đã đăng ký. Ghi “{none}” để xóa giá trị đã đăng ký.",
    "Cơ sở, đầu mối đã đăng ký mà không có trong tệp thì giữ nguyên. Không ghi tên người ở bất kỳ cột nào.",
    "Columns marked * are required; an empty optional cell keeps what is registered, “{none}” empties it.",
    "Rows marked “{example}” are passed over. What is registered and not in the file stays. No person's name anywhere.",
)


def register_template(pack: Pack) -> bytes:
    """The workbook for a province's own areas and agencies."""
    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(content, options) as workbook:
        bold = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        sheets = {form.name: workbook.add_worksheet(form.name) for form in FORMS.values()}
        _explain(workbook.add_worksheet(HELP), bold)
        lists = workbook.add_worksheet(LISTS)
        lists.hide()
        writer = _Lists(lists, pack)
        for form in FORMS.values():
            _fill(sheets[form.name], form, writer, workbook, bold)
    return content.getvalue()


class _Lists:
    """The hidden sheet that drop-downs take their choices from, a column each."""

    def __init__(self, sheet: Any, pack: Pack) -> None:
        self._sheet = sheet
        self._used = 0
        self._named = {
            "area": [area.name for area in pack.work_areas],
            "agency": [agency.name for agency in pack.agencies],
        }

    def choices(self, column: Column) -> list[str]:
        return self._named.get(column.field) or list(column.choices)

    def place(self, choices: list[str]) -> str:
        letter = chr(ord("A") + self._used)
        for row, choice in enumerate(choices):
            self._sheet.write_string(row, self._used, choice)
        self._used += 1
        return f"='{LISTS}'!${letter}$1:${letter}${len(choices)}"


def _fill(sheet: Any, form: SheetForm, lists: _Lists, workbook: Any, bold: Any) -> None:
    text = workbook.add_format({"num_format": "@"})
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(form.columns) - 1, LIST_WIDTH, text)
    for index, column in enumerate(form.columns):
        sheet.write_string(0, index, f"{column.header} *" if column.required else column.header, bold)
        choices = lists.choices(column)
        example = column.example or (choices[-1] if column.required else "")
        sheet.write_string(1, index, example)
        if choices:
            rule = {"validate": "list", "source": lists.place(choices), "ignore_blank": True, "error_type": "warning"}
            sheet.data_validation(1, index, ROWS, index, rule)


def _explain(sheet: Any, bold: Any) -> None:
    for index, width in enumerate(HELP_WIDTHS):
        sheet.set_column(index, index, width)
    row = 0
    for line in EXPLAINED:
        sheet.write_string(row, 0, line.format(example=EXAMPLE, none=NONE))
        row += 1
    headings = ("Trang / Sheet", "Cột / Column", "Bắt buộc", "Ghi gì", "What to write")
    for index, heading in enumerate(headings):
        sheet.write_string(row + 1, index, heading, bold)
    row += 2
    for form in FORMS.values():
        for column in form.columns:
            required = "bắt buộc" if column.required else ""
            cells = (form.name, column.header, required, column.hint, column.hint_en)
            for index, cell in enumerate(cells):
                sheet.write_string(row, index, cell)
            row += 1
