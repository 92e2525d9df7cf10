"""Canaries planted on purpose: a hunt that does not find each of them is no hunt."""

import asyncio
import gzip
import io
import json
import pickle
import random
import sqlite3
import zipfile
import zlib
from base64 import b64encode, urlsafe_b64encode
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus
from uuid import uuid4

from trials.canaries import LETTERS, LONGEST
from trials.leak_places import API, EXPORTS, FILE, LOGS, MAIL, NAMES, PAGES, RESULTS, ROWS, TEMPORARY, Places

TO = "phongldtbxh@ubnd323.hungyen.example"
IN_PREFECT = ("variable", "artifact", "log", "run name", "parameter", "tag", "event")
PLANTS = (
    *((MAIL, packing) for packing in ("base64", "quoted-printable", "subject", "workbook", "calendar")),
    *((API, what) for what in IN_PREFECT),
    *((ROWS, what) for what in IN_PREFECT),
    (FILE, "deleted row"),
    (LOGS, "url"), (LOGS, "json in base64"),
    (RESULTS, "pickle"), (RESULTS, "zlib in base64"),
    (TEMPORARY, "gzip"), (TEMPORARY, "utf-16"),
    (EXPORTS, "workbook"), (EXPORTS, "text"), (EXPORTS, "json"),
    (PAGES, "entities"), (PAGES, "address"),
    (NAMES, "name"),
)  # fmt: skip
"""(place, how it is packed); what is told to Prefect must be found in its API and in its database."""


@dataclass(frozen=True)
class Planter:
    """`words` are by place and packing: what Prefect is told has one word for both places."""

    words: dict[tuple[str, str], str]

    def canaries(self) -> dict[str, tuple[str, ...]]:
        return {f"planted {how}" if place in (API, ROWS) else f"planted {how} in {place}": (word,)
                for (place, how), word in self.words.items()}  # fmt: skip

    def name_of(self, place: str, how: str) -> str:
        return f"planted {how}" if place in (API, ROWS) else f"planted {how} in {place}"

    async def plant(self, places: Places) -> Places:
        """One in each place, packed in every way. Returns the places with a database in which a row was deleted."""
        self._letters(places.home / "mail")
        self._files(places)
        await self._tell_prefect()
        return Places(
            **{**vars(places), "planted_database": self._deleted_row(places.seen.with_name("planted") / "prefect.db")}
        )

    def _say(self, place: str, how: str) -> str:
        return f"lúc 5 giờ 30 tại Nhà nghỉ {self.words[place, how]}, xã Mẫu"

    def _letters(self, folder: Path) -> None:
        bodies = {
            how: self._say(MAIL, how) for how in ("base64", "quoted-printable", "subject", "workbook", "calendar")
        }
        for number, (how, text) in enumerate(bodies.items(), start=1):
            letter = EmailMessage()
            letter["To"], letter["Subject"] = TO, text if how == "subject" else "Nhiệm vụ"
            letter.set_content(text if how in ("base64", "quoted-printable") else "Không có gì.", cte=_encoding(how))
            if how == "workbook":
                letter.add_attachment(
                    _workbook(text), maintype="application", subtype="octet-stream", filename="a.xlsx"
                )
            if how == "calendar":
                part = f"BEGIN:VCALENDAR\r\nSUMMARY:{text}\r\nEND:VCALENDAR\r\n".encode()
                letter.add_attachment(part, maintype="text", subtype="calendar", filename="a.ics")
            (folder / f"99{number:02}-{TO}.eml").write_bytes(letter.as_bytes())

    def _files(self, places: Places) -> None:
        said = self._say
        in_json = json.dumps({"message": said(LOGS, "json in base64")}).encode()
        pages = places.seen / "pages" / "planted"
        files = {
            places.home / "planted.log": b"GET /c?q=" + quote_plus(said(LOGS, "url")).encode() + b" 200\n"
            b"payload=" + urlsafe_b64encode(in_json) + b"\n",
            places.prefect_home / "storage" / "planted": json.dumps(
                {"result": b64encode(pickle.dumps({"at": said(RESULTS, "pickle")})).decode()}
            ).encode(),
            places.prefect_home / "storage" / "packed": b64encode(
                zlib.compress(said(RESULTS, "zlib in base64").encode())
            ),
            places.temporary / "planted.gz": gzip.compress(said(TEMPORARY, "gzip").encode()),
            places.temporary / "planted.txt": said(TEMPORARY, "utf-16").encode("utf-16"),
            places.home / "reports" / "planted.xlsx": _workbook(said(EXPORTS, "workbook")),
            places.seen / "exports" / "planted" / "chat.txt": said(EXPORTS, "text").upper().encode(),
            places.seen / "exports" / "planted" / "status.json": json.dumps([said(EXPORTS, "json")]).encode(),
            pages / "entities": said(PAGES, "entities").encode("ascii", "xmlcharrefreplace"),
            pages / "address": f'<a href="/office/c?q={quote(said(PAGES, "address"))}">'.encode(),
            places.temporary / f"lich-{self.words[NAMES, 'name']}.ics": b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
        }
        for path, content in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)

    async def _tell_prefect(self) -> None:
        from prefect.client.orchestration import get_client
        from prefect.client.schemas.actions import ArtifactCreate, LogCreate, VariableCreate
        from prefect.states import Pending

        from flows.clockwork import advance

        said = {how: self._say(API, how) for how in IN_PREFECT}
        async with get_client() as client:
            await client.create_variable(VariableCreate(name="planted", value={"at": said["variable"]}))
            await client.create_artifact(ArtifactCreate(key="planted", type="markdown", data=quote(said["artifact"])))
            run = await client.create_flow_run(
                advance,
                name=said["run name"],
                parameters={"planted": b64encode(said["parameter"].encode()).decode()},
                tags=[said["tag"]],
                state=Pending(),
            )
            line = LogCreate(
                name="planted", level=20, message=quote(said["log"]), timestamp=datetime.now(UTC), flow_run_id=run.id
            )
            await client.create_logs([line])
            answer = await client._client.post("/events", json=[_event(said["event"])])
            answer.raise_for_status()
            await _wait_for(client, self.words[API, "event"])

    def _deleted_row(self, path: Path) -> Path:
        path.parent.mkdir()
        with closing(sqlite3.connect(path)) as database:
            database.execute("PRAGMA secure_delete = OFF")
            database.execute("CREATE TABLE artifact (data TEXT)")
            database.execute("INSERT INTO artifact VALUES (?)", (json.dumps(self._say(FILE, "deleted row")),))
            database.commit()
            database.execute("DELETE FROM artifact")
            database.commit()
        return path


def draw_plants(seed: int) -> Planter:
    draw = random.Random(f"{seed}:plants")
    words: dict[tuple[str, str], str] = {}
    for place, how in PLANTS:
        told = words.get((API, how)) if place == ROWS else None
        words[place, how] = told or "".join(draw.choices(LETTERS, k=LONGEST)).title()
    return Planter(words)


def _encoding(how: str) -> str:
    return how if how in ("base64", "quoted-printable") else "8bit"


def _workbook(text: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", text)
    return made.getvalue()


def _event(text: str) -> dict[str, Any]:
    return {
        "occurred": datetime.now(UTC).isoformat(),
        "event": "planted",
        "resource": {"prefect.resource.id": "planted"},
        "payload": {"at": text},
        "id": str(uuid4()),
    }


async def _wait_for(client: Any, word: str) -> None:
    """Prefect writes events a moment after it took them."""
    for _ in range(60):
        answer = await client._client.post("/events/filter", json={"limit": 50})
        if word in answer.text:
            return
        await asyncio.sleep(0.25)
