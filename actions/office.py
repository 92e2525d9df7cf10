"""The office where actions happen: opens the database and gives each unit of work its session, moment and context.

This is the one place in `actions/` that commits; it reads neither a clock nor a setting, both are handed in.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

import sqlalchemy as sa
from sqlmodel import Session

from actions.apply_pack import apply_pack
from actions.context import Context
from models import Campaign, PackRevision, PracticeDay
from models.database import open_database
from notifications.identity import MailIdentity
from notifications.links import LinkSigner
from rules.pack import Pack
from rules.reorganised import with_reorganisation

PRACTICE_MOMENT = sa.select(PracticeDay.__table__.c.moment)  # type: ignore[attr-defined]
"""Read by every unit of work of a practice home: the bare column, as no row is made of it."""
ReadPack = Callable[[Mapping[str, str]], Pack]


class HomeLike(Protocol):
    """What `config` makes of an installation's settings; asked for by shape, so that no action reads a setting."""

    @property
    def database_url(self) -> str: ...
    @property
    def practice(self) -> bool: ...
    @property
    def pack(self) -> Pack: ...
    @property
    def pack_files(self) -> Mapping[str, str]: ...
    @property
    def read_pack(self) -> ReadPack: ...
    @property
    def clock(self) -> Callable[[], datetime]: ...
    @property
    def link_key(self) -> bytes: ...
    @property
    def mail_key(self) -> bytes: ...
    @property
    def portal_address(self) -> str: ...
    @property
    def board_address(self) -> str: ...
    @property
    def mail_name(self) -> str: ...
    @property
    def mail_from(self) -> str: ...
    @property
    def reply_to(self) -> str: ...
    @property
    def mail_domain(self) -> str: ...
    @property
    def mail_in_clear(self) -> bool: ...


@dataclass
class Office:
    """One home's database, keys and pack. `practice` homes accept a simulated moment, others never do. `mail_in_clear`:
    the relay is reached without TLS, and confidential letters are held."""

    engine: sa.Engine
    clock: Callable[[], datetime]
    practice: bool
    pack: Pack
    read_pack: ReadPack
    signer: LinkSigner
    identity: MailIdentity
    board_address: str
    portal_address: str
    mail_in_clear: bool
    _packs: dict[str, Pack] = field(default_factory=dict)

    @contextmanager
    def transaction(self) -> Iterator[tuple[Session, datetime]]:
        """One unit of work: committed when the block ends, rolled back when it raises."""
        with Session(self.engine, expire_on_commit=False) as session:
            yield session, self.moment(session)
            session.commit()

    @contextmanager
    def reading(self) -> Iterator[tuple[Session, datetime]]:
        """A unit of work that changes nothing and takes no write lock."""
        engine = self.engine.execution_options(read_only=True)
        with Session(engine, expire_on_commit=False) as session:
            yield session, self.moment(session)

    @contextmanager
    def rehearsing(self) -> Iterator[tuple[Session, datetime]]:
        """A unit of work that may write and of which nothing is kept: to see what would come of something."""
        with Session(self.engine, expire_on_commit=False) as session:
            yield session, self.moment(session)
            session.rollback()

    def moment(self, session: Session) -> datetime:
        """Now: the simulated moment of a practice home, else the clock's."""
        moment: datetime | None = session.execute(PRACTICE_MOMENT).scalar() if self.practice else None
        return self.clock() if moment is None else moment

    def has_practice_moment(self, session: Session) -> bool:
        """Whether this practice home's calendar has begun."""
        return session.get(PracticeDay, 1) is not None

    def set_practice_moment(self, moment: datetime) -> None:
        """Move a practice home's calendar on. Raises ValueError in a real home."""
        if not self.practice:
            raise ValueError("only a practice home has a simulated calendar")
        with self.transaction() as (session, _):
            day = session.get(PracticeDay, 1) or PracticeDay(id=1, moment=moment)
            day.moment = moment
            session.add(day)

    def context(self, session: Session, campaign: Campaign | None = None) -> Context:
        """What actions are given: for a campaign, on the pack revision that it cites."""
        pack = self.pack if campaign is None else self._cited(session, campaign.pack_revision)
        return Context(
            pack=pack,
            signer=self.signer,
            identity=self.identity,
            board_address=self.board_address,
            pack_of=lambda one: self._cited(session, one.pack_revision),
        )

    def _cited(self, session: Session, revision: str) -> Pack:
        """That revision, with the agencies and areas that have come and gone since."""
        if revision == self.pack.revision:
            return self.pack
        if revision not in self._packs:
            row = session.get_one(PackRevision, revision)
            self._packs[revision] = with_reorganisation(self.read_pack(row.files), self.pack)
        return self._packs[revision]

    def put_in_force(self, pack: Pack) -> None:
        """Work with another revision from now on."""
        self.pack = pack
        self._packs.clear()


def open_office(home: HomeLike) -> Office:
    """Open a home's database and apply its pack, which is safe to repeat.

    The tables must be there: an installation migrates them first (`models.migrating`).
    """
    office = Office(
        engine=open_database(home.database_url),
        clock=home.clock,
        practice=home.practice,
        pack=home.pack,
        read_pack=home.read_pack,
        signer=LinkSigner([home.link_key], home.portal_address),
        identity=MailIdentity(
            from_name=home.mail_name,
            from_address=home.mail_from,
            reply_to=home.reply_to,
            domain=home.mail_domain,
            key=home.mail_key,
        ),
        board_address=home.board_address,
        portal_address=home.portal_address,
        mail_in_clear=home.mail_in_clear,
    )
    with office.transaction() as (session, now):
        apply_pack(session, home.pack, home.pack_files, now=now)
    return office
