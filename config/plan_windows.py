"""Windows as plans write them: "Từ tháng 2/2021 đến tháng 11/2021", "Quý I, II/2022", "từ 01/6 đến 30/6", "trong năm".

A year that is not written is the plan's year, which the caller passes. "Trước ngày 15/11" ends on the day before,
"chậm nhất ngày 15/11" on that day; such a deadline opens with its year.
"""

import re
from calendar import monthrange
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import pairwise

QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_YEAR = r"(?:\s*[/-]\s*(?:năm\s+)?|\s+(?:của\s+)?năm\s+|\s+)"
_Q = r"(?:iv|i{1,3}|[1-4])(?!\w)"
_M = r"(?:1[0-2]|0?[1-9])(?!\d)"
_JOIN = r"\s*(?:,|và|&|\+|-|đến(?:\s+hết)?|tới|;)\s*"
_SO_OFTEN = re.compile(
    r"(?:\d{1,2}\s+)?(?:tháng|quý)\s*/\s*lần|(?:\d{1,2}|một|ba|sáu)\s+(?:tháng|quý)\s+(?:0?1|một)\s+lần(?!\w)|"
    r"\d{1,2}\s+(?:lần|buổi|cuộc|bài|tin|đợt|kỳ|số|lượt|chuyên\s+mục)\s*/\s*(?:tháng|quý)(?!\w)"
)
_POINTS = re.compile(
    rf"""(?<![\w/])(?:
      (?P<part>\d{{1,2}}|sáu|chín|ba)\s+tháng\s+(?P<side>đầu|cuối)(?:\s+năm)?(?:\s+(?P<part_y>\d{{4}}))?
    | (?P<days>(?P<d1>\d{{1,2}})\s*(?:-|,|và|đến|tới)\s*(?:hết\s+)?(?:ngày\s+)?
        (?P<d2>\d{{1,2}})\s*/\s*(?P<dm>\d{{1,2}})(?:\s*/\s*(?P<dy>\d{{4}}))?(?![\d/]))
    | ngày\s+(?P<ld>\d{{1,2}})\s+tháng\s+(?P<lm>\d{{1,2}})(?:\s+năm\s+(?P<ly>\d{{4}}))?
    | (?P<sd>\d{{1,2}})\s*(?P<sep>[/.-])\s*(?P<sm>\d{{1,2}})\s*(?P=sep)\s*(?P<sy>\d{{4}})(?![\d/])
    | (?P<hd>\d{{1,2}})-(?P<hm>\d{{1,2}})(?=\s*(?:đến|tới)\s)
    | (?P<ym>\d{{1,2}})[/-](?P<yy>\d{{4}})(?![\d/])
    | (?P<bd>\d{{1,2}})/(?P<bm>\d{{1,2}})(?![\d/%])
    | (?P<often>(?:mỗi|hằng|hàng)\s+(?:tháng|quý)(?!\w)|{_SO_OFTEN.pattern})
    | (?:(?:các\s+)?quý\s+|q\.?\s?(?=[1-4]\s*/))(?P<quarters>{_Q}(?:{_JOIN}(?:quý\s+)?{_Q})*)(?:{_YEAR}(?P<qy>\d{{4}}))?
    | (?:các\s+)?tháng\s+(?P<months>{_M}(?:{_JOIN}(?:tháng\s+)?{_M}(?![\d./]*/\d{{1,2}}/))*)
        (?:(?:\s*[/-]\s*|\s+năm\s+|\s+của\s+năm\s+)(?P<my>\d{{4}}))?
    | (?:giai\s+đoạn|năm)\s+(?P<y1>\d{{4}})\s*(?:-|đến|đến\s+năm)\s*(?P<y2>\d{{4}})
    | (?:(?:trong|cả|suốt|hết|cuối)\s+)?năm\s+(?P<year>\d{{4}})
    | (?P<whole>(?:trong|cả|suốt|hết|quanh)\s+năm|cuối\s+năm(?=\s*$))
    )""",
    re.VERBOSE,
)
_RANGE = re.compile(r"\s*(?:đến|tới|-|->|→)\s*(?:hết|cuối|ngày|hết ngày|cuối ngày|khoảng)?\s*")
ALL_YEAR = ("trong năm", "cả năm", "suốt năm", "mỗi ", "hằng ", "hàng ")
_OTHER_WORDS = re.compile(r"(?!(?:từ|đến|tới|hết|ngày|và|trong|trước|thời gian)(?!\w))(?<!\w)\w")
_SPAN_OF_DAYS = re.compile(r"\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{4})?\s*(?:-|đến)\s*\d{1,2}[/.-]\d{1,2}")
_BEFORE = re.compile(r"trước(?:\s+ngày|\s+hết)?\s*$")
_AND = re.compile(r"\s*(?:,|;|và|,\s*và)\s*(?:ngày\s+)?")
_UNTIL = re.compile(
    r"(?:chậm nhất(?:\s+(?:là|vào|đến))?|đến|tới)(?:\s+hết)?(?:\s+ngày)?\s*$|(?<!trong )\bhết(?:\s+ngày)?\s*$"
)
_FROM = re.compile(r"(?:từ|bắt đầu|kể từ)(?:\s+(?:ngày|đầu|khoảng))?\s*$")
_AT = re.compile(r"(?:trong|vào|vào dịp|dịp)\s*(?:ngày\s*)?$")
_OF_PEOPLE = re.compile(r"\s*(?:hành động|thanh niên)")
"""Behind "tháng": the "tháng hành động" and the "tháng thanh niên" are no time of anything else."""
_CITED = re.compile(
    r"(?:luật|nghị định|nghị quyết|quyết định|thông tư|chỉ thị|kế hoạch|công văn|chương trình|văn bản|pháp lệnh|"
    r"tờ trình)"
    r"[^;:.()]{0,90}?ngày\s+\d{1,2}(?:\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{4}|\s+tháng\s+\d{1,2}\s+năm\s+\d{4})"
)
NEAR = 200
"""So far before a day stands what is said of it, also where a document cited between them was blanked out."""
_TIME_WORDS = re.compile(
    r"(?:thời gian|thời hạn|từ|trong|trước|hoàn thành|xong|dự kiến|tháng|quý|các (?:tháng|quý)|cả năm|vào|chậm nhất|"
    r"\d{1,2} tháng (?:đầu|cuối)|ngày|đến|định kỳ|đợt|năm \d{4})\b"
)


