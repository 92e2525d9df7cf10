"""A paper's number and day: on paper both are needed, and the day must be possible."""

from datetime import date, datetime

from actions.context import Context
from actions.take_answer import Arrival
from models import Duty
from rules.free_text import PERSONAL_NUMBER, names_somebody
from rules.refusals import AnswerRefused, DocumentRefused
from rules.words import Channel

LONGEST_NUMBER = 64


def number_fault(number: str) -> str | None:
    """What is wrong with a document's number and symbol; None for one that may be kept."""
    if not any(sign.isdigit() for sign in number) or len(number) > LONGEST_NUMBER:
        return "must be the document's number and symbol, like 12/QĐ-UBND."
    return PERSONAL_NUMBER if names_somebody(number) else None


def check_day(document: str, signed_on: date, *, earliest: date, latest: date) -> None:
    """Raises DocumentRefused, naming what is possible."""
    if not earliest <= signed_on <= latest:
        raise DocumentRefused(document, signed_on, earliest, latest)


def check_arrival(duty: Duty, arrival: Arrival, *, now: datetime, context: Context) -> None:
    """An answer on paper is dated after it was asked for, and not in the future. Raises AnswerRefused for a missing
    number or day, DocumentRefused for a day that cannot be."""
    if arrival.channel is not Channel.PAPER:
        return
    faults = []
    number = (arrival.document or "").strip()
    if fault := number_fault(number):
        faults.append(("document", fault))
    if arrival.document_on is None:
        faults.append(("document_on", "must be the day of the document."))
    if faults or arrival.document_on is None:
        raise AnswerRefused(f"Duty {duty.code}", faults)
    calendar = context.pack.calendar
    asked_on, today = calendar.day_of(duty.opened_at), calendar.day_of(now)
    check_day(number, arrival.document_on, earliest=asked_on, latest=today)
