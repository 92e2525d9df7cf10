"""The portal over HTTP on a campaign that has come to a stage, and the links that its letters carry."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import httpx
import pytest

from notifications.links import LinkSigner
from portal.guards import KnocksAllowed
from portal.running import PortalServer
from tests.actions.conftest import desk_at, stages
from tests.actions.desk import Desk
from tests.portal.visitor import LINK_KEY, Portal

__all__ = ["desk_at", "stages"]
GENEROUS = KnocksAllowed(misses=100_000, codes=100_000)


@pytest.fixture
def portal_at(desk_at: Callable[[str], Desk]) -> Iterator[Callable[..., Portal]]:
    """A portal, really served, whose campaign has come to a stage."""
    closing: list[Callable[[], object]] = []

    def open_at(stage: str, allowed: KnocksAllowed = GENEROUS) -> Portal:
        desk = desk_at(stage)
        # Without TLS here a client would rightly keep a Secure cookie to itself.
        office = replace(desk.office, signer=LinkSigner([LINK_KEY], "http://cong.example"))
        desk.office = office
        server = PortalServer(office, allowed=allowed).start()
        client = httpx.Client(base_url=server.address, follow_redirects=False, timeout=30)
        closing.extend((server.stop, client.close))
        return Portal(desk, client)

    yield open_at
    for close in reversed(closing):
        close()
