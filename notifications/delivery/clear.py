"""What waits while the relay takes letters in clear: confidential ones, which leave this machine encrypted or not."""

from sqlmodel import Session

from models import Message
from notifications.delivery.leases import Wanted
from rules.words import Confidentiality

HELD_FROM_CLEAR = "held: the relay takes letters in clear, and a confidential one goes encrypted or not at all"


def keep_from_clear(wanted: Wanted) -> Wanted:
    """The same question, put off for a confidential letter that is still wanted; its row says why."""

    def ask(session: Session, message: Message) -> bool | None:
        is_wanted = wanted(session, message)
        if not is_wanted or message.confidentiality is not Confidentiality.CONFIDENTIAL:
            return is_wanted
        message.reply = HELD_FROM_CLEAR
        return None

    return ask