@dataclass(frozen=True)
class Window:
    """Both days count. `deadline` when only the last day was written."""

    opens_on: date
    closes_on: date
    deadline: bool = field(default=False, compare=False)

    def __str__(self) -> str:
        return f"{self.opens_on:%d/%m/%Y} - {self.closes_on:%d/%m/%Y}"


@dataclass(frozen=True)
class _Point:
    """A day, month, quarter or year where it stands; `days` needs a year."""

    start: int
    end: int
    first: tuple[int, int]
    last: tuple[int, int]
    year: int | None
    last_year: int | None = None
    exact: bool = False
    """A single day or a bare year: in running text it is seldom a window."""
    spans: bool = False
    """Several months or quarters: it has a beginning and an end of its own."""


def read_window(text: str, year: int | None = None) -> Window | None:
    """The window a phrase tells, or None when it tells none (a month 13, an end before its beginning).

    Several spans ("tháng 3 và tháng 9") make one window from the first day to the last.
    """
    phrase = _plain(text)
    points = _points(phrase)
    if not points:
        return None
    return _join(phrase, points, year)


def only_time(text: str, year: int | None = None) -> Window | None:
    """The window of a text that tells a time and nothing else: "Quý I:", "Tháng 4, 5"."""
    phrase = _plain(text)
    rest = _POINTS.sub(" ", phrase)
    return read_window(text, year) if not _OTHER_WORDS.search(rest) else None


