"""What a kill trial stands on: a fresh database each, an office in it, and actions that write letters.

The action is real: an office's address changes, which closes one row, adds another, is journalled, and tells both
addresses. All of that is one transaction, or nothing (O1).
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import count
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
ACTIONS = 3
LETTERS = 2 * ACTIONS
TEMPLATE = "kill_template"


class Databases(Protocol):
    """Copies of one template, each gone when its block ends."""

    def fresh(self) -> AbstractContextManager[str]: ...


class SqliteFiles:
    """In a folder, in WAL as an installation has them."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._number = folder, count(1)
        self._template = folder / "template.db"
        fill_template(f"sqlite:///{self._template}")

    @contextmanager
    def fresh(self) -> Iterator[str]:
        path = self._folder / f"trial-{next(self._number)}.db"
        shutil.copy(self._template, path)
        yield f"sqlite:///{path}"
        for suffix in ("", "-wal", "-shm"):
            Path(f"{path}{suffix}").unlink(missing_ok=True)


class PostgresDatabases:
    """On a private server."""

    def __init__(self, server: PostgresServer) -> None:
        self._server, self._number = server, count(1)
        administer(server, f"CREATE DATABASE {TEMPLATE}")
        fill_template(server.url(TEMPLATE))

    @contextmanager
    def fresh(self) -> Iterator[str]:
        name = f"kill_{next(self._number)}"
        administer(self._server, f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} STRATEGY FILE_COPY")
        yield self._server.url(name)
        administer(self._server, f"DROP DATABASE {name} WITH (FORCE)")


def fill_template(url: str) -> None:
    """Tables, the pack's contacts, nothing under way."""
    migrate_at(url)
    open_office(_home(url, b"m" * 32)).engine.dispose()


def _home(url: str, mail_key: bytes) -> Home:
    files = pack_files(PROJECT / "config" / "packs" / "hung-yen-2021")
    return Home(
        database_url=url,
        practice=False,
        pack=read_pack(files),
        pack_files=files,
        read_pack=read_pack,
        clock=lambda: BEGINS,
        link_key=b"k" * 32,
        mail_key=mail_key,
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

    def at(self, engine: sa.Engine, mail_key: bytes, now: datetime) -> Office:
        """The office over this database, whose Message-IDs are this trial's alone."""
        return replace(
            self.office, engine=engine, clock=lambda: now, identity=replace(self.office.identity, key=mail_key)
        )

    def change_addresses(self, office: Office, around: Callable[[], AbstractContextManager[None]] = nullcontext) -> None:
        """Every action, each a transaction in a block of `around`; one that was done is left as it is."""
        for agency in self.agencies:
            with around():
                change_address(office, agency)


def open_desk(folder: Path, actions: int = ACTIONS) -> Desk:
    """Reads the pack, which takes longer than a trial."""
    url = f"sqlite:///{folder / 'desk.db'}"
    migrate_at(url)
    office = open_office(_home(url, b"m" * 32))
    with office.reading() as (session, _):
        liaisons = session.exec(select(Contact.agency).where(Contact.role == Role.LIAISON).order_by(col(Contact.id)))
        agencies = tuple(dict.fromkeys(liaisons))[:actions]
    office.engine.dispose()
    assert len(agencies) == actions
    return Desk(office, agencies)


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
