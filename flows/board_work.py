"""What the board of an activity, a monitoring round or a year says beside its timeline. Vietnamese."""

from collections.abc import Iterator
from datetime import datetime

from sqlmodel import Session

from actions.context import Context
from actions.work_figures import activity_rows, asked_rows, target_rows
from models import Campaign
from models.queries.figures import duties_owed
from models.queries.monitoring import sampled_in
from rules.words import CampaignKind, Step


def work_parts(session: Session, row: Campaign, now: datetime, context: Context) -> Iterator[str]:
    """Its steps and their days, what was asked for, targets, places, and for a year what it has opened."""
    if row.milestones:
        yield _steps(row)
    if asked := asked_rows(duties_owed(session, row.id or 0), now):
        lines = ["| Nội dung | Đề nghị | Đã gửi | Miễn | Quá hạn |", "|---|---:|---:|---:|---:|"]
        lines += [f"| {a.kind.label} | {a.asked} | {a.fulfilled} | {a.waived} | {a.late} |" for a in asked]
        yield "## Đã đề nghị\n\n" + "\n".join(lines)
    if targets := target_rows(session, row, False, context):
        lines = ["| Hoạt động | Chỉ tiêu | Giao | Đạt được |", "|---|---|---:|---:|"]
        lines += [f"| {t.activity} | {t.label} | {t.number} | {t.reached} |" for t in targets]
        yield "## Chỉ tiêu\n\n" + "\n".join(lines)
    if row.kind is CampaignKind.MONITORING and (places := sampled_in(session, row.id or 0)):
        scored = [place for place in places if place.points is not None]
        yield f"## Nơi được giám sát\n\n{len(places)} nơi, đã chấm điểm {len(scored)}."
    if activities := activity_rows(session, row.id or 0, now, context):
        lines = ["| Mã | Hoạt động | Tình trạng | Đề nghị | Đã gửi | Quá hạn |", "|---|---|---|---:|---:|---:|"]
        lines += [
            f"| {a.code} | {a.title} | {a.state.label} | {a.asked} | {a.fulfilled} | {a.late} |" for a in activities
        ]
        yield "## Các hoạt động\n\n" + "\n".join(lines)


def _steps(row: Campaign) -> str:
    lines = ["| Bước | Ngày bắt đầu |", "|---|---|"]
    for code, day in row.milestones.items():
        year, month, number = day.split("-")
        mark = " ✓" if code in row.entered else ""
        lines.append(f"| {Step(code).label}{mark} | {number}/{month}/{year} |")
    return "## Các bước\n\n" + "\n".join(lines)
