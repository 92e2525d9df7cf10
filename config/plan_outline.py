"""The outline of a plan, seen from one line: what the lines behind it make of it.

A line's own words seldom tell a heading from work: what stands below it does. Nothing here depends on the lines before.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice, pairwise

from config.plan_blocks import Block
from config.plan_kinds import asks_for_something, begins_activity
from config.plan_markers import Rank
from config.plan_roles import is_frame_heading, is_generic_heading, is_navigation, label_of
from config.plan_tables import read_header
from config.plan_windows import Window, find_window, only_time

MOST_WORDS_OF_A_DAY = 14


def lift_items(blocks: list[Block]) -> list[Block]:
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


def first_part(blocks: Sequence[Block]) -> int:
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


def block_below(blocks: Sequence[Block], index: int) -> Block | None:
    return blocks[index + 1] if index + 1 < len(blocks) else None


def name_below(blocks: Sequence[Block], index: int) -> str:
    """A part whose name stands on the next line: "PHẦN THỨ HAI" / "NỘI DUNG"; empty where none does."""
    below = block_below(blocks, index)
    return below.text if below is not None and below.marker is None and below.is_capital else ""


def time_above(blocks: Sequence[Block], index: int, year: int | None) -> Window | None:
    """The time of all that stands inside, of a heading that says nothing else: "* Tháng 4, 5:"."""
    block, below = blocks[index], block_below(blocks, index)
    if block.marker is None or below is None or below.marker is None or label_of(block.rest) is not None:
        return None
    bullets = block.marker.rank is Rank.BULLET and below.marker.rank is Rank.BULLET
    other = below.marker.number != block.marker.number and block.rest.endswith(":")
    deeper = other if bullets else below.marker.rank > block.marker.rank
    return only_time(block.rest, year) if deeper else None


def is_heading(blocks: Sequence[Block], index: int, year: int | None, *, in_table: bool) -> bool:
    """Whether something stands inside a line with a marker: a deeper marker, a row, a label, or a paragraph of work."""
    block = blocks[index]
    assert block.marker is not None
    if block.marker.rank is Rank.BULLET:
        below = block_below(blocks, index)
        marker = below.marker if below is not None else None
        other = marker is not None and marker.rank is Rank.BULLET and marker.number != block.marker.number
        return other and block.rest.rstrip().endswith(":")
    if block.marker.rank <= Rank.PROGRAMME:
        return True
    if begins_activity(block.rest) and has_only_labels(blocks, index, year):
        return False
    for follower in blocks[index + 1 : index + 3]:
        if follower.cells:
            return read_header(follower.cells) is not None or in_table
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


def has_only_labels(blocks: Sequence[Block], index: int, year: int | None) -> bool:
    """Whether all that stands inside a line of work tells of it: when, with whom, where, how many."""
    marker = blocks[index].marker
    assert marker is not None
    found = False
    for follower in islice(blocks, index + 1, None):
        if follower.marker is None or follower.marker.rank <= marker.rank:
            return found
        label = label_of(follower.rest)
        if not only_tells_when(follower, year) and (label is None or label[0] == "content"):
            return False
        found = True
    return found


def only_tells_when(block: Block, year: int | None) -> bool:
    """ "Đăng ký trước ngày 31/3; chấm điểm trước 15/11" inside a line that says of what."""
    short = len(block.rest.split()) <= MOST_WORDS_OF_A_DAY and label_of(block.rest) is None
    return short and not asks_for_something(block.rest) and find_window(block.rest, year) is not None


def has_parts(blocks: Sequence[Block], index: int) -> bool:
    """Whether numbered parts stand inside a "Phần": then those are the programmes."""
    marker = blocks[index].marker
    if marker is None or marker.rank is not Rank.PART:
        return False
    for follower in islice(blocks, index + 1, None):
        if follower.marker is not None and follower.marker.rank < Rank.BULLET:
            return follower.marker.rank > Rank.PART
    return False


def stands_between(work: Block, blocks: Sequence[Block], index: int) -> bool:
    """A line without a marker behind a numbered line of work and before the next; behind the last it is of all."""
    following = (block.marker for block in islice(blocks, index + 1, None) if block.marker is not None)
    after, marker = next(following, None), work.marker
    return marker is not None and after is not None and marker.rank is after.rank is not Rank.BULLET
