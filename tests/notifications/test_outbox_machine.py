"""The outbox as a state machine: whatever happens in whatever order, the proof obligations O1 to O11 hold.

The outbox, its database, delivery and the socket are real; the relay is played, its mailbox is the witness. A kill is a
process whose calls to database and wire all fail from one on, so that none of its clearing up takes place.
"""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar
from unittest import mock

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

from models.database import create_tables, open_database
from notifications.by_hand import cancel_letter, resend_as_new, retry_letter
from notifications.delivery import deliver
from notifications.delivery.together import Writer
from notifications.settling import settle_message
from rules.words import MessageState, Role
from tests.actions.dump import dump
from tests.notifications.failing import Calls
from tests.notifications.outbox_world import REPLIES, TAKEN, OutboxWorld
from trials.scripted_witness import message_id

MOST_CALLS = 90
"""About as many as a run of delivery makes to database and wire."""
MINUTES = st.sampled_from((0, 1, 3, 6, 16, 45, 130, 24 * 60))
"""From one thing to the next."""
SETTLES = (20, 45, 180, 600)
"""Minutes after which all that can end has ended: lease and witness, longest wait."""
KINDS = st.sampled_from(("campaign_resumed", "reminder", "referral"))
"""Two that may be sent again in doubt, and one that may not."""
BY_HAND = Role.COORDINATOR
OPEN = (MessageState.QUEUED, MessageState.LEASED)


