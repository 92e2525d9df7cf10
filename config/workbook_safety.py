"""A workbook from outside is opened only when it is small, plain and without programs, and then in a process apart."""

import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

from config.settings import PROJECT
from config.workbook_cells import TOO_MUCH as TOO_MUCH_CODE
from rules.register import FaultWording, RegisterFault, RegisterRefused

LARGEST_FILE = 10_000_000
LARGEST_UNPACKED = 30_000_000
MOST_MEMBERS = 300
LARGEST_RATIO = 150
"""Of unpacked to packed bytes; a sheet of ten thousand equal rows comes to about 40."""
RATIO_COUNTS_FROM = 1_000_000
PIECE = 65_536
LIMITS = {"memory": 512_000_000, "seconds": 15, "rows": 20_001, "columns": 200}
SECONDS = 30
WITH_PROGRAMS = (".xlsm", ".xltm", ".xlam", ".xlsb")
FORBIDDEN = (
    "xl/vbaproject",
    "xl/externallinks/",
    "xl/macrosheets/",
    "xl/activex/",
    "xl/embeddings/",
    "xl/workbook.bin",
)
NEEDED = {"[content_types].xml", "xl/workbook.xml"}
OLD_CONTAINER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_SAVE_AS = "save it in Excel as “Excel Workbook (*.xlsx)”"
_SAVE_AS_VI = "trong Excel chọn Lưu dưới dạng “Excel Workbook (*.xlsx)”"
MACROS = FaultWording(
    "the file {name!r} may hold programs (macros) or reach into other files ({what})",
    f"a workbook without them: {_SAVE_AS}",
    "tệp {name!r} có thể chứa macro hoặc liên kết tới tệp khác ({what})",
    f"sổ không có các phần đó: {_SAVE_AS_VI}",
)
NOT_XLSX = FaultWording(
    "the file {name!r} is not an .xlsx workbook",
    f"a file that ends in .xlsx: {_SAVE_AS}",
    "tệp {name!r} không phải sổ .xlsx",
    f"tệp có đuôi .xlsx: {_SAVE_AS_VI}",
)
LOCKED = FaultWording(
    "the file {name!r} is an old .xls or is locked with a password",
    f"a workbook without a password: {_SAVE_AS}",
    "tệp {name!r} là .xls cũ hoặc đã đặt mật khẩu",
    f"sổ không đặt mật khẩu: {_SAVE_AS_VI}",
)
UNREADABLE = FaultWording(
    "the file {name!r} is damaged or is no workbook",
    "a workbook that Excel opens; copying the rows into the template helps",
    "tệp {name!r} bị hỏng hoặc không phải sổ Excel",
    "sổ mà Excel mở được; có thể chép các dòng sang tệp mẫu",
)
TOO_LARGE = FaultWording(
    "the file {name!r} is too large ({what})",
    f"up to {LARGEST_FILE // 1_000_000} MB, {LIMITS['rows'] - 1} rows a sheet; delete empty rows that carry formats, "
    "pictures and other sheets",
    "tệp {name!r} quá lớn ({what})",
    f"đến {LARGEST_FILE // 1_000_000} MB, mỗi trang đến {LIMITS['rows'] - 1} dòng; "
    "xin xóa các dòng trống có định dạng, ảnh và trang thừa",
)

Sheets = dict[str, list[list[Any]]]


def read_cells(content: bytes, name: str) -> Sheets:
    """Every sheet's cells from A1 on. Raises RegisterRefused for a file that is not opened."""
    suffix = Path(name).suffix.lower()
    if suffix in WITH_PROGRAMS:
        raise _refused(MACROS, name, what=suffix)
    if suffix != ".xlsx":
        raise _refused(NOT_XLSX, name)
    return _parse(_copy_plain(content, name), name)


def _refused(wording: FaultWording, name: str, **facts: object) -> RegisterRefused:
    fault: RegisterFault = wording.at("", name=Path(name).name[:100], **facts)
    return RegisterRefused([fault])


def _copy_plain(content: bytes, name: str) -> bytes:
    """The same members, stored without compression: what a reader then unpacks is what was counted here."""
    if len(content) > LARGEST_FILE:
        raise _refused(TOO_LARGE, name, what=f"{len(content):,} bytes")
    if content.startswith(OLD_CONTAINER):
        raise _refused(LOCKED, name)
    if not content.startswith(b"PK"):
        raise _refused(NOT_XLSX, name)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_members(archive, name)
            return _copy_members(archive, len(content), name)
    except RegisterRefused:
        raise
    except Exception:  # a damaged archive makes zipfile and zlib raise many kinds of error
        raise _refused(UNREADABLE, name) from None


def _check_members(archive: zipfile.ZipFile, name: str) -> None:
    members = archive.infolist()
    if len(members) > MOST_MEMBERS:
        raise _refused(TOO_LARGE, name, what=f"{len(members)} parts")
    names = [member.filename.replace("\\", "/").lower().lstrip("/") for member in members]
    if any(member.flag_bits & 1 for member in members):
        raise _refused(LOCKED, name)
    if found := next((part for part in names if part.startswith(FORBIDDEN) or "vbaproject" in part), None):
        raise _refused(MACROS, name, what=found[:60])
    if not set(names) >= NEEDED or len(set(names)) < len(names):
        raise _refused(UNREADABLE, name)


def _copy_members(archive: zipfile.ZipFile, packed: int, name: str) -> bytes:
    most = min(LARGEST_UNPACKED, max(RATIO_COUNTS_FROM, packed * LARGEST_RATIO))
    taken, copied = 0, io.BytesIO()
    with zipfile.ZipFile(copied, "w", zipfile.ZIP_STORED) as plain:
        for member in archive.infolist():
            parts = []
            with archive.open(member) as stream:
                while part := stream.read(PIECE):
                    taken += len(part)
                    if taken > most:
                        raise _refused(TOO_LARGE, name, what=f"more than {most:,} bytes unpacked")
                    parts.append(part)
            text = b"".join(parts)
            if member.filename.lower() == "[content_types].xml" and b"macroenabled" in text.lower():
                raise _refused(MACROS, name, what="macroEnabled")
            plain.writestr(zipfile.ZipInfo(member.filename), text)
    return copied.getvalue()


def _parse(plain: bytes, name: str) -> Sheets:
    command = [sys.executable, "-m", "config.workbook_cells", json.dumps(LIMITS)]
    environment = {"PYTHONPATH": str(PROJECT), "PYTHONSAFEPATH": "1", "PATH": os.environ.get("PATH", "")}
    try:
        done = subprocess.run(command, input=plain, capture_output=True, timeout=SECONDS, env=environment, check=False)
    except subprocess.TimeoutExpired:
        raise _refused(TOO_LARGE, name, what=f"not read within {SECONDS} seconds") from None
    # A reader that is out of memory or of time ends by a signal.
    if done.returncode < 0 or done.returncode == TOO_MUCH_CODE:
        raise _refused(TOO_LARGE, name, what="more rows or columns than a register has")
    if done.returncode != 0:
        raise _refused(UNREADABLE, name)
    sheets: Sheets = json.loads(done.stdout)
    return sheets
