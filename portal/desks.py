"""Opening a desk: the link's visitor, in one transaction or one reading."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TypeVar

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from models.queries.portal_pages import lock_campaign
from portal.access import enter_link
from portal.desk import Desk
from portal.site import Site
from portal.speech import Speech

Found = TypeVar("Found")
TRIES = 3


@contextmanager
def reading_desk(site: Site, signed: str, cookies: Mapping[str, str], speech: Speech) -> Iterator[Desk]:
    """To show something. Raises NotThere, LinkExpired or CodeNeeded."""
    with site.office.reading() as (session, now):
        visitor = enter_link(session, site.office, signed, now, cookies)
        yield Desk(session, now, visitor, speech)


def change_something(
    site: Site, signed: str, cookies: Mapping[str, str], speech: Speech, change: Callable[[Desk], Found]
) -> Found:
    """Do it in one transaction, one visitor of a campaign after the other.

    Who loses a race that the lock did not see (the same nonce twice, a row changed meanwhile) tries again, and then
    finds what the other left.
    """
    for left in reversed(range(TRIES)):
        try:
            with site.office.transaction() as (session, now):
                visitor = enter_link(session, site.office, signed, now, cookies)
                lock_campaign(session, visitor.campaign)
                return change(Desk(session, now, visitor, speech))
        except (IntegrityError, StaleDataError):
            if not left:
                raise
    raise AssertionError("the last try returns or raises")