class OutboxMachine(RuleBasedStateMachine):
    """`letters` are numbers of actions, each of which wrote one."""

    template: ClassVar[Path]
    letters = Bundle("letters")

    @initialize(target=letters, has_witness=st.booleans(), kinds=st.lists(KINDS, min_size=2, max_size=4))
    def begin(self, has_witness: bool, kinds: list[str]) -> Any:
        self.world = OutboxWorld(self.template, has_witness)
        self.kinds: list[str] = []
        self.rows = 0
        return multiple(*map(self.act, kinds))

    def teardown(self) -> None:
        if hasattr(self, "world"):
            try:
                self.check_o8_everything_ends()
            finally:
                self.world.close()

    # What happens

    @rule(target=letters, kind=KINDS)
    def act(self, kind: str) -> int:
        self.kinds.append(kind)
        self.world.act(len(self.kinds) - 1, kind)
        return len(self.kinds) - 1

    @rule(number=letters)
    def act_again(self, number: int) -> None:
        self.world.act(number, self.kinds[number])

    @rule(n=st.integers(1, 20), after=st.booleans(), kind=KINDS)
    def act_killed(self, n: int, after: bool, kind: str) -> None:
        self.kinds.append(kind)
        with self.world.breaking(Calls(n, after, dead=True)):
            self.world.act(len(self.kinds) - 1, kind)

    @rule(minutes=MINUTES, reply=st.sampled_from(sorted(REPLIES)))
    def tick(self, minutes: int, reply: str) -> None:
        self.world.wait(minutes)
        self.world.deliver(REPLIES[reply])

    @rule(minutes=MINUTES, reply=st.sampled_from(sorted(REPLIES)), n=st.integers(1, MOST_CALLS), after=st.booleans())
    def tick_killed(self, minutes: int, reply: str, n: int, after: bool) -> None:
        self.world.wait(minutes)
        with self.world.breaking(Calls(n, after, dead=True)):
            self.world.deliver(REPLIES[reply])

    @rule(minutes=MINUTES, n=st.integers(1, MOST_CALLS), after=st.booleans(), lasting=st.booleans())
    def tick_while_something_fails(self, minutes: int, n: int, after: bool, lasting: bool) -> None:
        self.world.wait(minutes)
        with self.world.breaking(Calls(n, after, lasting)):
            self.world.deliver(TAKEN)

    @rule(minutes=MINUTES, where=st.sampled_from(("mark_dot", "settle")), pause=st.sampled_from((1, 3, 16, 45)))
    def tick_that_sleeps(self, minutes: int, where: str, pause: int) -> None:
        """A deliverer is stopped before its intent or its outcome; another comes meanwhile, then it goes on."""
        self.world.wait(minutes)
        write, slept = Writer.write, list[bool]()

        async def sleep_then(writer: Writer, work: Any, *arguments: Any, **named: Any) -> Any:
            if not slept and work is getattr(deliver, where):
                slept.append(True)
                self.world.wait(pause)
                await asyncio.to_thread(lambda: asyncio.run(self.world.run_delivery()))
            return await write(writer, work, *arguments, **named)

        def ask(*arguments: Any, **named: Any) -> asyncio.Future[Any]:
            return asyncio.ensure_future(sleep_then(*arguments, **named))

        with mock.patch.object(Writer, "write", ask):
            self.world.deliver(TAKEN)

    @rule(number=letters)
    def answer(self, number: int) -> None:
        self.world.answer(number)

    @rule(number=letters)
    def cancel(self, number: int) -> None:
        self.world.do_by_hand(number, lambda session, mid: cancel_letter(session, mid, self.world.now, BY_HAND))

    @rule(number=letters)
    def retry(self, number: int) -> None:
        self.world.do_by_hand(number, lambda session, mid: retry_letter(session, mid, self.world.now, BY_HAND))

    @rule(number=letters)
    def resend_as_new(self, number: int) -> None:
        self.world.do_by_hand(number, lambda session, mid: resend_as_new(session, mid, self.world.now, BY_HAND))

    @rule(number=letters, delivered=st.booleans())
    def resolve(self, number: int, delivered: bool) -> None:
        mid = self.world.do_by_hand(
            number, lambda session, mid: settle_message(session, mid, delivered, self.world.now, BY_HAND)
        )
        if mid is not None:
            self.world.by_a_person.add(mid)

    @rule()
    def switch_mail(self) -> None:
        self.world.switch_mail()

    @rule()
    def lose_or_find_the_witness(self) -> None:
        if self.world.witness is not None:
            self.world.witness.answers = not self.world.witness.answers

    # What must hold

    @invariant()
    def check_o1_state_and_letter_are_one(self) -> None:
        written = {letter.intent_key.split(":")[1] for letter in self.world.letters() if "~" not in letter.intent_key}
        assert set(self.world.journalled_actions()) == written, "O1"

    @invariant()
    def check_o2_one_row_an_intent(self) -> None:
        for found in ([letter.intent_key for letter in self.world.letters()], self.world.journalled_actions()):
            assert len(set(found)) == len(found), "O2"
        assert sum("~" not in letter.intent_key for letter in self.world.letters()) <= len(self.kinds), "O2"

    @invariant()
    def check_o3_one_content_a_message_id(self) -> None:
        frozen = {letter.mid: letter.mime for letter in self.world.letters()}
        assert all(stored.content == frozen[message_id(stored.content)] for stored in self.world.relay.stored), "O3"

    @invariant()
    def check_o4_nothing_taken_without_an_intent(self) -> None:
        letters = {letter.mid: letter for letter in self.world.letters()}
        for mid in self.world.copies():
            assert letters[mid].dot_at is not None and letters[mid].epoch > 0, "O4"

    @invariant()
    def check_o5_nothing_before_the_dot_doubles(self) -> None:
        doubts = self.world.attempts(MessageState.AMBIGUOUS)
        assert all(copies == 1 for mid, copies in self.world.copies().items() if not doubts[mid]), "O5"

    @invariant()
    def check_o6_one_dot_a_claim(self) -> None:
        epochs = {letter.mid: letter.epoch for letter in self.world.letters()}
        assert all(copies <= epochs[mid] for mid, copies in self.world.copies().items()), "O6"

    @invariant()
    def check_o7_each_further_copy_has_its_doubt(self) -> None:
        doubts = self.world.attempts(MessageState.AMBIGUOUS)
        for mid, copies in self.world.copies().items():
            assert copies - 1 <= doubts[mid], "O7"
            if self.world.witness is not None and mid not in self.world.by_a_person:
                assert copies == 1, "O7: doubled although the witness knew"

    @invariant()
    def check_o8_every_open_row_has_its_moment(self) -> None:
        for letter in self.world.letters():
            if letter.state is MessageState.LEASED:
                assert letter.lease_until is not None and letter.phase is not None, "O8"
            else:
                assert (letter.phase, letter.lease_until, letter.owner) == (None, None, None), "O8"

    @invariant()
    def check_o9_no_row_is_gone(self) -> None:
        letters, sent = self.world.letters(), self.world.attempts(MessageState.SENT)
        assert len(letters) >= self.rows, "O9"
        self.rows = len(letters)
        for letter in letters:
            if letter.state is MessageState.SENT:
                assert sent[letter.mid] and letter.sent_at is not None, "O9: sent without an attempt that says so"

    @rule(number=letters)
    def look(self, number: int) -> None:
        """O10 of what is shown of letters; tests/portal/test_looking.py holds it of every page that a link opens."""
        before = dump(self.world.engine)
        self.world.look(number)
        assert dump(self.world.engine) == before, "O10"

    @invariant()
    def check_o11_no_letter_after_the_answer(self) -> None:
        copies = self.world.copies()
        assert all(copies[mid] == before for mid, before in self.world.answered.items()), "O11"

    def check_o8_everything_ends(self) -> None:
        """Once nothing fails any more, each letter ends, or waits for a person's word."""
        if not self.world.mail_goes_out:
            self.world.switch_mail()
        if self.world.witness is not None:
            self.world.witness.answers = True
        began = self.world.now
        for minutes in SETTLES:
            self.world.now = began + timedelta(minutes=minutes)
            self.world.deliver(TAKEN)
        copies = self.world.copies()
        for letter in self.world.letters():
            assert letter.state not in OPEN, f"O8: {letter.state} for ever"
            if letter.state is MessageState.AMBIGUOUS:
                assert self.world.witness is None, "O8: in doubt although the witness can tell"
            if letter.state is MessageState.SENT and letter.mid not in self.world.by_a_person:
                assert copies[letter.mid], "lost: sent, and not in the mailbox"
        self.check_o7_each_further_copy_has_its_doubt()
        self.check_o11_no_letter_after_the_answer()


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
