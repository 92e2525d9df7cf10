"""From an official plan's text to its programmes and activities, with an account of every line.

Nothing is invented: an activity's text stands in the source, and a line that was not understood is handed back.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from config.plan_blocks import Block, make_blocks
from config.plan_head import Head, read_head
from config.plan_kinds import asks_for_something, begins_activity, kind_of, split_activities, split_sentences
from config.plan_lines import fold, split_lines
from config.plan_markers import Rank
from config.plan_partners import partners_in, split_bodies
from config.plan_roles import (
    Role,
    assigns_work,
    ends_the_work,
    ends_with_navigation,
    is_frame_heading,
    is_generic_heading,
    is_navigation,
    is_of_the_year,
    label_of,
    tells_duties,
)
from config.plan_tables import Columns, is_sum, read_header
from config.plan_unfolded import fold_rows
from config.plan_windows import Window, find_window, only_time, read_window
from rules.words import CampaignKind

MOST_WORDS_OF_A_DAY = 14
SIGNS = frozenset("-–—_=*. ")
PAGE = re.compile(r"[-–\s]*(?:[Tt]rang\s+)?\d{1,3}(?:\s*/\s*\d{1,3})?[-–\s]*")
"""A page's number between the lines of its text."""
SHARED = frozenset({"lead", "partners", "time"})
"""Labels that say whose the work is and when."""
LONGEST_NAME = 100
"""Characters of a heading without a number."""


@dataclass
class PlannedActivity:
    """`line` is where it begins; `window` its own, None where it has its programme's."""

    text: str
    line: int
    kind: CampaignKind
    partners: list[str] = field(default_factory=list)
    window: Window | None = None


@dataclass
class PlannedProgramme:
    number: str
    title: str
    line: int
    window: Window | None = None
    activities: list[PlannedActivity] = field(default_factory=list)


@dataclass
class PlanDocument:
    """`roles` gives every line that is not empty its one role; `texts` is what stands there."""

    head: Head
    programmes: list[PlannedProgramme]
    roles: dict[int, Role]
    texts: dict[int, str]

    @property
    def unrecognised(self) -> list[tuple[int, str]]:
        return [(line, self.texts[line]) for line, role in sorted(self.roles.items()) if role is Role.UNRECOGNISED]

    @property
    def activities(self) -> list[PlannedActivity]:
        return [activity for programme in self.programmes for activity in programme.activities]

    @property
    def is_plan(self) -> bool:
        """Whether it calls itself a plan and asks for anything that we know the kind of."""
        words = fold(" ".join(self.texts.values()))
        known = any(activity.kind is not CampaignKind.OTHER for activity in self.activities)
        return known and ("ke hoach" in words or "chuong trinh" in words)


@dataclass
class _Place:
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


@dataclass
class _LineOfWork:
    """`place` is the heading it stands under; `told` what labels inside it have said of it."""

    block: Block
    works: list[PlannedActivity]
    place: _Place | None
    told: set[str] = field(default_factory=set)


def read_plan(text: str) -> PlanDocument:
    """The plan in a text, whatever its numbering."""
    lines = split_lines(text)
    blocks = _lift_items(make_blocks(fold_rows(lines)))
    start = _first_part(blocks)
    head = read_head(blocks[:start])
    if not head.title:
        head = replace(head, title=read_head(blocks).title, title_lines=read_head(blocks).title_lines)
    reader = _Reader(blocks, start, head)
    reader.read()
    if not reader.activities:
        # Some plans have no other work than what they ask of each body.
        reader = _Reader(blocks, start, head, duties_are_work=True)
        reader.read()
    texts = {line.number: line.text for line in lines}
    return PlanDocument(head, [p for p in reader.programmes if p.activities], reader.roles, texts)


def _lift_items(blocks: list[Block]) -> list[Block]:
    """ "Nội dung 1: ..." stands inside "1. ..." in some plans and holds it in others: there a "1." follows it."""
    holds = any(
        block.marker is not None and block.marker.rank is Rank.ITEM and _is_first(follower)
        for block, follower in pairwise(blocks)
    )
    for block in blocks:
        if holds and block.marker is not None and block.marker.rank is Rank.ITEM:
            block.marker = replace(block.marker, rank=Rank.PROGRAMME)
    return blocks


