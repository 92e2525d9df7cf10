"""What a line of a plan asks for: its kind out of the closed list, and the activities that one line may hold."""

import re

from config.plan_lines import fold
from rules.words import CampaignKind

K = CampaignKind
_TEAM = r"doi (?:cong tac xa hoi|ctxh|hoat dong xa hoi) tinh nguyen|doi cong tac xa hoi"


def _then(first: str, *later: str) -> str:
    """The first of several signs and, anywhere behind it, each of the others. It is looked for once, from the left:
    tried anew from every place where it stands, a plan that lost its line breaks takes minutes."""
    return "^" + "".join(rf"(?>.*?(?:{sign}))" for sign in (first, *later))


_PLACE, _FREE = r"(?:xa|phuong|thi tran|dia ban|khu dan cu|thon)\b", r"\bkhong (?:co )?(?:te nan|ma tuy|mai dam)"


def _then_healthy(first: str) -> str:
    return rf"{_then(first, 'lanh manh')}|{_then(first, _PLACE, _FREE)}"


SIGNS: tuple[tuple[str, CampaignKind], ...] = (
    (
        r"hoi thi|cuoc thi|thi tim hieu|thi tuyen truyen|thi san khau|lien hoan|hoi dien|rung chuong vang|"
        r"\bthi (?:ve|viet|sang tac|trac nghiem|truc tuyen|hung bien)\b",
        K.CONTEST,
    ),
    (r"tap huan|boi duong|dao tao (?:nghiep vu|ky nang|can bo)|nang cao nang luc cho", K.TRAINING),
    (_then(r"giam sat|kiem tra|danh gia hoat dong", rf"{_TEAM}|che do thong ke|thong ke nha nuoc"), K.MONITORING),
    (r"^(?>.*\bgiam sat\b)(?!.*\bco so\b)", K.MONITORING),
    (
        r"lien nganh 178|doi 178|doi kiem tra|doan kiem tra|kiem tra lien nganh|kiem tra|thanh tra|"
        r"triet pha|triet xoa",
        K.INSPECTION,
    ),
    (_then(r"(?:phuc tra|hau kiem)\b", r"\bco so\b"), K.INSPECTION),
    (
        r"tin,? bai|(?:viet|dang) (?:tin|bai)\b|bai viet|phong su|chuyen muc|chuyen trang|bao chi|truyen hinh|"
        r"tren (?:bao|song)|bao va dai",
        K.PRESS,
    ),
    (
        r"to roi|to gap|bang ron|bang-ron|khau hieu|pa ?no|pa-no|ap phich|ap-phich|poster|an pham|in an|\bin \d|"
        r"\bin va |"
        r"thiet ke|cam nang|so tay|bien soan|tai lieu tuyen truyen|panô",
        K.PRINT,
    ),
    (r"^(?:cong tac )?(?:tiep nhan|xac minh|giai cuu|bao ve|ho tro)\b.*nan nhan", K.RECEPTION),
    (_then_healthy("dang ky|cham diem|phan loai|binh xet"), K.HEALTHY_COMMUNE),
    (
        r"nghi quyet lien tich|^(?:ban hanh|tham muu|huong dan|chi dao|quan triet|ra soat, ban hanh|xay dung ke hoach)",
        K.GUIDANCE,
    ),
    (
        _then_healthy("dang ky|cham diem|phan loai|binh xet|cong nhan|xay dung|duy tri|danh gia"),
        K.HEALTHY_COMMUNE,
    ),
    (
        r"tuyen truyen|truyen thong|huong ung|mit ?tinh|dieu hanh|ra quan|phat dong|noi chuyen|toa dam|pho bien|"
        r"giao duc phap luat|"
        r"van dong|phat thanh|truyen thanh|nang cao nhan thuc|sinh hoat chuyen de",
        K.COMMUNICATION,
    ),
    (r"nan nhan", K.RECEPTION),
    (r"chi dao|huong dan|ban hanh|tham muu|trien khai van ban|quan triet", K.GUIDANCE),
    (r"lanh manh", K.HEALTHY_COMMUNE),
)
"""Signs of a kind in folded text; the first that is found decides."""
_BY_TITLE = (
    (_then("giam sat|kiem tra", _TEAM), K.MONITORING),
    (r"kiem tra lien nganh|lien nganh 178|cong tac kiem tra|kiem tra, xu ly", K.INSPECTION),
    (r"tap huan", K.TRAINING),
    (r"bao chi", K.PRESS),
    (rf"{_then('tiep nhan', 'nan nhan')}|ho tro nan nhan", K.RECEPTION),
    (r"tuyen truyen|truyen thong", K.COMMUNICATION),
    (r"lanh manh", K.HEALTHY_COMMUNE),
)
VERBS = (
    "phoi hop", "chu tri", "lua chon", "to chuc", "thiet ke", "treo", "tuyen truyen", "truyen thong", "kiem tra",
    "giam sat", "phuc tra", "hau kiem", "ke ve", "lap dat",
    "thanh tra", "in an", "in ", "xay dung", "viet ", "dang ", "mo ", "phat ", "cap phat", "ban hanh",
    "huong dan", "tham muu",
    "tap huan", "boi duong", "ho tro", "tiep nhan", "xac minh", "ra soat", "ra quan", "mit tinh", "dau tranh",
    "triet pha",
    "trien khai", "tang cuong", "day manh", "duy tri", "dang ky", "cham diem", "phan loai", "quan triet",
    "chi dao", "bien soan",
    "thuc hien", "thanh lap", "kien toan", "cung co", "nang cao", "tiep tuc", "doi kiem tra", "doi cong tac",
    "doan kiem tra",
    "hoi thi", "cuoc thi", "van dong", "quan ly", "thong ke", "bao cao", "so ket", "tong ket", "khao sat",
    "dieu tra", "lap ",
    "phat hanh", "san xuat", "hoi nghi", "toa dam", "noi chuyen", "long ghep", "don doc", "theo doi", "danh gia",
    "cong tac ",
    "viec ", "dao tao", "gioi thieu", "tu van", "kham ", "cai nghien", "tang ", "bo tri", "lam viec",
    "phong chong", "huy dong",
    "cong an", "so ", "ubnd", "uy ban", "cong bo", "phat dong", "ky cam ket", "ky ket", "nghien cuu", "cap nhat",
    "dua tin",
)  # fmt: skip
"""How an activity begins, in folded text."""
_JOINS = re.compile(
    r"(?:\s*[,;]\s*|\s+)(?:và|đồng thời|kết hợp(?: với)?)\s+(?=(?:tổ chức\s+|mở\s+)?(?:các\s+|\d+\s+)?"
    r"(?:[Hh]ội thi|[Cc]uộc thi|tập huấn|lớp tập huấn|treo\s|in\s|thiết kế|phát hành|viết\s|đăng tin|giám sát|kiểm tra|"
    r"thi tuyên truyền|thi tìm hiểu|thi sân khấu|liên hoan|hội diễn|tuyên truyền\s|truyền thông\s))"
)
_LEAST_WORDS = 3
_MOST_WORDS_OF_A_REST = 6
_WHEN = re.compile(
    r"(?:thuc hien|hoan thanh|trien khai|bao cao)(?: ket qua)? (?:xong )?"
    r"(?:thuong xuyen|dinh ky|hang|trong|tu|truoc|vao|den|quy|thang|ca nam|cham nhat)\b"
)


