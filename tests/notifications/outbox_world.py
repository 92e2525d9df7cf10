"""One outbox with its relay, witness and calendar, for the state machine: what is done to it and what is seen of it."""

import asyncio
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import Session, col, select

from actions.still_wanted import still_wanted
from actions.turn_off import turn_off, turn_on
from models import Contact, JournalEntry, MailAttempt, Message
from models.database import open_database
from models.message import QueuedLetter
from models.queries.board import letters_newest
from models.queries.journal_counts import mail_counts
from models.queries.mail_returns import returns_shown
from notifications.by_hand import AddressGone, LetterStaysAsItIs
from notifications.delivery import RelaySettings, deliver_due
from notifications.delivery.leases import count_due
from notifications.delivery.pace import find_runaway, letters_allowed
from notifications.outbox import post
from notifications.settling import find_message, list_messages, read_text
from rules.refusals import TransitionRefused
from rules.words import MessageState, Role, StopReason, Switch
from tests.notifications.failing import Calls, failing
from tests.notifications.samples import IDENTITY, NOW, sample_letter
from tests.whole_letters import whole_letters
from trials.scripted_relay import Answers, Mark, ScriptedRelay
from trials.scripted_witness import ScriptedWitness, message_id

DROP = (Mark.DROP,)
TAKEN = Answers()
REPLIES = {
    "taken": TAKEN,
    "251 after the dot": Answers(dot=(b"251 forwarded\r\n",)),
    "250, then gone": Answers(dot=(b"250 kept\r\n", Mark.RESET)),
    "421 at the banner": Answers(banner=(b"421 4.3.2 busy\r\n",)),
    "550 to us": Answers(mail=(b"550 5.7.1 not you\r\n",)),
    "450 at RCPT": Answers(rcpt=(b"450 4.2.0 greylisted\r\n",)),
    "550 at RCPT": Answers(rcpt=(b"550 5.1.1 nobody\r\n",)),
    "550 for policy": Answers(rcpt=(b"550 5.7.26 policy\r\n",)),
    "552 at RCPT": Answers(rcpt=(b"552 5.2.2 full\r\n",)),
    "too fast": Answers(rcpt=(b"450 4.7.28 rate limit\r\n",)),
    "gone at DATA": Answers(data=DROP),
    "gone in the body": Answers(early=DROP),
    "gone before the dot": Answers(last_line=DROP),
    "451 after the dot": Answers(dot=(b"451 4.3.0 later\r\n",), stores=False),
    "554 after the dot": Answers(dot=(b"554 5.6.0 content\r\n",), stores=False),
    "gone after the dot, kept": Answers(dot=DROP),
    "gone after the dot, not kept": Answers(dot=DROP, stores=False),
    "garbage after the dot, kept": Answers(dot=(b"hello?\r\n",)),
    "garbage after the dot, not kept": Answers(dot=(b"hello?\r\n",), stores=False),
    "silence after the dot, kept": Answers(dot=(Mark.HANG,)),
}
QUICK = {"connect_seconds": 1.0, "command_seconds": 0.3, "dot_seconds": 0.1, "quit_seconds": 0.1, "max_connections": 1}
NOT_NOW = (LetterStaysAsItIs, AddressGone, TransitionRefused)
BROKEN = (sa.exc.OperationalError, sa.exc.PendingRollbackError)


