"""How a run ends: named states that can be told apart at a glance in the run list."""

from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from rules.refusals import Refusal


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
    return Completed(name="Degraded", message=message)


def refused(refusal: Refusal) -> State[None]:
    """The request was refused and nothing was changed; the message is the one clear sentence."""
    return Failed(name="Refused", message=str(refusal))