def kind_of(text: str, title: str = "") -> CampaignKind:
    """The kind of one activity; `title` is the programme's, which decides where the text says nothing of its own."""
    words, heading = fold(text), fold(title)
    if re.search(_BY_TITLE[0][0], heading):
        return K.MONITORING
    found = _search(words)
    if found is not None:
        return found
    return next((kind for sign, kind in _BY_TITLE if re.search(sign, heading)), K.OTHER)


def _search(words: str) -> CampaignKind | None:
    return next((kind for sign, kind in SIGNS if re.search(sign, words)), None)


def begins_activity(text: str) -> bool:
    return fold(text).startswith(VERBS)


def asks_for_something(text: str) -> bool:
    """Whether its own words say what kind of work it is."""
    return _search(fold(text)) is not None


def split_activities(text: str) -> list[str]:
    """The activities in one line: parts after ";" with a verb of their own, and a training and a contest joined by
    "và". Every part stands in the line as it is."""
    parts: list[str] = []
    for part in re.split(r";\s*", text):
        # "phối hợp với A; B; C tổ chức": what follows a ";" may still be one of the partners.
        if parts and (not begins_activity(part) or _only_partners(parts[-1]) or _is_partner(part) or _is_a_rest(part)):
            parts[-1] = f"{parts[-1]}; {part}"
        elif part.strip():
            parts.append(part)
    # "...; phối hợp với A, B": with whom what stands before it is done.
    while len(parts) > 1 and _only_partners(parts[-1]):
        parts[-2:] = [f"{parts[-2]}; {parts[-1]}"]
    return [piece.strip() for part in parts for piece in _split_joined(part) if piece.strip(" .;,")]


def split_sentences(text: str) -> list[str]:
    """The sentences of a paragraph, where each asks for a kind of work of its own; else they stay together."""
    found: list[str] = []
    for sentence in re.split(r"(?<=[.!])\s+(?=[A-ZĐÀ-Ỹ])", text):
        kind = _search(fold(sentence))
        own = kind is not None and begins_activity(sentence) and len(sentence.split()) >= _LEAST_WORDS
        if found and (not own or not begins_activity(found[-1]) or _search(fold(found[-1])) is kind):
            found[-1] = f"{found[-1]} {sentence}"
        else:
            found.append(sentence)
    return found


def _only_partners(part: str) -> bool:
    """Whether a part has named whom to work with, and not yet what is done."""
    words = fold(part)
    return (
        words.startswith(("phoi hop", "chu tri, phoi hop"))
        and _search(words) is None
        and not re.search(r"\b(?:(?<!cac )to chuc|trien khai|thuc hien|day manh|tang cuong|xay dung)\b", words)
    )


def _is_partner(part: str) -> bool:
    """A body that only stands in a list: no verb follows its name."""
    words = fold(part)
    return words.startswith(("cong an", "so ", "ubnd", "uy ban")) and _search(words) is None


def _is_a_rest(part: str) -> bool:
    """What only says when or how the part before it is done: no object of its own."""
    words = fold(part)
    return bool(_WHEN.match(words)) or (_search(words) is None and len(words.split()) <= _MOST_WORDS_OF_A_REST)


def _split_joined(part: str) -> list[str]:
    for match in _JOINS.finditer(part):
        left, right = part[: match.start()], part[match.end() :]
        one, other = _search(fold(left)), _search(fold(right))
        if one and other and one is not other and len(left.split()) >= _LEAST_WORDS and len(right.split()) >= 2:
            return [left, *_split_joined(right)]
    return [part]
