"""The register's workbook: opened only when safe, read as offices write it, every fault at once with its place."""

import io
import struct
import unicodedata
import zipfile
from datetime import date
from typing import Any

import pytest
import xlsxwriter

from config import workbook_safety
from config.packs import load_pack
from config.register_cells import LEVELS
from config.register_sheet import letter_of
from config.register_template import register_template
from config.register_workbook import read_register
from rules.names import name_key
from rules.pack import ContactSeed, EstablishmentSeed
from rules.register import CONTACTS, PLACES, Register, RegisterFault, RegisterRefused, from_plain, to_plain
from rules.words import EstablishmentType, Role, Session
from tests.config.province import FOLDER
from tests.config.register_file import CONTACT, PLACE, file_of, place, repacked, table, workbook

PACK = load_pack(FOLDER)
TODAY = date(2021, 2, 1)


def read(content: bytes, name: str = "danh sach.xlsx") -> Register:
    return read_register(content, name, PACK, TODAY)


def faults(content: bytes, name: str = "danh sach.xlsx") -> tuple[RegisterFault, ...]:
    with pytest.raises(RegisterRefused) as refused:
        read(content, name)
    return refused.value.faults


def only_fault(content: bytes, name: str = "danh sach.xlsx") -> RegisterFault:
    (only,) = faults(content, name)
    return only


def test_a_good_workbook_becomes_rows() -> None:
    full = {
        **PLACE,
        "Chỉ mở cuối tuần": "không",
        "Ngành nghề có điều kiện": "x",
        "Dễ bị lợi dụng": "Có",
        "Ngày kiểm tra gần nhất": date(2020, 5, 17),
        "Số lần vi phạm": 2,
        "Số đơn thư": "1",
        "Hiệu lực từ ngày": "01/01/2020",
        "Hiệu lực đến ngày": "2030-12-31",
    }
    register = read(workbook([full], [CONTACT]))
    (row,), (office,) = register.places.rows, register.contacts.rows
    assert row.number == office.number == 2
    assert row.seed == EstablishmentSeed(
        code="MAU-001",
        name="Nhà nghỉ Hoà Bình Mẫu",
        type=EstablishmentType.MOTEL,
        area="325",
        sessions=(Session.NIGHT,),
        conditional=True,
        last_checked_on=date(2020, 5, 17),
        past_violations=2,
        complaints=1,
        valid_from=date(2020, 1, 1),
        valid_to=date(2030, 12, 31),
    )
    assert office.seed == ContactSeed(
        agency="CAT",
        role=Role.LIAISON,
        office="Phòng Tham mưu mẫu",
        telephone="0221 000 0999",
        address="thammuu@cat.hungyen.example",
        shared=False,
    )
    assert "complaints" in row.given and "valid_from" not in office.given
    assert register.places.columns["area"] == ("D", "Địa bàn")


@pytest.mark.parametrize(
    ("header", "cell", "field", "value"),
    [
        ("Loại hình", "NHA NGHI", "type", EstablishmentType.MOTEL),
        ("Loại hình", "dim_light_cafe", "type", EstablishmentType.DIM_LIGHT_CAFE),
        ("Loại hình", "Ca phe den mo", "type", EstablishmentType.DIM_LIGHT_CAFE),
        ("Địa bàn", 325, "area", "325"),
        ("Địa bàn", "văn lâm", "area", "325"),
        ("Địa bàn", "Thị xã  Mỹ Hào", "area", "328"),
        ("Địa bàn", "My Hao", "area", "328"),
        ("Ca hoạt động", "Ban ngày, Ban đêm", "sessions", (Session.DAY, Session.NIGHT)),
        ("Ca hoạt động", "ban đêm và ban ngày", "sessions", (Session.DAY, Session.NIGHT)),
        ("Ca hoạt động", "night", "sessions", (Session.NIGHT,)),
        ("Mã cơ sở", "mau-7", "code", "MAU-7"),
        ("Mã cơ sở", 7, "code", "7"),
        ("Tên cơ sở", "  Karaoke \n Mẫu ", "name", "Karaoke Mẫu"),
        ("Tên cơ sở", "=1+1 Mẫu", "name", "=1+1 Mẫu"),
        ("Chỉ mở cuối tuần", True, "weekend_only", True),
        ("Chỉ mở cuối tuần", "Khong", "weekend_only", False),
        ("Chỉ mở cuối tuần", "X", "weekend_only", True),
        ("Dễ bị lợi dụng", "-", "prone", True),
        ("Số lần vi phạm", 3.0, "past_violations", 3),
        ("Số lần vi phạm", "-", "past_violations", 0),
        ("Ngày kiểm tra gần nhất", "5/2/2020", "last_checked_on", date(2020, 2, 5)),
        ("Ngày kiểm tra gần nhất", "-", "last_checked_on", None),
    ],
)
def test_a_cell_is_read_as_people_write_it(header: str, cell: Any, field: str, value: Any) -> None:
    (row,) = read(workbook([{**PLACE, header: cell}])).places.rows
    assert getattr(row.seed, field) == value and field in row.given


