"""The clock: runs that come round by themselves, do what is due, and are no-ops when nothing is.

Any of them may run twice, late, several at once, or die half-way: what is due is decided by the database alone.
"""

from typing import Any

from prefect import flow, tags
from prefect.client.schemas.objects import State
from prefect.deployments import arun_deployment

from actions.advance_due import find_due
from actions.tell_duties import TOLD_TOGETHER
from flows.board import refresh_boards, show_switches
from flows.kinds import flow_of
from flows.labels import campaign_tag
from flows.opening import office
from flows.outcomes import degraded, done, end_of, quiet, sum_up
from flows.pruning import crash_lost_runs, prune_quiet_runs
from flows.steps import ask_to_mend, chase, deliver, pass_on, raise_alarms, start_looking, tell, write_digest
from models.queries.duties import duties_untold
from models.queries.moments import mail_is_due

FEW = 20
"""Up to so many campaigns are looked after in this run (0.2 s each), all those of one plan's year; more go to the work
pool as runs of their own, each of which starts a process (seconds)."""


@flow(name="advance", persist_result=False, log_prints=False)
async def advance() -> State[None]:
    """Đồng hồ: làm mọi việc đến hạn (đôn đốc, thông báo, các đợt kiểm tra). Không có việc thì dừng ngay."""
    with office().reading() as (session, now):
        due = find_due(session, now=now, context=office().context(session))
    if not due:
        return quiet()
    # Each unit stands alone: one that breaks must not stop what is due behind it.
    ends: list[State[Any]] = []
    if due.reorganised:
        ends.append(await end_of(pass_on))
    if due.dead:
        ends.append(await end_of(ask_to_mend))
    if due.late:
        ends.append(await end_of(chase))
    for code in due.campaigns[:FEW]:
        with tags(campaign_tag(code)):
            ends.append(await end_of(flow_of(code), code))
    for code in due.campaigns[FEW:]:
        await hand_over(code)
    with office().reading() as (session, _):
        untold = bool(duties_untold(session, TOLD_TOGETHER))
    if untold:
        ends.append(await end_of(tell))
    return sum_up(ends, f"{len(due.campaigns)} campaigns")


async def hand_over(code: str) -> None:
    """Leave a campaign to a run of its own. The lease is taken here, so that the next minute does not do it again."""
    start_looking(code)
    name = flow_of(code).name
    await arun_deployment(
        f"{name}/{name}",
        parameters={"campaign": code},
        flow_run_name=code,
        tags=[campaign_tag(code)],
        timeout=0,
        as_subflow=False,
    )


@flow(name="deliver-mail", persist_result=False, log_prints=False)
async def deliver_mail() -> State[None]:
    """Chuyển thư đang chờ tới máy chủ thư. Không có thư thì dừng ngay."""
    await show_switches()
    with office().reading() as (session, now):
        if not mail_is_due(session, now):
            return quiet()
        is_on_boards = mail_is_due(session, now, routine_only=True)
    count = await deliver()
    alarms = await end_of(raise_alarms)
    if is_on_boards:
        # A confidential letter stands on no board: one written anew at its minute would tell that minute.
        await refresh_boards()
    summary = (
        f"sent {count.sent}, deferred {count.deferred}, failed {count.failed}, "
        f"expired {count.expired}, in doubt {count.ambiguous}"
    )
    if count.relay:
        summary += "; the relay was not usable to the end (the log says why), the next run tries it once"
    if count.found or count.sent_again:
        summary += f"; of those in doubt arrived {count.found}, sent again {count.sent_again}"
    if not alarms.is_completed():
        summary += "; the coordinator could not be told (the task says why)"
        return degraded(summary)
    if count.relay or count.held or count.failed or count.expired or count.ambiguous:
        return degraded(summary)
    return done(summary)


@flow(name="digest", persist_result=False, log_prints=False)
async def digest() -> State[None]:
    """Bản tổng hợp hằng ngày cho điều phối viên."""
    return done("written") if await write_digest() else quiet()


@flow(name="reconcile", persist_result=False, log_prints=False)
async def reconcile() -> State[None]:
    """Dọn dẹp: đóng các lượt chạy bị mất, xóa các lượt chạy trống của đồng hồ."""
    crashed, pruned = await crash_lost_runs(), await prune_quiet_runs()
    return done(f"{crashed} lost, {pruned} pruned") if crashed or pruned else quiet()
