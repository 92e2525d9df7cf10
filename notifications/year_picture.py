"""The year as a picture: a bar for each activity, its steps, what slipped, fixed days, today. One SVG, no colour needed
to read it, A4 landscape on paper."""

from collections.abc import Iterator
from datetime import date
from html import escape

from rules.words import CampaignState
from rules.year_calendar import ActivityDays, YearCalendar, months_of

WIDTH, LEFT, TOP, ROW = 1120, 330, 74, 26
DAYS = 365
BAR = 14
LONGEST_TITLE = 46


def draw_year(year: YearCalendar) -> str:
    """Vietnamese labels; the same calendar always gives the same bytes."""
    height = TOP + ROW * len(year.activities) + 78
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        'font-family="Arial, sans-serif" font-size="12" role="img" '
        f'aria-label="{escape(year.title)}">',
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        f'<text x="12" y="24" font-size="16" font-weight="bold">{escape(year.title)}</text>',
        *_months(year, height),
        *_fixed(year, height),
    ]
    for number, row in enumerate(year.activities):
        parts += _row(row, TOP + ROW * number, year)
    parts += _today(year, height)
    parts += _legend(height)
    return "\n".join([*parts, "</svg>"]) + "\n"


def _x(day: date, year: int) -> float:
    share = (day - date(year, 1, 1)).days / DAYS
    return round(LEFT + max(0.0, min(1.0, share)) * (WIDTH - LEFT - 16), 1)


def _months(year: YearCalendar, height: int) -> Iterator[str]:
    for month in months_of(year.year):
        x = _x(month, year.year)
        yield f'<line x1="{x}" y1="{TOP - 20}" x2="{x}" y2="{height - 60}" stroke="#d4d4d4"/>'
        yield f'<text x="{x + 4}" y="{TOP - 24}" fill="#404040">T{month.month}</text>'


def _fixed(year: YearCalendar, height: int) -> Iterator[str]:
    for day in year.fixed_days:
        x, end = _x(day.opens_on, year.year), _x(day.closes_on, year.year)
        width = max(end - x, 2)
        yield (
            f'<rect x="{x}" y="{TOP - 18}" width="{width}" height="{height - TOP - 42}" fill="#fde68a" opacity="0.45">'
            f"<title>{escape(day.label)}</title></rect>"
        )


def _row(row: ActivityDays, top: int, year: YearCalendar) -> Iterator[str]:
    middle = top + ROW / 2
    title = row.title if len(row.title) <= LONGEST_TITLE else row.title[: LONGEST_TITLE - 1] + "…"
    yield f'<text x="12" y="{middle + 4}"><title>{escape(row.title)}</title>{escape(title)}</text>'
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
        fill = "#1d4ed8" if day.begun else "#ffffff"
        if day.slipped:
            planned = _x(day.planned_on, year.year)
            yield f'<line x1="{planned}" y1="{middle}" x2="{x}" y2="{middle}" stroke="#b91c1c" stroke-width="2"/>'
        yield (
            f'<circle cx="{x}" cy="{middle}" r="4.5" fill="{fill}" stroke="{"#b91c1c" if day.slipped else "#1d4ed8"}">'
            f"<title>{escape(day.step.label)}: {day.on:%d/%m/%Y}</title></circle>"
        )


def _today(year: YearCalendar, height: int) -> Iterator[str]:
    if year.today.year == year.year:
        x = _x(year.today, year.year)
        yield f'<line x1="{x}" y1="{TOP - 18}" x2="{x}" y2="{height - 60}" stroke="#b91c1c" stroke-width="1.5"/>'
        yield f'<text x="{x + 3}" y="{height - 62}" fill="#b91c1c">{year.today:%d/%m}</text>'


def _legend(height: int) -> Iterator[str]:
    signs = (
        (
            '<rect x="0" y="-10" width="22" height="12" fill="#e5e5e5" stroke="#737373" stroke-dasharray="4 3"/>',
            "Chưa mở",
        ),
        ('<rect x="0" y="-10" width="22" height="12" fill="#bfdbfe" stroke="#1d4ed8"/>', "Đang thực hiện"),
        ('<rect x="0" y="-10" width="22" height="12" fill="#a3a3a3" stroke="#525252"/>', "Hoàn thành"),
        ('<circle cx="11" cy="-4" r="4.5" fill="#1d4ed8" stroke="#1d4ed8"/>', "Bước đã bắt đầu"),
        ('<circle cx="11" cy="-4" r="4.5" fill="#ffffff" stroke="#1d4ed8"/>', "Bước chưa bắt đầu"),
        ('<line x1="0" y1="-4" x2="22" y2="-4" stroke="#b91c1c" stroke-width="2"/>', "Chậm so với kế hoạch"),
        ('<rect x="0" y="-10" width="22" height="12" fill="#fde68a" opacity="0.6"/>', "Ngày, tháng cao điểm"),
    )
    for number, (sign, label) in enumerate(signs):
        x = 12 + number * 156
        yield f'<g transform="translate({x} {height - 20})">{sign}<text x="28" y="0">{label}</text></g>'
