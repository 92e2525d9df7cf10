"""The campaign's board in the Prefect UI: timeline, who is late, mail, schedule, progress, and a prefilled link for
each decision that waits. An artifact is rewritten only when what it shows has changed."""

import hashlib
import json
from datetime import datetime
from urllib.parse import quote

from prefect import task
from prefect.artifacts import acreate_markdown_artifact, acreate_progress_artifact, acreate_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.orchestration import get_client
from prefect.exceptions import ObjectNotFound
from sqlmodel import Session

from actions.context import Context
from flows.forms import CANCEL, RELEASE, RESUME, SUSPEND, WAIVE
from flows.opening import office
from models import Campaign
from models.queries.board import (
    OpenDuty,
    edition_changed,
    edition_shown,
    mail_by_letter,
    open_routine_duties,
    party_rows,
    steps_entered,
    visit_counts,
)
from models.queries.campaigns import campaign_by_code
from rules.words import CampaignState, DutyKind, MessageState, Step, VisitState

FINISHED = (VisitState.ASSESSED, VisitState.RECORDED, VisitState.NOT_CONDUCTED, VisitState.CANCELLED)
ENDED = (CampaignState.CLOSED, CampaignState.CANCELLED)


@task(name="board", persist_result=False, cache_policy=NO_CACHE)
async def write_board(campaign: str) -> int:
    """Write the artifacts that changed and say how many."""
    decide = await deployment_address("decide/decide")
    with office().reading() as (session, now):
        row = campaign_by_code(session, campaign)
        context = office().context(session, row)
        key = campaign.lower()
        board = _board(session, row, decide, now, context)
        schedule = _schedule(session, row, context)
        progress = _progress(session, row)
        written_at = now.astimezone(context.pack.calendar.zone)
        digests = {
            f"{key}-{name}": _digest(content)
            for name, content in (("board", board), ("schedule", schedule), ("progress", progress))
        }
        changed = {shown: digest for shown, digest in digests.items() if not edition_shown(session, shown, digest)}
    if f"{key}-board" in changed:
        await acreate_markdown_artifact(f"{board}\n\n_{written_at:%d/%m/%Y %H:%M}_", key=f"{key}-board")
    if f"{key}-schedule" in changed and schedule:
        await acreate_table_artifact(schedule, key=f"{key}-schedule")
    if f"{key}-progress" in changed:
        await acreate_progress_artifact(progress, key=f"{key}-progress")
    if changed:
        # Noted after they are there: a run that dies before is repeated.
        with office().transaction() as (session, _):
            for shown, digest in changed.items():
                edition_changed(session, shown, digest)
    return len(changed)


def _digest(content: object) -> str:
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, default=str).encode()).hexdigest()


async def deployment_address(name: str) -> str | None:
    """Where a deployment's form opens in the UI; None while it is not deployed."""
    async with get_client() as client:
        try:
            deployment = await client.read_deployment_by_name(name)
        except ObjectNotFound:  # not deployed yet: the board then stands without links
            return None
    return f"{office().board_address}/v2/deployments/deployment/{deployment.id}/run"


def _board(session: Session, row: Campaign, decide: str | None, now: datetime, context: Context) -> str:
    campaign_id = row.id or 0
    duties = open_routine_duties(session, campaign_id)
    parts = [
        f"# {row.code} · {row.state.label}",
        f"{row.kind.label}, {row.mode.label.lower()}, {row.opens_on:%d/%m/%Y} đến {row.closes_on:%d/%m/%Y}",
        _decisions(row, duties, decide),
        _timeline(session, row, context),
        _late(duties, now, context),
        _mail(session, row),
    ]
    return "\n\n".join(part for part in parts if part)


