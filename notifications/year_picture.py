"""The year as a picture: a bar for each activity, its steps, what slipped, fixed days, today. One SVG, no colour needed
to read it, A4 landscape on paper."""

from collections.abc import Iterator
from datetime import date
from html import escape

from notifications.english import english_label
from rules.words import CampaignState
from rules.year_calendar import ActivityDays, YearCalendar, months_of

WIDTH, LEFT, TOP, ROW = 1120, 330, 74, 26
DAYS = 365
BAR = 14
LONGEST_TITLE = 40
TITLES_AT = 74
"""Behind the codes of the programmes."""
FOOT = 60
"""Two rows of signs and what they mean."""
SIGNS_IN_A_ROW = 4
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def month_name(month: int, locale: str) -> str:
    """As short as a column of the year: T1 is January."""
    return MONTHS[month - 1] if locale == "en" else f"T{month}"


def draw_year(year: YearCalendar, locale: str = "vi") -> str:
    """The same calendar in the same language always gives the same bytes."""
    height = TOP + ROW * len(year.activities) + FOOT + 40
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        'font-family="Arial, sans-serif" font-size="12" role="img" '
        f'aria-label="{escape(year.title)}">',
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        f'<text x="12" y="24" font-size="16" font-weight="bold">{escape(year.title)}</text>',
        *_months(year, height, locale),
        *_fixed(year, height, locale),
    ]
    for number, row in enumerate(year.activities):
        parts += _row(row, TOP + ROW * number, year, locale)
    parts += _today(year, height)
    parts += _legend(height, locale)
    return "\n".join([*parts, "</svg>"]) + "\n"


def _x(day: date, year: int) -> float:
    share = (day - date(year, 1, 1)).days / DAYS
    return round(LEFT + max(0.0, min(1.0, share)) * (WIDTH - LEFT - 16), 1)


def _months(year: YearCalendar, height: int, locale: str) -> Iterator[str]:
    for month in months_of(year.year):
        x = _x(month, year.year)
        yield f'<line x1="{x}" y1="{TOP - 20}" x2="{x}" y2="{height - FOOT - 22}" stroke="#d4d4d4"/>'
        yield f'<text x="{x + 4}" y="{TOP - 24}" fill="#404040">{month_name(month.month, locale)}</text>'


def _fixed(year: YearCalendar, height: int, locale: str) -> Iterator[str]:
    for day in year.fixed_days:
        x, end = _x(day.opens_on, year.year), _x(day.closes_on, year.year)
        width = max(end - x, 2)
        label = (locale == "en" and day.label_en) or day.label
        yield (
            f'<rect x="{x}" y="{TOP - 18}" width="{width}" height="{height - TOP - FOOT - 4}" fill="#fde68a" '
            'opacity="0.45">'
            f"<title>{escape(label)}</title></rect>"
        )


def _row(row: ActivityDays, top: int, year: YearCalendar, locale: str) -> Iterator[str]:
    middle = top + ROW / 2
    whole = (locale == "en" and row.title_en) or row.title
    title = whole if len(whole) <= LONGEST_TITLE else whole[: LONGEST_TITLE - 1] + "…"
    programmes = escape(", ".join(row.programmes))
    yield f'<text x="12" y="{middle + 4}" fill="#404040">{programmes}</text>'
    yield f'<text x="{TITLES_AT}" y="{middle + 4}"><title>{escape(whole)}</title>{escape(title)}</text>'
    start, end = _x(row.opens_on, year.year), _x(row.closes_on, year.year)
    looks = 'fill="#e5e5e5" stroke="#737373" stroke-dasharray="4 3"'
    if row.state is CampaignState.CLOSED:
        looks = 'fill="#a3a3a3" stroke="#525252"'
    elif row.campaign is not None:
        looks = 'fill="#bfdbfe" stroke="#1d4ed8"'
    elif row.missed:
        looks = 'fill="#ffffff" stroke="#b91c1c" stroke-dasharray="2 2"'
    told = f"{row.code}: {row.opens_on:%d/%m} - {row.closes_on:%d/%m}"
    yield (
        f'<rect class="activity" x="{start}" y="{middle - BAR / 2}" width="{max(end - start, 3)}" '
        f'height="{BAR}" {looks}>'
        f"<title>{escape(told)}</title></rect>"
    )
    for day in row.steps:
        x = _x(day.on, year.year)
        step = english_label(day.step) if locale == "en" else day.step.label
        fill = "#1d4ed8" if day.begun else "#ffffff"
        if day.slipped:
            planned = _x(day.planned_on, year.year)
            yield f'<line x1="{planned}" y1="{middle}" x2="{x}" y2="{middle}" stroke="#b91c1c" stroke-width="2"/>'
        yield (
            f'<circle cx="{x}" cy="{middle}" r="4.5" fill="{fill}" stroke="{"#b91c1c" if day.slipped else "#1d4ed8"}">'
            f"<title>{escape(step)}: {day.on:%d/%m/%Y}</title></circle>"
        )


def _today(year: YearCalendar, height: int) -> Iterator[str]:
    if year.today.year == year.year:
        x = _x(year.today, year.year)
        yield f'<line x1="{x}" y1="{TOP - 18}" x2="{x}" y2="{height - FOOT - 22}" stroke="#b91c1c" stroke-width="1.5"/>'
        yield f'<text x="{x + 3}" y="{height - FOOT - 24}" fill="#b91c1c">{year.today:%d/%m}</text>'


def _legend(height: int, locale: str) -> Iterator[str]:
    signs = (
        (
            '<rect x="0" y="-10" width="22" height="12" fill="#e5e5e5" stroke="#737373" stroke-dasharray="4 3"/>',
            ("Chưa mở", "Not opened"),
        ),
        (
            '<rect x="0" y="-10" width="22" height="12" fill="#bfdbfe" stroke="#1d4ed8"/>',
            ("Đang thực hiện", "Under way"),
        ),
        ('<rect x="0" y="-10" width="22" height="12" fill="#a3a3a3" stroke="#525252"/>', ("Hoàn thành", "Closed")),
        (
            '<rect x="0" y="-10" width="22" height="12" fill="#ffffff" stroke="#b91c1c" stroke-dasharray="2 2"/>',
            ("Quá thời gian, chưa mở", "Past its days, not opened"),
        ),
        ('<circle cx="11" cy="-4" r="4.5" fill="#1d4ed8" stroke="#1d4ed8"/>', ("Bước đã bắt đầu", "Step begun")),
        ('<circle cx="11" cy="-4" r="4.5" fill="#ffffff" stroke="#1d4ed8"/>', ("Bước chưa bắt đầu", "Step to come")),
        (
            '<line x1="0" y1="-4" x2="22" y2="-4" stroke="#b91c1c" stroke-width="2"/>',
            ("Chậm so với kế hoạch", "Later than planned"),
        ),
        (
            '<rect x="0" y="-10" width="22" height="12" fill="#fde68a" opacity="0.6"/>',
            ("Ngày, tháng cao điểm", "Days of the calendar"),
        ),
    )
    for number, (sign, (vietnamese, english)) in enumerate(signs):
        label = english if locale == "en" else vietnamese
        x, y = 12 + number % SIGNS_IN_A_ROW * 270, height - FOOT + 18 + number // SIGNS_IN_A_ROW * 24
        yield f'<g transform="translate({x} {y})">{sign}<text x="28" y="0">{label}</text></g>'
