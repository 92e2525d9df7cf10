"""The flow that shows an activity of the plan, whatever its kind."""

from prefect import flow
from prefect.client.schemas.objects import State

from flows.looking import look_after


@flow(name="plan-activity", flow_run_name="{campaign}", persist_result=False, log_prints=False)
async def plan_activity(campaign: str) -> State[None]:
    """Một hoạt động của kế hoạch: chạy các bước đến hạn, dừng ở bước đầu tiên còn chờ.

    Args:
        campaign: Mã, ví dụ HY-2021-TH-01.
    """
    return await look_after(campaign)
