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

from actions.context import Context
from models import Campaign, PackRevision, PracticeDay
from notifications.identity import MailIdentity
from notifications.links import LinkSigner
from rules.pack import Pack


class ReadPack(Protocol):
    def __call__(self, files: Mapping[str, str]) -> Pack: ...


@dataclass
class Office:
    """One home's database, keys and pack. `practice` homes accept a simulated moment, others never do."""

    engine: sa.Engine
    clock: Callable[[], datetime]
    practice: bool
    pack: Pack
    read_pack: ReadPack
    signer: LinkSigner
    identity: MailIdentity
    board_address: str
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

    def moment(self, session: Session) -> datetime:
        """Now: the simulated moment of a practice home, else the clock's."""
        if self.practice:
            day = session.get(PracticeDay, 1)
            if day is not None:
                return day.moment
        return self.clock()

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
        return Context(pack=pack, signer=self.signer, identity=self.identity, board_address=self.board_address)

    def _cited(self, session: Session, revision: str) -> Pack:
        if revision == self.pack.revision:
            return self.pack
        if revision not in self._packs:
            row = session.get_one(PackRevision, revision)
            self._packs[revision] = self.read_pack(row.files)
        return self._packs[revision]
