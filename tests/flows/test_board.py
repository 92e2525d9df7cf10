"""The campaign's board: timeline, who is late, mail, links to prefilled forms; and what must never stand on it."""

import json
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlmodel import select

from actions.decide_plan import PlanDecision
from actions.suspend_area import AreaOrder, suspend_area
from flows.clockwork import advance, deliver_mail
from flows.inspection import inspection_campaign
from flows.opening import settings
from flows.server import PrefectServer
from models import Contact, Duty, Establishment, Message
from notifications.delivery.catcher import MailCatcher
from rules.words import Confidentiality, ItemAnswer, MessageState, Mode, ProtectionSign, SuspendReason
from tests.actions.desk import COORDINATOR, FIRST, Desk
from tests.actions.receptions import begun, said
from tests.actions.work import CODE
from tests.flows.runs import artifacts

pytestmark = pytest.mark.prefect
BOARD, SCHEDULE, PROGRESS = (f"{CODE.lower()}-{name}" for name in ("board", "schedule", "progress"))


async def versions() -> list[int]:
    """How often each of the three has been written; the server is shared, so only the growth says something."""
    return [len(await artifacts(key)) for key in (BOARD, SCHEDULE, PROGRESS)]


async def page() -> str:
    return str((await artifacts(BOARD))[0].data)


async def look(desk: Desk) -> str:
    """The board after the campaign was looked at."""
    assert (await inspection_campaign(CODE, return_state=True)).is_completed()
    return await page()


def links(board: str) -> dict[str, dict[str, Any]]:
    """What each link is called, and what it fills in."""
    found = {}
    for line in board.splitlines():
        if line.startswith("- ["):
            text, address = line.removeprefix("- [").removesuffix(")").split("](")
            found[text] = json.loads(parse_qs(urlsplit(address).query)["parameters"][0])
    return found


async def test_board_leads_to_the_officers_signed_in_pages(desk: Desk) -> None:
    desk.start()
    board, pages = await look(desk), f"{settings().public_portal_address}/office"
    assert f"]({pages}/c/{CODE})" in board and f"]({pages})" in board


async def test_artifacts_are_written_and_not_again_while_they_show_the_same(desk: Desk) -> None:
    before = await versions()
    desk.start()
    await advance(return_state=True)
    once = await versions()
    await look(desk)
    assert [now - then for now, then in zip(once, before, strict=True)] == [1, 1, 1]
    assert await versions() == once

    desk.decide(PlanDecision())
    await advance(return_state=True)
    again = [now - then for now, then in zip(await versions(), once, strict=True)]
    assert again == [1, 0, 0], "the schedule and what is done are as they were"


async def test_board_shows_its_timeline_as_a_gantt_chart(desk: Desk) -> None:
    desk.schedule()
    board = await look(desk)
    assert "```mermaid\n%%{init: " in board and "\ngantt\n" in board
    assert "  Lập lịch :done, 2021-02-01, 1d" in board and "  Phê duyệt :active, 2021-02-01, 1d" in board
    assert "  Kế hoạch :2021-03-01, 2021-03-31" in board
    assert "_01/02/2021 08:00_" in board, "in the province's own time"


async def test_late_agency_stands_on_the_board_by_name_and_days(desk: Desk) -> None:
    desk.schedule()
    assert "Không có. Đang chờ trong hạn: 1." in await look(desk)
    desk.at(date(2021, 2, 26))
    await advance(return_state=True)
    late = next(line for line in (await look(desk)).splitlines() if line.startswith("| Ủy ban nhân dân"))
    assert late.split(" | ")[1:3] == ["Phê duyệt kế hoạch kiểm tra", "1"] and int(late.split(" | ")[3]) > 0


async def test_area_at_rest_stands_on_the_board_with_its_paper_and_what_waits_there_is_not_late(desk: Desk) -> None:
    desk.schedule()
    desk.approve()
    with desk.work() as work:
        order = AreaOrder(SuspendReason.EPIDEMIC, "1234/QĐ-UBND", until=date(2021, 3, 12))
        suspend_area(work.session, "323", order, actor=COORDINATOR, **work.given)
    board = await look(desk)
    assert "## Địa bàn tạm dừng" in board
    assert "đến 12/03/2021, phòng, chống dịch, văn bản 1234/QĐ-UBND" in board


