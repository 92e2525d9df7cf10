"""`plan import` as it is called: text, Word and PDF in, a draft or JSON out, exit 2 for what is no plan."""

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from config.settings import PROJECT
from tests.config.invented_plan import PLAN

BODY = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cli", "plan", "import", *words],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )


def told(path: Path) -> dict[str, Any]:
    result = run(str(path), "--json")
    assert result.returncode == 0, result.stderr
    assert result.stdout.count("\n") == 1
    facts: dict[str, Any] = json.loads(result.stdout)
    return facts


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.txt"
    path.write_text(PLAN, "utf-8")
    return path


def word_document(path: Path, text: str) -> Path:
    paragraphs = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in text.splitlines())
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "word/document.xml", f'<w:document xmlns:w="{BODY}"><w:body>{paragraphs}</w:body></w:document>'
        )
    return path


def test_json_has_the_shape_that_programs_read(plan: Path) -> None:
    facts = told(plan)
    assert set(facts) == {"title", "year", "issuer", "basis", "programmes", "unrecognised"}
    assert (facts["title"], facts["year"]) == ("Kế hoạch phòng, chống tệ nạn xã hội năm 2030 (văn bản giả định)", 2030)
    first = facts["programmes"][0]
    assert first["window"] == {"start": "2030-02-01", "end": "2030-11-30"}
    assert [(a["kind"], a["line"]) for a in first["activities"]] == [("training", 10), ("contest", 10), ("press", 13)]
    assert first["activities"][0]["partners"] == ["Ủy ban nhân dân các huyện"]
    assert {"line": 15, "text": "Giao Văn phòng theo dõi."} in facts["unrecognised"]


def test_draft_is_yaml_and_what_was_not_understood_is_told_beside_it(plan: Path) -> None:
    result = run(str(plan))
    assert result.returncode == 0
    assert "  - code: CT1-02\n" in result.stdout and "kind: contest" in result.stdout
    assert "line 15 not understood" in result.stderr


def test_word_document_reads_like_its_text(plan: Path, tmp_path: Path) -> None:
    facts = told(word_document(tmp_path / "plan.docx", PLAN))
    assert facts["programmes"] == told(plan)["programmes"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_other_encodings_read_the_same(plan: Path, tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "other.txt"
    path.write_text(PLAN, encoding)
    assert told(path) == told(plan)


@pytest.mark.slow
def test_pdf_with_text_is_read(tmp_path: Path, chromium: str) -> None:
    page = tmp_path / "plan.html"
    page.write_text(f"<meta charset=utf-8><pre style='white-space:pre-wrap'>{PLAN}</pre>", "utf-8")
    printed = tmp_path / "plan.pdf"
    subprocess.run(
        [
            *(chromium, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"),
            *(f"--user-data-dir={tmp_path / 'profile'}", f"--print-to-pdf={printed}", page.as_uri()),
        ],
        check=True,
        capture_output=True,
        timeout=60,
    )
    assert len(told(printed)["programmes"]) >= 2


def damaged() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("word/document.xml", "<w:document")
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("list.txt", b"Danh s\xc3\xa1ch mua s\xe1\xba\xafm\n- Mua g\xe1\xba\xa1o\n", "no plan"),
        ("empty.txt", b"", "holds no text"),
        ("picture.txt", b"\x89PNG\r\n\x1a\n\x00\x00", "is not text"),
        ("broken.docx", b"PK\x03\x04", "is damaged or no Word document"),
        ("broken2.docx", damaged(), "is damaged or no Word document"),
        ("broken.pdf", b"%PDF-1.4\nnothing", "is damaged or no PDF"),
    ],
)
def test_what_is_no_plan_ends_with_2_and_one_sentence(tmp_path: Path, name: str, content: bytes, why: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    result = run(str(path), "--json")
    assert (result.returncode, result.stdout) == (2, "")
    assert why in result.stderr and result.stderr.count("\n") == 1
