"""Whether an office can be written to on a day, and how far its address can be trusted."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from rules.words import NotHeard

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
