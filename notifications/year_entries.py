"""The year as calendar entries (RFC 5545): the day each step begins, the day each report is due."""

from datetime import date, datetime, timedelta

from icalendar import Calendar, Event

from notifications.english import english_label
from rules.year_calendar import YearCalendar


def write_year(year: YearCalendar, now: datetime, domain: str, locale: str = "vi") -> str:
    """All-day entries. An entry keeps its UID; its SEQUENCE rises as its day moves later, so that calendars follow."""
    english = locale == "en"
    calendar = Calendar()
    calendar.add("prodid", f"-//liennganh//year//{locale.upper()}")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", year.title)
    for row in year.activities:
        reference = row.campaign or row.code
        for day in row.steps:
            moved = (day.on - day.planned_on).days
            calendar.add_component(
                _event(
                    f"{row.code}.{day.step.value}@{domain}",
                    f"{reference}: {english_label(day.step) if english else day.step.label}",
                    day.on,
                    now,
                    max(0, moved),
                )
            )
    for due in year.reports:
        title = (english and due.title_en) or due.title
        calendar.add_component(
            _event(f"{due.code}.{due.period}@{domain}", f"{title} ({due.period})", due.due_on, now, 0)
        )
    for fixed in year.fixed_days:
        label = (english and fixed.label_en) or fixed.label
        calendar.add_component(_event(f"{fixed.code}@{domain}", label, fixed.opens_on, now, 0, last=fixed.closes_on))
    return calendar.to_ical().decode("utf-8")


def _event(uid: str, summary: str, on: date, now: datetime, sequence: int, *, last: date | None = None) -> Event:
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", now)
    event.add("sequence", sequence)
    event.add("dtstart", on)
    # Not DTEND, which names the day after: what is under way would name tomorrow, and a calendar that anybody may take
    # away names no day on which nothing is planned.
    event.add("duration", (last or on) - on + timedelta(days=1))
    event.add("summary", summary)
    event.add("transp", "TRANSPARENT")
    return event