@pytest.mark.parametrize(
    ("header", "cell", "english", "vietnamese"),
    [
        ("Mã cơ sở", "Nhà 7", "is not a code", "không phải mã"),
        ("Mã cơ sở", "MAU/7", "is not a code", "không phải mã"),
        ("Mã cơ sở", "A" * 25, "is not a code", "không phải mã"),
        ("Mã cơ sở", None, "is empty", "để trống"),
        ("Tên cơ sở", "- -", "not a readable text", "không phải chữ"),
        ("Tên cơ sở", "x" * 201, "201 characters", "201 ký tự"),
        ("Tên cơ sở", date(2021, 1, 1), "not a readable text", "không phải chữ"),
        ("Loại hình", "Quán bia", "not one of the choices", "không thuộc danh mục"),
        ("Địa bàn", "Thái Bình", "not one of the choices", "không thuộc danh mục"),
        ("Địa bàn", "324", "not one of the choices", "không thuộc danh mục"),
        ("Ca hoạt động", "buổi trưa", "not one of the choices", "không thuộc danh mục"),
        ("Ca hoạt động", ",", "not one of the choices", "không thuộc danh mục"),
        ("Chỉ mở cuối tuần", "thỉnh thoảng", "neither yes nor no", "không phải có hay không"),
        ("Chỉ mở cuối tuần", 2, "neither yes nor no", "không phải có hay không"),
        ("Số đơn thư", -1, "not a whole number", "không phải số nguyên"),
        ("Số đơn thư", 1.5, "not a whole number", "không phải số nguyên"),
        ("Số đơn thư", "nhiều", "not a whole number", "không phải số nguyên"),
        ("Số đơn thư", 10_000, "not a whole number", "không phải số nguyên"),
        ("Ngày kiểm tra gần nhất", "30/02/2020", "is not a day", "không phải là ngày"),
        ("Ngày kiểm tra gần nhất", 44000, "is not a day", "không phải là ngày"),
        ("Ngày kiểm tra gần nhất", "01/01/0020", "is not a day", "không phải là ngày"),
        ("Ngày kiểm tra gần nhất", date(2021, 2, 2), "lies after today", "sau ngày hôm nay"),
        ("Số điện thoại chủ", "1", "no column of this name", "không có cột tên này"),
    ],
)
def test_a_wrong_cell_is_told_with_its_place_in_both_languages(
    header: str, cell: Any, english: str, vietnamese: str
) -> None:
    content = workbook([{**PLACE, header: cell}])
    fault = only_fault(content)
    columns = list({**PLACE, header: cell})
    assert (fault.sheet, fault.column, fault.header) == (PLACES, letter_of(columns.index(header)), header)
    assert fault.row == (1 if header not in PLACE and "chủ" in header else 2)
    assert english in str(fault) and vietnamese in fault.in_vietnamese()
    assert (
        f"column {fault.column} ({header})" in str(fault) and f"cột {fault.column} ({header})" in fault.in_vietnamese()
    )


@pytest.mark.parametrize(
    ("header", "cell", "english"),
    [
        ("Thư điện tử", "Ông Mẫu <mau@coquan.example>", "not one plain e-mail address"),
        ("Thư điện tử", "a@coquan.example; b@coquan.example", "not one plain e-mail address"),
        ("Thư điện tử", "hộpthư@coquan.example", "not one plain e-mail address"),
        ("Thư điện tử", "a..b@coquan.example", "not one plain e-mail address"),
        ("Điện thoại", 221000999, "not a telephone number"),
        ("Điện thoại", "gọi trực ban", "not a telephone number"),
        ("Cơ quan", "Sở Vũ trụ", "not one of the choices"),
        ("Vai trò", "Hệ thống", "not one of the choices"),
        ("Hộp thư dùng chung", None, "is empty"),
        ("Hiệu lực đến ngày", "mai", "is not a day"),
    ],
)
def test_a_wrong_cell_of_a_contact_is_told(header: str, cell: Any, english: str) -> None:
    fault = only_fault(workbook(contacts=[{**CONTACT, header: cell}]))
    assert (fault.sheet, fault.row, fault.header) == (CONTACTS, 2, header) and english in fault.wrong


