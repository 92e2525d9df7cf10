"""Whether an office can be written to on a day, and how far its address can be trusted."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from rules.words import NotHeard

CHECK_DAY = (10, 1)
"""Month and day on which contacts are checked where a pack names no day: before the reports of the year's end."""

TRUSTED_DAYS = 366
"""So long an office's word that its address is right is taken for good; after that it is asked again."""


class Mailbox(Protocol):
    """A contact, as far as it matters here."""

    @property
    def valid_from(self) -> date | None: ...
    @property
    def valid_to(self) -> date | None: ...
    @property
    def bounced(self) -> bool: ...
    @property
    def shared(self) -> bool: ...
    @property
    def confirmed_on(self) -> date | None: ...


def why_not_heard(best: Mailbox | None, known: Sequence[Mailbox], confidential: bool, on: date) -> NotHeard | None:
    """None when a letter reaches it. `best` is the mailbox that would be written to on that day, `known` every one the
    office ever had."""
    if best is not None:
        if best.bounced:
            return NotHeard.BOUNCED
        return NotHeard.SHARED if confidential and best.shared else None
    if any(one.valid_from is not None and one.valid_from > on for one in known):
        return NotHeard.NOT_YET
    return NotHeard.EXPIRED if known else NotHeard.MISSING


def is_trusted(contact: Mailbox, on: date) -> bool:
    """Whether the office itself has said within a year that the address is right."""
    return contact.confirmed_on is not None and (on - contact.confirmed_on).days <= TRUSTED_DAYS


def contact_check_day(of_pack: date | None, opens_on: date) -> date:
    """The day of a year's plan on which every contact is asked whether it is right."""
    return of_pack or date(opens_on.year, *CHECK_DAY)


def contact_check_subject(campaign: str, contact_id: int) -> str:
    """What such a duty is about: the year's plan and the contact's number."""
    return f"{campaign}-L{contact_id}"


def contact_checked(subject: str) -> int:
    """The number of the contact that such a duty is about."""
    return int(subject.rpartition("-L")[2])
