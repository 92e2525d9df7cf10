"""From an official plan's text to its programmes and activities, with an account of every line.

Nothing is invented: an activity's text stands in the source, and a line that was not understood is handed back.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from config.plan_blocks import Block, make_blocks
from config.plan_document import PlanDocument, PlannedActivity, PlannedProgramme
from config.plan_head import Head, read_head
from config.plan_headings import Headings, Place
from config.plan_kinds import begins_activity, kind_of, split_activities, split_sentences
from config.plan_lines import split_lines
from config.plan_markers import Rank
from config.plan_outline import (
    block_below,
    first_part,
    has_parts,
    is_heading,
    lift_items,
    name_below,
    only_tells_when,
    time_above,
)
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
from config.plan_shares import LineOfWork, Shares
from config.plan_tables import Columns, is_sum, read_header
from config.plan_unfolded import fold_rows
from config.plan_windows import Window, find_window, join_windows, only_time, read_window
from rules.words import CampaignKind

__all__ = ["PlanDocument", "read_plan"]

SIGNS = frozenset("-–—_=*. ")
PAGE = re.compile(r"[-–\s]*(?:[Tt]rang\s+)?\d{1,3}(?:\s*/\s*\d{1,3})?[-–\s]*")
"""A page's number between the lines of its text."""
LONGEST_NAME = 100
"""Characters of a heading without a number."""


def read_plan(text: str) -> PlanDocument:
    """The plan in a text, whatever its numbering."""
    lines = split_lines(text)
    blocks = lift_items(make_blocks(fold_rows(lines)))
    start = first_part(blocks)
    head = read_head(blocks[:start])
    if not head.title:
        whole = read_head(blocks)
        head = replace(head, title=whole.title, title_lines=whole.title_lines)
    reader = _Reader(blocks, start, head)
    reader.read()
    if not reader.has_work:
        # Some plans have no other work than what they ask of each body.
        reader = _Reader(blocks, start, head, duties_are_work=True)
        reader.read()
    texts = {line.number: line.text for line in lines}
    return PlanDocument(head, [p for p in reader.programmes if p.activities], reader.roles, texts)


