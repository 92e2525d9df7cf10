"""The contract with aiosmtplib's private parts: every scripted reply and drop, told apart before and after the dot."""

import pytest

from notifications.delivery.relay import RelaySettings
from notifications.delivery.wire import Broken, Refused, RelayUnusable, Reply, Unknown, Wire
from tests.notifications.fault_server import HANG, SCRIPTS, FaultServer

LETTER = (
    b"Subject: x\r\n\r\n" + b"a line of the letter, long enough to be sent in pieces\r\n" * 2_000 + b".\r\n..\r\n.x\r\n"
)


def settings(server: FaultServer, **changes: object) -> RelaySettings:
    quick = {"connect_seconds": 1.0, "command_seconds": 0.3, "dot_seconds": 0.3, "quit_seconds": 0.2}
    return RelaySettings(host="127.0.0.1", port=server.port, tls="none", **(quick | changes))  # type: ignore[arg-type]


async def send(wire: Wire, recipient: str) -> str:
    try:
        await wire.offer("from@x.example", recipient, "id-1", len(LETTER))
        await wire.write_body(LETTER)
        reply = await wire.finish()
    except Refused as refused:
        return "failed" if refused.reply.code // 100 == 5 and refused.reply.code != 552 else "deferred"
    except Broken:
        return "deferred"
    except Unknown:
        return "ambiguous"
    return {2: "sent", 4: "deferred", 5: "failed"}[reply.code // 100]


@pytest.mark.parametrize("extensions", [(b"8BITMIME",), (b"PIPELINING",)], ids=["one by one", "in one go"])
@pytest.mark.parametrize("name", SCRIPTS)
async def test_every_reply_and_drop_is_told_apart(name: str, extensions: tuple[bytes, ...]) -> None:
    _, becomes, copies = SCRIPTS[name]
    async with FaultServer(extensions=extensions) as server:
        wire = Wire(settings(server))
        await wire.open()
        assert await send(wire, f"{name}.1@y.example") == becomes
        await wire.close()
        assert len(server.stored) == copies
        assert all(stored.content == LETTER for stored in server.stored)


async def test_connection_is_kept_for_the_next_letter_also_after_a_refusal() -> None:
    async with FaultServer() as server:
        wire = Wire(settings(server))
        await wire.open()
        for recipient in ("ok.1@y.example", "rcpt-550.1@y.example", "dot-554.1@y.example", "ok.2@y.example"):
            assert await send(wire, recipient) == SCRIPTS[recipient.split(".")[0]][1]
            await wire.reset()
        assert wire.usable and server.connections == 1
        await wire.close()
        assert len(server.stored) == 2


@pytest.mark.parametrize("banner", [b"554 no\r\n", b"421 busy\r\n", b"hello\r\n", b"<drop>", HANG])
async def test_relay_that_does_not_greet_is_unusable(banner: bytes) -> None:
    async with FaultServer(banner=banner) as server:
        with pytest.raises(RelayUnusable):
            await Wire(settings(server)).open()


async def test_closed_port_is_unusable_at_once() -> None:
    async with FaultServer() as server:
        gone = settings(server)
    with pytest.raises(RelayUnusable, match="SMTPConnectError"):
        await Wire(gone).open()


async def test_hanging_quit_costs_little() -> None:
    async with FaultServer(quit=HANG) as server:
        wire = Wire(settings(server))
        await wire.open()
        assert await send(wire, "ok.1@y.example") == "sent"
        await wire.close()
        assert not wire.usable


async def test_letter_larger_than_the_relay_takes_is_refused_without_a_byte() -> None:
    async with FaultServer(extensions=(b"SIZE 1000",)) as server:
        wire = Wire(settings(server))
        await wire.open()
        with pytest.raises(Refused, match="552 not sent"):
            await wire.offer("from@x.example", "ok@y.example", "id-1", 1001)
        assert not any(line.startswith(b"MAIL") for line in server.seen)
        await wire.close()


async def test_bounces_are_asked_for_without_the_letter() -> None:
    async with FaultServer(extensions=(b"DSN", b"SIZE 0")) as server:
        wire = Wire(settings(server))
        await wire.open()
        assert await send(wire, "ok@y.example") == "sent"
        await wire.close()
        assert b"MAIL FROM:<from@x.example> RET=HDRS ENVID=id-1\r\n" in server.seen
        assert b"RCPT TO:<ok@y.example> NOTIFY=FAILURE,DELAY\r\n" in server.seen


@pytest.mark.parametrize(
    "address", ["a b@y.example", "a@y.example> SIZE=1", "đ@y.example", "nobody", "a@y.example\r\nDATA"]
)
async def test_address_that_could_add_to_the_command_is_not_sent(address: str) -> None:
    async with FaultServer() as server:
        wire = Wire(settings(server))
        await wire.open()
        with pytest.raises(Refused, match="553 not sent"):
            await wire.offer("from@x.example", address, "id-1", 10)
        await wire.close()


def test_reply_is_kept_short_and_printable() -> None:
    assert str(Reply(550, "no\x00 \udcff such" + "x" * 1000)).startswith("550 no? ? such")
    assert len(str(Reply(550, "x" * 1000))) <= 450


async def test_data_that_is_taken_after_a_refused_recipient_is_ended_by_the_connection_alone() -> None:
    async with FaultServer(extensions=(b"PIPELINING",)) as server:  # it answers DATA with 354 whatever was refused
        wire = Wire(settings(server))
        await wire.open()
        with pytest.raises(Refused, match="RCPT: 550"):
            await wire.offer("from@x.example", "rcpt-550.1@y.example", "id-1", 10)
        assert not wire.usable
        await wire.close()
    assert server.seen[-1] == b"DATA\r\n" and server.stored == []


async def test_journal_that_is_taken_alone_gets_nothing() -> None:
    async with FaultServer(extensions=(b"PIPELINING",)) as server:
        wire = Wire(settings(server))
        await wire.open()
        with pytest.raises(Refused, match="RCPT: 550"):
            await wire.offer("from@x.example", "rcpt-550.1@y.example", "id-1", 10, "nhat-ky@y.example")
        await wire.reset()
        assert wire.usable and b"DATA\r\n" not in server.seen
        assert server.seen[-1] == b"RSET\r\n"
        assert await send(wire, "ok.1@y.example") == "sent"
        await wire.close()