def _decisions(row: Campaign, duties: list[OpenDuty], decide: str | None) -> str:
    """Links to the form with what is known already filled in."""
    if decide is None or row.state in ENDED:
        return ""

    def link(text: str, **parameters: str) -> str:
        filled = quote(json.dumps({"campaign": row.code, **parameters}, ensure_ascii=False))
        return f"- [{text}]({decide}?parameters={filled})"

    lines = []
    if row.state is CampaignState.REPORTING:
        lines.append(link(RELEASE, decision=RELEASE))
    if row.state is CampaignState.SUSPENDED:
        lines.append(link(RESUME, decision=RESUME))
    for duty in duties:
        if duty.kind is DutyKind.CONFIRM and duty.rung:
            lines.append(link(f"{WAIVE} {duty.code} ({duty.agency})", decision=WAIVE, duty=duty.code))
    if row.state is not CampaignState.SUSPENDED:
        lines.append(link(SUSPEND, decision=SUSPEND))
    lines.append(link(CANCEL, decision=CANCEL))
    return "## Quyết định\n\n" + "\n".join(lines)


def _timeline(session: Session, row: Campaign, context: Context) -> str:
    """A gantt chart of the steps: each from its first day to the next one's, the window below."""
    calendar = context.pack.calendar
    entered = [(Step(step), calendar.day_of(at)) for step, at in steps_entered(session, row.id or 0)]
    lines = ["gantt", "  dateFormat YYYY-MM-DD", "  axisFormat %d/%m", "  section Các bước"]
    for number, (step, day) in enumerate(entered):
        until = max(entered[number + 1][1], day) if number + 1 < len(entered) else day
        mark = "active" if number + 1 == len(entered) and row.state not in ENDED else "done"
        lines.append(f"  {step.label} :{mark}, {day.isoformat()}, {max((until - day).days, 1)}d")
    lines += ["  section Thời gian", f"  Kế hoạch :{row.opens_on.isoformat()}, {row.closes_on.isoformat()}"]
    return "## Tiến trình\n\n```mermaid\n" + "\n".join(lines) + "\n```"


def _late(duties: list[OpenDuty], now: datetime, context: Context) -> str:
    rows: dict[tuple[str, DutyKind], list[OpenDuty]] = {}
    for duty in duties:
        if duty.due_at < now:
            rows.setdefault((duty.agency, duty.kind), []).append(duty)
    if not rows:
        return f"## Quá hạn\n\nKhông có. Đang chờ trong hạn: {len(duties)}."
    lines = ["| Cơ quan | Nghĩa vụ | Số | Số ngày làm việc trễ | Đã đôn đốc |", "|---|---|---:|---:|---:|"]
    for (agency, kind), group in rows.items():
        late = max(context.pack.calendar.workdays_late(duty.due_at, now) for duty in group)
        rung = max(duty.rung for duty in group)
        name = context.pack.agency(agency).name
        lines.append(f"| {name} | {kind.label} | {len(group)} | {late} | {rung} |")
    return "## Quá hạn\n\n" + "\n".join(lines)


def _mail(session: Session, row: Campaign) -> str:
    table = mail_by_letter(session, row.id or 0)
    if not table:
        return ""
    shown = (MessageState.QUEUED, MessageState.SENT, MessageState.AMBIGUOUS, MessageState.FAILED)
    lines = ["| Thư | " + " | ".join(state.label for state in shown) + " |", "|---|" + "---:|" * len(shown)]
    lines += [
        f"| {letter} | " + " | ".join(str(states.get(state, 0)) for state in shown) + " |"
        for letter, states in table.items()
    ]
    return "## Thư\n\n" + "\n".join(lines)


def _schedule(session: Session, row: Campaign, context: Context) -> list[dict[str, str | int]]:
    return [
        {
            "Ngày": party.on.strftime("%d/%m/%Y"),
            "Buổi": party.session.label,
            "Tổ": party.code.rpartition("-")[2],
            "Địa bàn": context.pack.area(party.area).name,
            "Số lượt": party.visits,
            "Chủ trì": party.lead,
            "Thành phần": ", ".join(party.agencies),
        }
        for party in party_rows(session, row.id or 0)
    ]


def _progress(session: Session, row: Campaign) -> float:
    counts = visit_counts(session, row.id or 0)
    total = sum(counts.values())
    return round(100 * sum(counts[state] for state in FINISHED) / total, 1) if total else 0.0
