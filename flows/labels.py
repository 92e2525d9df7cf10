"""The run list filters by campaign: every run about one carries its tag."""

from prefect.client.orchestration import get_client
from prefect.runtime import flow_run


def campaign_tag(campaign: str) -> str:
    return f"campaign:{campaign}"


async def label_run(campaign: str, name: str | None = None) -> None:
    """Give the run in which this is called the campaign's tag, and a name when it could not have one before."""
    tag = campaign_tag(campaign)
    if name is None and tag in flow_run.tags:
        return
    async with get_client() as client:
        await client.update_flow_run(flow_run.id, tags={*flow_run.tags, tag}, name=name)
