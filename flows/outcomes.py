"""How a run ends: named states that can be told apart at a glance in the run list."""

from collections.abc import Sequence
from typing import Any

from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from rules.refusals import Refusal

DEGRADED, REFUSED = "Degraded", "Refused"


def quiet() -> State[None]:
    """Nothing was due."""
    return Completed(name="Quiet")


def done(message: str) -> State[None]:
    return Completed(message=message)


def waiting(message: str) -> State[None]:
    """The campaign waits for somebody; nothing is wrong."""
    return Completed(name="Waiting", message=message)


def degraded(message: str) -> State[None]:
    """It went on, and something was refused or is in doubt."""
    return Completed(name=DEGRADED, message=message)


def refused(refusal: Refusal | str | None) -> State[None]:
    """The request was refused and nothing was changed; the message is the one clear sentence.

    Returned rather than raised, so that no traceback stands in the logs for what is no fault.
    """
    return Failed(name=REFUSED, message=str(refusal))


async def end_of(unit: Any, *arguments: Any) -> State[Any]:
    """Run a flow or a task and say how it ended; what it raised stands in its state."""
    end: State[Any] = await unit(*arguments, return_state=True)
    return end


def sum_up(ends: Sequence[State[Any]], message: str) -> State[None]:
    """One state for several units of work: Failed when one broke, Degraded when one was refused or degraded."""
    unwell = [end for end in ends if not end.is_completed() or end.name == DEGRADED]
    if not unwell:
        return done(message)
    summary = f"{message}; {len(unwell)} of {len(ends)} units did not end well, the others are done"
    return degraded(summary) if all(end.name in (REFUSED, DEGRADED) for end in unwell) else Failed(message=summary)
