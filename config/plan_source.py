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

from rules.refusals import Refusal

LARGEST_FILE = 20_000_000
LARGEST_DOCUMENT = 60_000_000
KNOWN = ".txt, .docx, .pdf"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


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
            part = archive.getinfo("word/document.xml")
            if part.file_size > LARGEST_DOCUMENT:
                raise PlanUnreadable(name, "is too large when unpacked.", "quá lớn sau khi giải nén.")
            xml = archive.read(part)
    except (zipfile.BadZipFile, KeyError, EOFError, OSError, NotImplementedError, RuntimeError, ValueError):
        raise damaged from None
    if b"<!DOCTYPE" in xml[:1000] or b"<!ENTITY" in xml[:10_000]:
        raise damaged
    try:
        body = ElementTree.fromstring(xml).find(f"{_W}body")
    except ElementTree.ParseError:
        raise damaged from None
    if body is None:
        raise damaged
    return "\n".join(_lines_of(body))


def _lines_of(body: ElementTree.Element) -> Iterator[str]:
    for element in body:
        if element.tag == f"{_W}p":
            yield _text_of(element)
        elif element.tag == f"{_W}tbl":
            yield from _rows_of(element)
        elif element.tag == f"{_W}sdt":
            content = element.find(f"{_W}sdtContent")
            if content is not None:
                yield from _lines_of(content)


def _rows_of(table: ElementTree.Element) -> Iterator[str]:
    for row in table.iter(f"{_W}tr"):
        cells = [" ".join(_text_of(p) for p in cell.iter(f"{_W}p")) for cell in row.findall(f"{_W}tc")]
        yield "\t".join(" ".join(cell.split()) for cell in cells)


def _text_of(paragraph: ElementTree.Element) -> str:
    """Its runs; automatic numbers are not text and are not there, a list item gets a dash instead."""
    listed = paragraph.find(f"{_W}pPr/{_W}numPr") is not None
    parts = ["- "] if listed else []
    for node in paragraph.iter():
        if node.tag == f"{_W}t":
            parts.append(node.text or "")
        elif node.tag in (f"{_W}tab", f"{_W}br"):
            parts.append(" ")
    text = "".join(parts)
    return "" if text.strip() == "-" else text


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
