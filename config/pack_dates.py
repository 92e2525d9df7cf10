"""Days in a pack: windows the right way up and in their year, no code that holds twice on one day, no gaps."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from config.pack_faults import Wording
from config.pack_reading import Draft, Entry
from config.pack_rows import SECTIONS
from rules.dated import Dated

ONE_DAY = timedelta(days=1)

UPSIDE_DOWN = Wording(
    "ends on {end:%d/%m/%Y}, before it begins on {start:%d/%m/%Y}",
    "the first day, or a later one",
    "kết thúc ngày {end:%d/%m/%Y}, trước ngày bắt đầu {start:%d/%m/%Y}",
    "cùng ngày bắt đầu hoặc sau đó",
)
DUPLICATE = Wording(
    "stands a second time, first in {file}:{line}",
    "one row, or validity dates that do not overlap",
    "bị lặp lại, đã có ở {file}:{line}",
    "một dòng, hoặc thời gian hiệu lực không chồng nhau",
)
OVERLAP = Wording(
    "holds on the same days as the row in {file}:{line}",
    "validity dates that do not overlap",
    "có hiệu lực trùng ngày với dòng ở {file}:{line}",
    "thời gian hiệu lực không chồng nhau",
)
OUTSIDE_YEAR = Wording(
    "{day:%d/%m/%Y} is outside the year {year}",
    "01/01/{year} to 31/12/{year}",
    "{day:%d/%m/%Y} nằm ngoài năm {year}",
    "từ 01/01/{year} đến 31/12/{year}",
)
OUTSIDE_PROGRAMMES = Wording(
    "{day:%d/%m/%Y} is outside the activity's programmes",
    "{opens:%d/%m/%Y} to {closes:%d/%m/%Y}",
    "{day:%d/%m/%Y} nằm ngoài thời gian của chương trình",
    "từ {opens:%d/%m/%Y} đến {closes:%d/%m/%Y}",
)
SUCCESSOR_WITHOUT_END = Wording(
    "there is a successor but no last day",
    "the day before the successor takes over",
    "có đơn vị kế thừa nhưng không có ngày kết thúc",
    "ngày trước khi đơn vị kế thừa tiếp nhận",
)
NO_REST = Wording(
    "parts are given to successors, and nobody takes the rest",
    "the agency that takes what is in no part, as successor",
    "đã chia từng phần cho các đơn vị kế thừa nhưng chưa rõ ai nhận phần còn lại",
    "cơ quan nhận phần còn lại, ghi ở successor",
)
NO_PART = Wording(
    "this successor has no part of its own",
    "programmes or areas",
    "đơn vị kế thừa này không có phần riêng",
    "programmes hoặc areas",
)
IN_A_CIRCLE = Wording(
    "the successors lead back to {code}",
    "one that goes on",
    "các đơn vị kế thừa dẫn trở lại {code}",
    "đơn vị còn hoạt động",
)


def check_dates(draft: Draft) -> None:
    for section in SECTIONS:
        for entry, row in draft.sound(section):
            _check_order(draft, entry, "valid_to", row.valid_from, row.valid_to)
        _check_overlaps(draft, section)
    _check_successors(draft)
    _check_windows(draft)


def _check_successors(draft: Draft) -> None:
    for entry, agency in draft.sound("agencies"):
        if agency.successors and not agency.successor:
            draft.faults.append(entry.fault(NO_REST, "successor"))
        for index, heir in enumerate(agency.successors):
            if not (heir.programmes or heir.areas):
                draft.faults.append(entry.fault(NO_PART, "successors", index))
    for section in ("areas", "agencies"):
        follows = {row.code: followers(row) for row in draft.rows(section)}
        for entry, row in draft.sound(section):
            if followers(row) and row.valid_to is None:
                draft.faults.append(entry.fault(SUCCESSOR_WITHOUT_END, "valid_to"))
            if _leads_back(row.code, follows):
                draft.faults.append(entry.fault(IN_A_CIRCLE, "successor", code=row.code))


def followers(row: Any) -> frozenset[str]:
    """Who follows an agency or an area directly."""
    heirs = {heir.agency for heir in getattr(row, "successors", ())}
    return frozenset(heirs | ({row.successor} if row.successor else set()))


def _leads_back(code: str, follows: Mapping[str, frozenset[str]]) -> bool:
    seen: set[str] = set()
    ahead = set(follows[code])
    while ahead:
        seen |= ahead
        ahead = {after for each in ahead for after in follows.get(each, ())} - seen
    return code in seen


def first_gap(rows: Iterable[Dated], start: date, end: date) -> date | None:
    """The first day from `start` to `end` on which no row holds."""
    day = start
    for row in sorted(rows, key=lambda row: row.valid_from or date.min):
        if (row.valid_from or date.min) > day:
            break
        if row.valid_to is None or row.valid_to >= end:
            return None
        day = max(day, row.valid_to + ONE_DAY)
    return day if day <= end else None


def _check_order(draft: Draft, entry: Entry, key: str, start: date | None, end: date | None) -> None:
    if start and end and end < start:
        draft.faults.append(entry.fault(UPSIDE_DOWN, key, start=start, end=end))


def _check_overlaps(draft: Draft, section: str) -> None:
    keys = SECTIONS[section].keys
    alike: defaultdict[tuple[Any, ...], list[tuple[Entry, Any]]] = defaultdict(list)
    for entry, row in draft.sound(section):
        same = alike[tuple(getattr(row, key) for key in keys)]
        for earlier, other in same:
            if overlap(row, other):
                equal = (row.valid_from, row.valid_to) == (other.valid_from, other.valid_to)
                line = earlier.located.line(earlier.path)
                wording = DUPLICATE if equal else OVERLAP
                draft.faults.append(entry.fault(wording, *keys[-1:], file=earlier.file, line=line))
                break
        same.append((entry, row))


def overlap(one: Dated, other: Dated) -> bool:
    """Whether two rows hold on the same day."""
    return (one.valid_from or date.min) <= (other.valid_to or date.max) and (other.valid_from or date.min) <= (
        one.valid_to or date.max
    )


def _check_windows(draft: Draft) -> None:
    programmes = {row.code: row for row in draft.rows("programmes")}
    for entry, row in (*draft.sound("programmes"), *draft.sound("activities"), *draft.sound("fixed_days")):
        _check_order(draft, entry, "closes_on", row.opens_on, row.closes_on)
        for key in ("opens_on", "closes_on"):
            if draft.year is not None and (day := getattr(row, key)).year != draft.year:
                draft.faults.append(entry.fault(OUTSIDE_YEAR, key, day=day, year=draft.year))
    for entry, activity in draft.sound("activities"):
        windows = [programmes[code] for code in activity.programmes if code in programmes]
        if not windows:
            continue
        opens, closes = min(w.opens_on for w in windows), max(w.closes_on for w in windows)
        for key in ("opens_on", "closes_on"):
            if not opens <= (day := getattr(activity, key)) <= closes and opens <= closes:
                facts = {"day": day, "opens": opens, "closes": closes}
                draft.faults.append(entry.fault(OUTSIDE_PROGRAMMES, key, **facts))
