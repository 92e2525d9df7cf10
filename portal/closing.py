"""Closed links: while a person has closed them, every page that a link leads to says so and nothing else."""

from fastapi import Request
from fastapi.responses import HTMLResponse

from models.queries.switches import is_off
from portal.pages import show
from portal.site import SiteHere, site_of, speech_of
from rules.words import Switch


class LinksClosed(Exception):
    """Whatever was asked for: the page must not tell a good link from a bad one."""


def refuse_closed(site: SiteHere) -> None:
    """Asked of every request before anything else, officers' pages too: their sign-in came by a link."""
    with site.office.reading() as (session, _):
        if is_off(session, Switch.LINKS):
            raise LinksClosed


def say_closed(request: Request, error: Exception) -> HTMLResponse:
    return show("closed.html", speech_of(request), site_of(request).plain_foot, status=503)
