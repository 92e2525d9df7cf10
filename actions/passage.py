"""What a step answers when it is run."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Passage:
    """`passes`: the next step may begin. A step that passes may still have work of its own to do later."""

    passes: bool
    waiting_for: str = ""


PASSES = Passage(True)
