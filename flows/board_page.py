"""What the campaign's board says, as Markdown: decisions that wait, timeline, who is late, mail. Vietnamese."""

import json
from datetime import date, datetime
from urllib.parse import quote

from sqlmodel import Session

from actions.context import Context
from campaigns import KINDS
from flows.board_mail import agency_name, mail_part
from flows.board_work import work_parts
from flows.forms import CANCEL, GO_ON, RELEASE, RESUME, SUSPEND, WAIVE
from models import Campaign, Unheard
from models.queries.board import (
    OpenDuty,
    open_routine_duties,
    states_reached,
    steps_entered,
)
from models.queries.suspensions import suspensions
from models.queries.switches import switched_off
from models.queries.unheard import holding_up
from rules.visibility import WORK_KINDS
from rules.words import CampaignKind, CampaignState, DutyKind, Mode, Step

ENDED = (CampaignState.CLOSED, CampaignState.CANCELLED)
# The page draws code on dark slate, whatever its theme: bars on a light ground, and text outside them light.
GANTT_LOOKS = json.dumps(
    {
        "theme": "base",
        "gantt": {
            "useWidth": 700,
            "leftPadding": 90,
            "barHeight": 26,
            "barGap": 6,
            "fontSize": 14,
            "sectionFontSize": 14,
        },
        "themeVariables": {
            "sectionBkgColor": "#334155",
            "altSectionBkgColor": "#1e293b",
            "taskBkgColor": "#1d4ed8",
            "taskBorderColor": "#93c5fd",
            "taskTextColor": "#ffffff",
            "taskTextLightColor": "#ffffff",
            "doneTaskBkgColor": "#cbd5e1",
            "doneTaskBorderColor": "#cbd5e1",
            "activeTaskBkgColor": "#fbbf24",
            "activeTaskBorderColor": "#fbbf24",
            "taskTextDarkColor": "#0f172a",
            "taskTextOutsideColor": "#f1f5f9",
            "titleColor": "#f1f5f9",
            "textColor": "#f1f5f9",
            "gridColor": "#94a3b8",
            "todayLineColor": "#00000000",
        },
    }
)


WAIVED_ON_BOARD = (DutyKind.CONFIRM, *WORK_KINDS)
"""What the coordinator may let go when nobody answers: the board offers it once a rung has been climbed."""


def board_page(session: Session, row: Campaign, decide: str | None, now: datetime, context: Context) -> str:
    """`decide` is where the decision form opens; without it the page stands without links."""
    duties, unheard = open_routine_duties(session, row.id or 0), holding_up(session, row.id or 0)
    parts = [
        f"# {row.code} · {row.state.label}",
        f"{row.kind.label}, {row.mode.label.lower()}, {row.opens_on:%d/%m/%Y} đến {row.closes_on:%d/%m/%Y}",
        _pages(row, context),
        _switches(session),
        _unheard(row, unheard, context),
        _decisions(row, duties, bool(unheard), decide),
        _resting(session, context),
        _timeline(session, row, now, context),
        *(work_parts(session, row, now, context) if row.kind is not CampaignKind.INSPECTION else ()),
        _late(duties, now, context),
        mail_part(session, row, context),
    ]
    return "\n\n".join(part for part in parts if part)


def _pages(row: Campaign, context: Context) -> str:
    """Where everything that needs words is done: the coordinator's signed-in pages. The address names codes only."""
    if row.mode is not Mode.PLANNED:
        return ""
    address = f"{context.signer.public_address}/office"
    return f"[Trang của đợt này]({address}/c/{row.code}) · [Ai chưa trả lời]({address})"


def _switches(session: Session) -> str:
    """What a person has turned off for all campaigns: until it is on again nothing here moves."""
    return "\n\n".join(f"**Đang tạm dừng: {off.switch.label}** ({off.reason.label})" for off in switched_off(session))


def _unheard(row: Campaign, unheard: list[Unheard], context: Context) -> str:
    """Offices for whose contacts a step waits."""
    if not unheard or row.mode is not Mode.PLANNED:
        return ""
    pages = f"{context.signer.public_address}/office"
    lines = [
        f"- {Step(one.step).label}: {agency_name(context, one.agency)}, {one.role.label}: {one.why.label.lower()}"
        for one in unheard
    ]
    links = f"[Ai sẽ nhận được thư]({pages}/c/{row.code}/hearing) · [Địa chỉ liên hệ]({pages}/contacts)"
    return "## Chưa gửi thư được, bước chưa thực hiện\n\n" + "\n".join(lines) + f"\n\n{links}"


