"""The flow that shows a whole inspection campaign, planned or unannounced."""

from prefect import flow
from prefect.client.schemas.objects import State

from flows.looking import look_after


@flow(name="inspection-campaign", flow_run_name="{campaign}", persist_result=False, log_prints=False)
async def inspection_campaign(campaign: str) -> State[None]:
    """Một đợt kiểm tra liên ngành: chạy các bước đến hạn, dừng ở bước đầu tiên còn chờ.

    Args:
        campaign: Mã, ví dụ HY-2021-KT-01.
    """
    return await look_after(campaign)
