"""The head of a plan: its title, its year, who issued it, and the decision that set the targets."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from config.plan_blocks import Block, is_in_capitals
from config.plan_lines import fold

_DOCUMENT = (
    r"(?:Quyết định|Kế hoạch|Nghị quyết|Chỉ thị|Công văn|Chương trình|Văn bản|Hướng dẫn|Quy chế)\s+"
    r"(?:(?:phối hợp|liên tịch|liên ngành)\s+)?(?:số\s*:?\s*)?"
)
_NUMBER = re.compile(rf"({_DOCUMENT}\d+[\w/.\-]*(?:(?!\)?(?:,| và)\s+{_DOCUMENT}\d)[^;])*)")
_ISSUERS = (
    "Sở|Ủy ban|UBND|Chi cục|Công an|Ban|Phòng|Cục|Bộ|Tỉnh đoàn|Huyện đoàn|Hội|Trung tâm|Thanh tra|Đội|Viện|Mặt trận"
)
_ISSUES = re.compile(
    r"\s+(?:ban hành|xây dựng|triển khai|đề ra|lập|tổ chức triển khai|thực hiện)\s+(?:nội dung\s+)?[Kk]ế hoạch",
    re.UNICODE,
)
_NO_NAME = re.compile(r"\bsố\b|(?<!liên ngành )(?<!chỉ đạo )\bvề\b|\bngày\b|\d{4}", re.IGNORECASE)
"""What stands in a clause and in no body's name; "Ban Chỉ đạo liên ngành về an toàn thực phẩm" is one."""
_YEAR = re.compile(r"năm\s+(20\d{2})", re.IGNORECASE)
_SPAN = re.compile(r"(?:giai đoạn|năm)\s+(20\d{2})\s*[-–—]\s*(20\d{2})", re.IGNORECASE)
_DATED = re.compile(r"(?:ngày\s+\d{1,2}\s+tháng\s+\d{1,2}\s+năm|\d{1,2}\s*[/-]\s*\d{1,2}\s*[/-])\s*(20\d{2})")
_TARGETS = re.compile(r"giao (?:chi tieu|ke hoach|nhiem vu|du toan)|chi tieu")
_PREAMBLE = (
    "thuc hien",
    "can cu",
    "theo ",
    "de ",
    "nham",
    "trien khai",
    "thi hanh",
    "so ",
    "uy ban",
    "ubnd",
    "tiep tuc",
)
_LETTERHEAD = (
    "so ",
    "uy ban nhan dan",
    "ubnd",
    "cong an",
    "chi cuc",
    "ban ",
    "phong ",
    "cuc ",
    "hoi ",
    "tinh doan",
)


@dataclass(frozen=True)
class Head:
    """`year` None when none is written; `issuer` and `basis` empty likewise."""

    title: str
    year: int | None
    issuer: str
    basis: str
    title_lines: tuple[int, ...] = ()


def read_head(blocks: Sequence[Block]) -> Head:
    """From the blocks that stand before the first part of the plan."""
    title, lines = _title(blocks)
    texts = [block.text for block in blocks]
    return Head(title, _year(title, texts), _issuer(blocks, texts) or _named_in(title), _basis(texts), lines)


def _named_in(title: str) -> str:
    """ "Kế hoạch ... của Chi cục ..."."""
    found = re.search(rf"\bcủa\s+((?:{_ISSUERS})\s.+)$", title, re.IGNORECASE)
    return found[1].strip(" .") if found else ""


def _title(blocks: Sequence[Block]) -> tuple[str, tuple[int, ...]]:
    for index, block in enumerate(blocks):
        if fold(block.text).strip(" :.") == "ke hoach":
            parts, lines = [block.text], [*block.lines]
            for follower in blocks[index + 1 :]:
                words = fold(follower.text)
                preamble = words.startswith(
                    ("can cu", "thuc hien quyet dinh", "thuc hien ke hoach", "theo quyet dinh", "(", "---")
                )
                if preamble or len(parts) > 4 or (len(parts) > 1 and follower.after_blank):
                    break
                parts.append(follower.text)
                lines += follower.lines
            name = " ".join(parts[1:])
            if not parts[0].isupper() or (name and not is_in_capitals(name)):
                name = name[:1].lower() + name[1:]
                return f"Kế hoạch {name}".strip(), tuple(lines)
            return " ".join(parts), tuple(lines)
    for index, block in enumerate(blocks):
        if fold(block.text).startswith(("ke hoach", "chuong trinh cong tac", "du thao ke hoach")):
            parts, lines = [block.text.strip(" .:")], [*block.lines]
            for follower in blocks[index + 1 :]:
                # A title in capitals may go on in capitals on the next line.
                if not block.is_capital or not follower.is_capital or follower.after_blank or follower.marker:
                    break
                parts.append(follower.text.strip(" .:"))
                lines += follower.lines
            return " ".join(parts), tuple(lines)
    for block in blocks:
        words = fold(block.text)
        if (
            "ke hoach" in words
            and _YEAR.search(block.text)
            and len(block.text) < 220
            and not words.startswith(_PREAMBLE)
        ):
            return block.text.strip(" .:"), tuple(block.lines)
    return "", ()