class OutboxWorld:
    """`answered` holds the letters whose answer has come, with their copies at that moment; `by_a_person` those in
    doubt of which a person has said what became of them."""

    def __init__(self, template: Path, has_witness: bool) -> None:
        self._stack = ExitStack()
        folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="liennganh-outbox-")))
        shutil.copy(template, folder / "data.db")
        self.engine = open_database(f"sqlite:///{folder / 'data.db'}")
        self._loop = self._stack.enter_context(asyncio.Runner())
        self.relay = self._loop.run(ScriptedRelay(TAKEN).__aenter__())
        self.witness = ScriptedWitness(self.relay) if has_witness else None
        self.now, self.mail_goes_out = NOW, True
        self.answered: dict[str, int] = {}
        self.by_a_person: set[str] = set()

    def close(self) -> None:
        self._loop.run(self.relay.__aexit__())
        self.engine.dispose()
        self._stack.close()

    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    def act(self, number: int, kind: str) -> None:
        """An action: its journal entry and its letter, in one transaction; repeated, it writes the letter again."""
        with Session(self.engine) as session:
            contact = session.exec(select(Contact).where(Contact.agency == f"CQ-{number}")).one_or_none()
            if contact is None:
                contact = _contact(number)
                session.add(contact)
                entry = JournalEntry(
                    at=self.now, noun="act", subject=f"act-{number}", verb="act", role=Role.COORDINATOR
                )
                session.add(entry)
            post(
                session,
                sample_letter(kind),
                contact,
                campaign_id=None,
                subject=f"act-{number}",
                ordinal=1,
                now=self.now,
                identity=IDENTITY,
            )
            session.commit()

    def deliver(self, answers: Answers) -> None:
        """One run, and what the relay reads of it afterwards."""
        self.relay.answers = answers
        stored = len(self.relay.stored)
        try:
            self._loop.run(self.run_delivery())
        finally:
            self._loop.run(self._wait_for_the_relay())
            assert self.mail_goes_out or len(self.relay.stored) == stored, "a letter went while mail was held"

    async def run_delivery(self) -> None:
        def wanted(_: Session, message: QueuedLetter) -> bool:
            return message.mid not in self.answered

        line = RelaySettings(host="127.0.0.1", port=self.relay.port, tls="none", **QUICK)  # type: ignore[arg-type]
        await deliver_due(self.engine, line, lambda: self.now, wanted=wanted, witness=self.witness)

    async def _wait_for_the_relay(self) -> None:
        """Until it has read what is on its way, as it has in the 15 minutes before a witness's absence counts."""
        async with asyncio.timeout(10):
            while self.relay.open_now:
                await asyncio.sleep(0.001)

    @contextmanager
    def breaking(self, calls: Calls) -> Iterator[None]:
        """What is done in the block ends with the call that fails; open transactions are rolled back."""
        try:
            with failing(self.engine, calls):
                yield
        except BROKEN:
            pass
        finally:
            self.engine.dispose()

    def answer(self, number: int) -> None:
        """What the letter asks for is done: it is no longer wanted."""
        mid = self._mid_of_action(number)
        self.answered.setdefault(mid, self.copies()[mid])

    def look(self, number: int) -> None:
        """All that is shown of letters, in a session that is committed: what it changed would stay."""
        with Session(self.engine) as session:
            message = find_message(session, self._mid_of_action(number))
            read_text(message)
            list_messages(session)
            mail_counts(session)
            letters_newest(session, 0, 10, tuple(MessageState))
            returns_shown(session, Role.COORDINATOR, 10)
            still_wanted(session, message)
            session.commit()
        count_due(self.engine, self.now)
        letters_allowed(self.engine, self.now, 5)
        find_runaway(self.engine)

    def do_by_hand(self, number: int, do: Callable[[Session, str], object]) -> str | None:
        """The letter's Message-ID; None when its state does not allow it."""
        mid = self._mid_of_action(number)
        with Session(self.engine) as session:
            try:
                do(session, mid)
            except NOT_NOW:
                return None
            session.commit()
        return mid

    def switch_mail(self) -> None:
        with Session(self.engine) as session:
            if self.mail_goes_out:
                turn_off(session, Switch.MAIL, StopReason.INCIDENT, now=self.now)
            else:
                turn_on(session, Switch.MAIL, now=self.now)
            session.commit()
        self.mail_goes_out = not self.mail_goes_out

    def letters(self) -> list[Message]:
        with self._reading() as session:
            return list(session.exec(whole_letters()))

    def copies(self) -> Counter[str]:
        """What the relay has kept, by Message-ID."""
        return Counter(message_id(stored.content) for stored in self.relay.stored)

    def attempts(self, outcome: MessageState) -> Counter[str]:
        """How many of each letter's attempts ended so."""
        with self._reading() as session:
            query = select(Message.mid).join(MailAttempt, col(MailAttempt.message_id) == col(Message.id))
            return Counter(session.exec(query.where(MailAttempt.outcome == outcome)))

    def journalled_actions(self) -> list[str]:
        with self._reading() as session:
            return list(session.exec(select(JournalEntry.subject).where(JournalEntry.noun == "act")))

    def _mid_of_action(self, number: int) -> str:
        with self._reading() as session:
            rows = session.exec(
                select(Message.intent_key, Message.mid).where(col(Message.intent_key).contains(f":act-{number}:"))
            )
            return next(mid for key, mid in rows if "~" not in key)

    def _reading(self) -> Session:
        return Session(self.engine.execution_options(read_only=True), expire_on_commit=False)


def _contact(number: int) -> Contact:
    return Contact(
        agency=f"CQ-{number}",
        role=Role.LIAISON,
        office="Cơ quan",
        telephone="1",
        address=f"o{number}@coquan.example",
        shared=False,
    )
