"""Lifecycles as state diagrams in Mermaid, drawn from the tables; and the block of a document that holds them."""

from collections.abc import Iterable
from typing import Any

from rules.lifecycle import Lifecycle
from rules.refusals import Refusal
from rules.words import Role

BEGIN = "<!-- lifecycles:begin -->"
END = "<!-- lifecycles:end -->"
START_AND_END = "[*]"


class MarkersMissing(Refusal):
    """A document has no place for the diagrams."""

    def __init__(self, document: str) -> None:
        super().__init__(
            f"{document} has no block for the diagrams: put {BEGIN} and {END} into it, each on its own line."
        )


def draw(lifecycle: Lifecycle[Any, Any]) -> str:
    """One diagram: codes as ids, Vietnamese labels as texts, who may beside each verb."""
    states = dict.fromkeys(
        [lifecycle.initial, *(state for move, (after, _) in lifecycle.table.items() for state in (move[0], after))]
    )
    lines = ["stateDiagram-v2", *(f"    {state.value} : {_text(state.label)}" for state in states)]
    lines.append(f"    {START_AND_END} --> {lifecycle.initial.value}")
    for (before, verb), (after, who) in lifecycle.table.items():
        roles = "any role" if who == frozenset(Role) else ", ".join(sorted(role.value for role in who))
        lines.append(f"    {before.value} --> {after.value} : {_text(verb.label)} ({roles})")
    lines += [f"    {state.value} --> {START_AND_END}" for state in states if not lifecycle.verbs_from(state)]
    return "\n".join(lines)


def write_block(lifecycles: Iterable[Lifecycle[Any, Any]]) -> str:
    """The diagrams one after the other, each under its noun, between the two markers."""
    parts = [f"### {lifecycle.noun}\n\n```mermaid\n{draw(lifecycle)}\n```" for lifecycle in lifecycles]
    return "\n\n".join([BEGIN, *parts, END])


def replace_block(text: str, block: str, document: str) -> str:
    """The document with its block replaced. Raises MarkersMissing."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise MarkersMissing(document)
    return before + block + after


def _text(label: str) -> str:
    """A colon or a semicolon would end the text of a Mermaid statement."""
    return label.replace(":", " -").replace(";", ",")
