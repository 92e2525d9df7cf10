"""Looking for words that must not be somewhere, through whatever they were packed in.

Content is unpacked layer by layer (MIME, base64, quoted-printable, zip, gzip, zlib, URL, JSON and HTML escapes, UTF-16)
and every layer is searched, so that a word is found where a person with the right program would read it.
"""

import gzip
import html
import io
import quopri
import re
import struct
import unicodedata
import zipfile
import zlib
from base64 import b64decode
from collections.abc import Iterable, Iterator
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from functools import lru_cache
from urllib.parse import unquote_to_bytes

DEEPEST = 6
MANGLED = (zipfile.BadZipFile, RuntimeError, ValueError, OSError, EOFError, zlib.error, struct.error)
"""What an archive raises that only looks like one: a real one that was unpacked as if it were text."""
LARGEST = 64_000_000
"""Bytes of one unpacked layer: more is no content of ours."""
_BASE64 = re.compile(rb"(?:[A-Za-z0-9+/_-]{4}(?:\r?\n)?){4,}(?:[A-Za-z0-9+/_-]{2,3}={0,2})?")
_ENCODED_WORD = re.compile(rb"=\?[\w-]+\?[bBqQ]\?[^?]*\?=")
_JSON = re.compile(r"\\u([0-9a-fA-F]{4})")
_READABLE = re.compile(rb"(?:[\x20-\x7e]\x00?|[\xc3-\xe1][\x80-\xbf]{1,2}){6}")
"""What random bytes seldom hold and a word always does: the run numbers of a database are base64 to the eye."""
_PACKED = (b"PK", b"\x1f\x8b", b"\x78", b"\xff\xfe", b"\xfe\xff")


def find_words(content: bytes, words: Iterable[str]) -> set[str]:
    """Which of the words stand in the content, in any layer; letters' case and Unicode form do not matter."""
    wanted = {word: _plain_word(word) for word in words}
    found: set[str] = set()
    for layer in unpack(content):
        text = _plain(layer.decode("utf-8", "replace"))
        found |= {word for word, plain in wanted.items() if plain in text}
        if len(found) == len(wanted):
            break
    return found


def unpack(content: bytes) -> Iterator[bytes]:
    """The content and everything packed in it, each layer once."""
    seen: set[bytes] = set()
    waiting = [(content, 0)]
    while waiting:
        layer, depth = waiting.pop()
        if layer in seen or len(layer) > LARGEST:
            continue
        seen.add(layer)
        yield layer
        if depth < DEEPEST:
            waiting += [(inner, depth + 1) for inner in _layers_of(layer) if inner]


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


_plain_word = lru_cache(maxsize=1024)(_plain)


def _layers_of(content: bytes) -> Iterator[bytes]:
    yield from _archives(content)
    yield from _mime(content)
    if b"%" in content:
        yield unquote_to_bytes(content.replace(b"+", b" "))
    if re.search(rb"=(?:[0-9A-F]{2}|\r?\n)", content):
        yield quopri.decodestring(content)
    for run in _BASE64.findall(content):
        yield from _base64(re.sub(rb"\s", b"", run))
    text = content.decode("utf-8", "replace")
    if "\\u" in text:
        yield _JSON.sub(lambda match: chr(int(match[1], 16)), text).encode("utf-8", "surrogatepass")
    if "&" in text:
        yield html.unescape(text).encode("utf-8", "replace")
    if content[1:2] == b"\0" or content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        yield content.decode("utf-16", "replace").encode("utf-8", "replace")


def _archives(content: bytes) -> Iterator[bytes]:
    if content[:2] == b"PK":
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                for member in archive.infolist():
                    if member.file_size <= LARGEST:
                        yield member.filename.encode()
                        yield archive.read(member)
        except MANGLED:
            return
    elif content[:2] == b"\x1f\x8b":
        try:
            yield gzip.decompress(content)
        except (OSError, EOFError, zlib.error):
            return
    elif content[:1] == b"\x78":
        try:
            yield zlib.decompress(content)
        except zlib.error:
            return


def _mime(content: bytes) -> Iterator[bytes]:
    for word in _ENCODED_WORD.findall(content):
        yield _header(word.decode("ascii", "replace"))
    if not re.search(rb"^(?:Content-Type|MIME-Version|From):", content[:20_000], re.MULTILINE | re.IGNORECASE):
        return
    for part in message_from_bytes(content).walk():
        for value in part.values():
            yield _header(str(value))
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes):
            yield payload


def _header(value: str) -> bytes:
    """What only looks like an encoded header (a letter that was unpacked before) is left as it is."""
    try:
        return str(make_header(decode_header(value))).encode("utf-8", "replace")
    except (UnicodeError, LookupError, HeaderParseError):
        return b""


def _base64(run: bytes) -> Iterator[bytes]:
    """Also a run whose first letters are not its own: four places to begin."""
    for start in range(4):
        cut = run[start:].translate(bytes.maketrans(b"-_", b"+/")).rstrip(b"=")
        if len(cut) % 4 == 1:
            cut = cut[:-1]
        try:
            inner = b64decode(cut + b"=" * (-len(cut) % 4), validate=True)
        except ValueError:
            continue
        if inner.startswith(_PACKED) or _READABLE.search(inner):
            yield inner