@pytest.mark.parametrize("role", [Role.TEAM_LEADER, Role.FOCAL_POINT, Role.FOCAL_DEPUTY, Role.CHAIRMAN])
def test_a_role_that_gets_confidential_letters_refuses_a_shared_mailbox(role: Role) -> None:
    shared = {**CONTACT, "Vai trò": role.label, "Hộp thư dùng chung": "có"}
    fault = only_fault(workbook(contacts=[shared]))
    assert (fault.column, fault.header) == ("F", "Hộp thư dùng chung") and "confidential" in fault.wrong
    assert read(workbook(contacts=[{**shared, "Hộp thư dùng chung": "không"}])).contacts.rows


def test_one_bad_row_in_three_hundred_is_found_where_it_stands() -> None:
    rows = [place(f"MAU-{number:03}", f"Nhà nghỉ Mẫu {number:03}") for number in range(300)]
    rows[211]["Địa bàn"] = "Huyện Không Có"
    fault = only_fault(workbook(rows))
    assert (fault.row, fault.column, fault.header) == (213, "D", "Địa bàn")
    assert "Huyện Không Có" in fault.wrong and "326 (Huyện Văn Giang)" in fault.allowed


def test_every_fault_of_both_sheets_is_told_at_once_in_order() -> None:
    bad = place("MAU-2", "Nhà nghỉ B", **{"Loại hình": "Quán bia", "Địa bàn": "??"})
    upside_down = {"Hiệu lực từ ngày": "02/01/2021", "Hiệu lực đến ngày": "01/01/2021"}
    first = place("MAU-1", "Nhà nghỉ A", **upside_down, **{"Ghi chú": "x"})
    contact = {**CONTACT, "Thư điện tử": "không có", "Điện thoại": 1}
    found = faults(workbook([first, bad, {"Tên cơ sở": "Chỉ có tên"}], [contact]))
    assert [(fault.sheet, fault.row, fault.column) for fault in found] == [
        (PLACES, 1, "H"),
        (PLACES, 2, "G"),
        (PLACES, 3, "C"),
        (PLACES, 3, "D"),
        (PLACES, 4, "A"),
        (PLACES, 4, "C"),
        (PLACES, 4, "D"),
        (PLACES, 4, "E"),
        (CONTACTS, 2, "D"),
        (CONTACTS, 2, "E"),
    ]


def test_headers_are_understood_in_any_order_spelling_and_composition() -> None:
    spelled = {
        unicodedata.normalize("NFD", "Địa bàn"): "325",
        "  LOẠI   HÌNH * ": "Nhà nghỉ",
        "Ca hoạt động:": "Ban đêm",
        "Ten co so": "Karaoke Mẫu",
        "code": "MAU-1",
    }
    (row,) = read(workbook([spelled])).places.rows
    assert (row.seed.code, row.seed.name, row.seed.area) == ("MAU-1", "Karaoke Mẫu", "325")


def test_old_and_new_places_of_the_tone_mark_are_one_word() -> None:
    assert (
        name_key("Hoà Thuỷ")
        == name_key("HÒA  THỦY")
        == name_key(unicodedata.normalize("NFD", "hoà-thuỷ"))
        == "hoa thuy"
    )
    assert all(level == name_key(level) for level in LEVELS)


def test_a_title_above_the_headers_and_empty_rows_do_not_shift_the_numbers() -> None:
    rows = table([PLACE, place("MAU-2", "Nhà nghỉ khác", **{"Địa bàn": "sai"})])
    sheet = [["DANH SÁCH CƠ SỞ"], [], rows[0], [], rows[1], [None], rows[2]]
    assert only_fault(file_of({"co so": sheet})).row == 7


