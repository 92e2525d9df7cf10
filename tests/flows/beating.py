"""A flow served every four seconds, in a process of its own: what the canary listens for."""

from datetime import timedelta

from prefect import flow


@flow(name="beat", log_prints=False)
async def beat() -> str:
    """Do nothing, on time."""
    return "on time"


if __name__ == "__main__":
    beat.serve(name="canary", interval=timedelta(seconds=4))
