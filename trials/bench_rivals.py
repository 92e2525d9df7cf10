"""The obvious ways to send what is ready, for `bench mail`: none of them remembers anything."""

import asyncio
import os
import time
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import aiosmtplib

from flows.server import PrefectServer
from trials.smtp_sink import LOOPBACK


class Ready(NamedTuple):
    """One letter as it goes out."""

    sender: str
    recipient: str
    mime: bytes


Send = Callable[[aiosmtplib.SMTP, Ready], Awaitable[object]]


async def send_over_kept_connections(port: int, letters: Sequence[Ready], connections: int) -> float:
    """Seconds for bare aiosmtplib: its own `sendmail`, over connections that stay open."""
    return await _send_all(port, letters, connections, lambda smtp, letter: smtp.sendmail(*_arguments(letter)))


async def send_over_fresh_connections(port: int, letters: Sequence[Ready], connections: int) -> float:
    """Seconds for a connection of its own for each letter, so many at a time."""
    waiting = deque(letters)

    async def work() -> None:
        while waiting:
            sender, recipients, mime = _arguments(waiting.popleft())
            async with _connection(port) as smtp:
                await smtp.sendmail(sender, recipients, mime)

    started = time.perf_counter()
    await asyncio.gather(*(work() for _ in range(connections)))
    return time.perf_counter() - started


def send_by_tasks(folder: Path, port: int, letters: Sequence[Ready], connections: int) -> float:
    """Seconds for a Prefect task for each letter, over kept connections, until the server has recorded them all.

    The server's start is not counted. Letters go faster than it records their tasks, and what is not recorded yet would
    be lost with it.
    """
    with PrefectServer(folder) as server:
        os.environ |= {**server.environment, "PREFECT_LOGGING_LEVEL": "ERROR"}
        return asyncio.run(_send_by_tasks(port, letters, connections))


async def _send_by_tasks(port: int, letters: Sequence[Ready], connections: int) -> float:
    from prefect import flow, task
    from prefect.cache_policies import NO_CACHE

    from trials.run_counts import count_runs

    sending: dict[int, tuple[aiosmtplib.SMTP, Ready]] = {}

    @task(cache_policy=NO_CACHE, persist_result=False)
    async def send_letter(number: int) -> None:
        smtp, letter = sending.pop(number)
        await smtp.sendmail(*_arguments(letter))

    async def send(smtp: aiosmtplib.SMTP, letter: Ready) -> None:
        number = id(letter)
        sending[number] = smtp, letter
        await send_letter(number)

    @flow(name="a-task-per-letter")
    async def send_letters() -> None:
        await _send_all(port, letters, connections, send)

    started = time.perf_counter()
    await send_letters()
    while (await count_runs())["task_runs"] < len(letters):
        await asyncio.sleep(0.05)
    return time.perf_counter() - started


async def _send_all(port: int, letters: Sequence[Ready], connections: int, send: Send) -> float:
    waiting = deque(letters)

    async def work() -> None:
        async with _connection(port) as smtp:
            while waiting:
                await send(smtp, waiting.popleft())

    started = time.perf_counter()
    await asyncio.gather(*(work() for _ in range(connections)))
    return time.perf_counter() - started


def _connection(port: int) -> aiosmtplib.SMTP:
    return aiosmtplib.SMTP(hostname=LOOPBACK, port=port, use_tls=False, start_tls=False, local_hostname="localhost")


def _arguments(letter: Ready) -> tuple[str, list[str], bytes]:
    return letter.sender, [letter.recipient], letter.mime
