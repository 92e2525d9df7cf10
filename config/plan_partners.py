"""With whom a line of a plan is carried out: the bodies it names after "phối hợp với", as they are written."""

import re

_WITH = re.compile(r"(?:[Pp]hối(?:,)?\s*(?:kết\s*)?hợp|[Kk]ết hợp|[Cc]ùng)\s+(?:chặt chẽ\s+)?(?:với|cùng với|cùng)\s+")
_VERBS = (
    "tổ chức|lựa chọn|đẩy mạnh|tăng cường|thiết kế|in ấn|in|xây dựng|mở|thực hiện|triển khai|tuyên truyền|"
    "truyền thông|viết|đăng|"
    "kiểm tra|giám sát|treo|trong|tiến hành|hướng dẫn|vận động|rà soát|phát|cấp(?! (?:xã|huyện|tỉnh|cơ sở))|"
    "nâng cao|chỉ đạo|duy trì|"
    "lồng ghép|xác minh|hỗ trợ|"
    "tiếp nhận|sản xuất|biên soạn|ra quân|đấu tranh|nhằm|để|tham mưu|ban hành|đánh giá|thanh tra|phổ biến|quản lý|"
    "khảo sát|thành lập|tập huấn|bồi dưỡng|đưa tin|làm tốt|chủ động|thường xuyên|tiếp tục|quán triệt|phát động|"
    "giải quyết|lập|"
    "theo dõi|đôn đốc|hoàn thiện|củng cố|kiện toàn|triệt phá|triệt xóa|tư vấn|mít tinh|tọa đàm|nói chuyện|"
    "đăng ký|chấm điểm|giới thiệu"
)
_END = re.compile(rf"(?<=[\s,;])(?<!các )(?:{_VERBS})\b|[.:()]|(?<!chính trị)\s-\s(?=[a-z])")
_HEADS = (
    r"[Cc]ác |[Mm]ột số |Sở |Ủy ban|Uỷ ban|UBND|UB MTTQ|UBMTTQ|Công an|Hội |Đoàn |Tỉnh [Đđ]oàn|Tỉnh đoàn|Huyện [Đđ]oàn|"
    r"Thành [Đđ]oàn|Quận [Đđ]oàn|Thị [Đđ]oàn|Xã [Đđ]oàn|Đài |Báo |Phòng |Ban |Bộ |Chi cục|Cục |Mặt trận|"
    r"Liên đoàn|Tòa án|Toà án|Viện |[Tt]rường |Trung tâm|"
    r"[Đđ]ơn vị |[Cc]ơ quan |Ngân hàng|Đội |Văn phòng|Liên minh|Công ty|Nhà văn hóa|Thanh tra|Bưu điện|Bệnh viện|"
    r"Trạm |Tổ |Cơ sở |Quân |Đồn |Bộ đội|MTTQ|LĐLĐ|CLB|Câu lạc bộ|Ngành |Hạt |BĐBP|BCH "
)
_SPLIT = re.compile(rf"\s*(?:;|,\s*và\s|,|\s+và\s+|\s*&\s*|\n)\s*(?=(?:{_HEADS}))")
_ANY_HEAD = re.compile(rf"^(?:{_HEADS})")
_BARE = re.compile(rf"[Pp]hối hợp\s+(?=(?:{_HEADS}))")
"""Some plans leave out the "với"."""
_LABELLED = re.compile(r"(?:[Đđ]ơn vị |[Cc]ơ quan )?[Pp]hối hợp(?: thực hiện)?\s*:\s*")
"""Or after a label within the line: "Phối hợp: Sở Y tế, Tỉnh đoàn."."""
_ASIDE = re.compile(r"\((?P<bodies>[^()]{4,160}?) (?:cùng )?phối hợp(?: thực hiện)?\)")
"""Or they stand behind, in brackets: "(Sở Y tế phối hợp)"."""
LONGEST = 160


def partners_in(text: str) -> list[str]:
    """The bodies named after "phối hợp với ..." in running text; none where it names nobody."""
    for match in (*_WITH.finditer(text), *_BARE.finditer(text), *_LABELLED.finditer(text)):
        rest = text[match.end() :]
        end = _END.search(rest)
        found = split_bodies(rest[: end.start()] if end else rest)
        if found:
            return found
    aside = _ASIDE.search(text)
    return split_bodies(aside["bodies"]) if aside else []


def split_bodies(text: str) -> list[str]:
    """A list of bodies parted by commas, semicolons or "và"; names that hold those stay whole."""
    listed = text.strip(" .,;:\t")
    parts = [part for piece in listed.split(";") for part in _SPLIT.split(piece)] if listed else []
    named = [part.strip(" .,;:") for part in parts]
    return list(dict.fromkeys(part for part in named if part and len(part) <= LONGEST and _is_body(part)))


def _is_body(part: str) -> bool:
    return bool(_ANY_HEAD.match(part)) or part[0].isupper()
