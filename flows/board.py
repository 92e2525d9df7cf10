"""The campaign's board in the Prefect UI: its page, its schedule and its progress, as artifacts.

An artifact is rewritten only when what it shows has changed.
"""

import hashlib
import json
from dataclasses import dataclass

from prefect import tags, task
from prefect.artifacts import acreate_markdown_artifact, acreate_progress_artifact, acreate_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.orchestration import get_client
from prefect.exceptions import ObjectNotFound
from sqlmodel import Session

from actions.context import Context
from flows.board_page import ENDED, board_page
from flows.labels import campaign_tag
from flows.opening import office
from models import Campaign
from models.queries.board import edition_changed, edition_shown, party_rows, visit_counts
from models.queries.campaigns import campaign_by_code
from models.queries.figures import duties_owed
from models.queries.status import newest_campaigns
from models.queries.switches import switched_off
from rules.words import CampaignKind, DutyState, Mode, VisitState

FINISHED = (VisitState.ASSESSED, VisitState.RECORDED, VisitState.NOT_CONDUCTED, VisitState.CANCELLED)
BOARDS_LOOKED_AT = 50
SWITCHES = "switches"
"""The key of what all boards say of what is turned off."""


@dataclass(frozen=True)
class Board:
    """What the artifacts would show now; `changed` holds the key and digest of those that show something else."""

    page: str
    schedule: list[dict[str, str | int]]
    progress: float
    changed: dict[str, str]


@task(name="board", persist_result=False, cache_policy=NO_CACHE)
async def write_board(campaign: str) -> int:
    """Write the artifacts that changed and say how many."""
    board = _board(campaign, await deployment_address("decide/decide"))
    key = campaign.lower()
    if f"{key}-board" in board.changed:
        await acreate_markdown_artifact(board.page, key=f"{key}-board")
    if f"{key}-schedule" in board.changed and board.schedule:
        await acreate_table_artifact(board.schedule, key=f"{key}-schedule")
    if f"{key}-progress" in board.changed:
        await acreate_progress_artifact(board.progress, key=f"{key}-progress")
    if board.changed:
        # Noted after they are there: a run that dies before is repeated.
        with office().transaction() as (session, _):
            for shown, digest in board.changed.items():
                edition_changed(session, shown, digest)
    return len(board.changed)


async def show_switches() -> None:
    """Write the boards anew when something was turned off or on since they last said so."""
    with office().reading() as (session, _):
        digest = _digest([(off.switch, off.reason) for off in switched_off(session)])
        if edition_shown(session, SWITCHES, digest):
            return
    await refresh_boards()
    # Noted after they are there: a run that dies before is repeated.
    with office().transaction() as (session, _):
        edition_changed(session, SWITCHES, digest)


async def refresh_boards() -> None:
    """Write the boards of campaigns under way on which something has changed, such as letters that have gone out."""
    decide = await deployment_address("decide/decide")
    with office().reading() as (session, _):
        codes = [row.code for row in newest_campaigns(session, BOARDS_LOOKED_AT) if row.state not in ENDED]
    for code in codes:
        if _board(code, decide).changed:
            with tags(campaign_tag(code)):
                await write_board(code)


known_ids: dict[str, str] = {}
"""Deployment -> its id, which a new deployment of the same name keeps: asked for once a process, not once a board."""


async def deployment_address(name: str) -> str | None:
    """Where a deployment's form opens in the UI; None while it is not deployed."""
    if name not in known_ids:
        identity = await _ask_for_id(name)
        if identity is None:
            return None
        known_ids[name] = identity
    return f"{office().board_address}/v2/deployments/deployment/{known_ids[name]}/run"


async def _ask_for_id(name: str) -> str | None:
    async with get_client() as client:
        try:
            deployment = await client.read_deployment_by_name(name)
        except ObjectNotFound:  # the board then stands without links
            return None
    return str(deployment.id)


def _board(code: str, decide: str | None) -> Board:
    with office().reading() as (session, now):
        row = campaign_by_code(session, code)
        context = office().context(session, row)
        page = board_page(session, row, decide, now, context)
        schedule, progress = _schedule(session, row, context), _progress(session, row)
        digests = {
            f"{code.lower()}-{name}": _digest(content)
            for name, content in (("board", page), ("schedule", schedule), ("progress", progress))
        }
        changed = {key: digest for key, digest in digests.items() if not edition_shown(session, key, digest)}
        if row.mode is Mode.UNANNOUNCED:
            changed = {}  # neither its day nor its area nor its size is for the eyes of Prefect
    written_at = now.astimezone(context.pack.calendar.zone)
    return Board(f"{page}\n\n_{written_at:%d/%m/%Y %H:%M}_", schedule, progress, changed)


def _digest(content: object) -> str:
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, default=str).encode()).hexdigest()


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
    """Of an inspection its visits, of everything else what was asked for."""
    if row.kind is CampaignKind.INSPECTION:
        counts = visit_counts(session, row.id or 0)
        total, finished = sum(counts.values()), sum(counts[state] for state in FINISHED)
    else:
        duties = duties_owed(session, row.id or 0)
        total, finished = len(duties), sum(duty.state is not DutyState.OPEN for duty in duties)
    return round(100 * finished / total, 1) if total else 0.0
