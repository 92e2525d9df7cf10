"""How pydantic's complaints about one field are said in English and Vietnamese."""

from typing import Any

from config.pack_faults import Wording

NOT_A_DAY = Wording(
    "{given!r} is not a day",
    "a day of the calendar as YYYY-MM-DD",
    "{given!r} không phải là ngày",
    "ngày có thật, viết NNNN-TT-NN",
)
_TIME = Wording(
    "{given!r} is not a time of day",
    "HH:MM from 00:00 to 23:59",
    "{given!r} không phải là giờ trong ngày",
    "GG:PP từ 00:00 đến 23:59",
)
_NUMBER = Wording("{given!r} is not a whole number", "a whole number", "{given!r} không phải số nguyên", "số nguyên")
_YES_NO = Wording(
    "{given!r} is neither yes nor no", "yes, no", "{given!r} không phải yes hay no", "yes (có), no (không)"
)
_FRACTION = Wording(
    "{given!r} is not a fraction", "a fraction such as 1/5", "{given!r} không phải phân số", "phân số, ví dụ 1/5"
)
_CHOICE = Wording("{given!r} is not one of the choices", "{expected}", "{given!r} không thuộc danh mục", "{expected}")
_TEXT = Wording("{given!r} is not a text", "a text", "{given!r} không phải chữ", "chữ")
_EMPTY = Wording("is empty", "a text, or leave the key out", "để trống", "có nội dung, hoặc bỏ hẳn khóa này")
_LIST = Wording("{given!r} is not a list", "a list", "{given!r} không phải danh sách", "danh sách")
_MAPPING = Wording(
    "{given!r} is not a mapping", "key: value", "{given!r} không phải dạng khóa: giá trị", "khóa: giá trị"
)
_MISSING = Wording("the key is missing", "the key with a value", "thiếu khóa này", "có khóa và giá trị")
_UNKNOWN = Wording(
    "there is no key of this name",
    "the fields of this section, spelled as elsewhere in it",
    "không có khóa tên này",
    "các trường của mục này, viết như ở các dòng khác",
)

_BEGINNINGS = (
    ("missing", _MISSING),
    ("unexpected_keyword_argument", _UNKNOWN),
    ("extra_forbidden", _UNKNOWN),
    ("date", NOT_A_DAY),
    ("time", _TIME),
    ("int", _NUMBER),
    ("bool", _YES_NO),
    ("fraction", _FRACTION),
    ("enum", _CHOICE),
    ("string_too_short", _EMPTY),
    ("string", _TEXT),
    ("tuple", _LIST),
    ("list", _LIST),
    ("set", _LIST),
    ("frozen_set", _LIST),
    ("dict", _MAPPING),
    ("mapping", _MAPPING),
    ("dataclass", _MAPPING),
)


def wording_of(error: Any) -> Wording:
    """The wording for one of pydantic's errors; its own English where none of ours fits."""
    for beginning, wording in _BEGINNINGS:
        if error["type"].startswith(beginning):
            return wording
    message = str(error["msg"]).replace("{", "{{").replace("}", "}}")
    return Wording(message, "see the message", message, "xem thông báo")
