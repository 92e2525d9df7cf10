"""One letter handed to the relay outside the outbox, step by step, so that a person sees how far it came."""

from dataclasses import dataclass

from notifications.delivery.deliver import sender_of
from notifications.delivery.records import local_part
from notifications.delivery.relay import RelaySettings
from notifications.delivery.wire import Broken, Refused, RelayUnusable, Unknown, Wire


@dataclass(frozen=True)
class Tried:
    """`stage` is the last step that was begun: connect, envelope, body or dot."""

    accepted: bool
    stage: str
    reply: str


async def try_relay(settings: RelaySettings, mid: str, mime: bytes, address: str) -> Tried:
    """Whatever the relay does is told, never raised; never tried twice."""
    wire, stage = Wire(settings), "connect"
    sender = sender_of(settings, local_part(mid), mime)
    if sender is None:
        return Tried(False, stage, "not sent: it names no sender")
    try:
        await wire.open()
        stage = "envelope"
        await wire.offer(sender, address, local_part(mid), len(mime))
        stage = "body"
        await wire.write_body(mime)
        stage = "dot"
        reply = await wire.finish()
    except (RelayUnusable, Refused, Broken, Unknown) as error:
        wire.drop()
        # A relay that broke off before the dot was written is told by `finish`: the dot was not begun.
        return Tried(False, "body" if stage == "dot" and isinstance(error, Broken) else stage, str(error))
    await wire.close()
    return Tried(reply.code // 100 == 2, stage, str(reply))
