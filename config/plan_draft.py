"""From an official plan's text to a first `plan.yaml`: a draft for a person to go over, never a finished pack."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping

from config.plan_document import PlanDocument, PlannedActivity, PlannedProgramme
from config.plan_lines import fold
from config.plan_windows import Window
from rules.pack import Agency
from rules.words import AgencyRole

TITLE_LENGTH = 120
TARGET = re.compile(
    r"\d[\d.]*\s*(?:%|lớp|hội nghị|cuộc|buổi|tờ rơi|tờ gấp|tờ|băng rôn|cụm|pa-nô|pano|tin, bài|tin bài|bài|"
    r"chuyên mục|phóng sự|"
    r"lượt cơ sở|lượt|cơ sở|xã|phường|trường|cán bộ|người|cuốn|đợt|lần|hội thi)"
)
"""A number of something that is to be reached."""
PARTNER_WORDS: tuple[tuple[str, AgencyRole | str], ...] = (
    ("uy ban nhan dan cac", AgencyRole.AREA_AUTHORITY),
    ("tai cac huyen", AgencyRole.AREA_AUTHORITY),
    ("cac so", AgencyRole.MEMBER),
    ("canh sat dieu tra", AgencyRole.INVESTIGATING),
    ("bao chi", "press"),
    ("quang cao", "advertising"),
    ("truong", "education"),
    ("doan the", "youth"),
    ("doan the", "women"),
    ("mat tran", "front"),
)
"""Words of a plan (without marks) and whom they mean: agencies in a role, or of a sector."""


def draft_plan(plan: PlanDocument, refs: Mapping[int, str], agencies: Iterable[Agency]) -> str:
    """YAML that a pack can hold as `plan.yaml`, to be gone over by a person. `refs` gives lines their place in the plan
    ("1.1/2"), where it has such places."""
    # The standing agency writes the plan; its partners are the others.
    known = tuple(agency for agency in agencies if AgencyRole.STANDING not in agency.roles)
    lines = [
        "# Draft read from an official plan: check every title, kind, partner and window before use.",
        "# Bản nháp đọc từ kế hoạch: kiểm tra lại tên, loại, đơn vị phối hợp và thời gian trước khi dùng.",
        f"# {plan.head.title or '?'}",
        f"# basis: {plan.head.basis or '?'}",
        "programmes:",
    ]
    for number, programme in enumerate(plan.programmes, start=1):
        lines += _programme(number, programme)
    lines.append("activities:")
    for number, programme in enumerate(plan.programmes, start=1):
        lines += _activities(number, programme, plan.head.basis, refs, known)
    return "\n".join(lines) + "\n"


def _programme(number: int, programme: PlannedProgramme) -> Iterator[str]:
    yield f"  # line {programme.line}"
    yield f"  - code: CT{number}"
    yield f"    plan_ref: {_quoted(programme.number or str(number))}"
    yield f"    title: {_quoted(programme.title)}"
    yield from _window(programme.window)


def _window(window: Window | None) -> Iterator[str]:
    if window is None:
        yield "    # the window was not understood: opens_on and closes_on are to be entered"
        return
    yield f"    opens_on: {window.opens_on}"
    yield f"    closes_on: {window.closes_on}"


def _activities(
    number: int, programme: PlannedProgramme, basis: str, refs: Mapping[int, str], agencies: tuple[Agency, ...]
) -> Iterator[str]:
    for position, activity in enumerate(programme.activities, start=1):
        yield f"  # line {activity.line}"
        yield f"  - code: CT{number}-{position:02d}"
        yield f"    programmes: [CT{number}]"
        yield f"    kind: {activity.kind.value}"
        yield f"    title: {_quoted(_short(activity.text))}"
        if activity.partners:
            yield f"    # {'; '.join(activity.partners)}"
        yield f"    partners: [{', '.join(_partners(activity, agencies))}]"
        yield f"    plan_refs: [{refs.get(activity.line, '')}]"
        if basis:
            yield f"    basis: {_quoted(basis)}"
        for target in TARGET.findall(activity.text):
            yield f"    # target / chỉ tiêu: {' '.join(target.split())}"
        window = activity.window or programme.window
        yield from _window(_inside(window, programme.window))


def _inside(window: Window | None, whole: Window | None) -> Window | None:
    """A pack's activity lies in its programme's window."""
    if window is None or whole is None or window.closes_on < whole.opens_on or window.opens_on > whole.closes_on:
        return whole
    return Window(max(window.opens_on, whole.opens_on), min(window.closes_on, whole.closes_on))


def _partners(activity: PlannedActivity, agencies: tuple[Agency, ...]) -> list[str]:
    """The pack's agencies that the names mean, as far as a few words tell."""
    words = fold("; ".join(activity.partners))
    meant = [whom for phrase, whom in PARTNER_WORDS if phrase in words]
    return [agency.code for agency in agencies if agency.roles & set(meant) or agency.sector in meant]


def _short(text: str) -> str:
    text = text.strip().rstrip(".;")
    text = text[:1].upper() + text[1:]
    return text if len(text) <= TITLE_LENGTH else text[:TITLE_LENGTH].rsplit(" ", 1)[0] + "..."


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