async def test_letters_that_have_gone_out_show_at_once(desk: Desk) -> None:
    desk.schedule()
    row = "| Trình phê duyệt kế hoạch | {} | {} | 0 | 0 |"
    assert row.format(1, 0) in await look(desk)
    with MailCatcher(settings().home / "mail", settings().smtp_port):
        assert (await deliver_mail(return_state=True)).name == "Completed"
    assert row.format(0, 1) in await page()


async def test_letter_that_did_not_arrive_stands_there_with_its_agency_and_moment_and_no_address(desk: Desk) -> None:
    desk.schedule()
    assert "Thư chưa đến" not in await look(desk)
    with desk.work() as work:
        (letter,) = work.letters("plan_submitted")
        letter.state = MessageState.FAILED
    board = await look(desk)
    assert "| Trình phê duyệt kế hoạch | Ủy ban nhân dân tỉnh Hưng Yên | Không gửi được | 01/02/2021 08:00 |" in board
    assert letter.address not in board


async def test_board_stands_without_links_where_no_form_is_deployed(desk: Desk) -> None:
    desk.schedule()
    board = await look(desk)
    assert board.startswith(f"# {CODE} · Trình duyệt") and links(board) == {} and "Quyết định" not in board


@pytest.mark.usefixtures("deployed")
async def test_pending_decisions_are_links_to_filled_in_forms(desk: Desk, prefect_server: PrefectServer) -> None:
    desk.come_to("approve")
    desk.at(date(2021, 2, 26))
    await advance(return_state=True)
    board = await look(desk)
    with desk.look() as work:
        silent = [duty for duty in work.session.exec(select(Duty).where(Duty.kind == "confirm")) if duty.rung]
    assert silent
    found = links(board)
    for duty in silent:
        filled = {"campaign": CODE, "decision": "Miễn nghĩa vụ", "duty": duty.code}
        assert found[f"Miễn nghĩa vụ {duty.code} ({duty.agency})"] == filled
    assert found["Tạm dừng"] == {"campaign": CODE, "decision": "Tạm dừng"}
    assert f"]({prefect_server.ui_url}/v2/deployments/deployment/" in board


async def test_no_premises_no_person_and_nothing_confidential_is_in_any_artifact(desk: Desk) -> None:
    desk.come_to("go_on_first_visits")
    grave = {"K27": ItemAnswer.SIGNS_OF_CRIME, "K12": ItemAnswer.VIOLATION}
    desk.find(FIRST, grave, signs=(ProtectionSign.TRAFFICKING,))
    begun(desk)
    said(desk)
    await look(desk)
    shown = " ".join([str(artifact.data) for key in (BOARD, SCHEDULE, PROGRESS) for artifact in await artifacts(key)])
    with desk.look() as work:
        session = work.session
        places = session.exec(select(Establishment)).all()
        contacts = session.exec(select(Contact)).all()
        duties = session.exec(select(Duty).where(Duty.confidential)).all()
        letters = session.exec(select(Message).where(Message.confidentiality != Confidentiality.ROUTINE)).all()
    assert places and contacts and duties and letters
    hidden = [word for place in places for word in (place.name, place.code)]
    hidden += [word for contact in contacts for word in (contact.address, contact.telephone)]
    hidden += [word for duty in duties for word in (duty.code, duty.subject, duty.kind.label)]
    hidden += [letter.letter for letter in letters] + ["referral", "protection", "Hồ sơ", "nạn nhân"]
    assert [word for word in hidden if word in shown] == []


async def test_unannounced_campaign_has_no_board(desk: Desk) -> None:
    desk.schedule()
    with desk.work() as work:
        work.campaign().mode = Mode.UNANNOUNCED
    before = await versions()
    await inspection_campaign(CODE, return_state=True)
    assert await versions() == before
