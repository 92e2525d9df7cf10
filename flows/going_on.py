"""After a button: the campaign goes on at once."""

from prefect.client.schemas.objects import State

from flows.kinds import flow_of
from flows.outcomes import degraded, done, end_of


async def looked_at(campaign: str, message: str) -> State[None]:
    """Go on with the campaign at once. What was decided stands, however that ends."""
    end = await end_of(flow_of(campaign), campaign)
    if end.is_completed():
        return done(message)
    return degraded(f"{message}; recorded, but the steps after it ended {end.name}: {end.message}")
