"""What a heading or a label of a plan is there for: its work, or the frame around it."""

import re
from enum import StrEnum

from config.plan_lines import fold


class Role(StrEnum):
    """What became of a line. Every line of a plan has exactly one."""

    TITLE = "title"
    FRAME = "frame"
    NAVIGATION = "navigation"
    HEADING = "heading"
    PROGRAMME = "programme"
    ACTIVITY = "activity"
    WINDOW = "window"
    DETAIL = "detail"
    UNRECOGNISED = "unrecognised"


_FRAME = re.compile(
    r"^(?:muc dich|yeu cau|quan diem|muc tieu|chi tieu(?: phan dau)?\b|danh gia (?:tinh hinh|ket qua|chung)|"
    r"tinh hinh|thuc trang|"
    r"dac diem|khai quat|ket qua (?:thuc hien|dat duoc|cong tac|nam)|ton tai|han che|kho khan|thuan loi|"
    r"nguyen nhan|bai hoc|"
    r"kinh phi|nguon (?:kinh phi|luc|von)|du toan|"
    r"to chuc thuc hien|trach nhiem|phan cong|nhiem vu cua cac|che do (?:thong tin|bao cao)|thong tin,? bao cao|"
    r"noi nhan|can cu|doi tuong|thanh phan|pham vi|phu luc|co so (?:phap ly|xay dung)|su can thiet|phuong cham|"
    r"nguyen tac|dieu kien|khen thuong|de xuat|kien nghi|phan thu nhat|y nghia|giai thich tu ngu|bao cao$|hieu luc|"
    r"so ket, tong ket)"
)
_DUTIES = re.compile(r"^(?:to chuc thuc hien|trach nhiem|phan cong|nhiem vu cua cac)")
_OF_THE_YEAR = re.compile(
    r"^(?:ke hoach|phuong huong)(?:(?:,| va)? (?:nhiem vu|muc tieu|cong tac|hoat dong|phuong huong))* nam \d{4}[ .:]*$"
)
_ASSIGNS = re.compile(
    r"^(?:phan cong|to chuc|don vi|co quan|trach nhiem)"
    r"(?: (?:to chuc|thuc hien|nhiem vu|chu tri|phoi hop|va))*[ .]*(?::|$)"
)
_GENERIC = re.compile(
    r"^(?:(?:cac |nhung |mot so )?(?:noi dung|nhiem vu|hoat dong|giai phap|bien phap|cong viec|hinh thuc)"
    r"(?:(?:,| -)? ?(?:noi dung|nhiem vu|hoat dong|giai phap|bien phap|hinh thuc|chi tieu|cu the|trong tam|"
    r"chu yeu(?:,(?! ?[a-z]))?|"
    r"thuc hien|ke hoach|thoi gian|tien do|kiem tra|giam sat|tuyen truyen|to chuc|trien khai|cong tac|nam \d{4}|"
    r"chinh|phan cong|"
    r"duoc giao|cua ke hoach|can thuc hien|chuong trinh|cac chuong trinh|phai thuc hien|va|"
    r"trong nam))*|"
    r"phan (?:noi dung|nhiem vu)|ke hoach (?:cu the|chi tiet|thuc hien|hoat dong|trien khai)|"
    r"cac (?:chuong trinh|de an|du an|hop phan)(?: thuc hien| thanh phan)?|"
    r"noi dung ke hoach.*)[ .:]*$"
)
"""Every list of such words can be read in one way only (no word of it is made of two others, "va" is one of them): a
second way doubles the time with each word of a heading that is none in the end."""
_NAVIGATION = re.compile(
    r"^(?:trang chu\b|dang ngay|ngay dang|cap nhat|cap nhap|luot (?:xem|doc|truy cap)|so luot|co chu|chia se|"
    r"in trang|in bai|ban in|"
    r"gui (?:email|bai)|facebook|zalo|twitter|google|binh luan|y kien|xem them|doc them|danh muc|lien ket|"
    r"copyright|ban quyen|©|"
    r"thiet ke boi|tags?\b|tu khoa|quay lai|tro ve|ve dau trang|dang truy cap|dang online|tong (?:luot|so luot)|"
    r"truc tuyen|hom nay|"
    r"hom qua|thu (?:hai|ba|tu|nam|sau|bay),|chu nhat,|tin (?:moi|lien quan|khac|cung|noi bat|tuc$)|cac tin|"
    r"bai viet (?:khac|lien)|danh gia bai viet|"
    r"van ban (?:moi|lien quan)|dang nhap|tim kiem|menu|gioi thieu\s*$|lien he\s*$|rss|sitemap|so do (?:cong|"
    r"trang)|\d{1,3}\s*%$|°|"
    r"nguoi dang|tac gia|nguon tin|file dinh kem|tep dinh kem|tai ve|hotline|"
    r"anh(?: minh hoa)?:|dia chi:|email:|fax|website)|"
    r"nguoi (?:dang )?online|luot truy cap|\(\d{1,2}/\d{1,2}/\d{4}(?:[ ,]+\d{1,2}:\d{2}.*)?\)\s*$|"
    r"^\d{1,2}/\d{1,2}/\d{4}(?: \d{1,2}:\d{2}.*)?$|"
    r"^(?:https?:|www\.)|»|›"
)
_REST_IS_NAVIGATION = re.compile(
    r"^(?:tin (?:moi|lien quan|khac|cung|noi bat)|cac tin|bai viet (?:khac|lien)|van ban (?:moi|lien quan)|"
    r"chia se\b|binh luan)"
)
_REST_IS_FRAME = re.compile(
    r"^(?:noi nhan|tren day la ke hoach|yeu cau (?:cac|thu truong)|can cu ke hoach nay|\(?(?:kt|tm|tl|tuq|q)\. ?)"
)
_LABELS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("time", re.compile(r"^(?:\(?\s*)?(?:du kien )?(?:thoi gian|thoi han|tien do|thoi diem)\b")),
    (
        "partners",
        re.compile(
            r"^(?:don vi|co quan|to chuc|nganh|thanh phan|cac don vi|cac co quan)? ?,? ?"
            r"(?:phoi hop|cung phoi hop)(?: thuc hien)?$"
        ),
    ),
    ("lead", re.compile(r"^(?:don vi|co quan|to chuc)? ?(?:chu tri|thuc hien|dau moi|chu quan)(?: thuc hien)?$")),
    (
        "detail",
        re.compile(
            r"^(?:dia diem|dia ban|doi tuong|so luong|chi tieu|muc tieu|kinh phi|thanh phan|quy mo|"
            r"san pham(?: dau ra)?$|"
            r"ket qua|phuong thuc|"
            r"chu de|yeu cau|nguon kinh phi|ghi chu|pham vi|phuong phap|giang vien|bao cao vien|"
            r"du kien kinh phi|don vi tinh)\b"
        ),
    ),
    (
        "content",
        re.compile(
            r"^(?:noi dung|hoat dong|hinh thuc|noi dung,? hinh thuc|cong viec|nhiem vu)"
            r"(?: (?:thuc hien|cu the|chinh))?$"
        ),
    ),
)  # fmt: skip


