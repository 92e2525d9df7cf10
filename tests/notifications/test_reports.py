"""The report as a page and as a workbook: complete, silent where it must be, the same again from the same figures."""

import re
import subprocess
import xml.etree.ElementTree as ET
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from inscriptis import get_text  # type: ignore[import-untyped]
from python_calamine import CalamineWorkbook
from sqlmodel import Session

from actions.report_figures import REFERRALS_TOLD, report_figures
from models import Establishment
from notifications.report_files import save_report
from notifications.report_picture import LONGEST, outcome_bars
from notifications.report_words import WORDS
from notifications.reports import render_report, write_workbook
from rules.figures import ReportFigures
from rules.words import Edition, ReferralState
from tests.actions.finished_campaign import CANARY, NOW, finish_campaign, province_context

SUSPICION = re.compile(
    r"tội phạm|tụ điểm|chuyển hồ sơ|hồ sơ chuyển|điều tra|nạn nhân|referral|hotspot|crime|investigat|victim|NV-", re.I
)
EVIL = '=HYPERLINK("https://evil.example")'
BOTH = pytest.mark.parametrize("edition", Edition)
LOCALES = pytest.mark.parametrize("locale", ["vi", "en"])


@pytest.fixture
def told(sqlite: sa.Engine) -> dict[Edition, ReportFigures]:
    """Both editions of a campaign in which one place has a name that wants to be a formula."""
    context = province_context()
    with Session(sqlite) as session:
        campaign = finish_campaign(session, context)
        rows = report_figures(session, campaign, Edition.COORDINATOR, now=NOW, context=context).visit_rows
        session.get_one(Establishment, rows[0].establishment).name = EVIL
        session.flush()
        return {edition: report_figures(session, campaign, edition, now=NOW, context=context) for edition in Edition}


@LOCALES
def test_partners_page_has_no_word_of_suspicion_and_no_premises(
    told: dict[Edition, ReportFigures], locale: str
) -> None:
    html = render_report(told[Edition.PARTNERS], locale)
    assert not SUSPICION.search(get_text(html))
    for row in told[Edition.COORDINATOR].visit_rows:
        assert row.code not in html and row.establishment not in html


@BOTH
@LOCALES
def test_protected_person_is_in_no_page_and_no_workbook(
    told: dict[Edition, ReportFigures], edition: Edition, locale: str, tmp_path: Path
) -> None:
    page = save_report(tmp_path, "HY-2021-KT-01", told[edition], locale)
    cells = str(_sheets(page.with_suffix(".xlsx")))
    for text in (page.read_text("utf-8"), cells):
        assert CANARY not in text and "hỗ trợ" not in text and "Victim" not in text


def test_national_heading_stands_only_where_the_pack_has_that_nation(told: dict[Edition, ReportFigures]) -> None:
    here = told[Edition.PARTNERS]
    elsewhere = replace(here, head=replace(here.head, national=False))
    assert "Socialist Republic" in render_report(here, "en").title()
    assert "Socialist Republic" not in render_report(elsewhere, "en").title()


def test_page_is_laid_out_as_an_official_report(told: dict[Edition, ReportFigures]) -> None:
    text = " ".join(get_text(render_report(told[Edition.PARTNERS], "vi")).split())
    for piece in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "UBND TỈNH HƯNG YÊN",
        "SỞ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI",
        "/BC-",
        "Hưng Yên, ngày 31 tháng 3 năm 2021",
        "BÁO CÁO Kết quả kiểm tra liên ngành 178",
        "từ ngày 01/03/2021 đến ngày 26/03/2021",
        "Nơi nhận:",
        "- Lưu: VT.",
    ):
        assert piece in text


def test_page_tells_the_coordinator_of_referrals_and_that_it_is_internal(told: dict[Edition, ReportFigures]) -> None:
    text = get_text(render_report(told[Edition.COORDINATOR], "vi"))
    assert all(state.label in text for state in REFERRALS_TOLD)
    for untold in (ReferralState.PROPOSED, ReferralState.FIRST_APPROVED, ReferralState.WITHDRAWN):
        assert untold.label not in text, "how many wait, or were taken back, is not told"
    assert "không gửi ra ngoài" in text
    assert "không gửi ra ngoài" not in get_text(render_report(told[Edition.PARTNERS], "vi"))


@BOTH
def test_page_fetches_nothing_and_its_picture_is_well_formed(
    told: dict[Edition, ReportFigures], edition: Edition
) -> None:
    html = render_report(told[edition], "vi")
    assert not re.search(r"<(img|script|link|iframe|form)\b|src=|@import|https?://", html)
    (picture,) = re.findall(r'(?s)<svg class="bars".*?</svg>', html)
    ET.fromstring(picture)


