"""The calendar entry that goes with an invitation: when to muster, never where (RFC 5545, RFC 5546)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, TimezoneStandard, vCalAddress, vText

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
NOT_AN_ANSWER = (
    "Chấp nhận lịch này không phải là trả lời: xin trả lời bằng liên kết trong thư.\n"
    "Accepting this event is not an answer: please answer by the link in the letter."
)


@dataclass(frozen=True, kw_only=True)
class Muster:
    """One entry per campaign and agency: `uid` never changes, `sequence` rises with each change.

    `starts` are the agency's party days (aware), each `hours` long, told in a zone's hours. `attendee` and `organizer`
    are addresses.
    """

    uid: str
    summary: str
    starts: tuple[datetime, ...]
    hours: float
    sequence: int
    cancelled: bool
    attendee: str
    organizer: str
    zone: ZoneInfo = VIETNAM


def method_of(muster: Muster) -> str:
    """REQUEST or CANCEL; stands both in the calendar and in the header of its part."""
    return "CANCEL" if muster.cancelled else "REQUEST"


def write_calendar(muster: Muster, now: datetime) -> str:
    """The calendar's text, CRLF lines, the same for the same arguments."""
    calendar = Calendar()
    calendar.add("prodid", "-//liennganh//muster//VI")
    calendar.add("version", "2.0")
    calendar.add("method", method_of(muster))
    calendar.add_component(_zone_of(muster))
    calendar.add_component(_event(muster, now))
    return calendar.to_ical().decode("utf-8")


def _event(muster: Muster, now: datetime) -> Event:
    if not muster.starts:
        raise ValueError(f"Calendar entry {muster.uid} has no day.")
    first, *further = sorted(start.astimezone(muster.zone) for start in muster.starts)
    event = Event()
    event.add("uid", muster.uid)
    event.add("dtstamp", now)
    event.add("sequence", muster.sequence)
    event.add("dtstart", first)
    event.add("duration", timedelta(hours=muster.hours))
    if further:
        event.add("rdate", further)
    event.add("summary", muster.summary)
    event.add("description", NOT_AN_ANSWER)
    event.add("status", "CANCELLED" if muster.cancelled else "CONFIRMED")
    event.add("class", "PRIVATE")
    event.add("organizer", vCalAddress(f"mailto:{muster.organizer}"))
    attendee = vCalAddress(f"mailto:{muster.attendee}")
    attendee.params["RSVP"] = vText("FALSE")  # the answer comes by the link, not by the calendar
    attendee.params["ROLE"] = vText("REQ-PARTICIPANT")
    event.add("attendee", attendee)
    return event


def _zone_of(muster: Muster) -> Timezone:
    if muster.zone == VIETNAM:
        return _vietnam()
    days = sorted(start.astimezone(muster.zone).date() for start in muster.starts)
    return Timezone.from_tzinfo(muster.zone, first_date=days[0], last_date=days[-1] + timedelta(days=1))


def _vietnam() -> Timezone:
    """Vietnam has had +07 without summer time since 1975: six fixed lines, no table of history."""
    standard = TimezoneStandard()
    standard.add("dtstart", datetime(1975, 6, 13))
    standard.add("tzoffsetfrom", timedelta(hours=7))
    standard.add("tzoffsetto", timedelta(hours=7))
    standard.add("tzname", "+07")
    zone = Timezone()
    zone.add("tzid", "Asia/Ho_Chi_Minh")
    zone.add_component(standard)
    return zone
