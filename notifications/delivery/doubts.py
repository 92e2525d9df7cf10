"""Letters in doubt: what a witness says of them, and by their class where none can say anything."""

import logging
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import MailAttempt, Message
from notifications.delivery.records import move_message
from notifications.delivery.redoing import redo_after_a_break
from notifications.witness import Seen, Witness
from rules.words import DeliveryClass, MessageState, MessageVerb

WAITS = timedelta(minutes=15)
"""From the dot on, until absence counts: longer than the 10 minutes a relay may take for its last reply."""
ALARM_AFTER = timedelta(minutes=30)
"""From the dot on: then a person is told."""
MOST_SENT_BLINDLY = 2
"""So often a letter goes again of which nobody can tell; then a person decides."""
LOOK_AGAIN = timedelta(minutes=1)
PERSON_DECIDES = timedelta(hours=1)
"""What a person decides is looked at as seldom: a witness may be set up, or reached again, meanwhile."""
AT_ONCE = 500
CONTROLS = 3

log = logging.getLogger(__name__)


class Doubt(NamedTuple):
    """`dot_at` None: it may have gone out at a time that we do not know, as in a restored home."""

    id: int
    epoch: int
    amb_count: int
    mid: str
    witness: str | None
    delivery_class: DeliveryClass
    dot_at: datetime | None
    created_at: datetime


class Finding(NamedTuple):
    """`verb` None: it stays in doubt, and is looked at again at `next_at`."""

    verb: MessageVerb | None
    next_at: datetime
    said: str = ""


@redo_after_a_break
def settle_doubts(engine: sa.Engine, now: datetime, witness: Witness | None) -> Counter[MessageVerb]:
    """Ask the witness about every letter in doubt that is to be looked at, and settle what can be. Blocks."""
    doubts = _read_doubts(engine, now)
    seen = _ask(engine, doubts, now, witness) if doubts and witness is not None else {}
    settled: Counter[MessageVerb] = Counter()
    with Session(engine) as session:
        for doubt in doubts:
            message = session.exec(
                select(Message)
                .where(
                    Message.id == doubt.id,
                    Message.epoch == doubt.epoch,
                    Message.amb_count == doubt.amb_count,  # another run, or a person, may have been quicker
                    Message.state == MessageState.AMBIGUOUS,
                )
                .with_for_update(skip_locked=True)
            ).one_or_none()
            if message is not None:
                finding = judge_doubt(doubt, seen.get(doubt.mid), now)
                _apply(session, message, finding, now)
                settled.update([finding.verb] if finding.verb else [])
        session.commit()
    return settled


def judge_doubt(doubt: Doubt, seen: Seen | None, now: datetime) -> Finding:
    """What becomes of it; `seen` None: nobody can tell of its last attempt."""
    if seen is Seen.PRESENT:
        return Finding(MessageVerb.SETTLE_SENT, now, "the witness has it")
    if doubt.dot_at is None:
        return Finding(None, now + PERSON_DECIDES)
    is_ripe = now >= doubt.dot_at + WAITS
    if seen is Seen.UNREACHABLE or (seen is Seen.ABSENT and not is_ripe):
        return Finding(None, now + LOOK_AGAIN)
    if seen is Seen.ABSENT:
        return Finding(MessageVerb.SETTLE_UNSENT, now, "the witness does not have it: it goes again")
    if doubt.delivery_class is DeliveryClass.AT_LEAST_ONCE and doubt.amb_count < MOST_SENT_BLINDLY:
        if not is_ripe:
            return Finding(None, doubt.dot_at + WAITS)
        times = f"{doubt.amb_count + 1} of {MOST_SENT_BLINDLY}"
        return Finding(MessageVerb.SETTLE_UNSENT, now, f"nobody can tell: it goes again ({times})")
    alarm_at = doubt.dot_at + ALARM_AFTER
    return Finding(None, alarm_at if now < alarm_at else now + PERSON_DECIDES)


def _apply(session: Session, message: Message, finding: Finding, now: datetime) -> None:
    message.next_at = finding.next_at
    if finding.verb is not None:
        move_message(session, message, finding.verb, now, reply=finding.said)
    if finding.verb is MessageVerb.SETTLE_SENT:
        message.sent_at = message.dot_at or now
    if finding.verb is MessageVerb.SETTLE_UNSENT:
        message.amb_count += 1
    session.add(message)


def _read_doubts(engine: sa.Engine, now: datetime) -> Sequence[Doubt]:
    columns = [getattr(Message, name) for name in Doubt._fields]
    due = (col(Message.state) == MessageState.AMBIGUOUS, col(Message.next_at) <= now)
    with engine.execution_options(read_only=True).connect() as connection:
        rows = connection.execute(sa.select(*columns).where(*due).order_by(col(Message.next_at)).limit(AT_ONCE))
        return [Doubt(*row) for row in rows]


def _ask(engine: sa.Engine, doubts: Sequence[Doubt], now: datetime, witness: Witness) -> dict[str, Seen]:
    """What counts of what it says: PRESENT always; the rest only of an attempt of which it was the witness."""
    since = min(doubt.dot_at or doubt.created_at for doubt in doubts)
    seen = _look(witness, [doubt.mid for doubt in doubts], since)
    known = {
        doubt.mid: seen.get(doubt.mid, Seen.UNREACHABLE)
        for doubt in doubts
        if doubt.witness == witness.name or seen.get(doubt.mid) is Seen.PRESENT
    }
    if Seen.ABSENT in known.values() and not _is_credible(engine, now, witness):
        log.error("The witness %s has none of the letters sent last: it cannot say what is absent.", witness.name)
        return {mid: found if found is Seen.PRESENT else Seen.UNREACHABLE for mid, found in known.items()}
    return known


def _is_credible(engine: sa.Engine, now: datetime, witness: Witness) -> bool:
    """Whether it has any of the letters that were sent last under its eyes: one whose copies go astray, or whose log is
    another's, would call every letter absent."""
    last_sent = (
        select(MailAttempt.message_id)
        .where(
            col(MailAttempt.at).between(now - timedelta(days=7), now - 2 * LOOK_AGAIN),
            MailAttempt.outcome == MessageState.SENT,
        )
        .order_by(col(MailAttempt.at).desc())
        .limit(10 * CONTROLS)
    )
    with Session(engine.execution_options(read_only=True)) as session:
        controls = session.exec(
            select(Message.mid, Message.sent_at)
            .where(
                col(Message.id).in_(last_sent),
                Message.state == MessageState.SENT,
                Message.witness == witness.name,
            )
            .order_by(col(Message.sent_at).desc())
            .limit(CONTROLS)
        ).all()
    if not controls:
        return True
    seen = _look(witness, [mid for mid, _ in controls], min(sent_at for _, sent_at in controls if sent_at))
    return Seen.ABSENT not in seen.values() or Seen.PRESENT in seen.values()


def _look(witness: Witness, mids: Sequence[str], since: datetime) -> dict[str, Seen]:
    """A witness at fault must not keep letters from going out."""
    try:
        return witness.look(mids, since)
    except Exception:
        log.exception("The witness %s broke down.", witness.name)
        return dict.fromkeys(mids, Seen.UNREACHABLE)