class _Reader:
    def __init__(self, blocks: Sequence[Block], start: int, head: Head, *, duties_are_work: bool = False) -> None:
        self.blocks, self.start, self.head = blocks, start, head
        self._duties_are_work = duties_are_work
        self.programmes: list[PlannedProgramme] = []
        self.roles: dict[int, Role] = {}
        self._headings = Headings()
        self._shares = Shares()
        self._columns: Columns | None = None
        self._in_end = False
        self._navigation = False
        self._awaits_time: PlannedProgramme | None = None
        self._awaits_general = False
        self._at = start

    @property
    def year(self) -> int | None:
        return self.head.year

    @property
    def has_work(self) -> bool:
        return any(programme.activities for programme in self.programmes)

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
        elif self._in_end:
            self._note(block, Role.NAVIGATION if is_navigation(block.text) else Role.FRAME)
        elif ends_the_work(block.text):
            self._in_end = True
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
        if not block.rest:
            block.rest = name_below(self.blocks, index)
        self._columns = None if block.marker.rank < Rank.ARABIC else self._columns
        if block.marker.rank < Rank.BULLET:
            self._awaits_time, self._awaits_general = None, False
        self._headings.climb(block)
        if self._is_assigned(block):
            return
        if self._headings.in_frame:
            self._note(block, Role.FRAME)
            self._headings.enter(Place(block.marker.rank, block, frame=True))
            return
        label = label_of(block.rest)
        if label is not None and self._label(block, *label):
            return
        if (told := time_above(self.blocks, index, self.year)) is not None and self._headings.programme is not None:
            self._note(block, Role.WINDOW)
            self._headings.enter(Place(block.marker.rank, block, generic=True, window=told))
            return
        if (inside := self._line_around()) is not None and only_tells_when(block, self.year):
            self._when(block, inside)
            return
        if block.marker.rank < Rank.BULLET and assigns_work(block.rest) and (works := self._headings.works):
            bodies: list[str] = []
            self._headings.enter(Place(block.marker.rank, block, frame=True, assigned=bodies))
            self._shares.assign(works, bodies)
            self._is_assigned(block)
            return
        if self._is_frame(block.rest) and (block.marker.rank < Rank.BULLET and not self._is_work(block)):
            self._note(block, Role.FRAME)
            self._headings.enter(Place(block.marker.rank, block, frame=True))
        elif self._only_says_that_work_follows(block.rest) or has_parts(self.blocks, index):
            self._note(block, Role.HEADING)
            self._headings.enter(Place(block.marker.rank, block, generic=True))
        elif is_heading(self.blocks, index, self.year, in_table=self._columns is not None):
            self._heading(block)
        else:
            self._work(block)

    def _is_frame(self, text: str) -> bool:
        return is_frame_heading(text) and not self._only_says_that_work_follows(text)

    def _only_says_that_work_follows(self, text: str) -> bool:
        return is_generic_heading(text) or is_of_the_year(text) or (self._duties_are_work and tells_duties(text))

    def _is_work(self, block: Block) -> bool:
        """ "Chỉ tiêu" and the like can begin a sentence that asks for something."""
        return begins_activity(block.rest) and len(block.rest) > 80

    def _heading(self, block: Block) -> None:
        assert block.marker is not None
        if self._headings.programme is not None:
            # A part of a programme: its work is the programme's.
            self._note(block, Role.HEADING)
            self._headings.enter(Place(block.marker.rank, block))
            return
        self._open(block, block.marker.number, block.rest, block.marker.rank)

    def _open(self, block: Block, number: str, title: str, rank: Rank) -> PlannedProgramme:
        programme = PlannedProgramme(number, title.strip(" .:;"), block.line)
        self.programmes.append(programme)
        self._note(block, Role.PROGRAMME)
        self._headings.enter(Place(rank, block, own=programme))
        self._awaits_time = None
        window = find_window(title, self.year)
        programme.window = window[0] if window is not None and "(" in title else only_time(title, self.year)
        return programme

    # -- who carries it out --------------------------------------------------------------------------------------

    def _is_assigned(self, block: Block) -> bool:
        """Whether we are under a heading that says who carries out the work above it; takes whom the line names."""
        bodies = self._headings.assigned
        if bodies is None:
            return False
        bodies += partners_in(block.rest)
        self._note(block, Role.DETAIL)
        return True

    # -- labels --------------------------------------------------------------------------------------------------

    def _label(self, block: Block, name: str, value: str) -> bool:
        """Whether the line was dealt with."""
        inside = self._line_around()
        if inside is not None:
            inside.told.add(name)
        if name == "time":
            return self._time(block, value)
        if name == "content":
            if not value:
                self._note(block, Role.HEADING)
                if block.marker is not None:
                    self._headings.enter(Place(block.marker.rank, block, generic=True))
                return True
            block.rest = value
            self._work(block)
            return True
        if name == "partners":
            self._shares.tell_partners(split_bodies(value), inside, self._headings.part, self._headings.programme)
            self._note(block, Role.DETAIL)
            return True
        if self._headings.programme is None and block.marker is not None and block.marker.rank < Rank.BULLET:
            return False
        self._note(block, Role.DETAIL)
        return True

    def _time(self, block: Block, value: str) -> bool:
        window = read_window(value, self.year)
        programme = self._headings.programme
        heading = (block.marker is not None and block.marker.rank <= Rank.LETTER) or (
            block.marker is not None and block.marker.rank is Rank.ROMAN and programme is None
        )
        self._note(block, Role.WINDOW)
        if window is None:
            # "5.2. Thời gian tổ chức kiểm tra": the window stands on the next line, or it is always.
            self._awaits_time, self._awaits_general = programme, programme is None
            if programme is None and block.marker is not None and block.marker.rank <= Rank.ROMAN and self.has_work:
                # Behind the work it is the plan's timetable, not more work.
                self._headings.enter(Place(block.marker.rank, block, frame=True))
            if ":" in block.rest and value:
                self._note(block, Role.UNRECOGNISED)
            return True
        if programme is None or heading:
            self._shares.tell_all(window)
        else:
            self._shares.tell_time(window, self._line_around(), self._headings.part, programme)
        return True

    def _when(self, block: Block, inside: LineOfWork) -> None:
        """The window of the line of work that it stands inside, over all of its parts."""
        parts = block.rest.split(";")
        told = [found[0] for part in (block.rest, *parts) if (found := find_window(part, self.year)) is not None]
        for activity in inside.works:
            activity.window = join_windows(*told, *([activity.window] if activity.window else []))
        self._note(block, Role.WINDOW)

    def _line_around(self) -> LineOfWork | None:
        return self._shares.line_around(self.blocks, self._at, self._headings)

    # -- work ----------------------------------------------------------------------------------------------------

    def _container(self, block: Block) -> PlannedProgramme:
        """The programme of a line of work; a heading that only says that work follows becomes one where none is."""
        programme = self._headings.programme
        if programme is not None:
            return programme
        for place in reversed(self._headings.numbered):
            if (above := place.block).marker is not None:
                place.own = PlannedProgramme(above.marker.number, above.rest.strip(" .:;"), above.line)
                self.roles[above.line] = Role.PROGRAMME
                self.programmes.append(place.own)
                return place.own
        # What stands in a table behind numbered programmes has none of their numbers.
        root = PlannedProgramme("" if self.programmes else "1", self.head.title, block.line)
        self.programmes.append(root)
        self._headings.places.insert(0, Place(Rank.ROOT, block, own=root))
        return root

    def _work(self, block: Block) -> None:
        programme = self._container(block)
        above = self._time_before(block.rest) or self._headings.window
        found: list[PlannedActivity] = []
        for sentence in split_sentences(block.rest.strip()):
            named: list[str] = []
            for part in split_activities(sentence):
                clean = _without_stops(part)
                if not any(letter.isalpha() for letter in clean):
                    continue
                kind, window = self._kind(clean, programme), find_window(part, self.year)
                named = partners_in(part) or named
                found.append(PlannedActivity(clean, block.line, kind, list(named), window[0] if window else above))
        if not found:
            self._note(block, Role.UNRECOGNISED)
            return
        programme.activities += found
        headings = self._headings.numbered
        for heading in headings:
            heading.works += found
        self._note(block, Role.ACTIVITY)
        self._shares.add_line(block, found, headings[-1] if headings else None)

    def _time_before(self, text: str) -> Window | None:
        """ "Quý IV: kiểm tra ...; chấm điểm ...": the time of all that follows."""
        time, colon, work = text.partition(":")
        return only_time(time, self.year) if colon and begins_activity(work) else None

    def _kind(self, text: str, programme: PlannedProgramme) -> CampaignKind:
        """By its own words, else by the heading nearest above, else by its programme's title."""
        found = kind_of(text, self._headings.says)
        return kind_of(text, programme.title) if found is CampaignKind.OTHER else found

    def _paragraph(self, index: int) -> None:
        block = self.blocks[index]
        before = self.blocks[index - 1] if index else None
        if before is not None and before.marker is not None and before.rest == block.text:
            self._note(block, Role.HEADING)  # the name of the part above
        elif self._is_assigned(block):
            return
        elif self._awaits_general and (window := read_window(block.text, self.year)) is not None:
            self._shares.tell_all(window)
            self._awaits_general = False
            self._note(block, Role.WINDOW)
        elif self._headings.in_frame:
            self._frame_paragraph(block)
        elif (label := label_of(block.text)) is not None and self._label(block, *label):
            return
        elif self._awaits_time is not None and (window := read_window(block.text, self.year)) is not None:
            self._awaits_time.window = self._awaits_time.window or window
            self._awaits_time = None
            self._note(block, Role.WINDOW)
        elif block.is_capital and (is_frame_heading(block.text) or is_generic_heading(block.text)):
            self._capital(block)
        elif block.is_capital and not block.text.endswith(".") and self._headings.places and self._opens_work(index):
            self._headings.keep(lambda place: place.rank < Rank.ROMAN and place.generic)
            self._open(block, "", block.text, Rank.ROMAN)
        elif self._is_bare_heading(index):
            self._headings.keep(lambda place: place.own is None)
            self._open(block, "", block.text, Rank.UNNUMBERED)
        elif set(block.text) <= SIGNS or PAGE.fullmatch(block.text):
            self._note(block, Role.FRAME)
        elif self._headings.programme is not None and self._is_paragraph_of_work(block, before):
            self._work(block)
        elif self._headings.programme is None and not self._headings.places:
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
        frame = self._is_frame(block.text)
        self._headings.places = [Place(Rank.ROMAN, block, frame=frame, generic=True)]
        self._note(block, Role.FRAME if frame else Role.HEADING)

    def _opens_work(self, index: int) -> bool:
        below = block_below(self.blocks, index)
        return below is not None and below.marker is not None

    def _is_bare_heading(self, index: int) -> bool:
        """A name above dashes, in a plan whose numbers were lost on the way."""
        block, below = self.blocks[index], block_below(self.blocks, index)
        return (
            self._headings.have_lost_numbers
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
            self._headings.keep(lambda place: not place.frame)
            self._note(block, Role.HEADING)
        elif self._headings.in_frame or self._columns is None:
            self._note(block, Role.FRAME if self._headings.in_frame or not self.programmes else Role.UNRECOGNISED)
        elif (group := self._columns.group(block.cells)) is not None:
            self._headings.keep(lambda place: place.rank < Rank.ROMAN and place.generic)
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
            clean = _without_stops(part)
            programme.activities.append(
                PlannedActivity(
                    clean, block.line, kind_of(clean, programme.title), partners or partners_in(part), window
                )
            )
        self._note(block, Role.ACTIVITY)

    # -- the end -------------------------------------------------------------------------------------------------

    def _finish(self) -> None:
        for programme in self.programmes:
            if not programme.activities and self.roles.get(programme.line) is Role.PROGRAMME:
                self.roles[programme.line] = Role.UNRECOGNISED  # named, and nothing in it was understood
        self._shares.give_out(self.programmes)

    def _note(self, block: Block, role: Role) -> None:
        for line in block.lines:
            self.roles[line] = role


def _without_stops(part: str) -> str:
    return part.strip().rstrip(".;,:").strip()
