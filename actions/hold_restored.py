"""A home that was just restored: its mail is held, and letters that were on the wire when it was saved are in doubt."""

from datetime import datetime

from sqlmodel import Session, col, select

from actions.turn_off import turn_off
from models import Message, SwitchedOff
from notifications.delivery.records import move_message
from rules.words import MessageState, MessageVerb, StopReason, Switch


def hold_restored(session: Session, *, now: datetime) -> dict[str, int]:
    """Returns how many letters wait and how many are in doubt."""
    off = session.get(SwitchedOff, Switch.MAIL)
    if off is not None:  # held when it was saved: now it is released only by who says what is known
        session.delete(off)
        session.flush()
    turn_off(session, Switch.MAIL, StopReason.RESTORED, now=now)
    for letter in session.exec(select(Message).where(Message.state == MessageState.LEASED).order_by(col(Message.id))):
        # Claimed or further: whoever had it went on after the backup was made.
        letter.dot_at = None
        move_message(session, letter, MessageVerb.DOUBT, now, reply="it was on the wire when the backup was made")
        session.add(letter)
    session.flush()
    states = session.exec(select(Message.state)).all()
    return {state.value: states.count(state) for state in (MessageState.QUEUED, MessageState.AMBIGUOUS)}
