"""`torture smtp`: every fault of mail that is in the catalogue, played byte by byte against the real delivery.

Each script has a database of its own, twenty letters posted as any letter is, and a relay on loopback that follows the
script. Only two things are not as in earnest: the clock is moved on between acts, and names of hosts are not asked of
the network.
"""

import asyncio
import hashlib
import logging
import random
import shutil
import socket
import ssl
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from config.clock import wall_clock
from models import Contact, MailAttempt, Message
from models.database import open_database
from models.migrating import migrate_at
from notifications.delivery import DeliveryCount, RelaySettings, deliver_due
from notifications.identity import MailIdentity
from notifications.letters import LETTERS, ContactBounced
from notifications.outbox import post
from rules.words import CampaignKind, MessageState, Role
from trials.certificates import Certificate, make_certificate
from trials.played_returns import PlayedReturns
from trials.scripted_relay import Answers, ScriptedRelay
from trials.scripted_witness import ScriptedWitness
from trials.smtp_scripts import ALL, NOT_PLAYED, SCRIPTS, Act, Script

BEGINS = datetime(2021, 3, 1, 1, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
QUICK = {"connect_seconds": 1.0, "command_seconds": 0.5, "dot_seconds": 0.5, "quit_seconds": 0.2}
EVERY = {
    "reference": "HY-2021-KT-03",
    "link": "https://congdoitac.example/l/b3BhcXVl",
    "office": "Chi cục Phòng, chống tệ nạn xã hội (mẫu)",
    "telephone": "0221 000 0001",
    "recipient_office": "Phòng nghiệp vụ (mẫu)",
    "recipient_role": Role.LIAISON,
}
ROUTINE = {
    "kind": CampaignKind.INSPECTION,
    "title": "Kiểm tra liên ngành, đợt 3",
    "opens_on": date(2021, 3, 8),
    "closes_on": date(2021, 4, 2),
}


@dataclass
class Played:
    """One script under way."""

    script: Script
    engine: sa.Engine
    relay: ScriptedRelay
    password: str
    certificates: dict[str, Certificate]
    letters: int
    now: datetime = BEGINS
    clear_bytes: int = 0
    wrong: list[str] = field(default_factory=list)

    async def play(self, act: Act) -> dict[str, int]:
        """Returns how many letters are in each state after it; what else is not as it must be is kept in `wrong`."""
        self.now += act.later
        self._prepare(act)
        met_before, clear_before = len(self.relay.met), self.relay.clear_bytes
        tried_before = self.relay.connections
        async with self._settings(act) as settings:
            for _ in range(act.rounds):
                await self._deliver(settings, act.witness)
                if len({recipient for _, recipient in self.relay.met[met_before:]}) == self.letters:
                    break
                self.now += MINUTE
        if act.tls != "none":
            self.clear_bytes += self.relay.clear_bytes - clear_before
        tried = self.relay.connections - tried_before
        if act.connections is not None and tried != act.connections:
            self.wrong.append(f"{tried} connections were tried, not {act.connections}")
        if act.tasks is not None:
            self._take_returns(act, act.tasks)
        self._look(act)
        return self.states()

    def _take_returns(self, act: Act, tasks: int) -> None:
        database = Path(str(self.engine.url.database))
        returns = PlayedReturns(self.engine, database.with_suffix(".maildir"), lambda: self.now)
        if act.returns:
            fates = returns.come_back(act.returns, self.relay.met)
            if fates != {act.taken: self.letters}:
                self.wrong.append(f"of the messages that came back became {fates}, not all {act.taken}")
        else:
            returns.ask()
        self.wrong += returns.faults(tasks)
        returns.close()

    def _messages(self, session: Session) -> Sequence[Message]:
        """The letters of the script, without those to the coordinator that its faults bring about."""
        return session.exec(select(Message).where(Message.letter != ContactBounced.name)).all()

    async def _deliver(self, settings: RelaySettings, name: str) -> DeliveryCount:
        witness = ScriptedWitness(self.relay, name) if name else None
        return await deliver_due(self.engine, settings, lambda: self.now, witness=witness)

    def states(self) -> dict[str, int]:
        with Session(self.engine) as session:
            return dict(Counter(message.state.value for message in self._messages(session)))

    def _prepare(self, act: Act) -> None:
        certificate = self.certificates.get(act.certificate)
        context = certificate.context if certificate else None
        self.relay.answers = _with(act.answers, context)
        with Session(self.engine) as session:
            for number, message in enumerate(session.exec(select(Message).order_by(col(Message.id)))):
                if act.address:
                    message.address = act.address.format(number)
                if act.requeued:
                    message.state, message.next_at = MessageState.QUEUED, self.now
            session.commit()

    @asynccontextmanager
    async def _settings(self, act: Act) -> AsyncIterator[RelaySettings]:
        changes: dict[str, Any] = {**QUICK, "tls": act.tls, **act.relay}
        if act.tls != "none":
            trusted = self.certificates[act.trusts].path
            changes |= {"username": "office", "password": self.password, "ca_file": str(trusted)}
        port = self.relay.port if act.listens else _closed_port()
        loop = asyncio.get_running_loop()
        asked = loop.getaddrinfo
        if act.resolves:
            changes["tls"] = "starttls"  # another machine's name: nothing is sent there in clear
            loop.getaddrinfo = _unresolved(act.resolves)  # type: ignore[method-assign]
        try:
            yield RelaySettings(host="relay.example" if act.resolves else "127.0.0.1", port=port, **changes)
        finally:
            loop.getaddrinfo = asked  # type: ignore[method-assign]

    def _look(self, act: Act) -> None:
        with Session(self.engine) as session:
            messages = self._messages(session)
        copies = Counter(stored.recipient for stored in self.relay.stored)
        expected = self.letters if "sent" not in act.wants else _fill(act.wants, self.letters)["sent"]
        if act.copies and sorted(copies.values()) != [act.copies] * expected:
            self.wrong.append(f"copies in the mailbox: {dict(Counter(copies.values()))}, not {act.copies} each")
        if len(self.relay.journal) != act.journal * self.letters:
            self.wrong.append(f"copies in the journal: {len(self.relay.journal)}, not {act.journal} of each")
        if act.witnessed_by and {message.witness for message in messages} != {act.witnessed_by}:
            self.wrong.append(f"not every letter has the witness {act.witnessed_by}")
        frozen = {(message.address, message.sha256) for message in messages}
        arrived = {(stored.recipient, hashlib.sha256(stored.content).hexdigest()) for stored in self.relay.stored}
        if not arrived <= frozen:
            self.wrong.append("other bytes arrived than were frozen")
        attempts = {message.attempts for message in messages}
        if act.counted is False and attempts != {0}:
            self.wrong.append(f"attempts were counted: {sorted(attempts)}")
        if act.counted and 0 in attempts:
            self.wrong.append("an attempt was not counted")
        if any(message.state is MessageState.QUEUED and message.next_at is None for message in messages):
            self.wrong.append("a letter waits for no moment")
        if self.script.same_triplet and len(set(self.relay.met)) != self.letters:
            self.wrong.append("sender or recipient differed between attempts")
        if self.script.first_retry and act is self.script.acts[0]:
            self._look_at_retries(messages)
        if self.script.urgent and "queued" in act.wants:
            self._look_at_order(messages)

    def _look_at_retries(self, messages: Sequence[Message]) -> None:
        with Session(self.engine) as session:
            first = {attempt.message_id: attempt.at for attempt in session.exec(select(MailAttempt))}
        waits = [message.next_at - first[message.id] for message in messages if message.id and message.attempts == 1]
        if not waits or not all(timedelta(minutes=4.5) <= wait <= timedelta(minutes=5.5) for wait in waits):
            self.wrong.append("the first retry is not due after 5 minutes")

    def _look_at_order(self, messages: Sequence[Message]) -> None:
        urgent = {message.address for message in messages if message.priority == 0}
        if {stored.recipient for stored in self.relay.stored} != urgent:
            self.wrong.append("others went before the urgent")


def torture_smtp(folder: Path, seed: int, letters: int, only: Sequence[str] = ()) -> dict[str, Any]:
    """Play every script (or those in `only`). `ok` says whether each letter ended as its script says, none was doubled
    or changed, and nothing of a letter or a credential was in clear where TLS is demanded, or in a log."""
    started = time.monotonic()
    draw = random.Random(seed)
    password = f"s3cret-{draw.getrandbits(64):x}"
    template = folder / "template.db"
    migrate_at(f"sqlite:///{template}")
    certificates = _make_certificates(folder)
    chosen = {name: script for name, script in SCRIPTS.items() if not only or name in only}
    scripts: dict[str, Any] = {}
    with _kept_log() as said:
        for name, script in chosen.items():
            database = folder / f"{name}.db"
            shutil.copy(template, database)
            scripts[name] = asyncio.run(_play(script, database, draw, password, certificates, letters))
    told = sum(password in line for line in said)
    clear = sum(script["clear_bytes"] for script in scripts.values())
    return {
        "N": len(scripts) * letters,
        "seed": seed,
        "duration": round(time.monotonic() - started, 1),
        "letters": letters,
        "clear_bytes": clear,
        "credentials_in_logs": told,
        "scripts": scripts,
        "not_played": NOT_PLAYED if not only else {},
        "ok": not clear and not told and all(script["ok"] for script in scripts.values()),
    }


async def _play(
    script: Script,
    database: Path,
    draw: random.Random,
    password: str,
    certificates: dict[str, Certificate],
    letters: int,
) -> dict[str, Any]:
    engine = open_database(f"sqlite:///{database}")
    post_letters(engine, script, draw, letters)
    wanted = [_fill(act.wants, letters) for act in script.acts]
    async with ScriptedRelay(script.acts[0].answers) as relay:
        played = Played(script, engine, relay, password, certificates, letters)
        got = [await played.play(act) for act in script.acts]
    engine.dispose()
    return {
        "what": script.what,
        "wanted": wanted,
        "got": got,
        "clear_bytes": played.clear_bytes,
        "wrong": played.wrong,
        "ok": got == wanted and not played.wrong and not played.clear_bytes,
    }


def post_letters(engine: sa.Engine, script: Script, draw: random.Random, letters: int) -> None:
    kind: Any = LETTERS["referral" if script.confidential else "campaign_resumed"]
    letter = kind(**EVERY, **({} if script.confidential else ROUTINE))
    identity = MailIdentity(
        from_name="Đội kiểm tra liên ngành (mẫu)",
        from_address="doi178@pctnxh.example",
        reply_to="doi178@pctnxh.example",
        domain="pctnxh.example",
        key=draw.randbytes(16),
    )
    with Session(engine) as session:
        for number in range(letters):
            to = Contact(
                agency=f"CQ-{number}",
                role=Role.LIAISON,
                office=EVERY["recipient_office"],
                telephone="1",
                address=f"o{number}@coquan.example",
                shared=False,
            )
            session.add(to)
            message = post(session, letter, to, campaign_id=None, subject="S", ordinal=1, now=BEGINS, identity=identity)
            if script.urgent:
                message.priority = 0 if number >= letters - script.urgent else 8
        session.commit()


def _make_certificates(folder: Path) -> dict[str, Certificate]:
    now = wall_clock()
    good = make_certificate(folder, "good", now)
    expired = make_certificate(folder, "expired", now, valid_until=now - timedelta(days=1))
    elsewhere = make_certificate(folder, "elsewhere", now, host="relay.example")
    trusted = folder / "trusted.pem"  # all but the stranger: each is refused for its own fault alone
    trusted.write_bytes(b"".join(made.path.read_bytes() for made in (good, expired, elsewhere)))
    return {
        "good": Certificate(trusted, good.context),
        "expired": expired,
        "elsewhere": elsewhere,
        "stranger": make_certificate(folder, "stranger", now),
    }


def _with(answers: Answers, context: ssl.SSLContext | None) -> Answers:
    """A relay that has no certificate does not offer TLS, save where its refusal is the fault."""
    if context is None:
        kept = tuple(word for word in answers.extensions if word != b"STARTTLS" or answers.starttls[0] != b"220 go\r\n")
        return replace(answers, extensions=kept)
    return replace(answers, context=context)


def _fill(wants: Any, letters: int) -> dict[str, int]:
    """`ALL` stands for the letters the other states leave."""
    named = sum(count for count in wants.values() if count != ALL)
    return {state: letters - named if count == ALL else count for state, count in wants.items()}


def _closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _unresolved(how: str) -> Any:
    number = socket.EAI_NONAME if how == "no such name" else socket.EAI_AGAIN

    async def refuse(*_: object, **__: object) -> Any:
        raise socket.gaierror(number, how)

    return refuse


@contextmanager
def _kept_log() -> Iterator[list[str]]:
    """Every record of every logger, at every level, as it would be written."""
    said: list[str] = []

    class Keeper(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(self.format(record))

    root, keeper = logging.getLogger(), Keeper()
    level, handlers = root.level, root.handlers
    root.setLevel(logging.DEBUG)
    root.handlers = [keeper]
    try:
        yield said
    finally:
        root.setLevel(level)
        root.handlers = handlers
