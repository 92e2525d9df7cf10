"""A word is found through whatever it was packed in, and only where it is."""

import gzip
import io
import json
import quopri
import zipfile
import zlib
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable
from email.message import EmailMessage
from urllib.parse import quote, quote_plus

import pytest

from trials.leak_scan import find_words

WORD = "Nhà nghỉ Hoàng Yến"
AROUND = f"gặp lúc 8 giờ tại {WORD}, xã Mẫu".encode()


def in_zip(content: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", content)
    return made.getvalue()


def in_mail(content: bytes) -> bytes:
    message = EmailMessage()
    message["Subject"] = "Nhiệm vụ"
    message.set_content("xem tệp kèm")
    message.add_attachment(content, maintype="application", subtype="octet-stream", filename="a.bin")
    return message.as_bytes()


def in_subject(content: bytes) -> bytes:
    message = EmailMessage()
    message["Subject"] = content.decode()
    message.set_content("không có gì")
    return message.as_bytes()


PACKINGS: dict[str, Callable[[bytes], bytes]] = {
    "plain": lambda c: c,
    "base64": b64encode,
    "base64 behind other letters": lambda c: b"token:abc" + b64encode(c),
    "url-safe base64": urlsafe_b64encode,
    "quoted-printable": quopri.encodestring,
    "percent": lambda c: quote(c).encode(),
    "form": lambda c: quote_plus(c).encode(),
    "json": lambda c: json.dumps({"a": c.decode()}).encode(),
    "html": lambda c: c.decode().encode("ascii", "xmlcharrefreplace"),
    "gzip": gzip.compress,
    "zlib": zlib.compress,
    "zip": in_zip,
    "mail attachment": in_mail,
    "mail subject": in_subject,
    "utf-16": lambda c: c.decode().encode("utf-16"),
    "gzip in base64 in json": lambda c: json.dumps({"body": b64encode(gzip.compress(c)).decode()}).encode(),
    "zip in mail": lambda c: in_mail(in_zip(c)),
    "upper case": lambda c: c.decode().upper().encode(),
}


@pytest.mark.parametrize("packing", PACKINGS)
def test_word_is_found_in_every_packing(packing: str) -> None:
    assert find_words(PACKINGS[packing](AROUND), [WORD]) == {WORD}


@pytest.mark.parametrize("packing", PACKINGS)
def test_word_that_is_not_there_is_not_found(packing: str) -> None:
    assert find_words(PACKINGS[packing](AROUND), ["Nhà nghỉ Hoàng Oanh"]) == set()
