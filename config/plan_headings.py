"""Under which headings a line of a plan stands, from the outermost to the innermost."""

from collections.abc import Callable
from dataclasses import dataclass, field

from config.plan_blocks import Block
from config.plan_document import PlannedActivity, PlannedProgramme
from config.plan_markers import Rank
from config.plan_windows import Window


@dataclass
class Place:
    """A heading on the way down to where we are. `own` is the programme it opened."""

    rank: Rank
    block: Block
    frame: bool = False
    generic: bool = False
    own: PlannedProgramme | None = None
    works: list[PlannedActivity] = field(default_factory=list)
    """What stands under a heading, also deeper down."""
    window: Window | None = None
    """What it says of when, where it says nothing else."""
    assigned: list[str] | None = None
    """Whom a heading like "Phân công thực hiện" names for the work above it."""


class Headings:
    """The way down to the line at hand. `outer` tells whether that is a bullet whose sign others stand inside."""

    def __init__(self) -> None:
        self.places: list[Place] = []
        self.outer = False

    def climb(self, block: Block) -> None:
        """Leave every heading that a marker of this rank does not stand inside."""
        assert block.marker is not None
        rank, sign = block.marker.rank, block.marker.number
        self.outer = False
        if rank is Rank.BULLET:
            for depth, place in enumerate(self.places):
                if place.rank is Rank.BULLET and place.block.marker and place.block.marker.number == sign:
                    del self.places[depth:]
                    self.outer = True
                    return
            return
        while self.places and self.places[-1].rank >= rank:
            self.places.pop()

    def enter(self, place: Place) -> None:
        self.places.append(place)

    def keep(self, wanted: Callable[[Place], bool]) -> None:
        """Leave every heading but those: for a heading whose rank does not tell."""
        self.places = [place for place in self.places if wanted(place)]

    @property
    def in_frame(self) -> bool:
        return any(place.frame for place in self.places)

    @property
    def programme(self) -> PlannedProgramme | None:
        return next((place.own for place in reversed(self.places) if place.own is not None), None)

    @property
    def part(self) -> Place | None:
        """The nearest heading, where that is one inside a programme: what labels below it tell is of its work."""
        near = (place for place in reversed(self.places) if place.rank < Rank.BULLET and not place.generic)
        place = next(near, None)
        return None if place is None or place.own is not None else place

    @property
    def numbered(self) -> list[Place]:
        """Those that are no bullets."""
        return [place for place in self.places if place.rank < Rank.BULLET]

    @property
    def works(self) -> list[PlannedActivity]:
        """The work so far of the innermost heading, where that is a programme or a part of one."""
        place = next((place for place in reversed(self.places) if Rank.ROOT < place.rank < Rank.BULLET), None)
        return list(place.works) if place is not None and self.programme is not None else []

    @property
    def window(self) -> Window | None:
        """The nearest time that a heading tells for all that stands inside."""
        return next((place.window for place in reversed(self.places) if place.window is not None), None)

    @property
    def assigned(self) -> list[str] | None:
        """Where bodies are collected that carry out the work above; None elsewhere."""
        return next((place.assigned for place in self.places if place.assigned is not None), None)

    @property
    def says(self) -> str:
        """The words of the nearest heading that says more than that work follows."""
        return next((place.block.rest for place in reversed(self.places) if not place.generic), "")

    @property
    def have_lost_numbers(self) -> bool:
        """Whether we are under headings, and none of them has a number."""
        bare = all(place.block.marker is None or place.rank is Rank.ROOT for place in self.places)
        return bool(self.places) and bare
