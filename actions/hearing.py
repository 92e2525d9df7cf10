"""Who hears of a step: noted as its letters are written, by what writes them."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from rules.words import NotHeard, Role


@dataclass(frozen=True)
class Hearer:
    """An office that a letter is for. `why` says that it cannot be written to; `doubted` that nobody there has said
    within a year that the address is right (`confirmed_on`: when somebody last did)."""

    letter: str
    agency: str
    role: Role
    why: NotHeard | None = None
    doubted: bool = False
    confirmed_on: date | None = None
    contact_id: int | None = None
    must: bool = False
    """Nobody can be let go here: without the office the step cannot even say who owes what."""

    @property
    def office(self) -> tuple[str, Role]:
        return self.agency, self.role


@dataclass
class Hearing:
    """Collects the offices of one run of a step. `let_go` are those the coordinator goes on without; a rehearsal
    writes to nobody."""

    let_go: Collection[tuple[str, Role]] = ()
    rehearses: bool = False
    hearers: list[Hearer] = field(default_factory=list)

    def note(self, hearer: Hearer) -> None:
        self.hearers.append(hearer)

    @property
    def unheard(self) -> list[Hearer]:
        """Each office that cannot be written to, once."""
        return list({one.office: one for one in self.hearers if one.why is not None}.values())

    @property
    def gaps(self) -> list[Hearer]:
        """Those of them for which the step waits."""
        return [one for one in self.unheard if one.must or one.office not in self.let_go]


def offices_named(hearers: Collection[Hearer]) -> list[str]:
    """Codes and roles, as a sentence names them."""
    return [f"{one.agency} as {one.role.value}" for one in hearers]
