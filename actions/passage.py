"""What a step answers when it is run."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Passage:
    """`passes`: the next step may begin. A step that passes may still have work of its own to do later. `blocked`: it
    was undone as a whole, because an office that must hear of it cannot be written to."""

    passes: bool
    waiting_for: str = ""
    blocked: bool = False


PASSES = Passage(True)
