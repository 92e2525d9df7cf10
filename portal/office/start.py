"""The start page: who has not answered, on the page, as a workbook, and as plain text to paste into a chat."""

import textwrap
import unicodedata
from itertools import groupby
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import Response

from models.queries.contact_repairs import repairs_waiting
from models.queries.office_pages import plans_waiting
from models.queries.switches import switched_off
from portal.office.desk import OfficeDesk, reading_office
from portal.office.late import LateRow, late_list
from portal.office.sheets import as_file, send_workbook
from portal.site import SiteHere, SpeechHere
from rules.visibility import KEEPS_RECORDS, RAISES_CHECKS, READS_CAMPAIGNS
from rules.words import Role

LINE = 60
"""Letters in a line that a telephone shows without breaking it."""
routes = APIRouter()


@routes.get("/office")
@routes.head("/office")
def show_start(request: Request, site: SiteHere, speech: SpeechHere, campaign: str = "", agency: str = "") -> Response:
    with reading_office(site, request, speech, READS_CAMPAIGNS) as desk:
        role = desk.officer.role
        return desk.page(
            "office/start.html",
            here="/office",
            switched_off=switched_off(desk.session),
            mail_in_clear=site.office.mail_in_clear,
            late=late_list(desk, campaign, agency),
            chosen={"campaign": campaign, "agency": agency},
            asked=urlencode({"campaign": campaign, "agency": agency}),
            plans=[(duty, plan, desk.now > duty.due_at) for duty, plan in plans_waiting(desk.session, role)],
            decides_now=role is Role.CHAIRMAN,
            records=role in KEEPS_RECORDS,
            checks=role in RAISES_CHECKS,
            repairs=[
                (duty, contact, desk.agency(contact.agency)) for duty, contact in repairs_waiting(desk.session, role)
            ],
        )


@routes.get("/office/late.xlsx")
@routes.head("/office/late.xlsx")
def send_late(request: Request, site: SiteHere, speech: SpeechHere, campaign: str = "", agency: str = "") -> Response:
    with reading_office(site, request, speech, READS_CAMPAIGNS) as desk:
        say = speech.say
        return send_workbook(
            f"{say('chua-tra-loi', 'not-answered')}-{desk.today:%Y-%m-%d}",
            say("Chưa trả lời, lúc ", "Not answered at ") + speech.moment(desk.now),
            (
                say("Cơ quan", "Agency"),
                say("Việc", "Duty"),
                say("Đợt kiểm tra", "Campaign"),
                say("Số ngày làm việc trễ", "Working days late"),
                say("Hạn", "Due"),
                say("Đôn đốc gần nhất", "Last reminder"),
                say("Thư gần nhất", "Last letter"),
                say("Tiếp theo", "Next"),
                say("Điện thoại", "Telephone"),
                say("Mã việc", "Code"),
            ),
            (34, 34, 18, 10, 12, 30, 16, 34, 16, 24),
            [_cells(desk, row) for row in late_list(desk, campaign, agency).rows],
            speech.zone,
        )


def _cells(desk: OfficeDesk, row: LateRow) -> tuple[str | int, ...]:
    speech = desk.speech
    chased = f"{speech.moment(row.chased.at)}, {speech.label(row.chased.to)}" if row.chased else ""
    following = f"{speech.moment(row.next_at)}, {speech.label(row.next_to)}" if row.next_at and row.next_to else ""
    return (
        row.agency,
        speech.label(row.duty.kind),
        row.campaign,
        row.workdays_late,
        speech.moment(row.duty.due_at),
        chased,
        speech.label(row.mail) if row.mail else "",
        following,
        row.office.telephone if row.office else "",
        row.duty.code,
    )


@routes.get("/office/late.txt")
@routes.head("/office/late.txt")
def send_text(request: Request, site: SiteHere, speech: SpeechHere, campaign: str = "", agency: str = "") -> Response:
    with reading_office(site, request, speech, READS_CAMPAIGNS) as desk:
        text = plain_text(desk, late_list(desk, campaign, agency).rows)
    name = f"{speech.say('chua-tra-loi', 'not-answered')}-{desk.today:%Y-%m-%d}.txt"
    response = as_file(text, "text/plain; charset=utf-8", name)
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def plain_text(desk: OfficeDesk, rows: list[LateRow]) -> str:
    """Composed letters (NFC) and short lines; what is alike stands together with its number. Premises are not named."""
    say, speech = desk.speech.say, desk.speech
    lines = [say("CHƯA TRẢ LỜI", "NOT ANSWERED") + f" ({speech.moment(desk.now)})"]
    if not rows:
        lines.append(say("Không có.", "None."))
    alike = sorted(rows, key=lambda row: (row.agency, row.campaign, row.duty.kind.value))
    for agency, of_agency in groupby(alike, key=lambda row: row.agency):
        lines += ["", *textwrap.wrap(agency, LINE)]
        telephone = ""
        for (code, kind), group in groupby(of_agency, key=lambda row: (row.campaign, row.duty.kind)):
            same = list(group)
            late = max(row.workdays_late for row in same)
            count = f"{len(same)} × " if len(same) > 1 else ""
            lines += textwrap.wrap(f"- {count}{speech.label(kind)}", LINE, subsequent_indent="  ")
            lines.append(f"  {code}, " + say(f"trễ {late} ngày làm việc", f"{late} working days late"))
            telephone = telephone or next((row.office.telephone for row in same if row.office), "")
        if telephone:
            lines.append(say("ĐT: ", "Tel: ") + telephone)
    return unicodedata.normalize("NFC", "\n".join(lines) + "\n")
