"""The portal over HTTP on a campaign that has come to a stage, and the links that its letters carry."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import httpx
import pytest

from notifications.links import LinkSigner
from portal.guards import KnocksAllowed
from portal.running import PortalServer
from tests.actions.conftest import desk_at, desk_on_both, stages
from tests.actions.desk import Desk
from tests.portal.visitor import LINK_KEY, Portal

__all__ = ["desk_at", "desk_on_both", "stages"]
GENEROUS = KnocksAllowed(misses=100_000, codes=100_000)
_closing = ThreadPoolExecutor(thread_name_prefix="closing")
"""A server takes 0.15 s to notice that it shall end: the next test need not wait for it."""


def serve(desk: Desk, allowed: KnocksAllowed = GENEROUS) -> tuple[Portal, Callable[[], None]]:
    """The portal of this desk's office, and how to end it."""
    # Without TLS here a client would rightly keep a Secure cookie to itself.
    desk = Desk(replace(desk.office, signer=LinkSigner([LINK_KEY], "http://cong.example")))
    server = PortalServer(desk.office, allowed=allowed).start()
    # Plain HTTP on loopback: reading the certificates of the world would take longer than most tests.
    client = httpx.Client(base_url=server.address, follow_redirects=False, timeout=30, verify=False)

    def end() -> None:
        client.close()
        _closing.submit(server.stop)

    return Portal(desk, client), end


@pytest.fixture
def portal_on_both(desk_on_both: Desk) -> Iterator[Portal]:
    """On SQLite and on PostgreSQL, with a plan before the chairman."""
    desk_on_both.schedule()
    portal, end = serve(desk_on_both)
    yield portal
    end()


@pytest.fixture
def portal_at(desk_at: Callable[[str], Desk]) -> Iterator[Callable[..., Portal]]:
    """A portal, really served, whose campaign has come to a stage."""
    ends: list[Callable[[], None]] = []

    def open_at(stage: str, allowed: KnocksAllowed = GENEROUS) -> Portal:
        portal, end = serve(desk_at(stage), allowed)
        ends.append(end)
        return portal

    yield open_at
    for end in ends:
        end()