@pytest.mark.parametrize(
    ("sheets", "english", "place_of"),
    [
        ({"Trang lạ": [["x"]]}, "no sheet of this name", ("Trang lạ", 0)),
        ({"Sheet1": [[]]}, "neither of the register's sheets", ("", 0)),
        ({PLACES: [["Một", "Hai"], ["x"]]}, "no row of headers", (PLACES, 0)),
        ({PLACES: table([PLACE]), "co so": table([PLACE])}, "two sheets have this name", ("co so", 0)),
        ({PLACES: [[*PLACE, None], [*PLACE.values(), "lạc"]]}, "without a header", (PLACES, 2)),
        ({PLACES: [[*PLACE, "Tên"], [*PLACE.values()]]}, "stands twice", (PLACES, 1)),
        ({PLACES: [list(PLACE)[:-1], list(PLACE.values())[:-1]]}, "'Ca hoạt động' is missing", (PLACES, 1)),
    ],
)
def test_what_is_wrong_with_a_whole_sheet_is_told(sheets: Any, english: str, place_of: tuple[str, int]) -> None:
    fault = only_fault(file_of(sheets))
    assert english in fault.wrong and (fault.sheet, fault.row) == place_of


@pytest.mark.parametrize("twin", ["NHÀ NGHỈ HÒA BÌNH MẪU", "nha nghi hoa binh mau", "Nhà nghỉ  Hoà-Bình Mẫu"])
def test_the_same_place_twice_is_found_across_marks_case_and_spaces(twin: str) -> None:
    fault = only_fault(workbook([PLACE, place("MAU-002", twin)]))
    assert (fault.row, fault.column) == (3, "B") and "row 2" in fault.wrong and "dòng 2" in fault.wrong_vi


def test_đ_and_d_are_one_letter_and_another_area_is_another_place() -> None:
    names = ("Đèn Đỏ Mẫu", "Den Do Mau")
    assert only_fault(workbook([place("A-1", names[0]), place("A-2", names[1])])).row == 3
    apart = [place("A-1", names[0]), place("A-2", names[1], **{"Địa bàn": "326"})]
    assert len(read(workbook(apart)).places.rows) == 2


def test_a_place_that_closed_and_its_successor_may_share_a_name() -> None:
    closed = place("A-1", "Karaoke Mẫu", **{"Hiệu lực đến ngày": "31/12/2020"})
    opened = place("A-2", "Karaoke Mẫu", **{"Hiệu lực từ ngày": "01/01/2021"})
    assert len(read(workbook([closed, opened])).places.rows) == 2


def test_a_code_or_an_office_twice_is_told_with_the_other_row() -> None:
    fault = only_fault(workbook([PLACE, place("mau-001", "Tên khác hẳn")]))
    assert (fault.row, fault.column) == (3, "A") and "row 2" in fault.wrong
    office = {**CONTACT, "Thư điện tử": "khac@cat.hungyen.example"}
    fault = only_fault(workbook(contacts=[CONTACT, office]))
    assert (fault.row, fault.column) == (3, "B") and "row 2" in fault.wrong
    in_turn: list[dict[str, Any]] = [
        {**CONTACT, "Hiệu lực đến ngày": "30/06/2021"},
        {**office, "Hiệu lực từ ngày": "01/07/2021", "Hiệu lực đến ngày": None},
    ]
    assert len(read(workbook(contacts=in_turn)).contacts.rows) == 2


def test_a_formula_is_read_as_its_value_and_an_error_as_nothing() -> None:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet(PLACES)
        for column, (header, cell) in enumerate(PLACE.items()):
            sheet.write_string(0, column, header)
            sheet.write_string(1, column, cell)
            sheet.write_string(2, column, cell)
        sheet.write_formula(1, 1, '="Karaoke"&" Mẫu"', None, "Karaoke Mẫu")
        sheet.write_string(2, 0, "MAU-9")
        sheet.write_formula(2, 1, "=NA()", None, "#N/A")
    fault = only_fault(content.getvalue())
    assert (fault.row, fault.column) == (3, "B") and fault.wrong == "is empty"


def test_rows_survive_being_kept_for_the_yes() -> None:
    register = read(workbook([{**PLACE, "Ngày kiểm tra gần nhất": "5/2/2020"}, place("A-2", "Khác")], [CONTACT]))
    assert from_plain(to_plain(register)) == register


def test_the_template_is_read_back_with_its_examples_passed_over_and_takes_rows() -> None:
    register = read(register_template(PACK))
    assert register.examples == 2 and not register.places.rows and not register.contacts.rows
    assert len(register.places.columns) == 13 and len(register.contacts.columns) == 8


# Safety: what is not opened at all.

GOOD = workbook([PLACE])


@pytest.mark.parametrize(
    ("name", "english"),
    [
        ("so.xlsm", "programs (macros)"),
        ("SO.XLSB", "programs (macros)"),
        ("so.xls", "not an .xlsx workbook"),
        ("so.csv", "not an .xlsx workbook"),
        ("so", "not an .xlsx workbook"),
    ],
)
def test_another_kind_of_file_is_refused_by_its_name(name: str, english: str) -> None:
    fault = only_fault(GOOD, name)
    assert english in fault.wrong and "*.xlsx" in fault.allowed and "*.xlsx" in fault.allowed_vi


