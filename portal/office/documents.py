"""The documents on paper that a campaign rests on, and recording one."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from actions.record_document import DocumentFacts, record_document
from models.queries.office_pages import documents_of
from portal.guards import LARGEST_UPLOAD
from portal.office.campaigns import find_planned
from portal.office.desk import OfficeDesk, change_office, reading_office
from portal.office.upload import UploadHere
from portal.posted import Posted
from portal.refusing import note_refusal
from portal.sentences import status_of
from portal.site import SiteHere, SpeechHere
from rules.refusals import DocumentRefused, Refusal
from rules.visibility import KEEPS_RECORDS
from rules.words import DocumentKind, Role

SIGNERS = (
    Role.CHAIRMAN,
    Role.COMMITTEE,
    Role.DEPARTMENT_HEAD,
    Role.TEAM_LEADER,
    Role.DEPUTY_LEADER,
    Role.SUPERIOR,
    Role.AREA,
    Role.SANCTION_HOLDER,
    Role.COORDINATOR,
)
ASK_KIND = ("Xin chọn loại văn bản.", "Please choose the kind of document.")
ASK_SIGNER = ("Xin chọn chức trách ký.", "Please choose who signed it.")
MEGABYTE = 1_000_000
routes = APIRouter()


@routes.get("/office/c/{code}/documents")
@routes.head("/office/c/{code}/documents")
def show_documents(code: str, request: Request, site: SiteHere, speech: SpeechHere) -> Response:
    with reading_office(site, request, speech, KEEPS_RECORDS) as desk:
        return documents_page(desk, code, done=request.query_params.get("done", ""))


def documents_page(
    desk: OfficeDesk, code: str, *, posted: Posted | None = None, status: int = 200, done: str = ""
) -> HTMLResponse:
    campaign = find_planned(desk, code)
    return desk.page(
        "office/documents.html",
        here="/office/c",
        status=status,
        posted=posted,
        campaign=campaign,
        documents=documents_of(desk.session, desk.officer.role, campaign),
        kinds=list(DocumentKind),
        signers=SIGNERS,
        action=f"/office/c/{code}/documents",
        megabytes=LARGEST_UPLOAD // MEGABYTE,
        done=done,
    )


@routes.post("/office/c/{code}/documents")
def record(code: str, request: Request, upload: UploadHere, site: SiteHere, speech: SpeechHere) -> Response:
    """Safe to repeat without a nonce: a document that is on record is not recorded twice."""
    posted = upload.posted

    def keep(desk: OfficeDesk) -> None:
        campaign = find_planned(desk, code)
        record_document(desk.session, campaign, _read(posted, upload.sha256), **desk.given(campaign))

    try:
        change_office(site, request, speech, KEEPS_RECORDS, keep)
    except Refusal as refusal:
        note_refusal(posted, refusal)
        if isinstance(refusal, DocumentRefused):
            posted.faults = [("signed_on", sentence) for _, sentence in posted.faults]
        with reading_office(site, request, speech, KEEPS_RECORDS) as desk:
            return documents_page(desk, code, posted=posted, status=status_of(refusal))
    return RedirectResponse(f"/office/c/{code}/documents?done=document", status_code=303)


def _read(posted: Posted, sha256: str | None) -> DocumentFacts:
    kind = posted.one_of("kind", DocumentKind, ASK_KIND)
    signed_on = posted.day("signed_on", ask=("Xin nhập ngày ký.", "Please enter the day it was signed."))
    signer = posted.choice("signer", SIGNERS, ASK_SIGNER)
    number = posted.get("number").strip()
    if not number:
        posted.wrong("number", "Xin ghi số, ký hiệu văn bản.", "Please enter the document's number and symbol.")
    posted.check()
    assert kind is not None and signed_on is not None, "check() refuses a missing one"
    return DocumentFacts(kind, number, signed_on, Role(signer), sha256)
