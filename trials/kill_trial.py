"""One trial: a sender is started and killed, again perhaps, then left to finish; and what is there is counted."""

import asyncio
import os
import select as ready
import signal
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from random import Random

from sqlmodel import Session, select

from models import MailAttempt, Message
from rules.words import MessageState
from trials.kill_bench import BEGINS, LETTERS_EACH, Databases, Desk, find_torn
from trials.kill_points import ACTION, ONCE, RECOVERY, Killer
from trials.kill_relay import RelayProcess
from trials.kill_senders import Attempt, Sender

STEP = timedelta(minutes=20)
"""Between two starts: longer than the lease of the dot, and than a witness has to be waited for."""
QUIET_STARTS = (STEP, 2 * STEP, timedelta(hours=4))
"""After the last kill; its leases have run out by the first."""
ACTIONS = 3
LETTERS = ACTIONS * LETTERS_EACH
FAULTS = ("not_reached", "lost", "doubled_without_doubt", "torn", "changed", "without_intent")
"""What must be none whatever the sender knows."""
COUNTS = ("kills", "lost", "doubled", "in_doubt", *FAULTS)


@dataclass(frozen=True)
class Trials:
    """Where trials are held, one after the other."""

    desk: Desk
    databases: Databases
    relay: RelayProcess
    _seconds: dict[str, float] = field(default_factory=dict)

    def kill_at_points(self, sender: Sender, plan: Sequence[Killer], key: bytes) -> Counter[str]:
        """A start for each killer in turn."""
        with self.databases.fresh() as engine:
            attempt = Attempt(sender, self.desk, key, engine, self.relay.port, self.relay.mailbox)
            start, totals = len(self.relay.mailbox.copies()), Counter[str]()
            for number, killer in enumerate(plan):
                died = in_child(partial(attempt.run, BEGINS + number * STEP, killer))
                totals += Counter(kills=died, not_reached=not died)
                totals += self._look(attempt, start, is_over=False)
            return totals + self._finish(attempt, start, len(plan))

    def kill_at_random(self, sender: Sender, waits: Sequence[float], key: bytes) -> Counter[str]:
        """Seconds after each start at which it is killed, unless it is done by then."""
        with self.databases.fresh() as engine:
            attempt = Attempt(sender, self.desk, key, engine, self.relay.port, self.relay.mailbox)
            start, totals = len(self.relay.mailbox.copies()), Counter[str]()
            for number, seconds in enumerate(waits):
                died = kill_after(partial(attempt.run, BEGINS + number * STEP), seconds)
                totals += Counter(kills=died)
                totals += self._look(attempt, start, is_over=False)
            return totals + self._finish(attempt, start, len(waits))

    def seconds_of(self, sender: Sender) -> float:
        """How long one start takes that nobody kills. The first is made in this process, so that its forks need not
        compile what it has compiled; the second is measured."""
        if sender.name not in self._seconds:
            for is_measured in (False, True):
                with self.databases.fresh() as engine:
                    attempt = Attempt(sender, self.desk, b"first", engine, self.relay.port, self.relay.mailbox)
                    begun = time.monotonic()
                    if is_measured:
                        in_child(partial(attempt.run, BEGINS))
                    else:
                        attempt.run(BEGINS)
                    self._seconds[sender.name] = time.monotonic() - begun
        return self._seconds[sender.name]

    def _finish(self, attempt: Attempt, start: int, starts: int) -> Counter[str]:
        over = BEGINS + starts * STEP

        def finish() -> None:
            attempt.run(over)
            for later in QUIET_STARTS:
                asyncio.run(attempt.deliver(over + later))

        if in_child(finish):
            raise RuntimeError("the sender that nobody kills died")
        return self._look(attempt, start, is_over=True)

    def _look(self, attempt: Attempt, start: int, *, is_over: bool) -> Counter[str]:
        self.relay.wait_until_quiet()
        found = count_letters(attempt, self.relay, start, is_over=is_over)
        attempt.engine.dispose()
        return found


