"""Whether a pack answers for every activity line of the official plan, and in the plan's own windows."""

from collections import defaultdict
from dataclasses import dataclass

from config.plan_text import PlanText
from rules.pack import Pack
from rules.plan import Activity, Programme

WORDS_SHOWN = 8


@dataclass(frozen=True)
class Unaccounted:
    """A line of the plan (0: a row of the pack without its line) and why the two do not agree."""

    line: int
    ref: str
    words: str
    why: str
    why_vi: str

    def __str__(self) -> str:
        place = f"line {self.line}" if self.line else "no line"
        words = f' "{self.words}"' if self.words else ""
        return f"{place} [{self.ref}]{words}: {self.why} / {self.why_vi}"


def unaccounted(pack: Pack, plan: PlanText) -> tuple[Unaccounted, ...]:
    """Every difference, in the order of the plan's lines."""
    answering: defaultdict[str, list[Activity]] = defaultdict(list)
    for activity in pack.activities:
        for ref in activity.plan_refs:
            answering[ref].append(activity)
    found = [*_bullets(plan, answering), *_lines_inside(plan), *_windows(pack, plan), *_strays(plan, answering)]
    return tuple(sorted(found, key=lambda difference: (difference.line, difference.ref)))


def _bullets(plan: PlanText, answering: dict[str, list[Activity]]) -> list[Unaccounted]:
    found = []
    for bullet in plan.bullets:
        there, needed = len(answering.get(bullet.ref, ())), len(bullet.clauses)
        if there == 0:
            why, why_vi = "no activity of the pack answers for it", "gói dữ liệu chưa có hoạt động tương ứng"
        elif there < needed:
            why = f"it asks for {needed} things, {there} activity answers for it"
            why_vi = f"dòng này có {needed} việc, gói dữ liệu mới có {there} hoạt động"
        else:
            continue
        found.append(Unaccounted(bullet.line, bullet.ref, _first_words(bullet.text), why, why_vi))
    return found


def _lines_inside(plan: PlanText) -> list[Unaccounted]:
    """Lines among the activities that are no activity line to us: somebody has to look at them."""
    why, why_vi = "not understood, though it stands among the activities", "chưa hiểu được, dù nằm trong phần nội dung"
    lines = (line for line in plan.not_understood if line.inside)
    return [Unaccounted(line.line, "-", _first_words(line.text), why, why_vi) for line in lines]


def _windows(pack: Pack, plan: PlanText) -> list[Unaccounted]:
    programmes: dict[str, Programme] = {programme.plan_ref: programme for programme in pack.programmes}
    found = []
    for chapter in plan.chapters:
        programme, window = programmes.get(chapter.number), chapter.window
        line = chapter.window_line or chapter.line
        if programme is None:
            why, why_vi = "no programme of the pack answers for this chapter", "gói dữ liệu chưa có chương trình này"
        elif window is None:
            why, why_vi = "no window was understood in this chapter", "chưa đọc được thời gian của chương trình này"
        elif (programme.opens_on, programme.closes_on) != (window.opens_on, window.closes_on):
            ours = f"{programme.opens_on:%d/%m/%Y} - {programme.closes_on:%d/%m/%Y}"
            why = f"the plan says {window}, programme {programme.code} says {ours}"
            why_vi = f"kế hoạch ghi {window}, chương trình {programme.code} ghi {ours}"
        else:
            continue
        found.append(Unaccounted(line, chapter.number, _first_words(chapter.title), why, why_vi))
    return found


def _strays(plan: PlanText, answering: dict[str, list[Activity]]) -> list[Unaccounted]:
    known = {bullet.ref for bullet in plan.bullets}
    return [
        Unaccounted(
            0,
            ref,
            "",
            f"activity {', '.join(a.code for a in activities)} cites a place the plan does not have",
            f"hoạt động {', '.join(a.code for a in activities)} dẫn chiếu mục không có trong kế hoạch",
        )
        for ref, activities in answering.items()
        if ref not in known
    ]


def _first_words(text: str) -> str:
    words = text.split()
    return " ".join(words[:WORDS_SHOWN]) + ("..." if len(words) > WORDS_SHOWN else "")
