"""What a kill trial stands on: a fresh database each, an office in it, and actions that write letters.

The action is real: an office's address changes, which closes one row, adds another, is journalled, and tells both
addresses. All of that is one transaction, or nothing (O1).
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import sqlalchemy as sa
from sqlmodel import Session, col, select

from actions.change_contact import ContactFacts, change_contact
from actions.context import Actor
from actions.office import Office, open_office
from config.home import Home
from config.packs import pack_files, read_pack
from config.settings import PROJECT
from models import Contact, JournalEntry, Message
from models.database import open_database
from models.migrating import migrate_at
from rules.refusals import AlreadyHandled
from rules.words import Role
from trials.postgres_server import PostgresServer, administer

BEGINS = datetime(2021, 3, 1, 1, 30, tzinfo=UTC)
DESK = Actor(Role.COORDINATOR)
LETTERS_EACH = 2
"""What one action writes."""
TEMPLATE = "kill_template"


class Databases(Protocol):
    """Copies of one template, each gone when its block ends; one engine for all, so that each fork of this process
    has its statements compiled already. No connection is open when a block begins."""

    def fresh(self) -> AbstractContextManager[sa.Engine]: ...


class SqliteFile:
    """In a folder, in WAL as an installation has it."""

    def __init__(self, folder: Path, agencies: int) -> None:
        self._template, self._path = folder / "template.db", folder / "trial.db"
        fill_template(f"sqlite:///{self._template}", agencies)
        self._engine = open_database(f"sqlite:///{self._path}")

    @contextmanager
    def fresh(self) -> Iterator[sa.Engine]:
        for suffix in ("", "-wal", "-shm"):
            Path(f"{self._path}{suffix}").unlink(missing_ok=True)
        shutil.copy(self._template, self._path)
        yield self._engine
        self._engine.dispose()


class PostgresDatabase:
    """On a private server that was filled; `name` keeps it apart from others there."""

    def __init__(self, server: PostgresServer, name: str) -> None:
        self._server, self._name = server, f"kill_{name}"
        self._engine = open_database(server.url(self._name))

    @contextmanager
    def fresh(self) -> Iterator[sa.Engine]:
        administer(self._server, f"CREATE DATABASE {self._name} TEMPLATE {TEMPLATE} STRATEGY FILE_COPY")
        yield self._engine
        self._engine.dispose()
        administer(self._server, f"DROP DATABASE {self._name} WITH (FORCE)")


def fill_server(server: PostgresServer, agencies: int) -> None:
    """Make the template of its databases anew."""
    administer(server, f"DROP DATABASE IF EXISTS {TEMPLATE}")
    administer(server, f"CREATE DATABASE {TEMPLATE}")
    fill_template(server.url(TEMPLATE), agencies)


def fill_template(url: str, agencies: int) -> None:
    """Tables, the pack's contacts, and so many more agencies with a liaison each; nothing under way."""
    migrate_at(url)
    office = open_office(_home(url))
    with office.transaction() as (session, _):
        for number in range(agencies):
            contact = Contact(
                agency=name_agency(number),
                role=Role.LIAISON,
                office="Phòng nghiệp vụ (mẫu)",
                telephone="0221 000 0001",
                address=f"o{number}@coquan.example",
                shared=False,
            )
            session.add(contact)
    office.engine.dispose()


def name_agency(number: int) -> str:
    return f"CQ-{number:03}"


def _home(url: str) -> Home:
    files = pack_files(PROJECT / "config" / "packs" / "hung-yen-2021")
    return Home(
        database_url=url,
        practice=False,
        pack=read_pack(files),
        pack_files=files,
        read_pack=read_pack,
        clock=lambda: BEGINS,
        link_key=b"k" * 32,
        mail_key=b"m" * 32,
        portal_address="https://cong.example",
        board_address="https://bang.example",
        mail_name="Chi cục Phòng, chống tệ nạn xã hội (mẫu)",
        mail_from="doi178@pctnxh.example",
        reply_to="doi178@pctnxh.example",
        mail_domain="pctnxh.example",
    )


@dataclass(frozen=True)
class Desk:
    """One office, made once, to be put over each trial's database in turn."""

    office: Office
    agencies: tuple[str, ...]
    """Those whose liaison gets another address, in order."""

    def at(self, engine: sa.Engine, mail_key: bytes, clock: Callable[[], datetime]) -> Office:
        """The office over this database, whose Message-IDs are this trial's alone."""
        return replace(self.office, engine=engine, clock=clock, identity=replace(self.office.identity, key=mail_key))

    def change_addresses(
        self, office: Office, around: Callable[[], AbstractContextManager[object]] = nullcontext
    ) -> None:
        """Every action, each a transaction in a block of `around`; one that was done is left as it is."""
        for agency in self.agencies:
            with around():
                change_address(office, agency)


def open_desk(folder: Path, agencies: int) -> Desk:
    """Reads the pack, which takes longer than a trial."""
    url = f"sqlite:///{folder / 'desk.db'}"
    migrate_at(url)
    office = open_office(_home(url))
    office.engine.dispose()
    return Desk(office, tuple(map(name_agency, range(agencies))))


def new_address(agency: str) -> str:
    return f"{agency.lower()}.moi@coquan.example"


def change_address(office: Office, agency: str) -> None:
    """As the coordinator does, who repeats what he does not know to be done."""
    with office.transaction() as (session, now):
        of_agency = (Contact.agency == agency, Contact.role == Role.LIAISON)
        contact = session.exec(select(Contact).where(*of_agency).order_by(col(Contact.id))).first()
        assert contact is not None
        facts = ContactFacts(contact.office, contact.telephone, new_address(agency), contact.shared)
        try:
            change_contact(session, contact, facts, actor=DESK, now=now, context=office.context(session))
        except AlreadyHandled:
            return


def find_torn(engine: sa.Engine, agencies: tuple[str, ...]) -> list[str]:
    """O1: agencies of whose change only a part is there."""
    torn = []
    with Session(engine.execution_options(read_only=True)) as session:
        for agency in agencies:
            rows = session.exec(select(Contact).where(Contact.agency == agency, Contact.role == Role.LIAISON)).all()
            numbers = [row.id for row in rows]
            entries = session.exec(
                select(JournalEntry).where(JournalEntry.noun == "contact", JournalEntry.subject == f"{agency}/liaison")
            ).all()
            letters = session.exec(select(Message).where(col(Message.contact_id).in_(numbers))).all()
            parts = (sum(row.address == new_address(agency) for row in rows), len(entries), len(letters))
            if parts not in ((0, 0, 0), (1, 1, 2)):
                torn.append(f"{agency}: rows, journal entries, letters {parts}")
    return torn
