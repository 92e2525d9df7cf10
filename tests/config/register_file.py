"""Register workbooks for tests, as an office would fill them in: invented places and offices only."""

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import xlsxwriter

from rules.register import CONTACTS, PLACES

PLACE = {
    "Mã cơ sở": "MAU-001",
    "Tên cơ sở": "Nhà nghỉ Hoà Bình Mẫu",
    "Loại hình": "Nhà nghỉ",
    "Địa bàn": "Huyện Văn Lâm",
    "Ca hoạt động": "Ban đêm",
}
CONTACT = {
    "Cơ quan": "CAT",
    "Vai trò": "Đầu mối cơ quan phối hợp",
    "Bộ phận": "Phòng Tham mưu mẫu",
    "Điện thoại": "0221 000 0999",
    "Thư điện tử": "thammuu@cat.hungyen.example",
    "Hộp thư dùng chung": "không",
}
Rows = Sequence[Mapping[str, Any]]


def workbook(places: Rows = (), contacts: Rows = (), **sheets: Sequence[Sequence[Any]]) -> bytes:
    """The register's sheets, each with the columns that its rows name, and any other sheet cell by cell."""
    tables: dict[str, Sequence[Sequence[Any]]] = {}
    if places:
        tables[PLACES] = table(places)
    if contacts:
        tables[CONTACTS] = table(contacts)
    return file_of({**tables, **sheets})


def table(rows: Rows) -> list[list[Any]]:
    headers = list(dict.fromkeys(name for row in rows for name in row))
    return [headers, *([row.get(name) for name in headers] for row in rows)]


def file_of(sheets: Mapping[str, Sequence[Sequence[Any]]]) -> bytes:
    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(content, options) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if isinstance(cell, date):
                        sheet.write_datetime(number, column, cell, day)
                    elif cell is not None:
                        sheet.write(number, column, cell)
    return content.getvalue()


def place(code: str, name: str, **more: Any) -> dict[str, Any]:
    return {**PLACE, "Mã cơ sở": code, "Tên cơ sở": name, **more}


def repacked(
    content: bytes,
    change: Callable[[str, bytes], bytes] = lambda name, part: part,
    more: Mapping[str, bytes] | None = None,
) -> bytes:
    """The same workbook with parts changed, and further parts by name."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            new.writestr(member.filename, change(member.filename, old.read(member)))
        for name, part in (more or {}).items():
            new.writestr(name, part)
    return packed.getvalue()