def _year(title: str, texts: Sequence[str]) -> int | None:
    dated = next((int(found[1]) for text in texts if (found := _DATED.search(text))), None)
    years = [int(year) for year in _YEAR.findall(_SPAN.sub(" ", title))]
    if years:
        return years[-1]
    if span := _SPAN.search(title):
        first, last = int(span[1]), int(span[2])
        return dated if dated is not None and first <= dated <= last else first
    written = [int(year) for text in texts for year in _YEAR.findall(text) if "căn cứ luật" not in text.lower()]
    return written[-1] if written else dated


_BARE = re.compile(r"(?:ubnd|uy ban nhan dan) (?:tinh|huyen|thanh pho|thi xa|quan|xa|phuong|thi tran)|ban chi dao")
_WITH_IT = re.compile(
    rf"(?:[Bb]an hành kèm|Kèm) theo\s.*?\scủa\s(?:Giám đốc\s|Chủ tịch\s|Trưởng ban\s)?((?:{_ISSUERS})\s[^()]+)"
)
_ABOVE = re.compile(r"(?:UBND|ỦY BAN NHÂN DÂN|BỘ)\s.+?\s(?=(?:SỞ|CHI CỤC|PHÒNG|CÔNG AN|BAN|CỤC)\s)")
"""In a table's cell the body above and the one that issues stand in one line."""


def _issuer(blocks: Sequence[Block], texts: Sequence[str]) -> str:
    """As it names itself where it issues the plan, unless that is a bare "UBND phường" or "Ban Chỉ đạo" and the
    letterhead says of where or of what."""
    signed, headed = _who_issues(texts), _ABOVE.sub("", _letterhead(blocks))
    if _BARE.fullmatch(fold(signed)) and _whole(headed).startswith(f"{_whole(signed)} "):
        return headed
    return signed or headed or _named_with_it(texts)


def _whole(name: str) -> str:
    return fold(name).replace("ubnd", "uy ban nhan dan")


def _named_with_it(texts: Sequence[str]) -> str:
    """A plan that comes with a decision: "(Ban hành kèm theo Quyết định số ... của Giám đốc Sở ...)"."""
    found = next((match for text in texts if (match := _WITH_IT.search(text))), None)
    return found[1].strip(" .)") if found else ""


def _who_issues(texts: Sequence[str]) -> str:
    for text in reversed(texts):
        verb = _ISSUES.search(text)
        if verb is None:
            continue
        starts = [m.start(1) for m in re.finditer(rf"(?:^|[;,.]\s+|\bcủa\s+)((?:{_ISSUERS})\s)", text[: verb.start()])]
        for start in reversed(starts):
            name = text[start : verb.start()].strip(" ,")
            # "Ủy ban nhân dân tỉnh về việc ..., Sở ...": the name is what stands between the last comma and the verb,
            # unless a comma belongs to it ("Sở Văn hóa, Thể thao và Du lịch").
            if not _NO_NAME.search(name):
                return name
    return ""


def _letterhead(blocks: Sequence[Block]) -> str:
    for index, block in enumerate(blocks):
        cell = block.cells[0] if block.cells else block.text
        words = fold(cell)
        if words.startswith(_LETTERHEAD) and is_in_capitals(cell):
            own = blocks[index + 1] if index + 1 < len(blocks) else None
            below = (own.cells[0] if own.cells else own.text) if own else ""
            under = fold(below)
            if words.startswith(("uy ban nhan dan", "ubnd")) and under.startswith(_LETTERHEAD):
                return below
            if words == "uy ban nhan dan" and under.startswith(
                ("tinh", "huyen", "thanh pho", "thi xa", "quan", "xa", "phuong")
            ):
                return f"{cell} {below}"
            return cell
    return ""


def _basis(texts: Sequence[str]) -> str:
    cited = [_trimmed(found[1]) for text in texts for found in [_NUMBER.search(text)] if found]
    several = [_trimmed(part) for text in texts for part in _NUMBER.findall(text)]
    for document in (*several, *cited):
        if _TARGETS.search(fold(document)):
            return document
    decisions = [document for document in several if fold(document).startswith(("quyet dinh", "ke hoach"))]
    return decisions[-1] if decisions else (several[-1] if several else "")


def _trimmed(document: str) -> str:
    """Without the clause in which somebody issues the plan at hand."""
    cut = re.split(rf"[,;.]\s+(?=(?:{_ISSUERS})\s[^;]*?(?:ban hành|xây dựng|triển khai|đề ra|lập)\s)", document)[0]
    return cut.strip(" .,;:)")
