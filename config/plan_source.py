"""The text of an official plan out of the file it comes in: plain text, a Word document, a PDF that holds text.

A table of a Word document becomes lines whose cells are parted by tabs, as they are when a page is copied.
"""

import io
import logging
import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from config.word_numbers import W, WordNumbers
from rules.refusals import Refusal

LARGEST_FILE = 20_000_000
LARGEST_DOCUMENT = 60_000_000
KNOWN = ".txt, .docx, .pdf"
PARTS = ("document", "numbering", "styles")


class PlanUnreadable(Refusal):
    """A file that holds no text we can read."""

    def __init__(self, name: str, why: str, why_vi: str) -> None:
        super().__init__(f"{name}: {why} / {why_vi}")


def read_source(path: Path) -> str:
    """The text, with a line for each paragraph or row. Raises PlanUnreadable."""
    if path.stat().st_size > LARGEST_FILE:
        raise PlanUnreadable(
            path.name, f"is larger than {LARGEST_FILE // 1_000_000} MB.", f"lớn hơn {LARGEST_FILE // 1_000_000} MB."
        )
    content = path.read_bytes()
    match path.suffix.lower():
        case ".docx":
            text = _word(path.name, content)
        case ".pdf":
            text = _pdf(path.name, content)
        case _:
            text = _plain(path.name, content)
    if not text.strip():
        raise PlanUnreadable(path.name, "holds no text.", "không có chữ.")
    return text


def _plain(name: str, content: bytes) -> str:
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"", "utf-8-sig")):
        if content.startswith(mark):
            try:
                text = content.decode(encoding)
            except UnicodeDecodeError:
                break
            if not any(unicodedata.category(c) == "Cc" and c not in "\t\n\r\x0b\x0c" for c in text[:10_000]):
                return text.replace("\x0b", "\n").replace("\x0c", "\n")
            break
    raise PlanUnreadable(
        name,
        f"is not text in UTF-8 or UTF-16; save it as text, or give one of {KNOWN}.",
        f"không phải văn bản UTF-8 hoặc UTF-16; xin lưu lại dạng văn bản, hoặc dùng tệp {KNOWN}.",
    )


def _word(name: str, content: bytes) -> str:
    """Read with the standard library: a plan needs paragraphs and tables only, and no package in the lock for it."""
    damaged = PlanUnreadable(name, "is damaged or no Word document.", "bị hỏng hoặc không phải văn bản Word.")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = {
                part: archive.getinfo(f"word/{part}.xml") for part in PARTS if f"word/{part}.xml" in _listed(archive)
            }
            if sum(part.file_size for part in parts.values()) > LARGEST_DOCUMENT:
                raise PlanUnreadable(name, "is too large when unpacked.", "quá lớn sau khi giải nén.")
            content_of = {part: archive.read(info) for part, info in parts.items()}
        roots = {part: _parsed(xml) for part, xml in content_of.items()}
        body = roots["document"].find(f"{W}body")
    except (zipfile.BadZipFile, KeyError, EOFError, OSError, NotImplementedError, RuntimeError, ValueError):
        raise damaged from None
    if body is None:
        raise damaged
    return "\n".join(_lines_of(body, WordNumbers(roots.get("numbering"), roots.get("styles"))))


def _listed(archive: zipfile.ZipFile) -> set[str]:
    return {part.filename for part in archive.infolist()}


def _parsed(xml: bytes) -> ElementTree.Element:
    """Raises ValueError."""
    if b"<!DOCTYPE" in xml[:1000] or b"<!ENTITY" in xml[:10_000]:
        raise ValueError("a document type is no part of a Word document")
    try:
        return ElementTree.fromstring(xml)
    except ElementTree.ParseError as wrong:
        raise ValueError(str(wrong)) from None


def _lines_of(body: ElementTree.Element, numbers: WordNumbers) -> Iterator[str]:
    for element in body:
        if element.tag == f"{W}p":
            yield _text_of(element, numbers)
        elif element.tag == f"{W}tbl":
            yield from _rows_of(element, numbers)
        elif element.tag == f"{W}sdt":
            content = element.find(f"{W}sdtContent")
            if content is not None:
                yield from _lines_of(content, numbers)


def _rows_of(table: ElementTree.Element, numbers: WordNumbers) -> Iterator[str]:
    for row in table.iter(f"{W}tr"):
        cells = [" ".join(_text_of(p, numbers) for p in cell.iter(f"{W}p")) for cell in row.findall(f"{W}tc")]
        yield "\t".join(" ".join(cell.split()) for cell in cells)


def _text_of(paragraph: ElementTree.Element, numbers: WordNumbers) -> str:
    """Its runs, behind the number that Word shows; what a tracked change has taken out is not there."""
    number = numbers.before(paragraph)
    parts: list[str] = []
    for node in _shown(paragraph):
        if node.tag == f"{W}t":
            parts.append(node.text or "")
        elif node.tag in (f"{W}tab", f"{W}br"):
            parts.append(" ")
    text = "".join(parts)
    return f"{number}{text}" if text.strip() else ""


def _shown(element: ElementTree.Element) -> Iterator[ElementTree.Element]:
    for node in element:
        if node.tag not in (f"{W}del", f"{W}moveFrom"):
            yield node
            yield from _shown(node)


def _pdf(name: str, content: bytes) -> str:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it mutters on the way is not for the operator
    try:
        pages = PdfReader(io.BytesIO(content)).pages
        text = "\n".join(page.extract_text() for page in pages)
    except (PyPdfError, ValueError, KeyError, OSError, RecursionError, AttributeError, TypeError):
        raise PlanUnreadable(name, "is damaged or no PDF.", "bị hỏng hoặc không phải PDF.") from None
    if not text.strip():
        raise PlanUnreadable(
            name, "holds pictures of pages and no text; type it or have it recognised first.",
            "chỉ có ảnh chụp trang, không có chữ; xin nhận dạng chữ trước.",
        )  # fmt: skip
    return text
