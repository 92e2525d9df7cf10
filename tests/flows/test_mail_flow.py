"""Delivery by the clock: a dead relay degrades a run and costs no letter; nothing that sends is ever retried."""

from datetime import date
from typing import Any

import pytest
from sqlmodel import select

from flows import board, report_writing, steps
from flows.clockwork import deliver_mail
from flows.opening import settings
from models import Contact, Message
from notifications.delivery.catcher import MailCatcher
from rules.words import MessageState, Role
from tests.actions.desk import Desk
from tests.flows.runs import recorded_tasks, run_id, task_runs

pytestmark = pytest.mark.prefect


def states(desk: Desk) -> list[MessageState]:
    with desk.look() as work:
        return [message.state for message in work.session.exec(select(Message))]


async def test_no_letter_is_a_quiet_run(desk: Desk) -> None:
    end = await deliver_mail(return_state=True)
    assert end.name == "Quiet" and await recorded_tasks(run_id(end)) == []


async def test_dead_relay_degrades_the_run_and_keeps_every_letter(desk: Desk) -> None:
    desk.schedule()
    dead = await deliver_mail(return_state=True)
    assert dead.is_completed() and dead.name == "Degraded"
    assert dead.message is not None and dead.message.endswith("(the log says why), the next run tries it once")
    assert states(desk) == [MessageState.QUEUED]
    tries = await task_runs(run_id(dead), last="deliver")
    assert [task.run_count for task in tries if task.name.startswith("deliver")] == [1]

    mail = settings().home / "mail"
    with MailCatcher(mail, settings().smtp_port):
        alive = await deliver_mail(return_state=True)
        assert (await deliver_mail(return_state=True)).name == "Quiet"
    assert (alive.name, alive.message) == ("Completed", "sent 1, deferred 0, failed 0, expired 0, in doubt 0")
    assert states(desk) == [MessageState.SENT] and len(list(mail.glob("*.eml"))) == 1


def let_time_run_out(desk: Desk) -> None:
    desk.schedule()
    with desk.work() as work:
        (letter,) = work.session.exec(select(Message))
        letter.ttl_at = letter.next_at = work.now
        work.session.add(letter)


async def test_coordinator_is_told_in_the_minute_in_which_nothing_happens_but_that_a_letter_expires(desk: Desk) -> None:
    let_time_run_out(desk)
    for end in ("expired 1", "the next run tries it once"):  # the relay is dead: the alarm waits as any letter does
        run = await deliver_mail(return_state=True)
        assert run.name == "Degraded" and run.message is not None and end in run.message
        assert states(desk) == [MessageState.EXPIRED, MessageState.QUEUED]
    with desk.look() as work:
        assert len(work.letters("mail_expired")) == 1


async def test_alarm_that_nobody_could_get_degrades_the_run_and_undoes_nothing(desk: Desk) -> None:
    let_time_run_out(desk)
    with desk.work() as work:
        for contact in work.session.exec(select(Contact).where(Contact.role == Role.COORDINATOR)):
            contact.valid_to = date(2020, 12, 31)
            work.session.add(contact)
    run = await deliver_mail(return_state=True)
    assert run.name == "Degraded" and run.message is not None
    assert "expired 1" in run.message and "the coordinator could not be told" in run.message
    assert states(desk) == [MessageState.EXPIRED]


@pytest.mark.parametrize(
    "task",
    [
        steps.chase,
        steps.deliver,
        steps.open_campaign,
        steps.run_one_step,
        steps.tell,
        steps.write_digest,
        board.write_board,
        report_writing.write_reports,
    ],
    ids=lambda task: task.name,
)
def test_no_task_is_retried_cached_or_kept_by_prefect(task: Any) -> None:
    assert (task.retries, task.persist_result, task.cache_policy) == (0, False, steps.NO_CACHE)
