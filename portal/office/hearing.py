"""Who will hear of what a campaign does next, going on without those who cannot, and who is told by telephone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from actions.go_on_unheard import go_on_unheard, note_told
from actions.hearing import Hearer
from actions.rehearse_step import Rehearsal, rehearse_next
from models import Campaign, Unheard
from models.queries.contacts import telephones_known
from models.queries.unheard import left_out
from notifications.letter_names import letter_name
from portal.access import NotThere
from portal.forms import Form
from portal.office.areas import area_name
from portal.office.campaigns import find_planned
from portal.office.desk import OfficeDesk, change_office, rehearse_office
from portal.posted import Posted
from portal.refusing import note_refusal
from portal.sentences import status_of
from portal.site import SiteHere, SpeechHere
from rules.refusals import Refusal
from rules.visibility import KEEPS_RECORDS
from rules.words import DutyKind, GoOnReason, NotHeard, Role, Step

ASK = ("Xin chọn lý do.", "Please choose the reason.")
routes = APIRouter()


@dataclass(frozen=True)
class HearingRow:
    """An office, what it is written and will owe, and why it cannot be written to or be trusted to read it."""

    agency: str
    code: str
    role: Role
    letters: list[str]
    duties: tuple[DutyKind, ...]
    why: NotHeard | None
    goes_on: bool
    doubted: bool
    confirmed_on: date | None
    contact_id: int | None
    telephone: str


@dataclass(frozen=True)
class Call:
    """An office that is still to be told by telephone."""

    row: Unheard
    about: str
    campaign: str
    agency: str
    telephone: str


@routes.get("/office/c/{code}/hearing")
@routes.head("/office/c/{code}/hearing")
def show_hearing(code: str, request: Request, site: SiteHere, speech: SpeechHere) -> Response:
    with rehearse_office(site, request, speech, KEEPS_RECORDS) as desk:
        return hearing_page(desk, find_planned(desk, code))


def hearing_page(
    desk: OfficeDesk, campaign: Campaign, posted: Posted | None = None, *, status: int = 200
) -> HTMLResponse:
    rehearsal = rehearse_next(desk.session, campaign, now=desk.now, context=desk.context(campaign))
    return desk.page(
        "office/hearing.html",
        here="/office/c",
        status=status,
        posted=posted,
        campaign=campaign,
        step=None if rehearsal is None else rehearsal.step,
        at=None if rehearsal is None or rehearsal.at <= desk.now else rehearsal.at,
        rows=[] if rehearsal is None else _rows(desk, rehearsal),
        gaps=0 if rehearsal is None else len(rehearsal.gaps),
        reasons=list(GoOnReason),
        calls=calls_to_make(desk, [pair for pair in left_out(desk.session) if pair[1].id == campaign.id]),
        action=f"/office/c/{campaign.code}/hearing",
    )


def _rows(desk: OfficeDesk, rehearsal: Rehearsal) -> list[HearingRow]:
    telephones = telephones_known(desk.session, {one.agency for one in rehearsal.hearers if one.why is not None})
    return [
        _row(desk, rehearsal, hearers, telephones.get(office, "")) for office, hearers in rehearsal.by_office.items()
    ]


def _row(desk: OfficeDesk, rehearsal: Rehearsal, hearers: list[Hearer], telephone: str) -> HearingRow:
    first = hearers[0]
    names = (letter_name(one.letter, desk.speech.locale) for one in hearers if one.letter)
    return HearingRow(
        agency=desk.agency(first.agency),
        code=first.agency,
        role=first.role,
        letters=list(dict.fromkeys(names)),
        duties=rehearsal.duties.get(first.office, ()),
        why=first.why,
        goes_on=first.office in rehearsal.let_go,
        doubted=first.doubted,
        confirmed_on=first.confirmed_on,
        contact_id=first.contact_id,
        telephone=telephone,
    )


def calls_to_make(desk: OfficeDesk, rows: Sequence[tuple[Unheard, Campaign]]) -> list[Call]:
    telephones = telephones_known(desk.session, {row.agency for row, _ in rows})
    return [
        Call(
            row, _missed(desk, row), campaign.code, desk.agency(row.agency), telephones.get((row.agency, row.role), "")
        )
        for row, campaign in rows
        if row.reason is not None
    ]


def _missed(desk: OfficeDesk, row: Unheard) -> str:
    """The step, or the decision, that it has to be told of."""
    name, _, area = row.step.partition(":")
    if name in set(Step):
        return desk.speech.label(Step(name))
    decided = letter_name(name, desk.speech.locale)
    return f"{decided}: {area_name(desk, area)}" if area else decided


@routes.post("/office/c/{code}/hearing")
def go_on(code: str, request: Request, posted: Form, site: SiteHere, speech: SpeechHere) -> Response:
    """Sent twice it is refused the second time: nobody is left whom the step would wait for."""

    def let_go(desk: OfficeDesk) -> None:
        campaign = find_planned(desk, code)
        reason = posted.one_of("reason", GoOnReason, ASK)
        posted.check()
        assert reason is not None, "check() refuses a missing one"
        go_on_unheard(desk.session, campaign, reason, **desk.given(campaign))

    try:
        change_office(site, request, speech, KEEPS_RECORDS, let_go)
    except Refusal as refusal:
        note_refusal(posted, refusal)
        with rehearse_office(site, request, speech, KEEPS_RECORDS) as desk:
            return hearing_page(desk, find_planned(desk, code), posted, status=status_of(refusal))
    return RedirectResponse(f"/office/c/{code}/hearing", status_code=303)


@routes.post("/office/told/{number}")
def told(number: int, request: Request, site: SiteHere, speech: SpeechHere) -> Response:
    """Safe to repeat."""

    def note(desk: OfficeDesk) -> None:
        row = desk.session.get(Unheard, number)
        if row is None:
            raise NotThere
        note_told(desk.session, row, **desk.given())

    change_office(site, request, speech, KEEPS_RECORDS, note)
    return RedirectResponse("/office", status_code=303)
