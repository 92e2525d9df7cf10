"""A form with a file: the file is read for its fingerprint and never written anywhere."""

import asyncio
import hashlib
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, HTTPException, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from portal.forms import MOST_FIELDS
from portal.guards import LARGEST_UPLOAD
from portal.office.desk import reading_office
from portal.posted import Posted
from portal.site import site_of, speech_of
from rules.visibility import KEEPS_RECORDS

SECONDS_TO_SEND = 180
FORM_TYPE = "multipart/form-data"
BLOCK = 1 << 20


@dataclass(frozen=True)
class Upload:
    """`sha256` is that of the file's bytes; None when no file was chosen."""

    posted: Posted
    sha256: str | None


class InMemory(MultiPartParser):
    """Never rolled over to a file on disk: what was scanned may be confidential."""

    spool_max_size = LARGEST_UPLOAD + BLOCK


async def receive_form(request: Request) -> FormData:
    """Its file is in memory and the caller's to close. Raises NotSignedIn or NotThere before a byte of it is read; 408,
    415 or 400 as for any form."""
    await run_in_threadpool(_know, request)
    return await parse_upload(request)


async def parse_upload(request: Request) -> FormData:
    """The caller has made sure who sends it. Raises 408, 415 or 400."""
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != FORM_TYPE:
        raise HTTPException(415)
    try:
        async with asyncio.timeout(SECONDS_TO_SEND):
            return await InMemory(request.headers, request.stream(), max_files=1, max_fields=MOST_FIELDS).parse()
    except TimeoutError:
        raise HTTPException(408) from None
    except (MultiPartException, ValueError, KeyError):  # no form, too many fields, or another coding than UTF-8
        raise HTTPException(400) from None


async def read_upload(request: Request) -> Upload:
    """The form with the file's fingerprint."""
    form = await receive_form(request)
    fields: dict[str, list[str]] = {}
    digest = None
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            if value.size:
                digest = await run_in_threadpool(_digest, value.file)
        else:
            fields.setdefault(name, []).append(value)
    await form.close()
    return Upload(Posted(fields, speech_of(request)), digest)


def _know(request: Request) -> None:
    with reading_office(site_of(request), request, speech_of(request), KEEPS_RECORDS):
        pass


def _digest(file: Any) -> str:
    digest = hashlib.sha256()
    while block := file.read(BLOCK):
        digest.update(block)
    return digest.hexdigest()


UploadHere = Annotated[Upload, Depends(read_upload)]
