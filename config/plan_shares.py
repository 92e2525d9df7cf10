"""Whose the work of a plan is and when, where that stands apart from it: in labels behind it, for a part or for all."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from config.plan_blocks import Block
from config.plan_document import PlannedActivity, PlannedProgramme
from config.plan_headings import Headings, Place
from config.plan_markers import Rank
from config.plan_outline import stands_between
from config.plan_windows import Window, join_windows

SHARED = frozenset({"lead", "partners", "time"})
"""Labels that say whose the work is and when."""


@dataclass
class LineOfWork:
    """`place` is the heading it stands under; `told` what labels inside it have said of it."""

    block: Block
    works: list[PlannedActivity]
    place: Place | None
    told: set[str] = field(default_factory=set)


class Shares:
    """Collected on the way down a plan and given out at its end."""

    def __init__(self) -> None:
        self._lines: list[LineOfWork] = []
        self._assigned: list[tuple[list[PlannedActivity], list[str]]] = []
        self._of_programmes: dict[int, list[str]] = {}
        self._of_all: Window | None = None

    def add_line(self, block: Block, works: list[PlannedActivity], place: Place | None) -> None:
        self._lines.append(LineOfWork(block, works, place))

    def assign(self, works: list[PlannedActivity], bodies: list[str]) -> None:
        """Both lists may still grow."""
        self._assigned.append((works, bodies))

    def tell_all(self, window: Window) -> None:
        """The plan's own window; the first that is told counts."""
        self._of_all = self._of_all or window

    def tell_partners(
        self, bodies: list[str], inside: LineOfWork | None, part: Place | None, programme: PlannedProgramme | None
    ) -> None:
        """Of the line of work that the label stands inside, else of the part, else of the whole programme."""
        if inside is not None:
            for activity in inside.works:
                activity.partners = list(dict.fromkeys([*activity.partners, *bodies]))
        elif part is not None:
            self.assign(part.works, bodies)
        elif programme is not None:
            self._of_programmes.setdefault(id(programme), []).extend(bodies)

    def tell_time(
        self, window: Window, inside: LineOfWork | None, part: Place | None, programme: PlannedProgramme
    ) -> None:
        """Likewise; what has a window of its own keeps it."""
        if inside is not None:
            _fill_in(inside.works, window)
        elif part is not None:
            part.window = window
            _fill_in(part.works, window)
        else:
            programme.window = join_windows(programme.window, window) if programme.window else window

    def line_around(self, blocks: Sequence[Block], index: int, headings: Headings) -> LineOfWork | None:
        """The line of work that a deeper marker stands inside; none where a heading stands between them."""
        last, block = self._lines[-1] if self._lines else None, blocks[index]
        if last is None or (last.place is not None and all(place is not last.place for place in headings.places)):
            return None
        if block.marker is None:
            return last if stands_between(last.block, blocks, index) else None
        return last if _is_inside(block, last.block, outer=headings.outer) else None

    def give_out(self, programmes: Sequence[PlannedProgramme]) -> None:
        """To the activities and programmes that were told nothing of their own."""
        self._share_last_labels()
        for works, bodies in self._assigned:
            _name(works, bodies)
        for programme in programmes:
            _name(programme.activities, self._of_programmes.get(id(programme), []))
            if programme.window is None:
                own = [a.window for a in programme.activities if a.window is not None]
                whole = len(own) == len(programme.activities) or self._of_all is None
                programme.window = join_windows(*own) if own and whole else self._of_all

    def _share_last_labels(self) -> None:
        """ "a) ... b) ..." and behind them who leads, who helps and when: labels that only the last line of a heading
        has, and of several sorts, speak of all its lines."""
        under: dict[int, list[LineOfWork]] = {}
        for line in self._lines:
            if line.place is not None:
                under.setdefault(id(line.place), []).append(line)
        for *others, last in under.values():
            if any(line.told & SHARED for line in others) or len(last.told & SHARED) < 2:
                continue
            for activity in (activity for line in others for activity in line.works):
                activity.partners = activity.partners or list(last.works[0].partners)
                activity.window = activity.window or last.works[0].window


def _is_inside(block: Block, work: Block, *, outer: bool) -> bool:
    """A deeper marker than the activity's: the label is the activity's own."""
    if block.marker is None or work.marker is None:
        return False
    if block.marker.rank is Rank.BULLET and work.marker.rank is Rank.BULLET:
        return block.marker.number != work.marker.number and not outer
    return block.marker.rank > work.marker.rank


def _fill_in(works: Sequence[PlannedActivity], window: Window) -> None:
    for activity in works:
        activity.window = activity.window or window


def _name(works: Sequence[PlannedActivity], bodies: Sequence[str]) -> None:
    for activity in works:
        activity.partners = activity.partners or list(dict.fromkeys(bodies))
