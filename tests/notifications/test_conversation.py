"""Replies in their turn, however they are cut into packets; and none that could fill the memory."""

import asyncio
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.delivery.conversation import LONGEST_REPLY, Conversation


class Transport(asyncio.Transport):
    """Takes what is written and never sends."""

    def __init__(self) -> None:
        super().__init__()
        self.aborted = False

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        pass

    def is_closing(self) -> bool:
        return self.aborted

    def abort(self) -> None:
        self.aborted = True


def read_all(talk: Conversation, replies: int) -> list[tuple[int, str]]:
    async def read() -> list[Any]:
        return [await talk.read_reply(1) for _ in range(replies)]

    return asyncio.run(read())


@given(st.sets(st.integers(1, 60)))
def test_replies_come_in_turn_wherever_they_are_cut(cuts: set[int]) -> None:
    said = b"250-first\r\n250 2.1.0 line\r\n354 go on\n550-5.1.1 no\r\n550 such\r\n"
    talk = Conversation(Transport())
    edges = [0, *sorted(cut for cut in cuts if cut < len(said)), len(said)]
    for begin, end in pairwise(edges):
        talk.data_received(said[begin:end])
    assert read_all(talk, 3) == [(250, "first\n2.1.0 line"), (354, "go on"), (550, "5.1.1 no\nsuch")]
    assert not talk.has_spoken


def test_what_was_said_before_the_end_can_still_be_read() -> None:
    talk = Conversation(Transport())
    talk.data_received(b"250 kept\r\n")
    talk.connection_lost(ConnectionResetError())
    assert read_all(talk, 1) == [(250, "kept")]
    with pytest.raises(ConnectionResetError):
        read_all(talk, 1)


@pytest.mark.parametrize("said", [b"hello\r\n", b"25 short\r\n", b"250x\r\n", b"\xff\xff\xff\r\n", b"\r\n"])
def test_what_is_no_reply_ends_it(said: bytes) -> None:
    transport = Transport()
    Conversation(transport).data_received(said)
    assert transport.aborted


@pytest.mark.parametrize("said", [b"250-more\r\n", b"x", b"250 ok\r\n"])
def test_relay_that_never_ends_does_not_fill_the_memory(said: bytes) -> None:
    transport = Transport()
    talk = Conversation(transport)
    talk.data_received(b"250-")
    for _ in range(LONGEST_REPLY):
        if transport.aborted:
            break
        talk.data_received(said)
    assert transport.aborted


async def test_writing_waits_while_the_relay_takes_no_more() -> None:
    talk = Conversation(Transport())
    talk.pause_writing()
    with pytest.raises(TimeoutError):
        await talk.drain(0.01)
    asyncio.get_running_loop().call_soon(talk.resume_writing)
    await talk.drain(1)


async def test_end_of_the_connection_ends_every_wait() -> None:
    talk = Conversation(Transport())
    talk.pause_writing()
    loop = asyncio.get_running_loop()
    loop.call_soon(talk.eof_received)
    await talk.drain(1)
    assert not talk.is_open and talk.has_spoken
    with pytest.raises(ConnectionResetError):
        talk.write(b"QUIT\r\n")
