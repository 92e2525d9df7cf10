"""An officer at his desk: what a signed-in page needs to show or change something."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from fastapi import Request
from fastapi.responses import HTMLResponse
from sqlmodel import Session

from actions.context import Context
from models import Campaign, Link
from portal.access import Visitor
from portal.desk import Desk
from portal.office.access import Officer, know_officer
from portal.pages import show
from portal.posted import Posted
from portal.refusing import is_for_the_form, note_refusal
from portal.site import Site, in_turn
from portal.speech import Speech
from rules.refusals import Refusal
from rules.visibility import KEEPS_RECORDS, RAISES_CHECKS, READS_CAMPAIGNS, RECEIVES_VICTIMS
from rules.words import Role

Found = TypeVar("Found")


@dataclass(frozen=True)
class OfficeDesk:
    session: Session
    now: datetime
    officer: Officer
    speech: Speech
    site: Site

    def context(self, campaign: Campaign | None = None) -> Context:
        """What actions are given: for a campaign, on the pack revision it cites."""
        return self.site.office.context(self.session, campaign)

    def given(self, campaign: Campaign | None = None) -> dict[str, Any]:
        """What every action takes by name; the actor is the signed-in officer."""
        return {"actor": self.officer.actor, "now": self.now, "context": self.context(campaign)}

    @property
    def today(self) -> date:
        return self.site.office.pack.calendar.day_of(self.now)

    def agency(self, code: str) -> str:
        return self.speech.agency(self.site.office.pack, code)

    def own_desk(self, campaign: Campaign) -> Desk:
        """The desk of this officer, who answers what he owes himself."""
        return self.in_place_of(self.officer.contact.agency, self.officer.role, campaign)

    def page(
        self, template: str, *, here: str = "", status: int = 200, posted: Posted | None = None, **facts: Any
    ) -> HTMLResponse:
        """A page that extends `office/layout.html`; `here` is the entry of the navigation that it belongs to."""
        return show(
            template,
            self.speech,
            self.site.foot(self.session, self.now, self.context()),
            status=status,
            posted=posted,
            officer=self.officer,
            nav=self.nav,
            here=here,
            **facts,
        )

    @property
    def nav(self) -> list[tuple[str, str]]:
        """The pages this role has, as (address, text)."""
        role, say = self.officer.role, self.speech.say
        entries = (
            (READS_CAMPAIGNS, "/office", say("Trang đầu", "Start page")),
            (READS_CAMPAIGNS, "/office/c", say("Các đợt công tác", "Campaigns")),
            (READS_CAMPAIGNS, "/office/year", say("Năm kế hoạch", "The year")),
            (KEEPS_RECORDS, "/office/contacts", say("Địa chỉ liên hệ", "Contacts")),
            (KEEPS_RECORDS, "/office/returns", say("Thư trả về", "What came back")),
            (KEEPS_RECORDS, "/office/areas", say("Địa bàn tạm dừng", "Areas at rest")),
            (KEEPS_RECORDS, "/office/reports", say("Báo cáo đột xuất", "Reports on request")),
            (KEEPS_RECORDS, "/office/register", say("Sổ đăng ký", "Register")),
            (RAISES_CHECKS, "/office/checks", say("Kiểm tra đột xuất", "Unannounced checks")),
            (RECEIVES_VICTIMS, "/office/receptions", say("Tiếp nhận, hỗ trợ", "Receptions")),
        )
        return [(address, text) for roles, address, text in entries if role in roles]

    def in_place_of(self, agency: str, role: Role, campaign: Campaign) -> Desk:
        """The desk of the agency that owes an answer, with this officer writing down what it said by telephone or on
        paper. The link is made up for this page and never saved."""
        link = Link(
            token="",
            contact_id=self.officer.contact.id or 0,
            agency=agency,
            role=role,
            campaign_id=campaign.id,
            expires_at=self.now,
            created_at=self.now,
        )
        visitor = Visitor("", link, self.officer.contact, campaign, self.context(campaign), self.officer.actor)
        return Desk(self.session, self.now, visitor, self.speech)


@contextmanager
def reading_office(site: Site, request: Request, speech: Speech, roles: Collection[Role]) -> Iterator[OfficeDesk]:
    """To show something. Raises NotSignedIn, or NotThere when the page is not for this officer."""
    with site.office.reading() as (session, now):
        officer = know_officer(session, site.office, request.cookies, now, roles)
        yield OfficeDesk(session, now, officer, speech, site)


@contextmanager
def rehearse_office(site: Site, request: Request, speech: Speech, roles: Collection[Role]) -> Iterator[OfficeDesk]:
    """To show what would come of something, of which nothing is kept. Raises what `reading_office` does."""
    with site.office.rehearsing() as (session, now):
        officer = know_officer(session, site.office, request.cookies, now, roles)
        yield OfficeDesk(session, now, officer, speech, site)


def change_office(
    site: Site, request: Request, speech: Speech, roles: Collection[Role], change: Callable[[OfficeDesk], Found]
) -> Found:
    """Do it in one transaction. Raises NotSignedIn, or NotThere when the page is not for this officer."""

    def act(session: Session, now: datetime) -> Found:
        officer = know_officer(session, site.office, request.cookies, now, roles)
        return change(OfficeDesk(session, now, officer, speech, site))

    return in_turn(site, act)


def take_office_form(
    site: Site,
    request: Request,
    speech: Speech,
    roles: Collection[Role],
    posted: Posted,
    change: Callable[[OfficeDesk], object],
    show_again: Callable[[OfficeDesk], HTMLResponse],
) -> HTMLResponse | None:
    """Change what a form asks for. None when it was taken; the form again, with its faults, when it may be corrected.

    Raises every other Refusal, as `change_office` does.
    """
    try:
        change_office(site, request, speech, roles, change)
    except Refusal as refusal:
        if not is_for_the_form(refusal):
            raise
        note_refusal(posted, refusal)
        with reading_office(site, request, speech, roles) as desk:
            return show_again(desk)
    return None