def find_window(text: str, year: int | None = None) -> tuple[Window, str] | None:
    """A window told in running text and its words; days of documents and of remembrance are passed over."""
    phrase = _CITED.sub(lambda found: " " * len(found[0]), _plain(text))
    candidates = [
        m[1]
        for m in re.finditer(r"\(([^()]*)\)", phrase)
        if _TIME_WORDS.match(m[1].strip()) or _SPAN_OF_DAYS.match(m[1].strip())
    ]
    candidates += [
        m[1] for m in re.finditer(r"(?:thời gian|thời hạn|tiến độ)(?: [^\W\d]+){0,3}?\s*:?\s*([^.;:()]+)", phrase)
    ]
    for candidate in candidates:
        if window := read_window(candidate, year):
            return window, candidate.strip()
    found = _points(phrase)
    ranged = [p for pair in pairwise(found) if _are_days(phrase, *pair) for p in pair]
    points = ranged or [point for point in found if _counts(phrase, point)]
    if points and (window := _join(phrase, _whole_ranges(phrase, found, points), year)):
        return window, phrase[points[0].start : points[-1].end]
    return None


def join_windows(*windows: Window) -> Window:
    """From the first day of any to the last; at least one is needed."""
    return Window(min(w.opens_on for w in windows), max(w.closes_on for w in windows))


def _plain(text: str) -> str:
    plain = " ".join(text.replace("–", "-").replace("—", "-").split()).strip(" .;:").lower()
    return plain.replace("qúy", "quý").replace("quí", "quý")


def _counts(phrase: str, point: _Point) -> bool:
    """Whether a point of running text is when something happens."""
    if any(_ends(word, phrase, point.start) for word in (_BEFORE, _UNTIL, _FROM)):
        return True
    if point.exact:
        often = phrase.startswith(ALL_YEAR, point.start) or _SO_OFTEN.match(phrase, point.start) is not None
        return often or _ends(_AT, phrase, point.start)
    return not _OF_PEOPLE.match(phrase, point.end)


def _ends(word: re.Pattern[str], phrase: str, end: int) -> bool:
    """Whether the phrase up to there ends with the word."""
    return word.search(phrase, max(0, end - NEAR), end) is not None


def _whole_ranges(phrase: str, points: list[_Point], counted: list[_Point]) -> list[_Point]:
    """Those of the points that count, and the ends of ranges they begin."""
    counts, chosen = {point.start for point in counted}, []
    for index, point in enumerate(points):
        begun = index > 0 and points[index - 1].start in counts and _is_range(phrase, points[index - 1], point)
        if point.start in counts or begun:
            chosen.append(point)
    return chosen


def _is_range(phrase: str, one: _Point, other: _Point) -> bool:
    return _RANGE.fullmatch(phrase[one.end : other.start]) is not None


def _are_days(phrase: str, one: _Point, other: _Point) -> bool:
    """Two days with a dash between them: seldom anything but from when to when."""
    return one.exact and other.exact and one.first[1] > 0 and other.first[1] > 0 and _is_range(phrase, one, other)


def _points(phrase: str) -> list[_Point]:
    return [_point(match) for match in _POINTS.finditer(phrase)]


