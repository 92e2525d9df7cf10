"""The bytes of a message read back: by the standard library's parser, without a defect, as what was given."""

import re
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage, Message
from email.policy import SMTP, compat32
from email.utils import parseaddr
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models import Contact
from notifications.calendar_part import Muster, write_calendar
from notifications.mime import build_mime
from notifications.rendering import Rendered, clean_header, render
from rules.refusals import AddressUnusable
from rules.words import Role
from tests.notifications.samples import IDENTITY, NOW, every_text, sample_letter, sample_muster

MID = "<7h2k3m4n5p6q7r8s9t2u3v4w5x.1@pctnxh.example>"
ADDRESS = "dau-moi@cspccc.example"
OFFICES = [
    "Cong an",
    "Phòng Cảnh sát phòng cháy, chữa cháy; đầu mối (mẫu)",
    'Phòng "A", khối (B) <C>; D: E\\F @ G',
    "Department of Labour, War Invalids and Social Affairs",
    "Chi cục Phòng, chống tệ nạn xã hội thuộc Sở Lao động - Thương binh và Xã hội tỉnh Hưng Yên; bộ phận thường trực",
    "=?utf-8?q?evil=40y=2Eexample=2C?=",
    "O=?us-ascii?q?x?=",
    "Không,dấu,cách" * 12,
    "W" * 200,
]
SUBJECTS = [
    "[HY-2021-KT-03] Please confirm and nominate members",
    "[HY-2021-KT-03] Đề nghị xác nhận tham gia và cử thành viên, " + "cơ quan phối hợp liên ngành " * 8,
    "Plain words only " * 12,
    "x" * 300,
    "=?utf-8?q?Bcc=3A_evil?=",
    "[HY] 1, 2; \"3\" <4> 'Sở Y tế'",
    "",
]


def sample_bytes(
    *, subject: str = "Có nhiệm vụ mới", office: str = "Cơ quan", address: str = ADDRESS, calendar: Muster | None = None
) -> bytes:
    to = Contact(agency="A", role=Role.LIAISON, office=office, telephone="1", address=address, shared=False)
    rendered = Rendered(subject=subject, text="Dòng một\n\nDòng hai\n", html="<p>Dòng một\nDòng hai</p>", locale="vi")
    return build_mime(rendered, to=to, identity=IDENTITY, mid=MID, date=NOW, calendar=calendar)


def parse(mime: bytes) -> EmailMessage:
    parsed = message_from_bytes(mime, policy=SMTP)
    assert isinstance(parsed, EmailMessage)
    return parsed


def defects_of(parsed: EmailMessage) -> list[Any]:
    in_parts = [defect for part in parsed.walk() for defect in part.defects]
    return in_parts + [defect for value in parsed.values() for defect in getattr(value, "defects", ())]


def spoken(mime: bytes, header: str) -> str:
    """The header's words as RFC 2047 reads them; the newer parser of Python 3.11 puts a space between encoded words."""
    raw: Message = message_from_bytes(mime, policy=compat32)
    value = re.sub(r"\r?\n", "", str(raw[header]))
    if header != "Subject":
        value = parseaddr(value)[0]
    return str(make_header(decode_header(value)))


def assert_lines_are_short_and_end_in_crlf(mime: bytes) -> None:
    assert mime.isascii() and mime.endswith(b"\r\n")
    assert not re.search(rb"[\r\n]", mime.replace(b"\r\n", b"")), "a bare CR or LF"
    assert max(len(line) for line in mime.split(b"\r\n")) <= 78


@pytest.mark.parametrize(("name", "locale"), every_text())
@pytest.mark.parametrize("calendar", [None, sample_muster()], ids=["plain", "calendar"])
def test_every_letter_reads_back_whole(name: str, locale: str, calendar: Muster | None) -> None:
    rendered = render(sample_letter(name), locale, NOW)
    to = Contact(agency="A", role=Role.LIAISON, office=OFFICES[1], telephone="1", address=ADDRESS, shared=False)
    mime = build_mime(rendered, to=to, identity=IDENTITY, mid=MID, date=NOW, calendar=calendar)
    assert_lines_are_short_and_end_in_crlf(mime)
    parsed = parse(mime)
    assert defects_of(parsed) == []
    text, html = (parsed.get_body((kind,)) for kind in ("plain", "html"))
    assert text is not None and text.get_content().replace("\r\n", "\n") == rendered.text
    assert html is not None and html.get_content().replace("\r\n", "\n") == rendered.html
    assert spoken(mime, "Subject") == rendered.subject


@pytest.mark.parametrize("subject", SUBJECTS)
def test_subject_decodes_to_what_was_given(subject: str) -> None:
    mime = sample_bytes(subject=subject)
    assert_lines_are_short_and_end_in_crlf(mime)
    assert spoken(mime, "Subject") == clean_header(subject)
    assert defects_of(parse(mime)) == []


@pytest.mark.parametrize("office", OFFICES)
def test_office_decodes_to_what_was_given_and_is_one_recipient(office: str) -> None:
    mime = sample_bytes(office=office)
    assert_lines_are_short_and_end_in_crlf(mime)
    assert spoken(mime, "To") == office
    parsed = parse(mime)
    assert [address.addr_spec for address in parsed["To"].addresses] == [ADDRESS]
    assert defects_of(parsed) == []


def test_office_without_a_name_is_an_address_alone() -> None:
    assert b"\r\nTo: dau-moi@cspccc.example\r\n" in sample_bytes(office="")


