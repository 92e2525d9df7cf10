"""The offices that letters go to, and changing one of them."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from actions.add_contact import add_contact
from actions.change_contact import ContactFacts, change_contact
from models import Contact
from models.queries.office_records import contacts_on
from portal.access import NotThere
from portal.forms import Form
from portal.office.desk import OfficeDesk, change_office, reading_office
from portal.posted import Posted
from portal.refusing import note_refusal
from portal.sentences import status_of
from portal.site import SiteHere, SpeechHere
from rules.refusals import Refusal
from rules.visibility import KEEPS_RECORDS, PERSONAL_MAILBOX
from rules.words import Role

LONGEST_FIELD = 200
ROLES = tuple(role for role in Role if role is not Role.ENGINE)
ASK_AGENCY = ("Xin chọn cơ quan.", "Please choose the agency.")
ASK_ROLE = ("Xin chọn chức trách.", "Please choose the role.")
YES_NO = ("yes", "no")
routes = APIRouter()


@routes.get("/office/contacts")
@routes.head("/office/contacts")
def show_contacts(request: Request, site: SiteHere, speech: SpeechHere) -> Response:
    with reading_office(site, request, speech, KEEPS_RECORDS) as desk:
        by_agency: dict[str, list[Contact]] = {}
        for row in contacts_on(desk.session, desk.today):
            by_agency.setdefault(row.agency, []).append(row)
        agencies = sorted((desk.agency(code), rows) for code, rows in by_agency.items())
        done = request.query_params.get("done", "")
        return desk.page("office/contacts.html", here="/office/contacts", agencies=agencies, done=done)


@routes.get("/office/contacts/new")
@routes.head("/office/contacts/new")
def show_new_contact(
    request: Request, site: SiteHere, speech: SpeechHere, agency: str = "", role: str = ""
) -> Response:
    with reading_office(site, request, speech, KEEPS_RECORDS) as desk:
        return new_contact_page(desk, Posted({"agency": [agency], "role": [role]}, speech))


def new_contact_page(desk: OfficeDesk, posted: Posted, status: int = 200) -> HTMLResponse:
    return desk.page(
        "office/contact_new.html",
        here="/office/contacts",
        status=status,
        posted=posted,
        agencies=sorted(((code, desk.agency(code)) for code in _agencies(desk)), key=lambda pair: pair[1]),
        roles=[(role.value, desk.speech.label(role)) for role in ROLES],
    )


def _agencies(desk: OfficeDesk) -> list[str]:
    return [agency.code for agency in desk.context().pack.agencies if agency.valid_on(desk.today)]


@routes.post("/office/contacts/new")
def enter(request: Request, posted: Form, site: SiteHere, speech: SpeechHere) -> Response:
    """The same address a second time is refused at its field."""

    def add(desk: OfficeDesk) -> None:
        agency = posted.choice("agency", _agencies(desk), ASK_AGENCY)
        role = posted.choice("role", [role.value for role in ROLES], ASK_ROLE)
        facts = _read(posted)
        add_contact(desk.session, agency, Role(role), facts, **desk.given())

    try:
        change_office(site, request, speech, KEEPS_RECORDS, add)
    except Refusal as refusal:
        note_refusal(posted, refusal)
        with reading_office(site, request, speech, KEEPS_RECORDS) as desk:
            return new_contact_page(desk, posted, status_of(refusal))
    return RedirectResponse("/office/contacts?done=contact", status_code=303)


@routes.get("/office/contacts/{number}")
@routes.head("/office/contacts/{number}")
def show_contact(number: int, request: Request, site: SiteHere, speech: SpeechHere) -> Response:
    with reading_office(site, request, speech, KEEPS_RECORDS) as desk:
        contact = _find(desk, number)
        filled = Posted(
            {
                "office": [contact.office],
                "telephone": [contact.telephone],
                "address": [contact.proposed or contact.address],
                "shared": ["yes" if contact.shared else "no"],
            },
            speech,
        )
        return contact_page(desk, contact, filled)


def contact_page(desk: OfficeDesk, contact: Contact, posted: Posted, status: int = 200) -> HTMLResponse:
    facts: dict[str, Any] = {
        "contact": contact,
        "agency": desk.agency(contact.agency),
        "personal": contact.role in PERSONAL_MAILBOX,
        "action": f"/office/contacts/{contact.id}",
    }
    return desk.page("office/contact.html", here="/office/contacts", status=status, posted=posted, **facts)


@routes.post("/office/contacts/{number}")
def change(number: int, request: Request, posted: Form, site: SiteHere, speech: SpeechHere) -> Response:
    """Safe to repeat without a nonce: the same facts again change nothing."""

    def move(desk: OfficeDesk) -> None:
        change_contact(desk.session, _find(desk, number), _read(posted), **desk.given())

    try:
        change_office(site, request, speech, KEEPS_RECORDS, move)
    except Refusal as refusal:
        note_refusal(posted, refusal)
        with reading_office(site, request, speech, KEEPS_RECORDS) as desk:
            return contact_page(desk, _find(desk, number), posted, status_of(refusal))
    return RedirectResponse("/office/contacts?done=contact", status_code=303)


def _read(posted: Posted) -> ContactFacts:
    """What is empty or malformed is the action's to say; that a box was ticked is the form's."""
    ask = ("Xin chọn hộp thư riêng hay dùng chung.", "Please choose whether the mailbox is shared.")
    shared = posted.choice("shared", YES_NO, ask)
    posted.check()
    office, telephone, address = (posted.get(name).strip() for name in ("office", "telephone", "address"))
    return ContactFacts(office, telephone, address, shared == "yes")


def _find(desk: OfficeDesk, number: int) -> Contact:
    contact = desk.session.get(Contact, number)
    if contact is None:
        raise NotThere
    return contact
