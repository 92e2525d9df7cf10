"""A test letter in the journal, without the address it went to."""

from datetime import datetime

from sqlmodel import Session

from models import JournalEntry
from models.queries.switches import is_off
from notifications.delivery.records import local_part
from rules.refusals import Refusal
from rules.words import Role, Switch


class MailStopped(Refusal):
    """Nothing leaves while outgoing mail is held, no test letter either."""

    exit_code = 1

    def __init__(self) -> None:
        super().__init__("Outgoing mail is held, and a test letter is mail too: `mail start` lets it go again.")


def refuse_trial(session: Session) -> None:
    """Raises MailStopped."""
    if is_off(session, Switch.MAIL):
        raise MailStopped


def note_trial(session: Session, mid: str, accepted: bool, *, now: datetime) -> None:
    session.add(
        JournalEntry(
            at=now,
            noun="relay",
            subject=local_part(mid)[:40],
            verb="test",
            after="accepted" if accepted else "not_accepted",
            role=Role.COORDINATOR,
        )
    )