def test_plain_subject_is_not_encoded() -> None:
    assert b"\r\nSubject: New task [K7QX2M]\r\n" in sample_bytes(subject="New task [K7QX2M]")


PIECES = [
    "a",
    "công an",
    " ",
    ",",
    '"',
    "\\",
    ";",
    "<",
    ">",
    "(",
    "@",
    "=?",
    "?=",
    "=?utf-8?b?YSxi?=",
    "\r",
    "\n",
    "\0",
    "ễ",
    "😀",
]
WORDS = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


@given(office=WORDS, subject=WORDS)
@settings(deadline=None)
def test_whatever_is_typed_names_one_recipient_and_starts_no_header(office: str, subject: str) -> None:
    mime = sample_bytes(office=office, subject=subject)
    assert_lines_are_short_and_end_in_crlf(mime)
    parsed = parse(mime)
    assert parsed.keys() == parse(sample_bytes()).keys()
    assert [address.addr_spec for address in parsed["To"].addresses] == [ADDRESS]
    assert (spoken(mime, "To"), spoken(mime, "Subject")) == (clean_header(office), clean_header(subject))
    assert spoken(mime, "To").isprintable() and spoken(mime, "Subject").isprintable()


@pytest.mark.parametrize("break_", ["\r\n", "\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029", "\x00"])
def test_control_character_in_a_name_starts_no_header(break_: str) -> None:
    mime = sample_bytes(office=f"Cơ quan{break_}Bcc: evil@y.example", subject=f"Việc{break_}Bcc: evil@y.example")
    parsed = parse(mime)
    assert parsed["Bcc"] is None and parsed.keys() == parse(sample_bytes()).keys()
    assert spoken(mime, "To") == "Cơ quan Bcc: evil@y.example"
    assert spoken(mime, "Subject") == "Việc Bcc: evil@y.example"


@pytest.mark.parametrize(
    "address", ["a..b@x.example", ".a@x.example", "a.@x.example", "a@x..example", "a\n@x.example", "a@x.example\n"]
)
def test_address_that_would_not_parse_is_refused(address: str) -> None:
    with pytest.raises(AddressUnusable):
        sample_bytes(address=address)


def test_long_address_stands_on_a_line_of_its_own() -> None:
    long = f"{'a' * 40}@{'b' * 20}.example"
    mime = sample_bytes(office=OFFICES[1], address=long)
    assert_lines_are_short_and_end_in_crlf(mime)
    assert [address.addr_spec for address in parse(mime)["To"].addresses] == [long]


def test_headers_of_every_message() -> None:
    """A machine wrote it (RFC 3834), one office gets it, answers go to the office that asks."""
    mime = sample_bytes()
    parsed = parse(mime)
    assert parsed.keys() == [
        *("From", "To", "Reply-To", "Subject", "Date", "Message-ID"),
        *("Auto-Submitted", "Content-Language", "MIME-Version", "Content-Type"),
    ]
    assert spoken(mime, "From") == IDENTITY.from_name
    assert parsed["From"].addresses[0].addr_spec == IDENTITY.from_address
    assert [address.addr_spec for address in parsed["Reply-To"].addresses] == [IDENTITY.reply_to]
    assert parsed["Date"].datetime == datetime(2021, 3, 1, 1, 30, tzinfo=UTC)


def test_text_has_canonical_line_ends_inside_its_encoding() -> None:
    """RFC 2045 6.8: base64 of text is the base64 of its CRLF form."""
    for part in parse(sample_bytes(calendar=sample_muster())).walk():
        if not part.is_multipart():
            content = part.get_payload(decode=True)
            assert isinstance(content, bytes) and content.count(b"\n") == content.count(b"\r\n") > 0


@pytest.mark.parametrize("calendar", [None, sample_muster()], ids=["plain", "calendar"])
def test_same_letter_has_the_same_bytes_and_another_one_other_boundaries(calendar: Muster | None) -> None:
    assert sample_bytes(calendar=calendar) == sample_bytes(calendar=calendar)
    boundary = parse(sample_bytes()).get_boundary()
    other = build_mime(
        Rendered(subject="s", text="t\n", html="h", locale="vi"),
        to=Contact(agency="A", role=Role.LIAISON, office="O", telephone="1", address=ADDRESS, shared=False),
        identity=IDENTITY,
        mid=MID.replace("7h", "8h"),
        date=NOW,
        calendar=None,
    )
    assert parse(other).get_boundary() != boundary


def test_calendar_goes_as_event_and_as_file() -> None:
    parsed = parse(sample_bytes(calendar=sample_muster()))
    assert [part.get_content_type() for part in parsed.walk()] == [
        *("multipart/mixed", "multipart/alternative", "text/plain", "text/html"),
        *("text/calendar", "application/ics"),
    ]
    event, file = list(parsed.walk())[-2:]
    assert (event.get_param("method"), event.get_content_charset()) == ("REQUEST", "utf-8")
    assert (file.get_content_disposition(), file.get_filename()) == ("attachment", "lich.ics")
    written = write_calendar(sample_muster(), NOW).encode()
    assert event.get_payload(decode=True) == file.get_payload(decode=True) == written


def test_cancelled_muster_says_so_in_the_header_of_its_part() -> None:
    event = list(parse(sample_bytes(calendar=sample_muster(cancelled=True))).walk())[-2]
    assert event.get_param("method") == "CANCEL"
