"""The outbox as a state machine: whatever happens in whatever order, the proof obligations O1 to O11 hold.

The outbox, its database, delivery and the socket are real; the relay is played, its mailbox is the witness. A kill is a
process whose calls to database and wire all fail from one on, so that none of its clearing up takes place.
"""

import asyncio
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar
from unittest import mock

import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)
from sqlmodel import Session, col, select

from actions.turn_off import AlreadySwitched, turn_off, turn_on
from models import Contact, JournalEntry, MailAttempt, Message
from models.database import create_tables, open_database
from notifications.by_hand import AddressGone, LetterStaysAsItIs, cancel_letter, resend_as_new, retry_letter
from notifications.delivery import RelaySettings, deliver, deliver_due
from notifications.outbox import post
from notifications.settling import settle_message
from rules.refusals import TransitionRefused
from rules.words import MessageState, Role, StopReason, Switch
from tests.notifications.failing import Calls, failing
from tests.notifications.mailbox_witness import MailboxWitness, mid_of
from tests.notifications.samples import IDENTITY, NOW, sample_letter
from trials.scripted_relay import Answers, Mark, ScriptedRelay

DROP = (Mark.DROP,)
REPLIES = {
    "taken": Answers(),
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
TAKEN = REPLIES["taken"]
QUICK = {"connect_seconds": 1.0, "command_seconds": 0.3, "dot_seconds": 0.1, "quit_seconds": 0.1, "max_connections": 1}
MOST_CALLS = 90
WAITS = (0, 1, 3, 6, 16, 45, 130, 24 * 60)
"""Minutes from one thing to the next."""
SETTLES = (20, 45, 180, 600)
"""Minutes after which all that can end has ended: lease and witness, longest wait."""
KINDS = st.sampled_from(["campaign_resumed", "campaign_resumed", "referral"])
"""Two that may be sent again in doubt, to one that may not."""
MINUTES = st.sampled_from(WAITS)
OPEN = (MessageState.QUEUED, MessageState.LEASED)
NOT_NOW = (LetterStaysAsItIs, AddressGone, TransitionRefused, AlreadySwitched)
BROKEN = (sa.exc.OperationalError, sa.exc.PendingRollbackError)


class OutboxMachine(RuleBasedStateMachine):
    """`number` names an action: its journal entry and its letter are one transaction."""

    template: ClassVar[Path]
    letters = Bundle("letters")

    @initialize(target=letters, has_witness=st.booleans(), kinds=st.lists(KINDS, min_size=2, max_size=4))
    def open_outbox(self, has_witness: bool, kinds: list[str]) -> Any:
        self.stack = ExitStack()
        folder = Path(self.stack.enter_context(tempfile.TemporaryDirectory(prefix="liennganh-outbox-")))
        shutil.copy(self.template, folder / "data.db")
        self.engine = open_database(f"sqlite:///{folder / 'data.db'}")
        self.loop = self.stack.enter_context(asyncio.Runner())
        self.relay = self.loop.run(ScriptedRelay(TAKEN).__aenter__())
        self.witness = MailboxWitness(self.relay.stored) if has_witness else None
        self.now, self.mail_is_on, self.actions = NOW, True, 0
        self.answered: dict[str, int] = {}
        self.by_a_person: set[str] = set()
        self.rows = 0
        return multiple(*map(self.act, kinds))

    def teardown(self) -> None:
        if hasattr(self, "relay"):
            self.check_o8_everything_ends()
            self.loop.run(self.relay.__aexit__())
            self.engine.dispose()
            self.stack.close()

    # What happens

    @rule(target=letters, kind=KINDS)
    def act(self, kind: str) -> int:
        self.actions += 1
        self._act(self.actions, kind)
        return self.actions

    @rule(number=letters)
    def act_again(self, number: int) -> None:
        self._act(number, "campaign_resumed")

    @rule(n=st.integers(1, 20), after=st.booleans(), kind=KINDS)
    def act_killed(self, n: int, after: bool, kind: str) -> None:
        self.actions += 1
        with failing(self.engine, Calls(n, after, dead=True)):
            try:
                self._act(self.actions, kind)
            except BROKEN:
                pass
        self.engine.dispose()

    @rule(minutes=MINUTES, reply=st.sampled_from(sorted(REPLIES)))
    def tick(self, minutes: int, reply: str) -> None:
        self.wait(minutes)
        self._deliver(REPLIES[reply])

    @rule(minutes=MINUTES, reply=st.sampled_from(sorted(REPLIES)), n=st.integers(1, MOST_CALLS), after=st.booleans())
    def tick_killed(self, minutes: int, reply: str, n: int, after: bool) -> None:
        self.wait(minutes)
        with failing(self.engine, Calls(n, after, dead=True)):
            try:
                self._deliver(REPLIES[reply])
            except BROKEN:
                pass
        self.engine.dispose()

    @rule(minutes=MINUTES, n=st.integers(1, MOST_CALLS), after=st.booleans(), lasting=st.booleans())
    def tick_while_something_fails(self, minutes: int, n: int, after: bool, lasting: bool) -> None:
        self.wait(minutes)
        with failing(self.engine, Calls(n, after, lasting)):
            try:
                self._deliver(TAKEN)
            except BROKEN:
                pass

    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule(minutes=MINUTES, where=st.sampled_from(["mark_dot", "settle"]), pause=st.sampled_from([1, 3, 16, 45]))
    def tick_that_sleeps(self, minutes: int, where: str, pause: int) -> None:
        """A deliverer is stopped before its intent or its outcome; another comes meanwhile, then it goes on."""
        self.wait(minutes)
        real, slept = getattr(deliver, where), list[bool]()

        def sleep_then(*arguments: Any) -> Any:
            if not slept:
                slept.append(True)
                self.wait(pause)
                asyncio.run(self._run_delivery())
            return real(*arguments)

        with mock.patch.object(deliver, where, sleep_then):
            self._deliver(TAKEN)

    @rule(number=letters)
    def answer(self, number: int) -> None:
        """What the letter asks for is done: it is no longer wanted."""
        with Session(self.engine) as session:
            mid = session.exec(select(Message.mid).where(Message.intent_key == self._key(session, number))).one()
        self.answered.setdefault(mid, self._copies()[mid])

    @rule(number=letters)
    def cancel(self, number: int) -> None:
        self._by_hand(number, lambda session, mid: cancel_letter(session, mid, self.now, Role.COORDINATOR))

    @rule(number=letters)
    def retry(self, number: int) -> None:
        self._by_hand(number, lambda session, mid: retry_letter(session, mid, self.now, Role.COORDINATOR))

    @rule(number=letters, delivered=st.booleans())
    def resolve(self, number: int, delivered: bool) -> None:
        def settle(session: Session, mid: str) -> Message:
            return settle_message(session, mid, delivered, self.now, Role.COORDINATOR)

        self._by_hand(number, settle, is_word=True)

    @rule(number=letters)
    def resend_as_new(self, number: int) -> None:
        self._by_hand(number, lambda session, mid: resend_as_new(session, mid, self.now, Role.COORDINATOR))

    @rule()
    def switch_mail(self) -> None:
        with Session(self.engine) as session:
            if self.mail_is_on:
                turn_off(session, Switch.MAIL, StopReason.INCIDENT, now=self.now)
            else:
                turn_on(session, Switch.MAIL, now=self.now)
            session.commit()
        self.mail_is_on = not self.mail_is_on

    @rule()
    def lose_or_find_the_witness(self) -> None:
        if self.witness is not None:
            self.witness.reachable = not self.witness.reachable

    # What must hold

    @invariant()
    def check_o1_state_and_letter_are_one(self) -> None:
        with Session(self.engine) as session:
            noted = set(session.exec(select(JournalEntry.subject).where(JournalEntry.noun == "act")))
            written = {key.split(":")[1] for key in session.exec(select(Message.intent_key)) if "~" not in key}
        assert noted == written, "O1"

    @invariant()
    def check_o2_one_row_an_intent(self) -> None:
        with Session(self.engine) as session:
            keys = session.exec(select(Message.intent_key)).all()
            entries = session.exec(select(JournalEntry.subject).where(JournalEntry.noun == "act")).all()
        assert len(set(keys)) == len(keys) and len(set(entries)) == len(entries), "O2"

    @invariant()
    def check_o3_one_content_a_message_id(self) -> None:
        frozen = {letter.mid: letter.mime for letter in self._letters()}
        assert all(stored.content == frozen[mid_of(stored)] for stored in self.relay.stored), "O3"

    @invariant()
    def check_o4_nothing_taken_without_an_intent(self) -> None:
        letters = {letter.mid: letter for letter in self._letters()}
        for mid in self._copies():
            assert letters[mid].dot_at is not None and letters[mid].epoch > 0, "O4"

    @invariant()
    def check_o5_nothing_before_the_dot_doubles(self) -> None:
        doubts = self._attempts(MessageState.AMBIGUOUS)
        assert all(copies == 1 for mid, copies in self._copies().items() if not doubts[mid]), "O5"

    @invariant()
    def check_o6_one_dot_a_claim(self) -> None:
        epochs = {letter.mid: letter.epoch for letter in self._letters()}
        assert all(copies <= epochs[mid] for mid, copies in self._copies().items()), "O6"

    @invariant()
    def check_o7_each_further_copy_has_its_doubt(self) -> None:
        doubts = self._attempts(MessageState.AMBIGUOUS)
        for mid, copies in self._copies().items():
            assert copies - 1 <= doubts[mid], "O7"
            if self.witness is not None and mid not in self.by_a_person:
                assert copies == 1, "O7: doubled although the witness knew"

    @invariant()
    def check_o8_every_open_row_has_its_moment(self) -> None:
        for letter in self._letters():
            if letter.state is MessageState.LEASED:
                assert letter.lease_until is not None and letter.phase is not None, "O8"
            else:
                assert letter.phase is letter.lease_until is letter.owner is None, "O8"

    @invariant()
    def check_o9_no_row_is_gone(self) -> None:
        letters = self._letters()
        assert len(letters) >= self.rows, "O9"
        self.rows = len(letters)
        sent = self._attempts(MessageState.SENT)
        for letter in letters:
            if letter.state is MessageState.SENT:
                assert sent[letter.mid] >= 1 and letter.sent_at is not None, "O9: sent without an attempt that says so"

    @invariant()
    def check_o11_no_letter_after_the_answer(self) -> None:
        copies = self._copies()
        assert all(copies[mid] == before for mid, before in self.answered.items()), "O11"

    def check_o8_everything_ends(self) -> None:
        """Once nothing fails any more, each letter ends, or waits for a person's word."""
        if not self.mail_is_on:
            self.switch_mail()
        if self.witness is not None:
            self.witness.reachable = True
        began = self.now
        for minutes in SETTLES:
            self.now = began + timedelta(minutes=minutes)
            self._deliver(TAKEN)
        for letter in self._letters():
            assert letter.state not in OPEN, f"O8: {letter.state} for ever"
            if letter.state is MessageState.AMBIGUOUS:
                assert self.witness is None, "O8: in doubt although the witness can tell"
        self.check_o7_each_further_copy_has_its_doubt()
        self.check_o11_no_letter_after_the_answer()

    # How it is done

    def _act(self, number: int, kind: str) -> None:
        with Session(self.engine) as session:
            contact = session.exec(select(Contact).where(Contact.agency == f"CQ-{number}")).one_or_none()
            if contact is None:
                contact = Contact(
                    agency=f"CQ-{number}",
                    role=Role.LIAISON,
                    office="Cơ quan",
                    telephone="1",
                    address=f"o{number}@coquan.example",
                    shared=False,
                )
                session.add(contact)
                session.add(
                    JournalEntry(at=self.now, noun="act", subject=f"act-{number}", verb="act", role=Role.COORDINATOR)
                )
            post(
                session,
                sample_letter(self._kind_of(session, number) or kind),
                contact,
                campaign_id=None,
                subject=f"act-{number}",
                ordinal=1,
                now=self.now,
                identity=IDENTITY,
            )
            session.commit()

    def _kind_of(self, session: Session, number: int) -> str | None:
        return session.exec(select(Message.letter).where(col(Message.intent_key).contains(f":act-{number}:"))).first()

    def _key(self, session: Session, number: int) -> str:
        keys = session.exec(select(Message.intent_key).where(col(Message.intent_key).contains(f":act-{number}:")))
        return next(key for key in keys if "~" not in key)

    async def _run_delivery(self) -> None:
        def wanted(_: Session, message: Message) -> bool:
            return message.mid not in self.answered

        line = RelaySettings(host="127.0.0.1", port=self.relay.port, tls="none", **QUICK)  # type: ignore[arg-type]
        await deliver_due(self.engine, line, lambda: self.now, wanted=wanted, witness=self.witness)

    def _deliver(self, answers: Answers) -> None:
        self.relay.answers = answers
        stored = len(self.relay.stored)
        try:
            self.loop.run(self._run_delivery())
        finally:
            self.loop.run(self._wait_for_the_relay())
            assert self.mail_is_on or len(self.relay.stored) == stored, "a letter went while mail was held"

    async def _wait_for_the_relay(self) -> None:
        """Until it has read what is on its way, as it has in the 15 minutes before a witness's absence counts."""
        async with asyncio.timeout(10):
            while self.relay.open_now:
                await asyncio.sleep(0.001)

    def _by_hand(self, number: int, do: Callable[[Session, str], Message], *, is_word: bool = False) -> None:
        with Session(self.engine) as session:
            mid = session.exec(select(Message.mid).where(Message.intent_key == self._key(session, number))).one()
            try:
                do(session, mid)
            except NOT_NOW:
                return
            session.commit()
        if is_word:
            self.by_a_person.add(mid)

    def _letters(self) -> list[Message]:
        with Session(self.engine.execution_options(read_only=True), expire_on_commit=False) as session:
            return list(session.exec(select(Message)))

    def _copies(self) -> Counter[str]:
        return Counter(map(mid_of, self.relay.stored))

    def _attempts(self, outcome: MessageState) -> Counter[str]:
        with Session(self.engine.execution_options(read_only=True)) as session:
            query = select(Message.mid).join(MailAttempt, col(MailAttempt.message_id) == col(Message.id))
            return Counter(session.exec(query.where(MailAttempt.outcome == outcome)))


def test_outbox_keeps_its_obligations_whatever_happens(tmp_path: Path) -> None:
    OutboxMachine.template = tmp_path / "template.db"
    engine = open_database(f"sqlite:///{OutboxMachine.template}")
    create_tables(engine)
    engine.dispose()
    with mock.patch("notifications.delivery.redoing.WAITS", (0.0, 0.0, 0.0)):
        run_state_machine_as_test(
            OutboxMachine,
            settings=settings(
                max_examples=30,
                stateful_step_count=25,
                deadline=None,
                derandomize=True,
                phases=[Phase.explicit, Phase.generate],  # with Phase.shrink the example is short, after minutes
                suppress_health_check=list(HealthCheck),
            ),
        )
