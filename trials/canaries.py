"""The canaries of a torture run: words that stand nowhere else, one for each thing that an unannounced check hides."""

import random
import re
import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

LETTERS = "BCDFGHKLMNPQRSTVX"
LONGEST = 8
DRAWN = re.compile(rf"[{LETTERS}]{{{LONGEST}}}", re.IGNORECASE)
EXCEL_DAY_ZERO = date(1899, 12, 30)
MUSTER_DAYS = (date(2021, 3, 13), date(2021, 3, 14))
"""A weekend before the planned campaign's first visit: no letter is dated on it, and its one or two digits do not end
another day of that month."""
AUTHORITY = "UBND-CHIM"
"""The invented area's authority: a pack needs one, and its own code and name say nothing of the area."""


@dataclass(frozen=True)
class Canaries:
    """Drawn from the seed. What is typed into a form that refuses it, is `refused_*`."""

    ground: str
    declined_ground: str
    refused_ground: str
    area_code: str
    area_name: str
    area_name_en: str
    place_codes: tuple[str, str]
    place_names: tuple[str, str]
    muster_place: str
    refused_muster_place: str
    refused_place_code: str
    cards: tuple[str, str, str]
    refused_card: str
    report: str
    refused_report: str
    day: date

    def words(self) -> dict[str, tuple[str, ...]]:
        """Canary -> what to look for: the day in every usual form, of anything else the part that was drawn."""
        found: dict[str, tuple[str, ...]] = {"day": forms_of(self.day)}
        for name, value in vars(self).items():
            if isinstance(value, tuple):
                found |= {f"{name}.{number}": (drawn_part(text),) for number, text in enumerate(value, start=1)}
            elif isinstance(value, str):
                found[name] = (drawn_part(value),)
        return found


def draw_canaries(seed: int) -> Canaries:
    draw = random.Random(f"{seed}:canaries")

    def word() -> str:
        return "".join(draw.choices(LETTERS, k=LONGEST))

    return Canaries(
        ground=f"15/ĐT-{word()}",
        declined_ground=f"16/ĐT-{word()}",
        refused_ground=f"17/ĐT-{word()}",
        area_code=word(),
        area_name=f"Huyện {word().title()}",
        area_name_en=f"{word().title()} District",
        place_codes=(f"HY-{word()}-001", f"HY-{word()}-002"),
        place_names=(f"Karaoke {word().title()}", f"Nhà nghỉ {word().title()}"),
        muster_place=f"Sân sau trụ sở {word().title()}",
        refused_muster_place=f"Cổng {word().title()}, gọi 0221 000 099",
        refused_place_code=f"HY-{word()}-999",
        cards=(f"TKT-{word()}-01", f"TKT-{word()}-02", f"TKT-{word()}-03"),
        refused_card=f"TKT-{word()}-09",
        report=f"07/BC-{word()}",
        refused_report=f"08/BC-{word()}",
        day=draw.choice(MUSTER_DAYS),
    )


def drawn_part(text: str) -> str:
    match = DRAWN.search(text)
    assert match is not None, f"{text} holds no canary"
    return match.group()


def forms_of(day: date) -> tuple[str, ...]:
    """A day in every usual form; the last is how a workbook keeps one."""
    return (
        f"{day:%Y-%m-%d}",
        f"{day:%d/%m/%Y}",
        f"{day.day}/{day.month}/{day.year}",
        f"{day:%d-%m-%Y}",
        f"{day:%d.%m.%Y}",
        f"{day:%Y%m%d}",
        f"{day.day} {day:%b %Y}",
        f"ngày {day.day} tháng {day.month} năm {day.year}",
        f"ngày {day:%d} tháng {day:%m} năm {day.year}",
        f"<v>{(day - EXCEL_DAY_ZERO).days}</v>",
    )


def write_pack(source: Path, folder: Path, canaries: Canaries) -> Path:
    """A copy of the pack with one more area, its authority and its two establishments. Returns `folder`."""
    shutil.copytree(source, folder)
    rows = {
        "areas": f'{{code: {canaries.area_code}, name: {canaries.area_name}, level: district, parent: "33", '
        f"communes: 3, population: 9000, valid_to: 2025-06-30, name_en: {canaries.area_name_en}}}",
        "agencies": f"{{code: {AUTHORITY}, name: Chính quyền địa bàn (giả định), telephone: 0221 000 0990, "
        f"roles: [area_authority], area: {canaries.area_code}, valid_to: 2025-06-30, name_en: An invented authority}}",
        "contacts": "\n".join(
            f"  - {{agency: {AUTHORITY}, role: {role}, office: Văn phòng (giả định), telephone: 0221 000 099{number}, "
            f'address: "{role}@diaban.example", shared: no}}'
            for number, role in enumerate(("area", "superior"), start=1)
        ).removeprefix("  - "),
        "establishments": "\n".join(
            f"  - {{code: {code}, name: {name}, type: {kind}, area: {canaries.area_code}, sessions: [day, night], "
            "conditional: yes}"
            for code, name, kind in zip(canaries.place_codes, canaries.place_names, ("karaoke", "motel"), strict=True)
        ).removeprefix("  - "),
    }
    for name, text in rows.items():
        _append(folder / f"{name}.yaml", name, text)
    return folder


def _append(path: Path, section: str, row: str) -> None:
    """Rows are put first in their section: other sections may follow it in the file."""
    text = path.read_text("utf-8")
    path.write_text(re.sub(rf"^{section}:\n", f"{section}:\n  - {row}\n", text, flags=re.MULTILINE), "utf-8")