@pytest.mark.parametrize(
    ("content", "english"),
    [
        (b"", "not an .xlsx workbook"),
        (b"Ma,Ten\n1,A\n", "not an .xlsx workbook"),
        (workbook_safety.OLD_CONTAINER + b"\x00" * 600, "locked with a password"),
        (GOOD[:-40], "damaged"),
        (b"PK\x03\x04" + b"x" * 100, "damaged"),
        (repacked(GOOD, lambda name, part: b"<nonsense" if "sheet1" in name else part), "damaged"),
        (repacked(GOOD, lambda name, part: b"" if "workbook.xml" in name else part), "damaged"),
        (repacked(GOOD, more={"xl/vbaProject.bin": b"x"}), "macros"),
        (repacked(GOOD, more={"XL\\VBAPROJECT.BIN": b"x"}), "macros"),
        (repacked(GOOD, more={"xl/externalLinks/externalLink1.xml": b"x"}), "reach into other files"),
        (repacked(GOOD, more={"xl/macrosheets/sheet1.xml": b"x"}), "macros"),
        (repacked(GOOD, more={"xl/embeddings/oleObject1.bin": b"x"}), "macros"),
        (
            repacked(
                GOOD,
                lambda name, part: (
                    part.replace(b"sheet.main+xml", b"sheet.macroEnabled.main+xml") if "Types" in name else part
                ),
            ),
            "macroEnabled",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "file",
)
def test_a_file_that_is_no_plain_workbook_is_refused(content: bytes, english: str) -> None:
    fault = only_fault(content)
    assert english in fault.wrong and (fault.sheet, fault.row) == ("", 0) and "danh sach.xlsx" in fault.wrong_vi


def test_a_zip_without_a_workbook_is_refused() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("thu.txt", "x")
    assert "damaged" in only_fault(packed.getvalue()).wrong


def test_an_encrypted_member_is_refused() -> None:
    content = bytearray(GOOD)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(signature)
        flags = struct.unpack_from("<H", content, at + offset)[0]
        struct.pack_into("<H", content, at + offset, flags | 1)
    assert "locked with a password" in only_fault(bytes(content)).wrong


def test_a_zip_bomb_is_refused_before_it_is_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    def parse(plain: bytes, name: str) -> None:
        raise AssertionError("it was parsed")

    bomb = repacked(GOOD, lambda name, part: part + b" " * 40_000_000 if "sheet1" in name else part)
    assert len(bomb) < 100_000
    monkeypatch.setattr(workbook_safety, "_parse", parse)
    fault = only_fault(bomb)
    assert "bytes unpacked" in fault.wrong and "10 MB" in fault.allowed


def test_a_size_that_lies_does_not_pass() -> None:
    bomb = repacked(GOOD, lambda name, part: part + b" " * 40_000_000 if "sheet1" in name else part)
    content = bytearray(bomb)
    named = content.rfind(b"xl/worksheets/sheet1.xml")
    at = content.rfind(b"PK\x01\x02", 0, named)
    assert struct.unpack_from("<I", content, at + 24)[0] > 40_000_000
    struct.pack_into("<I", content, at + 24, 100)
    assert "damaged" in only_fault(bytes(content)).wrong


def test_many_members_and_a_large_file_are_refused() -> None:
    many = repacked(GOOD, more={f"xl/extra{number}.xml": b"" for number in range(workbook_safety.MOST_MEMBERS)})
    assert "parts" in only_fault(many).wrong
    assert "too large" in only_fault(GOOD + b"\x00" * workbook_safety.LARGEST_FILE).wrong


def test_one_cell_far_away_does_not_take_the_memory() -> None:
    rows: list[list[Any]] = table([PLACE])
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet(PLACES)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        sheet.write_string(1_048_575, 16_383, "xa")
    assert "more rows or columns" in only_fault(content.getvalue()).wrong


def test_more_rows_than_a_register_has_are_refused() -> None:
    rows: list[list[Any]] = [["Mã cơ sở"], *([["A"]] * 20_000)]
    assert "no row of headers" in only_fault(file_of({PLACES: rows})).wrong, "it was read"
    rows.append(["A"])
    assert "more rows or columns" in only_fault(file_of({PLACES: rows})).wrong
