"""The flow that shows a year: what it opens, and the reports it asks for."""

from prefect import flow
from prefect.client.schemas.objects import State

from flows.looking import look_after


@flow(name="annual-plan", flow_run_name="{campaign}", persist_result=False, log_prints=False)
async def annual_plan(campaign: str) -> State[None]:
    """Kế hoạch năm: mở các hoạt động đến kỳ, đề nghị các báo cáo theo kỳ.

    Args:
        campaign: Mã, ví dụ HY-2021-KH-01.
    """
    return await look_after(campaign)
