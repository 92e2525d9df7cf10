"""Opening a desk: the link's visitor, in one transaction or one reading."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import TypeVar

from sqlmodel import Session

from models.queries.portal_pages import lock_campaign
from portal.access import enter_link
from portal.desk import Desk
from portal.site import Site, in_turn
from portal.speech import Speech

Found = TypeVar("Found")


@contextmanager
def reading_desk(site: Site, signed: str, cookies: Mapping[str, str], speech: Speech) -> Iterator[Desk]:
    """To show something. Raises NotThere, LinkExpired or CodeNeeded."""
    with site.office.reading() as (session, now):
        visitor = enter_link(session, site.office, signed, now, cookies)
        yield Desk(session, now, visitor, speech)


def change_something(
    site: Site, signed: str, cookies: Mapping[str, str], speech: Speech, change: Callable[[Desk], Found]
) -> Found:
    """Do it in one transaction, one visitor of a campaign after the other."""

    def act(session: Session, now: datetime) -> Found:
        visitor = enter_link(session, site.office, signed, now, cookies)
        lock_campaign(session, visitor.campaign)
        return change(Desk(session, now, visitor, speech))

    return in_turn(site, act)