@BOTH
def test_bars_keep_inside_the_page(told: dict[Edition, ReportFigures], edition: Edition) -> None:
    bars = outcome_bars(told[edition], "vi")
    assert len(bars) == 10
    assert all(piece.start + piece.width <= LONGEST + 0.1 for bar in bars for piece in bar.pieces)
    hidden = [piece for bar in bars for piece in bar.pieces if piece.kind == "hidden"]
    assert bool(hidden) is (edition is Edition.PARTNERS)


@BOTH
@LOCALES
def test_same_figures_give_the_same_bytes(
    told: dict[Edition, ReportFigures], edition: Edition, locale: str, tmp_path: Path
) -> None:
    assert render_report(told[edition], locale) == render_report(told[edition], locale)
    for name in ("a.xlsx", "b.xlsx"):
        write_workbook(told[edition], tmp_path / name, locale)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_workbook_is_read_back_as_it_was_told(told: dict[Edition, ReportFigures], tmp_path: Path) -> None:
    write_workbook(told[Edition.COORDINATOR], tmp_path / "report.xlsx")
    sheets = _sheets(tmp_path / "report.xlsx")
    names = [WORDS[k][0] for k in ("overview", "areas", "types", "agencies", "recommendations", "visit_list")]
    assert list(sheets) == [name[:31] for name in names]
    assert ["Theo kế hoạch", 150.0, 150.0] in [row[:3] for row in sheets["Tổng hợp"]]
    assert ["Tổng cộng", 150.0, 142.0, 8.0, 0.0] in [row[:5] for row in sheets["Theo địa bàn"]]
    assert len(sheets["Danh sách lượt kiểm tra"]) == 2 + 150


def test_name_of_premises_never_becomes_a_formula(told: dict[Edition, ReportFigures], tmp_path: Path) -> None:
    write_workbook(told[Edition.COORDINATOR], tmp_path / "report.xlsx")
    assert EVIL in str(_sheets(tmp_path / "report.xlsx"))
    with zipfile.ZipFile(tmp_path / "report.xlsx") as parts:
        assert not any(b"<f>" in parts.read(name) for name in parts.namelist())


def test_partners_workbook_lists_no_visit(told: dict[Edition, ReportFigures], tmp_path: Path) -> None:
    write_workbook(told[Edition.PARTNERS], tmp_path / "report.xlsx")
    sheets = _sheets(tmp_path / "report.xlsx")
    assert len(sheets) == 5
    assert not SUSPICION.search(str(sheets))
    assert "*" in str(sheets)


def test_half_a_report_is_never_seen(
    told: dict[Edition, ReportFigures], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = save_report(tmp_path, "HY-2021-KT-01", told[Edition.PARTNERS])
    before = page.read_bytes()

    def fail(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("notifications.report_files._settle", fail)
    with pytest.raises(OSError, match="no space"):
        save_report(tmp_path, "HY-2021-KT-01", told[Edition.COORDINATOR])
    with pytest.raises(OSError, match="no space"):
        save_report(tmp_path, "HY-2021-KT-01", told[Edition.PARTNERS])
    assert {path.name for path in tmp_path.iterdir() if path.name.startswith((".", "HY"))} == {
        page.name,
        f"{page.stem}.xlsx",
    }
    assert page.read_bytes() == before
    assert page.stat().st_mode & 0o077 == 0


def test_every_heading_is_written_in_both_languages() -> None:
    for key, (vietnamese, english) in WORDS.items():
        assert vietnamese and english, key
        assert re.findall(r"\{\w*\}", vietnamese) == re.findall(r"\{\w*\}", english), key


@pytest.mark.slow
@BOTH
def test_report_prints_on_a_few_pages_of_a4(
    told: dict[Edition, ReportFigures], edition: Edition, tmp_path: Path, chromium: str
) -> None:
    from pypdf import PdfReader

    page = save_report(tmp_path, "HY-2021-KT-01", told[edition])
    printed = tmp_path / "report.pdf"
    subprocess.run(
        [
            *(chromium, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"),
            *("--disable-background-networking", "--disable-component-update"),
            *(f"--user-data-dir={tmp_path / 'browser'}", "--no-pdf-header-footer"),
            *(f"--print-to-pdf={printed}", page.as_uri()),
        ],
        check=True,
        capture_output=True,
        timeout=60,
    )
    pages = PdfReader(printed).pages
    assert 4 <= len(pages) <= 6
    assert [round(float(side) / 72 * 25.4) for side in pages[0].mediabox[2:]] == [210, 297]
    first, second = pages[0].extract_text(), pages[1].extract_text()
    assert second.split()[0] == "2" and "BÁO CÁO" in first, "pages are numbered, the first is not"


def _sheets(path: Path) -> dict[str, list[list[object]]]:
    workbook = CalamineWorkbook.from_path(str(path))
    return {name: list(workbook.get_sheet_by_name(name).to_python()) for name in workbook.sheet_names}