def _is_first(block: Block) -> bool:
    return block.marker is not None and block.marker.rank is Rank.ARABIC and block.marker.value == 1


def _first_part(blocks: Sequence[Block]) -> int:
    """Where the head ends: at the first numbered part or the header of a table."""
    for index, block in enumerate(blocks):
        if read_header(block.cells) is not None:
            return index
        if block.marker is not None and Rank.PART <= block.marker.rank <= Rank.DECIMAL:
            return index
        if block.marker is not None and block.marker.rank is Rank.BULLET and index > 2 and begins_activity(block.rest):
            return index
        if (
            block.is_capital
            and block.marker is None
            and (is_frame_heading(block.text) or is_generic_heading(block.text))
        ):
            return index
    return len(blocks)


class _Reader:
    def __init__(self, blocks: Sequence[Block], start: int, head: Head, *, duties_are_work: bool = False) -> None:
        self.blocks, self.start, self.head = blocks, start, head
        self._duties_are_work = duties_are_work
        self.programmes: list[PlannedProgramme] = []
        self.roles: dict[int, Role] = {}
        self._path: list[_Place] = []
        self._columns: Columns | None = None
        self._general: Window | None = None
        self._frame_from: int | None = None
        self._navigation = False
        self._lines: list[_LineOfWork] = []
        self._assigned: list[tuple[list[PlannedActivity], list[str]]] = []
        self._awaits_time: PlannedProgramme | None = None
        self._awaits_general = False
        self._shared: dict[int, list[str]] = {}
        self._at = start
        self._outer = False
        """Whether the bullet at hand has the sign of one that others stand inside."""

    @property
    def year(self) -> int | None:
        return self.head.year

    @property
    def activities(self) -> list[PlannedActivity]:
        return [activity for programme in self.programmes for activity in programme.activities]

    def read(self) -> None:
        for block in self.blocks[: self.start]:
            if block.line in self.head.title_lines:
                self._note(block, Role.TITLE)
            elif is_navigation(block.text):
                self._note(block, Role.NAVIGATION)
            else:
                self._note(block, Role.FRAME)
        for index in range(self.start, len(self.blocks)):
            self._take(index)
        self._finish()

    def _take(self, index: int) -> None:
        self._at, block = index, self.blocks[index]
        if self._navigation or ends_with_navigation(block.text):
            self._navigation = True
            self._note(block, Role.NAVIGATION)
        elif self._frame_from is not None:
            self._note(block, Role.NAVIGATION if is_navigation(block.text) else Role.FRAME)
        elif ends_the_work(block.text):
            self._frame_from = index
            self._note(block, Role.FRAME)
        elif block.marker is None and is_navigation(block.text):
            self._note(block, Role.NAVIGATION)
        elif block.cells:
            self._row(block)
        elif block.marker is not None:
            self._marked(index)
        else:
            self._paragraph(index)

    # -- what has a marker ---------------------------------------------------------------------------------------

    def _marked(self, index: int) -> None:
        block = self.blocks[index]
        assert block.marker is not None
        if not block.rest and index + 1 < len(self.blocks):
            block.rest = self._name_below(index)
        self._columns = None if block.marker.rank < Rank.ARABIC else self._columns
        if block.marker.rank < Rank.BULLET:
            self._awaits_time, self._awaits_general = None, False
        self._climb(block)
        if self._is_assigned(block):
            return
        if self._in_frame():
            self._note(block, Role.FRAME)
            self._path.append(_Place(block.marker.rank, block, frame=True))
            return
        label = label_of(block.rest)
        if label is not None and self._label(block, *label):
            return
        if (told := self._time_above(index)) is not None and self._programme() is not None:
            self._note(block, Role.WINDOW)
            self._path.append(_Place(block.marker.rank, block, generic=True, window=told))
            return
        if (inside := self._work_around(block)) is not None and self._only_tells_when(block):
            self._when(block, inside)
            return
        if block.marker.rank < Rank.BULLET and assigns_work(block.rest) and (works := self._works_of_programme()):
            bodies: list[str] = []
            self._path.append(_Place(block.marker.rank, block, frame=True, assigned=bodies))
            self._assigned.append((works, bodies))
            self._is_assigned(block)
            return
        if self._is_frame(block.rest) and (block.marker.rank < Rank.BULLET and not self._is_work(block)):
            self._note(block, Role.FRAME)
            self._path.append(_Place(block.marker.rank, block, frame=True))
        elif self._only_says_that_work_follows(block.rest) or self._has_parts(index):
            self._note(block, Role.HEADING)
            self._path.append(_Place(block.marker.rank, block, generic=True))
        elif self._is_heading(index):
            self._heading(block)
        else:
            self._work(block)

    def _name_below(self, index: int) -> str:
        """A part whose name stands on the next line: "PHẦN THỨ HAI" / "NỘI DUNG"."""
        below = self.blocks[index + 1]
        return below.text if below.marker is None and below.is_capital else ""

    def _climb(self, block: Block) -> None:
        """Leave every heading that a marker of this rank does not stand inside."""
        assert block.marker is not None
        rank, sign = block.marker.rank, block.marker.number
        self._outer = False
        if rank is Rank.BULLET:
            for depth, place in enumerate(self._path):
                if place.rank is Rank.BULLET and place.block.marker and place.block.marker.number == sign:
                    del self._path[depth:]
                    self._outer = True
                    return
            return
        while self._path and self._path[-1].rank >= rank:
            self._path.pop()

    def _is_frame(self, text: str) -> bool:
        return is_frame_heading(text) and not self._only_says_that_work_follows(text)

    def _only_says_that_work_follows(self, text: str) -> bool:
        return is_generic_heading(text) or is_of_the_year(text) or (self._duties_are_work and tells_duties(text))

    def _time_above(self, index: int) -> Window | None:
        """The time of all that stands inside, of a heading that says nothing else: "* Tháng 4, 5:"."""
        block, below = self.blocks[index], self.blocks[index + 1] if index + 1 < len(self.blocks) else None
        if block.marker is None or below is None or below.marker is None or label_of(block.rest) is not None:
            return None
        bullets = block.marker.rank is Rank.BULLET and below.marker.rank is Rank.BULLET
        other = below.marker.number != block.marker.number and block.rest.endswith(":")
        deeper = other if bullets else below.marker.rank > block.marker.rank
        return only_time(block.rest, self.year) if deeper else None

    def _in_frame(self) -> bool:
        return any(place.frame for place in self._path)

    def _is_work(self, block: Block) -> bool:
        """ "Chỉ tiêu" and the like can begin a sentence that asks for something."""
        return begins_activity(block.rest) and len(block.rest) > 80

    def _is_heading(self, index: int) -> bool:
        """Whether something stands inside it: a deeper marker, a row, a label, or a paragraph of work."""
        block = self.blocks[index]
        assert block.marker is not None
        if block.marker.rank is Rank.BULLET:
            below = self.blocks[index + 1].marker if index + 1 < len(self.blocks) else None
            other = below is not None and below.rank is Rank.BULLET and below.number != block.marker.number
            return other and block.rest.rstrip().endswith(":")
        if block.marker.rank <= Rank.PROGRAMME:
            return True
        if begins_activity(block.rest) and self._has_only_labels(index):
            return False
        for follower in self.blocks[index + 1 : index + 3]:
            if follower.cells:
                return read_header(follower.cells) is not None or self._columns is not None
            if follower.marker is not None:
                deeper = follower.marker.rank > block.marker.rank
                return deeper and not (block.rest.rstrip().endswith((".", ";")) and len(block.rest) > 100)
            if label_of(follower.text) is not None:
                if not block.rest.rstrip().endswith((".", ";")):
                    return True
                return block.marker.rank <= Rank.DECIMAL and not begins_activity(block.rest)
            if not is_navigation(follower.text) and len(block.rest) < 120 and begins_activity(follower.text):
                return not block.rest.rstrip().endswith((".", ";"))
            return False
        return False

    def _has_only_labels(self, index: int) -> bool:
        """Whether all that stands inside a line of work tells of it: when, with whom, where, how many."""
        marker = self.blocks[index].marker
        assert marker is not None
        found = False
        for follower in self.blocks[index + 1 :]:
            if follower.marker is None or follower.marker.rank <= marker.rank:
                return found
            label = label_of(follower.rest)
            if not self._only_tells_when(follower) and (label is None or label[0] == "content"):
                return False
            found = True
        return found

    def _only_tells_when(self, block: Block) -> bool:
        """ "Đăng ký trước ngày 31/3; chấm điểm trước 15/11" inside a line that says of what."""
        short = len(block.rest.split()) <= MOST_WORDS_OF_A_DAY and label_of(block.rest) is None
        return short and not asks_for_something(block.rest) and find_window(block.rest, self.year) is not None

    def _has_parts(self, index: int) -> bool:
        """Whether numbered parts stand inside a "Phần": then those are the programmes."""
        marker = self.blocks[index].marker
        if marker is None or marker.rank is not Rank.PART:
            return False
        for follower in self.blocks[index + 1 :]:
            if follower.marker is not None and follower.marker.rank < Rank.BULLET:
                return follower.marker.rank > Rank.PART
        return False

    def _heading(self, block: Block) -> None:
        assert block.marker is not None
        inside = next((place.own for place in reversed(self._path) if place.own is not None), None)
        if inside is not None:
            # A part of a programme: its work is the programme's.
            self._note(block, Role.HEADING)
            self._path.append(_Place(block.marker.rank, block))
            return
        self._open(block, block.marker.number, block.rest, block.marker.rank)

    def _open(self, block: Block, number: str, title: str, rank: Rank) -> PlannedProgramme:
        programme = PlannedProgramme(number, title.strip(" .:;"), block.line)
        self.programmes.append(programme)
        self._note(block, Role.PROGRAMME)
        self._path.append(_Place(rank, block, own=programme))
        self._awaits_time = None
        window = find_window(title, self.year)
        programme.window = window[0] if window is not None and "(" in title else only_time(title, self.year)
        return programme

    # -- who carries it out --------------------------------------------------------------------------------------

    def _works_of_programme(self) -> list[PlannedActivity]:
        """The work so far of the innermost heading, where that is a programme or a part of one."""
        place = next((place for place in reversed(self._path) if Rank.ROOT < place.rank < Rank.BULLET), None)
        return list(place.works) if place is not None and self._programme() is not None else []

    def _is_assigned(self, block: Block) -> bool:
        """Whether we are under a heading that says who carries out the work above it; takes whom the line names."""
        place = next((place for place in self._path if place.assigned is not None), None)
        if place is None or place.assigned is None:
            return False
        place.assigned += partners_in(block.rest)
        self._note(block, Role.DETAIL)
        return True

    # -- labels --------------------------------------------------------------------------------------------------

    def _label(self, block: Block, name: str, value: str) -> bool:
        """Whether the line was dealt with."""
        inside = self._work_around(block)
        if inside is not None:
            inside.told.add(name)
        if name == "time":
            return self._time(block, value)
        if name == "content":
            if not value:
                self._note(block, Role.HEADING)
                if block.marker is not None:
                    self._path.append(_Place(block.marker.rank, block, generic=True))
                return True
            block.rest = value
            self._work(block)
            return True
        if name == "partners":
            programme = self._programme()
            if inside is not None:
                for activity in inside.works:
                    activity.partners = list(dict.fromkeys([*activity.partners, *split_bodies(value)]))
            elif (part := self._part()) is not None:
                self._assigned.append((part.works, split_bodies(value)))
            elif programme is not None:
                self._shared.setdefault(id(programme), []).extend(split_bodies(value))
            self._note(block, Role.DETAIL)
            return True
        if self._programme() is None and block.marker is not None and block.marker.rank < Rank.BULLET:
            return False
        self._note(block, Role.DETAIL)
        return True

    def _time(self, block: Block, value: str) -> bool:
        window = read_window(value, self.year)
        programme = self._programme()
        heading = (block.marker is not None and block.marker.rank <= Rank.LETTER) or (
            block.marker is not None and block.marker.rank is Rank.ROMAN and programme is None
        )
        self._note(block, Role.WINDOW)
        if window is None:
            # "5.2. Thời gian tổ chức kiểm tra": the window stands on the next line, or it is always.
            self._awaits_time, self._awaits_general = programme, programme is None
            if programme is None and block.marker is not None and block.marker.rank <= Rank.ROMAN and self.activities:
                # Behind the work it is the plan's timetable, not more work.
                self._path.append(_Place(block.marker.rank, block, frame=True))
            if ":" in block.rest and value:
                self._note(block, Role.UNRECOGNISED)
            return True
        if programme is None or heading:
            self._general = self._general or window
        elif (inside := self._work_around(block)) is not None:
            for activity in inside.works:
                activity.window = activity.window or window
        elif (part := self._part()) is not None:
            part.window = window
            for activity in part.works:
                activity.window = activity.window or window
        elif programme.window is None:
            programme.window = window
        else:
            programme.window = _union(programme.window, window)
        return True

    def _part(self) -> _Place | None:
        """The nearest heading, where that is one inside a programme: what labels below it tell is of its work."""
        place = next((place for place in reversed(self._path) if place.rank < Rank.BULLET and not place.generic), None)
        return None if place is None or place.own is not None else place

    def _when(self, block: Block, inside: _LineOfWork) -> None:
        """The window of the line of work that it stands inside, over all of its parts."""
        parts = block.rest.split(";")
        told = [found[0] for part in (block.rest, *parts) if (found := find_window(part, self.year)) is not None]
        for activity in inside.works:
            activity.window = _union(*told, *([activity.window] if activity.window else []))
        self._note(block, Role.WINDOW)

    def _work_around(self, block: Block) -> _LineOfWork | None:
        """The line of work that a deeper marker stands inside; none where a heading stands between them."""
        last = self._lines[-1] if self._lines else None
        if last is None or (last.place is not None and all(place is not last.place for place in self._path)):
            return None
        inside = self._stands_between(last.block) if block.marker is None else self._is_inside(block, last.block)
        return last if inside else None

    def _stands_between(self, work: Block) -> bool:
        """A line without a marker behind a numbered line of work and before the next; behind the last it is of all."""
        following = (b.marker for b in self.blocks[self._at + 1 :] if b.marker is not None)
        after, marker = next(following, None), work.marker
        return marker is not None and after is not None and marker.rank is after.rank is not Rank.BULLET

    def _is_inside(self, block: Block, work: Block) -> bool:
        """A deeper marker than the activity's: the label is the activity's own."""
        if block.marker is None or work.marker is None:
            return False
        if block.marker.rank is Rank.BULLET and work.marker.rank is Rank.BULLET:
            return block.marker.number != work.marker.number and not self._outer
        return block.marker.rank > work.marker.rank

    # -- work ----------------------------------------------------------------------------------------------------

    def _programme(self) -> PlannedProgramme | None:
        return next((place.own for place in reversed(self._path) if place.own is not None), None)

    def _container(self, block: Block) -> PlannedProgramme:
        """The programme of a line of work; a heading that only says that work follows becomes one where none is."""
        programme = self._programme()
        if programme is not None:
            return programme
        place = next((p for p in reversed(self._path) if p.block.marker is not None and p.rank < Rank.BULLET), None)
        if place is not None:
            place.own = PlannedProgramme(
                place.block.marker.number if place.block.marker else "",
                place.block.rest.strip(" .:;"),
                place.block.line,
            )
            self.roles[place.block.line] = Role.PROGRAMME
            self.programmes.append(place.own)
            return place.own
        # What stands in a table behind numbered programmes has none of their numbers.
        root = PlannedProgramme("" if self.programmes else "1", self.head.title, block.line)
        self.programmes.append(root)
        self._path.insert(0, _Place(Rank.ROOT, block, own=root))
        return root

    def _work(self, block: Block) -> None:
        programme = self._container(block)
        above = next((place.window for place in reversed(self._path) if place.window is not None), None)
        found: list[PlannedActivity] = []
        above = self._time_before(block.rest) or above
        for sentence in split_sentences(block.rest.strip()):
            named: list[str] = []
            for part in split_activities(sentence):
                clean = part.strip().rstrip(".;,:").strip()
                if not any(letter.isalpha() for letter in clean):
                    continue
                kind, window = self._kind(clean, programme), find_window(part, self.year)
                named = partners_in(part) or named
                found.append(PlannedActivity(clean, block.line, kind, list(named), window[0] if window else above))
        if not found:
            self._note(block, Role.UNRECOGNISED)
            return
        programme.activities += found
        headings = [place for place in self._path if place.rank < Rank.BULLET]
        for heading in headings:
            heading.works += found
        self._note(block, Role.ACTIVITY)
        self._lines.append(_LineOfWork(block, found, headings[-1] if headings else None))

    def _time_before(self, text: str) -> Window | None:
        """ "Quý IV: kiểm tra ...; chấm điểm ...": the time of all that follows."""
        time, colon, work = text.partition(":")
        return only_time(time, self.year) if colon and begins_activity(work) else None

    def _kind(self, text: str, programme: PlannedProgramme) -> CampaignKind:
        """By its own words, else by the heading nearest above, else by its programme's title."""
        above = next((place.block.rest for place in reversed(self._path) if not place.generic), "")
        found = kind_of(text, above)
        return kind_of(text, programme.title) if found is CampaignKind.OTHER else found

    def _paragraph(self, index: int) -> None:
        block = self.blocks[index]
        before = self.blocks[index - 1] if index else None
        if before is not None and before.marker is not None and before.rest == block.text:
            self._note(block, Role.HEADING)  # the name of the part above
        elif self._is_assigned(block):
            return
        elif self._awaits_general and (window := read_window(block.text, self.year)) is not None:
            self._general, self._awaits_general = self._general or window, False
            self._note(block, Role.WINDOW)
        elif self._in_frame():
            self._frame_paragraph(block)
        elif (label := label_of(block.text)) is not None and self._label(block, *label):
            return
        elif self._awaits_time is not None and (window := read_window(block.text, self.year)) is not None:
            self._awaits_time.window = self._awaits_time.window or window
            self._awaits_time = None
            self._note(block, Role.WINDOW)
        elif block.is_capital and (is_frame_heading(block.text) or is_generic_heading(block.text)):
            self._capital(block)
        elif block.is_capital and not block.text.endswith(".") and self._path and self._opens_work(index):
            self._path = [place for place in self._path if place.rank < Rank.ROMAN and place.generic]
            self._open(block, "", block.text, Rank.ROMAN)
        elif self._is_bare_heading(index):
            self._path = [place for place in self._path if place.own is None]
            self._open(block, "", block.text, Rank.UNNUMBERED)
        elif set(block.text) <= SIGNS or PAGE.fullmatch(block.text):
            self._note(block, Role.FRAME)
        elif self._programme() is not None and self._is_paragraph_of_work(block, before):
            self._work(block)
        elif self._programme() is None and not self._path:
            self._note(block, Role.FRAME)
        elif (
            before is not None
            and self.roles.get(before.line) in (Role.PROGRAMME, Role.HEADING)
            and not block.text.endswith(".")
        ):
            self._note(block, Role.HEADING)
        else:
            self._note(block, Role.UNRECOGNISED)

    def _frame_paragraph(self, block: Block) -> None:
        if block.is_capital and is_generic_heading(block.text):
            self._capital(block)
        else:
            self._note(block, Role.FRAME)

    def _capital(self, block: Block) -> None:
        """A heading in capitals without a number."""
        self._path = [_Place(Rank.ROMAN, block, frame=self._is_frame(block.text), generic=True)]
        self._note(block, Role.FRAME if self._path[0].frame else Role.HEADING)

    def _opens_work(self, index: int) -> bool:
        below = self.blocks[index + 1] if index + 1 < len(self.blocks) else None
        return below is not None and below.marker is not None

    def _is_bare_heading(self, index: int) -> bool:
        """A name above dashes, in a plan whose numbers were lost on the way."""
        block, below = self.blocks[index], self.blocks[index + 1] if index + 1 < len(self.blocks) else None
        return (
            bool(self._path)
            and all(place.block.marker is None or place.rank is Rank.ROOT for place in self._path)
            and below is not None
            and below.marker is not None
            and below.marker.rank is Rank.BULLET
            and len(block.text) <= LONGEST_NAME
            and block.text[0].isupper()
            and not block.text.endswith((".", ";"))
        )

    def _is_paragraph_of_work(self, block: Block, before: Block | None) -> bool:
        if before is None or not begins_activity(block.text) or len(block.text.split()) < 4:
            return False
        return self.roles.get(before.line) in (Role.PROGRAMME, Role.HEADING, Role.ACTIVITY, Role.WINDOW) and (
            before.marker is None or self.roles.get(before.line) is not Role.ACTIVITY
        )

    # -- tables --------------------------------------------------------------------------------------------------

    def _row(self, block: Block) -> None:
        header = read_header(block.cells)
        if header is not None:
            self._columns = header
            self._path = [place for place in self._path if not place.frame]
            self._note(block, Role.HEADING)
        elif self._in_frame() or self._columns is None:
            self._note(block, Role.FRAME if self._in_frame() or not self.programmes else Role.UNRECOGNISED)
        elif (group := self._columns.group(block.cells)) is not None:
            self._path = [place for place in self._path if place.generic and place.rank < Rank.ROMAN]
            self._open(block, *group, Rank.ROMAN)
        else:
            self._work_row(block)

    def _work_row(self, block: Block) -> None:
        assert self._columns is not None
        text = self._columns.content(block.cells)
        if not any(letter.isalpha() for letter in text) or is_sum(text):
            self._note(block, Role.DETAIL)
            return
        programme = self._container(block)
        window = read_window(self._columns.time(block.cells), self.year)
        partners = split_bodies(self._columns.partners(block.cells))
        for part in split_activities(text):
            clean = part.strip().rstrip(".;,:").strip()
            programme.activities.append(
                PlannedActivity(
                    clean, block.line, kind_of(clean, programme.title), partners or partners_in(part), window
                )
            )
        self._note(block, Role.ACTIVITY)

    # -- the end -------------------------------------------------------------------------------------------------

    def _share_labels(self) -> None:
        """ "a) ... b) ..." and behind them who leads, who helps and when: labels that only the last line of a heading
        has, and of several sorts, speak of all its lines."""
        under: dict[int, list[_LineOfWork]] = {}
        for line in self._lines:
            if line.place is not None:
                under.setdefault(id(line.place), []).append(line)
        for *others, last in under.values():
            if any(line.told & SHARED for line in others) or len(last.told & SHARED) < 2:
                continue
            for activity in (activity for line in others for activity in line.works):
                activity.partners = activity.partners or list(last.works[0].partners)
                activity.window = activity.window or last.works[0].window

    def _finish(self) -> None:
        self._share_labels()
        for works, bodies in self._assigned:
            for activity in works:
                activity.partners = activity.partners or list(dict.fromkeys(bodies))
        for programme in self.programmes:
            if not programme.activities and self.roles.get(programme.line) is Role.PROGRAMME:
                self.roles[programme.line] = Role.UNRECOGNISED  # named, and nothing in it was understood
            shared = list(dict.fromkeys(self._shared.get(id(programme), ())))
            for activity in programme.activities:
                activity.partners = activity.partners or list(shared)
            if programme.window is None:
                own = [a.window for a in programme.activities if a.window is not None]
                whole = len(own) == len(programme.activities) or self._general is None
                programme.window = _union(*own) if own and whole else self._general

    def _note(self, block: Block, role: Role) -> None:
        for line in block.lines:
            self.roles[line] = role


def _union(*windows: Window) -> Window:
    return Window(min(w.opens_on for w in windows), max(w.closes_on for w in windows))