def _decisions(row: Campaign, duties: list[OpenDuty], unheard: bool, decide: str | None) -> str:
    """Links to the form with what is known already filled in; what waits for the coordinator comes first."""
    if decide is None or row.state in ENDED:
        return ""

    def link(text: str, **parameters: str) -> str:
        filled = quote(json.dumps({"campaign": row.code, **parameters}, ensure_ascii=False))
        return f"- [{text}]({decide}?parameters={filled})"

    lines = []
    if row.state is CampaignState.REPORTING:
        lines.append(link(RELEASE, decision=RELEASE))
    if unheard:
        lines.append(link(GO_ON, decision=GO_ON))
    if row.state is CampaignState.SUSPENDED:
        lines.append(link(RESUME, decision=RESUME))
    for duty in duties:
        if duty.kind in WAIVED_ON_BOARD and duty.rung:
            lines.append(link(f"{WAIVE} {duty.code} ({duty.agency})", decision=WAIVE, duty=duty.code))
    if row.state is not CampaignState.SUSPENDED:
        lines.append(link(SUSPEND, decision=SUSPEND))
    lines.append(link(CANCEL, decision=CANCEL))
    return "## Quyết định\n\n" + "\n".join(lines)


def _resting(session: Session, context: Context) -> str:
    """Areas in which work rests."""
    lines = [
        f"- {context.pack.area(row.area).name}: từ {row.from_on:%d/%m/%Y}"
        + (f" đến {row.until:%d/%m/%Y}" if row.until else "")
        + f", {row.reason.label.lower()}, văn bản {row.document}"
        for row in suspensions(session)
    ]
    return "## Địa bàn tạm dừng\n\n" + "\n".join(lines) if lines else ""


def _timeline(session: Session, row: Campaign, now: datetime, context: Context) -> str:
    """A gantt chart of the steps: each from its first day to the day it was over, or to today; the window below.

    The step of the referrals is not on it: that there are any is for their officers alone.
    """
    calendar = context.pack.calendar
    over, specs = states_reached(session, row.id or 0), {spec.step: spec for spec in KINDS[row.kind].steps[row.mode]}
    lines = [f"%%{{init: {GANTT_LOOKS}}}%%", "gantt", "  dateFormat YYYY-MM-DD", "  axisFormat %d/%m"]
    lines.append("  section Các bước")
    for code, at in steps_entered(session, row.id or 0):
        spec = specs[Step(code)]
        if not spec.holds:
            continue
        ended_at = over.get(spec.over_in or "")
        until = calendar.day_of(ended_at or (now if row.state not in ENDED else at))
        mark = "active" if ended_at is None and row.state not in ENDED else "done"
        day = calendar.day_of(at)
        lines.append(f"  {spec.step.label} :{mark}, {day.isoformat()}, {max((until - day).days, 1)}d")
    lines += _ahead(row, calendar.day_of(now))
    lines += ["  section Thời gian", f"  Kế hoạch :{row.opens_on.isoformat()}, {row.closes_on.isoformat()}"]
    return "## Tiến trình\n\n```mermaid\n" + "\n".join(lines) + "\n```"


def _ahead(row: Campaign, today: date) -> list[str]:
    """The steps that have not begun, each on its day or, where that has passed, today: what slips is seen to slip."""
    return [
        f"  {Step(code).label} :{max(date.fromisoformat(day), today).isoformat()}, 1d"
        for code, day in row.milestones.items()
        if code not in row.entered and row.state not in ENDED
    ]


def _late(duties: list[OpenDuty], now: datetime, context: Context) -> str:
    rows: dict[tuple[str, DutyKind], list[OpenDuty]] = {}
    for duty in duties:
        if duty.due_at < now and not duty.paused:
            rows.setdefault((duty.agency, duty.kind), []).append(duty)
    in_time = f"Đang chờ trong hạn: {sum(duty.due_at >= now and not duty.paused for duty in duties)}."
    if paused := sum(duty.paused for duty in duties):
        in_time += f" Tạm dừng theo địa bàn: {paused}."
    if not rows:
        return f"## Quá hạn\n\nKhông có. {in_time}"
    lines = ["| Cơ quan | Nghĩa vụ | Số | Số ngày làm việc trễ | Đã đôn đốc |", "|---|---|---:|---:|---:|"]
    for (agency, kind), group in rows.items():
        late = max(context.pack.calendar.workdays_late(duty.due_at, now) for duty in group)
        rung = max(duty.rung for duty in group)
        name = agency_name(context, agency)
        lines.append(f"| {name} | {kind.label} | {len(group)} | {late} | {rung} |")
    return "## Quá hạn\n\n" + "\n".join(lines) + f"\n\n{in_time}"
