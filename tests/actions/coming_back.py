"""Letters that come back to a desk, as servers and people would send them."""

from collections.abc import Callable

from actions.take_return import Fate, Trust, take_return
from models import Contact, Message
from notifications.returns.bounce_address import BounceAddress
from notifications.returns.reading import read_return
from rules.words import MessageState
from tests.actions.desk import Desk
from trials import returned_mail as mail

DOMAIN = "liennganh.example"
OURS = BounceAddress(f"bounces@{DOMAIN}", b"m" * 32)
JOURNAL = "nhat-ky@liennganh.example"
Form = Callable[[mail.Letter], bytes]


def letter_of(message: Message, bounces: BounceAddress = OURS) -> mail.Letter:
    envelope_id = message.mid.strip("<>").partition("@")[0]
    return mail.Letter(bounces.sender_of(envelope_id), message.mid, message.address)


def carry(desk: Desk, name: str = "invitation", agency: str = "CAT", state: MessageState = MessageState.SENT) -> int:
    """As a relay would have taken it."""
    with desk.work() as work:
        message = work.letters(name, agency=agency)[-1]
        message.state, message.sent_at = state, work.now if state is MessageState.SENT else None
        return message.id or 0


def come_back(desk: Desk, message_id: int, form: Form = mail.postfix, *, bounces: BounceAddress = OURS) -> Fate:
    with desk.look() as work:
        raw = form(letter_of(work.session.get_one(Message, message_id), bounces))
    return take(desk, raw, bounces)


def take(desk: Desk, raw: bytes, bounces: BounceAddress = OURS) -> Fate:
    trust = Trust(by_mac=bounces.key is not None, journal=JOURNAL)
    with desk.work() as work:
        return take_return(work.session, read_return(raw, bounces, DOMAIN), trust, **work.given)


def state_of(desk: Desk, message_id: int) -> MessageState:
    with desk.look() as work:
        return work.session.get_one(Message, message_id).state


def contact_of(desk: Desk, message_id: int) -> Contact:
    with desk.look() as work:
        return work.session.get_one(Contact, work.session.get_one(Message, message_id).contact_id)
