"""One cell of the register at a time: what a person may write in it, and what is said of anything else."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from config.register_faults import (
    BAD_ADDRESS,
    BAD_CODE,
    BAD_TELEPHONE,
    CHOICE,
    DAY,
    FUTURE,
    LARGEST_NUMBER,
    LONG,
    LONGEST_TEXT,
    NUMBER,
    TEXT,
    YES_NO,
)
from rules.addresses import ADDRESS, TELEPHONE
from rules.names import name_key
from rules.pack import Pack
from rules.register import FaultWording
from rules.words import EstablishmentType, Role, Session, Word

CODE = re.compile(r"[A-Z0-9](?:[A-Z0-9-]{0,22}[A-Z0-9])?")
"""It becomes a part of the codes of visits and of the addresses of pages."""
SHOWN = 60
DAY_FORMS = ("%d/%m/%Y", "%Y-%m-%d")
EARLIEST = date(1990, 1, 1)
YES = frozenset({"co", "x", "yes", "y", "true", "dung", "1"})
NO = frozenset({"khong", "no", "n", "false", "sai", "0"})
LEVELS = ("tinh", "thanh pho", "tp", "thi xa", "thi tran", "huyen", "quan", "xa", "phuong")


class CellWrong(Exception):
    """A cell that cannot be taken."""

    def __init__(self, wording: FaultWording, **facts: object) -> None:
        self.wording = wording
        self.facts = facts


@dataclass(frozen=True)
class Known:
    """What cells may name: areas and agencies by code or name, and today."""

    areas: Mapping[str, str]
    area_names: str
    agencies: Mapping[str, str]
    agency_names: str
    today: date


Read = Callable[[Any, Known], Any]


def known_to(pack: Pack, today: date) -> Known:
    areas = {area.code: area.name for area in pack.work_areas}
    agencies = {agency.code: agency.name for agency in pack.agencies}
    return Known(
        areas=_by_name(areas),
        area_names=_listed(areas),
        agencies=_by_name(agencies),
        agency_names=_listed(agencies),
        today=today,
    )


def _by_name(names: Mapping[str, str]) -> dict[str, str]:
    """Codes by code, by name, and by the name without its level where that says which is meant."""
    short: dict[str, list[str]] = {}
    for code, name in names.items():
        key = name_key(name)
        level = next((level for level in LEVELS if key.startswith(f"{level} ")), "")
        short.setdefault(key.removeprefix(level).strip(), []).append(code)
    found = {key: codes[0] for key, codes in short.items() if len(codes) == 1}
    found |= {name_key(name): code for code, name in names.items()}
    return found | {name_key(code): code for code in names}


def _listed(names: Mapping[str, str]) -> str:
    return ", ".join(f"{code} ({name})" for code, name in names.items())


def written(cell: Any) -> str:
    """The cell as text: composed letters, one space between words."""
    if isinstance(cell, dict):
        return f"{date.fromisoformat(cell['day']):%d/%m/%Y}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(unicodedata.normalize("NFC", str(cell)).split())


def _wrong(wording: FaultWording, cell: Any, **facts: object) -> CellWrong:
    return CellWrong(wording, value=written(cell)[:SHOWN], **facts)


def text(cell: Any, known: Known) -> str:
    value = written(cell)
    if isinstance(cell, dict | bool) or not value.isprintable() or not name_key(value):
        raise _wrong(TEXT, cell)
    if len(value) > LONGEST_TEXT:
        raise CellWrong(LONG, length=len(value))
    return value


def code(cell: Any, known: Known) -> str:
    value = written(cell).upper()
    if not CODE.fullmatch(value):
        raise _wrong(BAD_CODE, cell)
    return value


def _word(words: type[Word], *without: Word) -> Read:
    possible = [word for word in words if word not in without]
    by_name = {name_key(name): word for word in possible for name in (word.value, word.label)}
    allowed = ", ".join(word.label for word in possible)

    def read(cell: Any, known: Known) -> Word:
        word = by_name.get(name_key(written(cell)))
        if word is None:
            raise _wrong(CHOICE, cell, allowed=allowed)
        return word

    return read


kind = _word(EstablishmentType)
role = _word(Role, Role.ENGINE)
_session = _word(Session)


def sessions(cell: Any, known: Known) -> tuple[Session, ...]:
    """One or both parts of the day, in any order."""
    parts = re.split(r"[,;+/&]|\bvà\b|\band\b", written(cell).lower())
    chosen = {_session(part, known) for part in parts if part.strip()}
    if not chosen:
        raise _wrong(CHOICE, cell, allowed=", ".join(word.label for word in Session))
    return tuple(word for word in Session if word in chosen)


def area(cell: Any, known: Known) -> str:
    return _named(cell, known.areas, known.area_names)


def agency(cell: Any, known: Known) -> str:
    return _named(cell, known.agencies, known.agency_names)


def _named(cell: Any, codes: Mapping[str, str], allowed: str) -> str:
    found = codes.get(name_key(written(cell)))
    if found is None:
        raise _wrong(CHOICE, cell, allowed=allowed)
    return found


def yes_no(cell: Any, known: Known) -> bool:
    key = name_key(written(cell))
    if key not in YES | NO:
        raise _wrong(YES_NO, cell)
    return key in YES


def number(cell: Any, known: Known) -> int:
    value = written(cell)
    if isinstance(cell, dict | bool) or not re.fullmatch(r"[0-9]{1,6}", value) or int(value) > LARGEST_NUMBER:
        raise _wrong(NUMBER, cell)
    return int(value)


def day(cell: Any, known: Known) -> date:
    for form in DAY_FORMS if isinstance(cell, dict | str) else ():
        try:
            found = datetime.strptime(written(cell), form).date()
        except ValueError:
            continue
        if found >= EARLIEST:
            return found
    raise _wrong(DAY, cell)


def past_day(cell: Any, known: Known) -> date:
    found = day(cell, known)
    if found > known.today:
        raise _wrong(FUTURE, cell, today=f"{known.today:%d/%m/%Y}")
    return found


def address(cell: Any, known: Known) -> str:
    value = written(cell)
    if not ADDRESS.fullmatch(value) or len(value) > LONGEST_TEXT:
        raise _wrong(BAD_ADDRESS, cell)
    return value


def telephone(cell: Any, known: Known) -> str:
    # Excel takes the zero in front away from what it believes to be a number.
    if not isinstance(cell, str) or not TELEPHONE.fullmatch(written(cell)):
        raise _wrong(BAD_TELEPHONE, cell)
    return written(cell)
