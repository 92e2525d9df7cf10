"""The columns of the register workbook: their headers, what stands in them, and which must not be empty."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from config import register_cells as cells
from config.register_cells import Read
from rules.pack import ContactSeed, EstablishmentSeed
from rules.register import CONTACTS, PLACES
from rules.words import EstablishmentType, Role, Session

EXAMPLE = "VÍ DỤ"
"""Stands in the first column of a row that only shows how to fill one in."""
NONE = "-"
"""Empties an optional field; an empty cell leaves it as it is registered."""


@dataclass(frozen=True)
class Column:
    """`other_names` are headers that are understood beside `header` and the field's own name."""

    field: str
    header: str
    read: Read
    hint: str
    hint_en: str
    required: bool = False
    other_names: tuple[str, ...] = ()
    cleared: Any = None
    """What `-` stands for."""
    choices: tuple[str, ...] = ()
    example: str = ""


@dataclass(frozen=True)
class SheetForm:
    """A sheet: its columns, and the row each of its rows is read into."""

    name: str
    row: type[EstablishmentSeed] | type[ContactSeed]
    columns: Sequence[Column]
    other_names: tuple[str, ...] = field(default=())


YES_NO = ("có", "không")
SESSIONS = (*(word.label for word in Session), ", ".join(word.label for word in Session))
_VALIDITY = (
    Column("valid_from", "Hiệu lực từ ngày", cells.day, "ngày/tháng/năm", "day/month/year", other_names=("Từ ngày",)),
    Column("valid_to", "Hiệu lực đến ngày", cells.day, "ngày/tháng/năm", "day/month/year", other_names=("Đến ngày",)),
)

PLACES_FORM = SheetForm(
    PLACES,
    EstablishmentSeed,
    (
        Column("code", "Mã cơ sở", cells.code, "mã riêng, không đổi", "a code of its own that never changes",
               True, ("Mã", "Mã số"), example=EXAMPLE),
        Column("name", "Tên cơ sở", cells.text, "tên cơ sở, không ghi tên người", "the place's name, no person's name",
               True, ("Tên",), example="Nhà nghỉ Mẫu (ví dụ)"),
        Column("type", "Loại hình", cells.kind, "chọn trong danh mục", "choose from the list", True,
               ("Loại hình cơ sở",), choices=tuple(word.label for word in EstablishmentType),
               example=EstablishmentType.MOTEL.label),
        Column("area", "Địa bàn", cells.area, "mã hoặc tên địa bàn", "code or name of the area", True),
        Column("sessions", "Ca hoạt động", cells.sessions, "ban ngày, ban đêm hoặc cả hai", "day, night or both", True,
               ("Thời gian hoạt động",), choices=SESSIONS,
               example=Session.NIGHT.label),
        Column("weekend_only", "Chỉ mở cuối tuần", cells.yes_no, "có hoặc không", "yes or no", cleared=False,
               choices=YES_NO, example="không"),
        Column("conditional", "Ngành nghề có điều kiện", cells.yes_no, "có điều kiện về an ninh, trật tự (NĐ 96/2016)",
               "under conditions of security and order", cleared=False, choices=YES_NO, example="có"),
        Column("prone", "Dễ bị lợi dụng", cells.yes_no, "thuộc danh mục NĐ 178/2004; cơ sở mới để trống là có",
               "on the list of NĐ 178/2004; empty means yes for a new place", cleared=True, choices=YES_NO,
               example="có"),
        Column("last_checked_on", "Ngày kiểm tra gần nhất", cells.past_day, "ngày/tháng/năm", "day/month/year",
               example="25/02/2020"),
        Column("past_violations", "Số lần vi phạm", cells.number, "số nguyên", "a whole number", cleared=0,
               example="1"),
        Column("complaints", "Số đơn thư", cells.number, "số nguyên", "a whole number", cleared=0, example="0"),
        *_VALIDITY,
    ),
    ("establishments",),
)  # fmt: skip
CONTACTS_FORM = SheetForm(
    CONTACTS,
    ContactSeed,
    (
        Column("agency", "Cơ quan", cells.agency, "mã hoặc tên cơ quan", "code or name of the agency", True,
               ("Mã cơ quan",), example=EXAMPLE),
        Column("role", "Vai trò", cells.role, "chọn trong danh mục", "choose from the list", True,
               choices=tuple(word.label for word in Role if word is not Role.ENGINE), example=Role.LIAISON.label),
        Column("office", "Bộ phận", cells.text, "bộ phận hoặc chức danh, không ghi tên người",
               "an office or a post, no person's name", True, ("Bộ phận, chức danh", "Chức danh"),
               example="Văn phòng (ví dụ)"),
        Column("telephone", "Điện thoại", cells.telephone, "ghi dạng chữ, có số 0 ở đầu",
               "as text, with the zero in front", True, ("Số điện thoại",), example="0221 000 0000"),
        Column("address", "Thư điện tử", cells.address, "đúng một địa chỉ, không dấu", "one plain address", True,
               ("Email", "E-mail", "Địa chỉ thư điện tử"), example="vidu@coquan.example"),
        Column("shared", "Hộp thư dùng chung", cells.yes_no, "có hoặc không", "yes or no", True, choices=YES_NO,
               example="có"),
        *_VALIDITY,
    ),
    ("contacts",),
)  # fmt: skip
FORMS: Mapping[str, SheetForm] = {PLACES: PLACES_FORM, CONTACTS: CONTACTS_FORM}
PASSED_OVER = ("Hướng dẫn", "Danh mục")
"""Sheets of the template that hold no rows."""
