"""The flow that shows a monitoring round of the volunteer social-work teams."""

from prefect import flow
from prefect.client.schemas.objects import State

from flows.looking import look_after


@flow(name="monitoring-round", flow_run_name="{campaign}", persist_result=False, log_prints=False)
async def monitoring_round(campaign: str) -> State[None]:
    """Một đợt giám sát: chạy các bước đến hạn, dừng ở bước đầu tiên còn chờ.

    Args:
        campaign: Mã, ví dụ HY-2021-GS-01.
    """
    return await look_after(campaign)
