"""Every page of an English pack is English for who never chose a language: walked by its own links, as officers and as
the agencies."""

import re
from collections.abc import Iterator
from datetime import date

import pytest
from lxml import html
from sqlmodel import select

from actions.context import Actor
from actions.start_campaign import Opening, start_campaign
from config.packs import pack_files
from config.settings import PROJECT
from config.workbook_safety import read_cells
from models import Message
from rules.visibility import READS_CAMPAIGNS
from rules.words import CampaignKind, Mode, Role
from tests.actions.desk import Desk
from tests.actions.mail_parts import text_of
from tests.portal.conftest import serve
from tests.portal.visitor import LINK, Portal
from tests.trials.walking import open_walk

FOOD = pack_files(PROJECT / "config" / "packs" / "qasira-food-2026")
VIETNAMESE = re.compile("[ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]+", re.IGNORECASE)
SWITCH = "Tiếng Việt"
"""The way to the other language is written in that language."""
REGISTER = "/office/register/template.xlsx"
"""Its headings are Vietnamese, with English beside them on its sheet of explanations."""
CHECKED, TRAINED = "QF-2026-KT-01", "QF-2026-TH-01"
YEAR = Opening(CampaignKind.ANNUAL_PLAN, Mode.PLANNED, date(2026, 1, 1), date(2026, 12, 31), visits=0, seed=1)


@pytest.fixture(scope="module")
def food(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """The year is open, its training asks for its plan, and an inspection lies before the chairman."""
    desk = Desk(open_walk(tmp_path_factory.mktemp("food-pages"), FOOD))
    desk.at(date(2026, 2, 1))
    with desk.work() as work:
        start_campaign(work.session, YEAR, actor=Actor(Role.COORDINATOR, "FSI"), **work.given)
    desk.advance()
    desk.advance()
    portal, end = serve(desk)
    yield portal
    end()
    desk.office.engine.dispose()


def read_page(portal: Portal, path: str) -> tuple[str, list[str]]:
    """What a page, a picture, a calendar or a workbook says, and where it leads."""
    response = portal.client.get(path)
    kind = response.headers["content-type"]
    if "spreadsheet" in kind:
        sheets = read_cells(response.content, "file.xlsx")
        return "\n".join([*sheets, *(str(cell) for rows in sheets.values() for row in rows for cell in row)]), []
    if "html" not in kind:
        return response.text, []
    tree = html.fromstring(response.text)
    return response.text, [str(address) for address in tree.xpath("//a/@href | //img/@src")]


def vietnamese_on_pages(portal: Portal, starts: list[str]) -> tuple[set[str], dict[str, list[str]]]:
    """Every page that can be come to by links, and its Vietnamese lines by page."""
    seen: set[str] = set()
    found: dict[str, list[str]] = {}
    ahead = list(starts)
    while ahead:
        path = ahead.pop().partition("#")[0]
        if path in (*seen, REGISTER) or not path.startswith("/") or "lang=" in path:
            continue
        seen.add(path)
        text, links = read_page(portal, path)
        ahead += links
        lines = [line.strip() for line in text.replace(SWITCH, "").splitlines() if VIETNAMESE.search(line)]
        if lines:
            found[path] = lines
    return seen, found


@pytest.mark.parametrize("role", sorted(READS_CAMPAIGNS))
def test_signed_in_pages_are_in_the_language_of_the_pack(food: Portal, role: Role) -> None:
    food.sign_in(role)
    seen, vietnamese = vietnamese_on_pages(food, ["/", "/office"])
    assert vietnamese == {}
    assert {"/office/year.svg", "/office/year.ics", f"/office/c/{CHECKED}/schedule.xlsx"} <= seen


def test_pages_behind_links_are_in_the_language_of_the_pack(food: Portal) -> None:
    food.desk.advance()
    with food.desk.look() as work:
        letters = work.session.exec(select(Message)).all()
        links = {found.group(1) for letter in letters if (found := LINK.search(text_of(letter)))}
    seen, vietnamese = vietnamese_on_pages(food, sorted(links))
    assert vietnamese == {}
    assert {path.rpartition("-")[0].rpartition("/")[2] for path in seen if "/d/" in path} >= {CHECKED, TRAINED}
    assert any(path.endswith("form.xlsx") for path in seen)


def test_vietnamese_is_a_choice_away(food: Portal) -> None:
    food.sign_in(Role.COORDINATOR)
    assert "Các đợt công tác" in food.get("/office?lang=vi").text
    assert "Đang thực hiện" in food.client.get("/office/year.svg").text
    food.client.cookies.delete("lang")
