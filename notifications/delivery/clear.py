"""What waits while the relay takes letters in clear: confidential ones, which leave this machine encrypted or not."""

from sqlmodel import Session

from models import Message
from models.message import QueuedLetter
from notifications.delivery.leases import Wanted
from rules.words import Confidentiality

HELD_FROM_CLEAR = "held: the relay takes letters in clear, and a confidential one goes encrypted or not at all"


def keep_from_clear(wanted: Wanted) -> Wanted:
    """The same question, put off for a confidential letter that is still wanted; its row says why."""

    def ask(session: Session, letter: QueuedLetter) -> bool | None:
        is_wanted = wanted(session, letter)
        if not is_wanted or letter.confidentiality is not Confidentiality.CONFIDENTIAL:
            return is_wanted
        session.get_one(Message, letter.id).reply = HELD_FROM_CLEAR
        return None

    return ask
