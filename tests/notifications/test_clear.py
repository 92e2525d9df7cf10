"""A relay of the office's own network without TLS: allowed by name only, to private addresses, never for a confidential
letter."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
import sqlalchemy as sa

from notifications.delivery import DeliveryCount, RelaySettings, deliver_due
from notifications.delivery.clear import HELD_FROM_CLEAR
from rules.refusals import RelayInClear
from rules.words import MessageState
from tests.notifications.fault_server import FaultServer
from tests.notifications.queued import Clock, attempts, messages, queue
from tests.notifications.samples import NOW

NAME = "relay.office.example"


def in_clear(server: FaultServer, host: str = NAME, **changes: Any) -> RelaySettings:
    return RelaySettings(host=host, port=server.port, tls="none", clear_to_private=True, **changes)


def resolve(addresses: Sequence[str], asked: list[str]) -> Any:
    """Answers for the name, as the network would; addresses are left to the system."""
    loop = asyncio.get_running_loop()
    real = loop.getaddrinfo

    async def look_up(host: Any, port: Any, **more: Any) -> Any:
        if host != NAME:
            return await real(host, port, **more)
        asked.append(host)
        return [found for address in addresses for found in await real(address, port, **more)]

    return look_up


async def test_routine_letter_goes_and_a_confidential_one_waits_and_says_why(
    database: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue(database, "ok.1@y.example", "ok.2@y.example")
    queue(database, "ok.3@y.example", letter="referral")
    asked: list[str] = []
    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", resolve(["127.0.0.1"], asked))
    clock = Clock()
    async with FaultServer() as server:
        settings = in_clear(server, max_connections=1)
        assert settings.in_clear
        assert await deliver_due(database, settings, clock) == DeliveryCount(sent=2)
        assert asked == [NAME] and server.connections == 1
        *_, secret = messages(database)
        assert (secret.state, secret.attempts, secret.epoch, secret.reply) == (
            MessageState.QUEUED,
            0,
            0,
            HELD_FROM_CLEAR,
        )
        assert secret.next_at > NOW
        clock.now = secret.next_at
        assert await deliver_due(database, settings, clock) == DeliveryCount()
        assert not any(b"ok.3" in line for line in server.seen)
        clock.now = messages(database)[2].next_at
        catcher = RelaySettings(host="127.0.0.1", port=server.port, tls="none")  # loopback: it leaves nothing
        assert await deliver_due(database, catcher, clock) == DeliveryCount(sent=1)
    assert len(attempts(database)) == 3


async def test_confidential_letter_that_is_overtaken_is_called_off_all_the_same(
    sqlite: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue(sqlite, "ok.1@y.example", letter="referral")
    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", resolve(["127.0.0.1"], []))
    async with FaultServer() as server:
        count = await deliver_due(sqlite, in_clear(server), Clock(), wanted=lambda _, __: False)
    assert count == DeliveryCount(cancelled=1)


@pytest.mark.parametrize("others", ["192.0.2.7", "2001:db8::1", "169.254.1.1", "::ffff:192.0.2.7"])
async def test_name_with_one_address_that_is_not_private_gets_nothing(
    sqlite: sa.Engine, monkeypatch: pytest.MonkeyPatch, others: str
) -> None:
    queue(sqlite, "ok.1@y.example")
    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", resolve(["127.0.0.1", others], []))
    async with FaultServer() as server:
        count = await deliver_due(sqlite, in_clear(server), Clock())
    assert server.connections == 0
    assert count.relay is not None and "has an address that is not private" in count.relay
    assert (messages(sqlite)[0].state, messages(sqlite)[0].attempts) == (MessageState.QUEUED, 0)


@pytest.mark.parametrize(
    ("host", "more"),
    [
        ("192.0.2.7", {}),
        ("172.32.0.1", {}),
        ("2001:db8::1", {}),
        ("::ffff:192.0.2.7", {}),
        ("10.1.2.3", {"username": "office"}),
        ("10.1.2.3", {"password": "x"}),
        ("10.1.2.3", {"clear_to_private": False}),
    ],
)
def test_clear_is_refused_to_public_addresses_with_a_password_and_where_it_is_not_allowed(
    host: str, more: dict[str, Any]
) -> None:
    with pytest.raises(RelayInClear):
        RelaySettings(host=host, port=25, tls="none", **{"clear_to_private": True} | more)


@pytest.mark.parametrize("host", ["10.1.2.3", "172.16.0.1", "192.168.9.9", "fd00::1", "::ffff:10.0.0.1", NAME])
def test_clear_is_allowed_to_private_addresses_and_names(host: str) -> None:
    assert RelaySettings(host=host, port=25, tls="none", clear_to_private=True).in_clear


@pytest.mark.parametrize(
    ("name", "greeting"), [(None, b"EHLO [127.0.0.1]\r\n"), ("mail.office.example", b"EHLO mail.office.example\r\n")]
)
async def test_greeting_names_us_or_our_address(sqlite: sa.Engine, name: str | None, greeting: bytes) -> None:
    queue(sqlite, "ok.1@y.example")
    async with FaultServer() as server:
        settings = RelaySettings(host="127.0.0.1", port=server.port, tls="none", ehlo_name=name)
        assert (await deliver_due(sqlite, settings, Clock())).sent == 1
    assert server.seen[0] == greeting
