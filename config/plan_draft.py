"""From an official plan's text to a first `plan.yaml`: a draft for a person to go over, never a finished pack."""

import json
from collections.abc import Iterable, Iterator

from config.plan_text import Bullet, Chapter, PlanText, fold
from rules.pack import Agency
from rules.words import AgencyRole, CampaignKind

TITLE_LENGTH = 120
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

KIND_WORDS = (
    ("kiem tra lien nganh", CampaignKind.INSPECTION),
    ("doi cong tac xa hoi tinh nguyen", CampaignKind.MONITORING),
)


def draft_plan(plan: PlanText, agencies: Iterable[Agency]) -> str:
    """YAML that a pack can hold as `plan.yaml`; kinds and partners are read off a few words, and to be checked."""
    # The standing agency writes the plan; its partners are the others.
    known = tuple(agency for agency in agencies if AgencyRole.STANDING not in agency.roles)
    lines = [
        "# Draft read from an official plan: check every title, kind, partner and window before use.",
        "# Bản nháp đọc từ kế hoạch: kiểm tra lại tên, loại, đơn vị phối hợp và thời gian trước khi dùng.",
        "programmes:",
    ]
    lines += [line for chapter in plan.chapters for line in _programme(chapter)]
    lines.append("activities:")
    lines += [line for chapter in plan.chapters for line in _activities(chapter, known)]
    return "\n".join(lines) + "\n"


def _programme(chapter: Chapter) -> Iterator[str]:
    yield f"  # line {chapter.line}"
    yield f"  - code: CT{chapter.number}"
    yield f'    plan_ref: "{chapter.number}"'
    yield f"    title: {_quoted(chapter.title)}"
    yield from _window(chapter)


def _window(chapter: Chapter) -> Iterator[str]:
    if chapter.window is None:
        yield "    # the window was not understood: opens_on and closes_on are to be entered"
        return
    yield f"    opens_on: {chapter.window.opens_on}"
    yield f"    closes_on: {chapter.window.closes_on}"


def _activities(chapter: Chapter, agencies: tuple[Agency, ...]) -> Iterator[str]:
    number = 0
    for bullet in chapter.bullets:
        for clause in bullet.clauses:
            number += 1
            yield f"  # line {bullet.line}"
            yield f"  - code: CT{chapter.number}-{number:02d}"
            yield f"    programmes: [CT{chapter.number}]"
            yield f"    kind: {_kind(chapter).value}"
            yield f"    title: {_quoted(_short(clause))}"
            yield f"    partners: [{', '.join(_partners(clause, bullet, agencies))}]"
            yield f"    plan_refs: [{bullet.ref}]"
            yield from _window(chapter)


def _kind(chapter: Chapter) -> CampaignKind:
    title = fold(chapter.title)
    return next((kind for words, kind in KIND_WORDS if words in title), CampaignKind.OTHER)


def _partners(clause: str, bullet: Bullet, agencies: tuple[Agency, ...]) -> list[str]:
    """A clause that names nobody has the partners of its whole line."""
    for text in (clause, bullet.text):
        words = fold(text)
        meant = [whom for phrase, whom in PARTNER_WORDS if phrase in words]
        if found := [agency.code for agency in agencies if agency.roles & set(meant) or agency.sector in meant]:
            return found
    return []


def _short(text: str) -> str:
    text = text.strip().rstrip(".;")
    text = text[:1].upper() + text[1:]
    return text if len(text) <= TITLE_LENGTH else text[:TITLE_LENGTH].rsplit(" ", 1)[0] + "..."


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
