"""What the operator does to one letter by hand: send it now, call it off, send it again as a new one."""

from datetime import datetime

from sqlmodel import Session

from models import Contact, Message
from notifications.delivery.leases import DOT
from notifications.delivery.records import move_message, write_down
from notifications.delivery.revisions import revise
from notifications.settling import SENT_AGAIN_LIVES, find_message
from rules.lifecycle import MESSAGE
from rules.refusals import Refusal
from rules.words import MessageState, MessageVerb, Role

FINAL = frozenset(
    {MessageState.SENT, MessageState.FAILED, MessageState.BOUNCED, MessageState.EXPIRED, MessageState.CANCELLED}
)
WHAT_TO_DO = {
    MessageState.QUEUED: "`mail retry` sends it now, `mail cancel` calls it off",
    MessageState.LEASED: "wait for what becomes of it",
    MessageState.SENT: "`mail resend-as-new` sends another copy on purpose",
    MessageState.AMBIGUOUS: "`mail resolve` says whether it arrived",
    MessageState.FAILED: "`mail retry` tries the same letter again, `mail resend-as-new` sends it as a new one",
    MessageState.BOUNCED: "`mail resend-as-new` sends it as a new one once its address is mended",
    MessageState.EXPIRED: "`mail retry` tries the same letter again, `mail resend-as-new` sends it as a new one",
    MessageState.CANCELLED: "`mail resend-as-new` sends it after all",
}


class LetterStaysAsItIs(Refusal):
    """The letter's state does not allow this; says what does."""

    def __init__(self, message: Message, what: str) -> None:
        super().__init__(
            f"Letter {message.id} is {message.state.value}: it cannot be {what}; {WHAT_TO_DO[message.state]}."
        )


class AddressGone(Refusal):
    """Nobody reads mail at the letter's address any more."""

    def __init__(self, message: Message, contact: Contact) -> None:
        why = "its mail came back" if contact.bounced else "it is no longer in use"
        super().__init__(
            f"Letter {message.id} went to an address of {message.agency} of which {why}: enter the right address at "
            f"/office/contacts/{contact.id}, and the next letter goes there."
        )


def retry_letter(session: Session, mid_or_id: str | int, now: datetime, role: Role) -> Message:
    """Due at once, with the same bytes: one that waits for its next attempt, or one that failed or expired."""
    message = _locked(session, mid_or_id)
    if (message.state, MessageVerb.RETRY) not in MESSAGE.table:
        raise LetterStaysAsItIs(message, "retried")
    move_message(session, message, MessageVerb.RETRY, now, reply=f"to be sent now, said {role}", role=role)
    message.next_at = now
    message.ttl_at = max(message.ttl_at, now + SENT_AGAIN_LIVES)
    session.add(message)
    return message


def cancel_letter(session: Session, mid_or_id: str | int, now: datetime, role: Role) -> Message:
    """Until the intent to write its final dot is recorded; from then on nobody can say that it did not go out."""
    message = _locked(session, mid_or_id)
    waits = message.state is MessageState.QUEUED or (message.state is MessageState.LEASED and message.phase != DOT)
    if not waits:
        raise LetterStaysAsItIs(message, "called off")
    move_message(session, message, MessageVerb.CANCEL, now, reply=f"called off by {role}", role=role)
    session.add(message)
    return message


def resend_as_new(session: Session, mid_or_id: str | int, now: datetime, role: Role) -> Message:
    """Another letter with the same content and a Message-ID of its own: only a person may want that.

    Raises LetterStaysAsItIs for a letter that is not done with, and AddressGone.
    """
    message = _locked(session, mid_or_id)
    if message.state not in FINAL:
        raise LetterStaysAsItIs(message, "sent as a new one")
    contact = session.get_one(Contact, message.contact_id)
    if contact.bounced or (contact.valid_to is not None and contact.valid_to < now.date()):
        raise AddressGone(message, contact)
    copy = revise(session, message, message.mime, now, now + max(message.ttl_at - message.created_at, SENT_AGAIN_LIVES))
    write_down(session, copy, MessageVerb.RETRY, message.state, copy.state, now, f"sent as new by {role}", role)
    return copy


def _locked(session: Session, mid_or_id: str | int) -> Message:
    """The row, as it is while this transaction holds it: a deliverer cannot move on meanwhile."""
    found = find_message(session, mid_or_id)
    session.refresh(found, with_for_update=True)
    return found