def _point(match: re.Match[str]) -> _Point:
    start, end = match.span()

    def number(name: str) -> int:
        return int(match[name])

    def year(name: str) -> int | None:
        return int(match[name]) if match[name] else None

    if match["part"]:
        count = {"sáu": 6, "chín": 9, "ba": 3}.get(match["part"]) or number("part")
        months = (1, count) if match["side"] == "đầu" else (13 - count, 12)
        return _Point(start, end, (months[0], 0), (months[1], 0), year("part_y"))
    if match["days"]:
        return _Point(start, end, (number("dm"), number("d1")), (number("dm"), number("d2")), year("dy"))
    for day, month, when in (("ld", "lm", "ly"), ("sd", "sm", "sy")):
        if match[day]:
            return _day(start, end, number(month), number(day), year(when))
    if match["hd"]:
        return _day(start, end, number("hm"), number("hd"), None)
    if match["bd"]:
        return _day(start, end, number("bm"), number("bd"), None)
    if match["ym"]:
        return _Point(start, end, (number("ym"), 0), (number("ym"), 0), year("yy"))
    if match["quarters"]:
        values = [QUARTERS.get(q) or int(q) for q in re.findall(_Q, match["quarters"])]
        spans = len(values) > 1
        return _Point(start, end, (3 * min(values) - 2, 0), (3 * max(values), 0), year("qy"), spans=spans)
    if match["months"]:
        values = [int(m) for m in re.findall(r"\d{1,2}", match["months"])]
        if "-" in match["months"] or "đến" in match["months"]:
            return _Point(start, end, (values[0], 0), (values[-1], 0), year("my"), spans=True)
        return _Point(start, end, (min(values), 0), (max(values), 0), year("my"), spans=len(values) > 1)
    if match["often"]:
        return _Point(start, end, (1, 0), (12, 0), None, exact=True)
    if match["y1"]:
        return _Point(start, end, (1, 0), (12, 0), year("y1"), year("y2"), exact=True)
    return _Point(start, end, (1, 0), (12, 0), year("year"), exact=True)


def _day(start: int, end: int, month: int, day: int, year: int | None) -> _Point:
    return _Point(start, end, (month, day), (month, day), year, exact=True)


def _join(phrase: str, points: list[_Point], year: int | None) -> Window | None:
    dated = _with_years(points, year)
    windows: list[Window] = []
    index, bound = 0, 0
    while index < len(dated):
        point = dated[index]
        following = dated[index + 1] if index + 1 < len(dated) else None
        ranged = following is not None and _is_range(phrase, point, following)
        window = _between(point, following if ranged and following else point)
        if window is None:
            return None
        if not ranged and not point.spans:
            # "Trước ngày 10/6 và 10/12": the word stands before the first of them and is meant for both.
            listed = index > 0 and _AND.fullmatch(phrase[dated[index - 1].end : point.start]) and windows[-1].deadline
            bound = bound if listed else point.start
            window = _bounded(phrase, bound, window)
            if window is None:
                return None
        windows.append(window)
        index += 2 if ranged else 1
    return replace(join_windows(*windows), deadline=len(windows) == 1 and windows[0].deadline)


def _with_years(points: list[_Point], year: int | None) -> list[_Point]:
    """A year that is not written is that of the next point, else of the one before, else the plan's."""
    later: list[int | None] = []
    for point in reversed(points):
        later.append(point.year or (later[-1] if later else None))
    last = next((point.year for point in reversed(points) if point.year), None)
    return [replace(point, year=known or last or year) for point, known in zip(points, reversed(later), strict=True)]


def _between(one: _Point, other: _Point) -> Window | None:
    if one.year is None or other.year is None:
        return None
    try:
        opens = date(one.year, one.first[0], one.first[1] or 1)
        year, (month, day) = other.last_year or other.year, other.last
        closes = date(year, month, day or monthrange(year, month)[1])
    except (ValueError, IndexError):
        return None
    return Window(opens, closes) if opens <= closes else None


def _bounded(phrase: str, start: int, window: Window) -> Window | None:
    """A window whose only day is its end; "từ tháng 3" without an end tells none."""
    if _ends(_BEFORE, phrase, start):
        closes = window.opens_on - timedelta(days=1)
        return Window(date(closes.year, 1, 1), closes, deadline=True)
    if _ends(_FROM, phrase, start):
        return None
    if _ends(_UNTIL, phrase, start):
        return Window(date(window.closes_on.year, 1, 1), window.closes_on, deadline=True)
    return window