def count_letters(attempt: Attempt, relay: RelayProcess, start: int, *, is_over: bool) -> Counter[str]:
    """The mailbox from line `start` on, beside the outbox. What must never be is counted whenever it is looked for, the
    rest when all `is_over`."""
    copies = relay.mailbox.copies(start)
    with Session(attempt.engine.execution_options(read_only=True)) as session:
        letters = {letter.mid: letter for letter in session.exec(select(Message))}
        doubts = Counter(
            session.exec(
                select(Message.mid)
                .join(MailAttempt, MailAttempt.message_id == Message.id)  # type: ignore[arg-type]
                .where(MailAttempt.outcome == MessageState.AMBIGUOUS)
            )
        )
    count = Counter(copy.mid for copy in copies)
    found = Counter[str](
        torn=len(find_torn(attempt.engine, attempt.desk.agencies)),  # O1
        changed=sum(copy.mid not in letters or letters[copy.mid].sha256 != copy.sha256 for copy in copies),  # O3
    )
    if attempt.sender.name != "naive":
        found["without_intent"] = sum(letters[mid].dot_at is None for mid in count if mid in letters)  # O4
    if not is_over:
        return found
    states = {mid: letter.state for mid, letter in letters.items()}
    lost = [mid for mid, state in states.items() if not count[mid] and state is not MessageState.AMBIGUOUS]
    stuck = [s for s in states.values() if s not in (MessageState.SENT, MessageState.AMBIGUOUS)]
    return found + Counter(
        lost=len(lost) + len(stuck) + LETTERS_EACH * len(attempt.desk.agencies) - len(letters),  # O8, O9
        doubled=sum(copies > 1 for copies in count.values()),
        doubled_without_doubt=sum(copies - 1 > doubts[mid] for mid, copies in count.items()),  # O7
        in_doubt=sum(state is MessageState.AMBIGUOUS for state in states.values()),
    )


def plan_kills(sender: Sender, number: int, draw: Random) -> list[Killer]:
    """The points in turn, at a letter or action that is drawn. What comes after a doubt needs one kill to raise it."""
    point = sender.points[number % len(sender.points)]
    letter = draw.randint(1, LETTERS)
    if point in RECOVERY:
        first = draw.choice(("intent: committed", "dot written"))
        return [Killer(first, letter, draw), Killer(point, 1, draw)]
    most = 1 if point in ONCE else ACTIONS if point in ACTION and point != "letter posted" else LETTERS
    return [Killer(point, 1 + letter % most, draw)]


def in_child(work: Callable[[], object]) -> bool:
    """Run in a fork of this process, which has imported everything; returns whether it was killed.

    Raises RuntimeError when it failed by itself.
    """
    return reap(start_child(work))


def kill_after(work: Callable[[], object], seconds: float) -> bool:
    """The same, killed that long after it has begun; False when it was done by then."""
    reading, writing = os.pipe()
    child = start_child(lambda: (os.write(writing, b"."), work()))
    os.close(writing)
    os.read(reading, 1)
    done = os.pidfd_open(child)
    if not ready.select([done], [], [], seconds)[0]:
        os.kill(child, signal.SIGKILL)
    os.close(done)
    os.close(reading)
    return reap(child)


def start_child(work: Callable[[], object]) -> int:
    """The number of a fork of this process that does the work and ends."""
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        work()
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        for thread in threading.enumerate():
            if thread is not threading.current_thread():
                thread.join()  # a strike in the last commit is still to come
        os._exit(code)


def reap(child: int) -> bool:
    """Wait for its end; returns whether it was killed. Raises RuntimeError when it failed by itself."""
    status = os.waitpid(child, 0)[1]
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
        return True
    if status:
        raise RuntimeError(f"a sender failed by itself, status {status}")
    return False