def is_frame_heading(text: str) -> bool:
    return bool(_FRAME.match(fold(text)))


def assigns_work(text: str) -> bool:
    """A heading of a programme's own under which it is said who carries it out: "Phân công thực hiện"."""
    return bool(_ASSIGNS.match(fold(text)))


def tells_duties(text: str) -> bool:
    """A heading under which each body has its duties."""
    return bool(_DUTIES.match(fold(text)))


def is_of_the_year(text: str) -> bool:
    """A part "Kế hoạch năm 2014" behind the account of the year before; without a number it is the plan's title."""
    return bool(_OF_THE_YEAR.match(fold(text)))


def is_generic_heading(text: str) -> bool:
    """A heading that only says that work follows."""
    return bool(_GENERIC.match(fold(text)))


def is_navigation(text: str) -> bool:
    return bool(_NAVIGATION.search(fold(text)))


def ends_with_navigation(text: str) -> bool:
    return bool(_REST_IS_NAVIGATION.match(fold(text)))


def ends_the_work(text: str) -> bool:
    return bool(_REST_IS_FRAME.match(fold(text)))


def label_of(text: str) -> tuple[str, str] | None:
    """(what a label is for, what stands after it); None for a line without one we know."""
    before, colon, after = text.partition(":")
    words = fold(before).strip(" -*+.")
    for name, shape in _LABELS:
        if shape.match(words) and (colon or name == "time") and len(words.split()) <= 8:
            return name, after.strip() if colon else text
    return None
