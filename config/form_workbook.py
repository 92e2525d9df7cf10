"""A form of the pack as a workbook: an office fills it in where it keeps its figures, and sends it back.

The first row holds the fields' codes, the second what people read; a line for each commune, or one for the whole.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import xlsxwriter

from config.workbook_safety import read_cells
from rules.forms import Form, FormField
from rules.register import RegisterRefused
from rules.words import FieldKind

SHEETS = {"vi": "Biểu", "en": "Form"}
CODE, NAME = "code", "name"
FIRST_LINE = 2
"""Rows of the head."""
YES_NO = {"vi": ("Có", "Không"), "en": ("Yes", "No")}
NAMES = {"vi": "Mã", "en": "Code"}
WIDTH = 18
Fields = dict[str, dict[str, str]]
"""unit -> field -> what was typed, as the page's fields take it."""


def form_template(
    form: Form, lines: Sequence[tuple[str, str]], drawn: Mapping[str, int] | None = None, locale: str = "vi"
) -> bytes:
    """`lines` are (unit, its name), the unit empty for a form with one line; `drawn` fills in the figures that the
    engine has counted for that line."""
    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(content, options) as workbook:
        bold = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        quiet = workbook.add_format({"font_color": "#808080", "font_size": 8})
        sheet = workbook.add_worksheet(SHEETS[locale])
        sheet.freeze_panes(FIRST_LINE, 2)
        sheet.set_column(0, 1 + len(form.fields), WIDTH)
        for column, (code, label) in enumerate(_heads(form, locale)):
            sheet.write_string(0, column, code, quiet)
            sheet.write_string(1, column, label, bold)
        for row, (unit, name) in enumerate(lines, start=FIRST_LINE):
            sheet.write_string(row, 0, unit)
            sheet.write_string(row, 1, name)
        for column, field in enumerate(form.fields, start=2):
            _guide(sheet, column, field, len(lines), locale)
            if drawn and field.code in drawn:
                sheet.write_number(FIRST_LINE, column, drawn[field.code])
    return content.getvalue()


def _heads(form: Form, locale: str) -> Iterator[tuple[str, str]]:
    english = locale == "en"
    yield CODE, NAMES[locale]
    yield NAME, (english and form.title_en) or form.title
    for field in form.fields:
        label = (english and field.label_en) or field.label
        yield field.code, f"{label} ({field.unit})" if field.unit else label


def _guide(sheet: Any, column: int, field: FormField, lines: int, locale: str) -> None:
    """A drop-down where there is a choice; the program that opens it then refuses anything else."""
    if field.kind is FieldKind.YES_NO:
        choices = list(YES_NO[locale])
    else:
        english = field.choices_en or {} if locale == "en" else {}
        choices = [english.get(code, label) for code, label in (field.choices or {}).items()]
    if choices:
        sheet.data_validation(
            FIRST_LINE, column, FIRST_LINE + lines - 1, column, {"validate": "list", "source": choices}
        )


def read_form(content: bytes, name: str, form: Form, units: Sequence[str]) -> Fields:
    """What stands in the cells of the form's own lines, in whichever language it was taken. Raises RegisterRefused for
    a file that is not opened, or that is not this form."""
    sheets = read_cells(content, name)
    rows = next((sheets[sheet] for sheet in SHEETS.values() if sheet in sheets), [])
    codes = [str(cell) for cell in rows[0]] if rows else []
    if CODE not in codes or not {field.code for field in form.fields} <= set(codes):
        raise RegisterRefused([])
    columns = {field.code: codes.index(field.code) for field in form.fields}
    found: Fields = {}
    for number, row in enumerate(rows[FIRST_LINE:]):
        unit = str(row[codes.index(CODE)]).strip()
        if len(units) == 1 and number == 0:
            unit = units[0]
        if unit in units:
            found[unit] = {
                field.code: _typed(field, row[columns[field.code]])
                for field in form.fields
                if columns[field.code] < len(row)
            }
    return found


def _typed(field: FormField, cell: Any) -> str:
    if isinstance(cell, Mapping):
        return str(cell.get("day", ""))
    if field.kind is FieldKind.YES_NO:
        said = {
            word.casefold(): code for words in YES_NO.values() for word, code in zip(words, ("yes", "no"), strict=True)
        }
        return said.get(str(cell).strip().casefold(), str(cell).strip())
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    text = str(cell).strip()
    choices = [*(field.choices or {}).items(), *(field.choices_en or {}).items()]
    by_label = {label: code for code, label in choices}
    return by_label.get(text, text)
