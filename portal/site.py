"""What every request has at hand: the office, the brakes, the language, the foot of the page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, TypeVar, cast

from fastapi import Depends, Request
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError
from sqlmodel import Session

from actions.context import Context
from actions.office import Office
from actions.tell_office import asking_office
from portal.guards import Knocks
from portal.speech import Speech, choose_locale
from rules.refusals import ContactMissing, UnknownCode
from rules.words import AgencyRole

LANGUAGE_COOKIE = "lang"
TRIES = 3
Found = TypeVar("Found")


@dataclass(frozen=True)
class Site:
    office: Office
    knocks: Knocks
    https: bool

    @property
    def plain_foot(self) -> Mapping[str, str]:
        """For pages that must not look anything up: the standing agency as the pack names it."""
        pack = self.office.pack
        standing = [agency for agency in pack.agencies if AgencyRole.STANDING in agency.roles]
        return {"office": standing[0].name, "telephone": standing[0].telephone} if standing else NO_FOOT

    def foot(self, session: Session, now: datetime, context: Context) -> Mapping[str, str]:
        """The office that asks, with its telephone."""
        try:
            asking = asking_office(session, now, context)
        except (ContactMissing, UnknownCode):
            return self.plain_foot
        return {"office": asking.office, "telephone": asking.telephone}


def in_turn(site: Site, act: Callable[[Session, datetime], Found]) -> Found:
    """Act in one transaction. Who loses a race that no lock saw (the same nonce twice, a row changed meanwhile) tries
    again, and then finds what the other left."""
    for left in reversed(range(TRIES)):
        try:
            with site.office.transaction() as (session, now):
                return act(session, now)
        except (IntegrityError, StaleDataError):
            if not left:
                raise
    raise AssertionError("the last try returns or raises")


NO_FOOT: Mapping[str, str] = {"office": "", "telephone": ""}


def site_of(request: Request) -> Site:
    return cast(Site, request.app.state.site)


def speech_of(request: Request) -> Speech:
    """The language asked for in the address, else the one remembered, else the pack's; hours are those of its zone."""
    pack = site_of(request).office.pack
    asked, remembered = request.query_params.get("lang"), request.cookies.get(LANGUAGE_COOKIE)
    return Speech(choose_locale(asked, remembered, pack.locale), pack.calendar.zone)


def address_of(request: Request) -> str:
    """The visitor's network address."""
    return request.client.host if request.client else "unknown"


SiteHere = Annotated[Site, Depends(site_of)]
SpeechHere = Annotated[Speech, Depends(speech_of)]
