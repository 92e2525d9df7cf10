"""The switch: hold outgoing mail, close every link, and take both back. Nothing that waits is lost meanwhile."""

from datetime import datetime

from sqlmodel import Session, col, select

from models import JournalEntry, Message, SwitchedOff
from notifications.delivery.records import move_message
from rules.refusals import Refusal
from rules.words import MessageState, MessageVerb, Role, StopReason, Switch, Waiting


class AlreadySwitched(Refusal):
    """It is off, or on, already."""

    def __init__(self, switch: Switch, off: SwitchedOff | None) -> None:
        state = f"off since {off.since:%Y-%m-%d %H:%M} UTC ({off.reason.value})" if off else "not turned off"
        super().__init__(f"The switch {switch.value} is {state}: nothing was changed.")


class RestoredMailHeld(Refusal):
    """Mail of a restored home is released by a person who says what is known of it."""

    def __init__(self, count: int) -> None:
        super().__init__(
            f"This home was restored, and {count} letters wait, some of which may have gone out after the backup was "
            f"made. Say --waiting {Waiting.CHECK} (each is in doubt until a witness or `mail resolve` settles it) or "
            f"--waiting {Waiting.SEND} (nothing went out since the backup)."
        )


def turn_off(session: Session, switch: Switch, reason: StopReason, *, now: datetime) -> SwitchedOff:
    """Takes effect with the commit: no letter gets its final dot, no link shows its page. Raises AlreadySwitched."""
    if already := session.get(SwitchedOff, switch, with_for_update=True):
        raise AlreadySwitched(switch, already)
    off = SwitchedOff(switch=switch, reason=reason, since=now)
    session.add(off)
    _write_down(session, switch, "turn_off", reason, now)
    session.flush()
    return off


def turn_on(session: Session, switch: Switch, *, now: datetime, waiting: Waiting | None = None) -> int:
    """Returns how many letters waited; their time to be sent is prolonged by as long as they were held.

    Raises AlreadySwitched, or RestoredMailHeld when it is not said what becomes of a restored home's letters.
    """
    off = session.get(SwitchedOff, switch, with_for_update=True)
    if off is None:
        raise AlreadySwitched(switch, None)
    letters = _queued(session) if switch is Switch.MAIL else []
    if off.reason is StopReason.RESTORED and letters and waiting is None:
        raise RestoredMailHeld(len(letters))
    for letter in letters:
        letter.ttl_at += now - max(off.since, letter.created_at)
        if off.reason is StopReason.RESTORED and waiting is Waiting.CHECK and letter.created_at <= off.since:
            letter.dot_at = None
            move_message(
                session, letter, MessageVerb.DOUBT, now,
                reply="restored from a backup: it may have gone out since", role=Role.COORDINATOR,
            )  # fmt: skip
        session.add(letter)
    session.delete(off)
    _write_down(session, switch, "turn_on", off.reason, now)
    session.flush()
    return len(letters)


def _queued(session: Session) -> list[Message]:
    query = select(Message).where(Message.state == MessageState.QUEUED).order_by(col(Message.id))
    return list(session.exec(query.with_for_update()))


def _write_down(session: Session, switch: Switch, verb: str, reason: StopReason, now: datetime) -> None:
    before, after = ("on", "off") if verb == "turn_off" else ("off", "on")
    session.add(
        JournalEntry(
            at=now,
            noun="switch",
            subject=switch.value,
            verb=verb,
            before=before,
            after=after,
            role=Role.COORDINATOR,
            reason=reason.value,
        )
    )
