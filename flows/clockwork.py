"""The clock: runs that come round by themselves, do what is due, and are no-ops when nothing is.

Any of them may run twice, late, several at once, or die half-way: what is due is decided by the database alone.
"""

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.deployments import arun_deployment

from actions.tell_duties import TOLD_TOGETHER
from flows.inspection import inspection_campaign
from flows.opening import office
from flows.outcomes import degraded, done, quiet
from flows.pruning import crash_lost_runs, prune_quiet_runs
from flows.steps import chase, deliver, tell, write_digest
from models.queries.campaigns import campaigns_due
from models.queries.duties import duties_to_climb, duties_untold
from models.queries.moments import mail_is_due

FEW = 5
"""Up to so many campaigns are looked after in this run (0.2 s each); more go to the work pool as runs of their own."""


@flow(name="advance", persist_result=False, log_prints=False)
async def advance() -> State[None]:
    """Đồng hồ: làm mọi việc đến hạn (đôn đốc, thông báo, các đợt kiểm tra). Không có việc thì dừng ngay."""
    with office().reading() as (session, now):
        late, codes = bool(duties_to_climb(session, now)), campaigns_due(session, now)
        untold = bool(duties_untold(session, TOLD_TOGETHER))
    if not late and not codes and not untold:
        return quiet()
    if late:
        await chase()
    for code in codes[:FEW]:
        await inspection_campaign(code)
    for code in codes[FEW:]:
        await arun_deployment(
            "inspection-campaign/inspection-campaign",
            parameters={"campaign": code},
            timeout=0,
            as_subflow=False,
        )
    with office().reading() as (session, _):
        untold = bool(duties_untold(session, TOLD_TOGETHER))
    if untold:
        await tell()
    return done(f"{len(codes)} campaigns")


@flow(name="deliver-mail", persist_result=False, log_prints=False)
async def deliver_mail() -> State[None]:
    """Chuyển thư đang chờ tới máy chủ thư. Không có thư thì dừng ngay."""
    with office().reading() as (session, now):
        if not mail_is_due(session, now):
            return quiet()
    count = await deliver()
    summary = f"sent {count.sent}, deferred {count.deferred}, failed {count.failed}, in doubt {count.ambiguous}"
    if count.relay or count.failed or count.ambiguous:
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
