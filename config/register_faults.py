"""How what is wrong in a register workbook is said, in both languages."""

from rules.register import CONTACTS, PLACES, FaultWording

LONGEST_TEXT = 200
LARGEST_NUMBER = 9_999
HEADER_WITHIN = 10
"""The header may stand below a title, but not further down than this."""

EMPTY = FaultWording("is empty", "{allowed}", "để trống", "{allowed_vi}")
TEXT = FaultWording(
    "{value!r} is not a readable text",
    f"letters and digits, at most {LONGEST_TEXT} characters",
    "{value!r} không phải chữ đọc được",
    f"chữ và số, nhiều nhất {LONGEST_TEXT} ký tự",
)
LONG = FaultWording(
    "the text has {length} characters",
    f"at most {LONGEST_TEXT} characters",
    "nội dung dài {length} ký tự",
    f"nhiều nhất {LONGEST_TEXT} ký tự",
)
BAD_CODE = FaultWording(
    "{value!r} is not a code",
    "1 to 24 capitals without marks, digits and hyphens, like HY-323-001",
    "{value!r} không phải mã",
    "1 đến 24 chữ in hoa không dấu, chữ số và dấu gạch nối, ví dụ HY-323-001",
)
CHOICE = FaultWording("{value!r} is not one of the choices", "{allowed}", "{value!r} không thuộc danh mục", "{allowed}")
YES_NO = FaultWording(
    "{value!r} is neither yes nor no", "có (or x), không", "{value!r} không phải có hay không", "có (hoặc x), không"
)
NUMBER = FaultWording(
    "{value!r} is not a whole number",
    f"a whole number from 0 to {LARGEST_NUMBER}",
    "{value!r} không phải số nguyên",
    f"số nguyên từ 0 đến {LARGEST_NUMBER}",
)
DAY = FaultWording(
    "{value!r} is not a day",
    "an Excel date, or text like 25/02/2021 or 2021-02-25, from 1990 on",
    "{value!r} không phải là ngày",
    "ngày của Excel, hoặc viết 25/02/2021 hay 2021-02-25, từ năm 1990",
)
FUTURE = FaultWording(
    "{value!r} lies after today", "a day up to {today}", "{value!r} sau ngày hôm nay", "ngày không muộn hơn {today}"
)
BAD_ADDRESS = FaultWording(
    "{value!r} is not one plain e-mail address",
    "exactly one address without name and marks, like vanphong@coquan.vn",
    "{value!r} không phải đúng một địa chỉ thư điện tử",
    "đúng một địa chỉ, không kèm tên, không dấu, ví dụ vanphong@coquan.vn",
)
BAD_TELEPHONE = FaultWording(
    "{value!r} is not a telephone number",
    "digits and spaces written as text with the zero in front (format the cell as Text)",
    "{value!r} không phải số điện thoại",
    "chữ số và dấu cách, ghi dạng chữ, có số 0 ở đầu (định dạng ô là Text)",
)
NO_SHEET = FaultWording(
    "the workbook has neither of the register's sheets",
    f"a sheet {PLACES!r}, a sheet {CONTACTS!r}, or both, as in the template",
    "sổ không có trang nào của danh sách đăng ký",
    f"trang {PLACES!r}, trang {CONTACTS!r}, hoặc cả hai, như trong tệp mẫu",
)
UNKNOWN_SHEET = FaultWording(
    "there is no sheet of this name in a register",
    f"{PLACES}, {CONTACTS}; delete or rename the sheet",
    "danh sách đăng ký không có trang tên này",
    f"{PLACES}, {CONTACTS}; xin xóa hoặc đổi tên trang",
)
TWICE_SHEET = FaultWording(
    "two sheets have this name", "one sheet of each name", "có hai trang cùng tên này", "mỗi tên một trang"
)
NO_HEADER = FaultWording(
    f"no row of headers was found in the first {HEADER_WITHIN} rows",
    "one row with the headers {headers}",
    f"không thấy dòng tiêu đề trong {HEADER_WITHIN} dòng đầu",
    "một dòng có các tiêu đề {headers}",
)
UNKNOWN_COLUMN = FaultWording(
    "there is no column of this name (the register keeps no person's name and no further facts)",
    "{headers}; delete the column",
    "không có cột tên này (danh sách không lưu tên người hay thông tin khác)",
    "{headers}; xin xóa cột này",
)
TWICE_COLUMN = FaultWording(
    "the column stands twice, there already as {other}",
    "each column once",
    "cột bị lặp, đã có ở {other}",
    "mỗi cột một lần",
)
MISSING_COLUMN = FaultWording(
    "the column {header!r} is missing",
    "the column, even when optional fields are left out",
    "thiếu cột {header!r}",
    "có đủ các cột bắt buộc",
)
UNHEADED = FaultWording(
    "{value!r} stands in a column without a header",
    "values under a header only",
    "{value!r} nằm ở cột không có tiêu đề",
    "chỉ ghi dưới các tiêu đề",
)
UPSIDE_DOWN = FaultWording(
    "the last day lies before the first, {first:%d/%m/%Y}",
    "the first day or later",
    "ngày cuối trước ngày đầu {first:%d/%m/%Y}",
    "từ ngày đầu trở đi",
)
SHARED = FaultWording(
    "a mailbox that several people open is given for the role {role!r}, which gets confidential letters",
    "không, with an address that one officer reads",
    "vai trò {role!r} nhận thư hạn chế mà dùng hộp thư chung",
    "không, và địa chỉ do một người đọc",
)
SAME_CODE = FaultWording(
    "the code {code} stands in row {other} already",
    "each code once",
    "mã {code} đã có ở dòng {other}",
    "mỗi mã một lần",
)
SAME_NAME = FaultWording(
    "{name!r} stands in row {other} already, in the same area (marks, case and spaces count for nothing)",
    "each place once; tell two places apart by street or number",
    "{name!r} đã có ở dòng {other}, cùng địa bàn (không phân biệt dấu, chữ hoa, dấu cách)",
    "mỗi cơ sở một lần; hai cơ sở trùng tên xin ghi thêm đường, số nhà",
)
SAME_OFFICE = FaultWording(
    "row {other} names this agency and role already, for the same time",
    "one row for an agency in a role at a time",
    "dòng {other} đã có cơ quan và vai trò này, cùng thời gian",
    "mỗi vai trò của một cơ quan một dòng trong một thời gian",
)
