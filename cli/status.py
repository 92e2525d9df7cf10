"""`status`: where campaigns stand, from the home's database; from the newest demo's while the home has no campaign."""

import dataclasses
import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from rules.mail_states import IN_TROUBLE, SHOWN

if TYPE_CHECKING:  # imported where it is used: `--help` must not pay for it
    from rich.console import Console

    from actions.show_hearing import HearingDetail
    from actions.show_status import AreaAtRest, CampaignDetail, CampaignStatus
    from config.settings import Settings

group = typer.Typer()
LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")
PIPED_WIDTH = 140
"""Where nobody's screen sets a width, tables keep their lines whole."""
TROUBLE_SHOWN = 50


@group.command()
def status(
    code: Annotated[str | None, typer.Argument(metavar="[CODE]", help="One campaign in detail.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One line of JSON for programs.")] = False,
) -> None:
    """Campaigns, duties, mail and referrals; with CODE, who is late and what became of each kind of letter."""
    from config.settings import read_settings

    settings = read_settings()
    home = _home_to_read(settings)
    where: dict[str, Any] = {"home": str((home or settings).home), "demo": home is not None and home is not settings}
    if home is None:
        _tell_nothing(where, code, as_json)
        return
    now, shown, rest, off, hearing = _read(home, code)
    if as_json:
        areas = [dataclasses.asdict(area) for area in rest]
        held = {"switched_off": off, "confidential_mail_held": settings.in_clear}
        shown_facts = _facts(shown)
        if hearing is not None:
            shown_facts["campaign"]["hearing"] = dataclasses.asdict(hearing)
        facts = {**where, "as_of": now, **shown_facts, "areas_at_rest": areas, **held}
        print(json.dumps(facts, ensure_ascii=False, default=_write))
        return
    if where["demo"]:
        kind = "practice year" if home.home.name == "practice" else "newest demo"
        print(f"No campaign in {settings.home} yet; this is the {kind}, {home.home.name}.")
    for row in off:
        print(f"Turned off: {row['switch']}, since {row['since'].astimezone(LOCAL):%d/%m/%Y %H:%M} ({row['reason']}).")
    if settings.in_clear:
        print("Confidential letters are held: the mail relay takes letters in clear (LIENNGANH_SMTP_TLS=none).")
    for area in rest:
        until = f" until {area.until:%d/%m/%Y}" if area.until else ""
        print(f"Work rests in {area.name} from {area.from_on:%d/%m/%Y}{until}: {area.reason}, {area.document}.")
    _tell(shown, now, hearing)


def _home_to_read(settings: "Settings") -> "Settings | None":
    """The home itself, else its newest demo or practice year; None when none has a campaign."""
    from models.queries.status import holds_campaigns

    if holds_campaigns(settings.database_url):
        return settings
    trials = [*settings.home.glob("demo-*/liennganh.db"), *settings.home.glob("practice/liennganh.db")]
    databases = sorted(trials, key=_touched, reverse=True)
    for database in databases:
        url = f"sqlite:///{database}"
        if holds_campaigns(url):
            return settings.model_copy(update={"home": database.parent, "database_url": url, "practice": True})
    return None


def _touched(database: Path) -> tuple[float, str]:
    # A write-ahead log takes the writes long before the database file does.
    log = database.with_name(f"{database.name}-wal")
    return max(file.stat().st_mtime for file in (database, log) if file.exists()), database.parent.name


def _read(
    home: "Settings", code: str | None
) -> (
    "tuple[datetime, tuple[CampaignStatus, ...] | CampaignDetail, tuple[AreaAtRest, ...], list[dict[str, Any]], "
    "HearingDetail | None]"
):
    from actions.office import open_office
    from actions.show_hearing import show_hearing
    from actions.show_status import show_areas_at_rest, show_campaign, show_campaigns
    from config.home import open_home
    from models.queries.status import campaign_shown
    from models.queries.switches import switched_off

    office = open_office(open_home(home))
    try:
        with office.reading() as (session, now):
            rest = show_areas_at_rest(session, office.context(session))
            off: list[dict[str, Any]] = [row.model_dump(mode="python") for row in switched_off(session)]
            if code is None:
                return now, show_campaigns(session, now=now), rest, off, None
            campaign = campaign_shown(session, code)
            detail = show_campaign(session, campaign, now=now, context=office.context(session, campaign))
        with office.rehearsing() as (session, now):
            campaign = campaign_shown(session, code)
            hearing = show_hearing(session, campaign, now=now, context=office.context(session, campaign))
        return now, detail, rest, off, hearing
    finally:
        office.engine.dispose()


def _tell_nothing(where: Mapping[str, Any], code: str | None, as_json: bool) -> None:
    from rules.refusals import UnknownCode

    if code is not None:
        raise UnknownCode("campaign", code)
    if as_json:
        print(json.dumps({**where, "as_of": None, "campaigns": []}, ensure_ascii=False))
    else:
        print(f"No campaign in {where['home']} yet, and no demo either: `liennganh demo` plays one.")


def _facts(shown: "tuple[CampaignStatus, ...] | CampaignDetail") -> dict[str, Any]:
    if isinstance(shown, tuple):
        return {"campaigns": [dataclasses.asdict(line) for line in shown]}
    detail = dataclasses.asdict(shown)
    return {"campaign": {**detail.pop("status"), **detail}}


def _write(value: Any) -> str:
    """Days and moments as ISO 8601 has them."""
    return str(value.isoformat())


def _tell(shown: "tuple[CampaignStatus, ...] | CampaignDetail", now: datetime, hearing: "HearingDetail | None") -> None:
    from rich.console import Console

    screen = Console(highlight=False)
    console = screen if screen.is_terminal else Console(highlight=False, width=PIPED_WIDTH)
    if isinstance(shown, tuple):
        _tell_campaigns(console, shown)
    else:
        _tell_campaigns(console, (shown.status,))
        _tell_detail(console, shown)
    if hearing is not None:
        _tell_hearing(console, hearing)
    print(f"As of {now.astimezone(LOCAL):%d/%m/%Y %H:%M}.")


def _tell_campaigns(console: "Console", campaigns: "tuple[CampaignStatus, ...]") -> None:
    from rich.table import Table

    table = Table(show_lines=True)
    table.add_column("Campaign", no_wrap=True)
    for heading in ("Kind", "State", "Waits in", "Visits", "Duties", "Mail", "Referrals"):
        table.add_column(heading, overflow="fold")
    for line in campaigns:
        visits, missed = line.visits, line.visits["not_conducted"]
        table.add_row(
            line.code,
            f"{line.kind}\n{line.mode}",
            line.state,
            line.step or "-",
            f"{visits['conducted']} of {visits['planned']}" + (f"\n{missed} not conducted" if missed else ""),
            _list(line.duties),
            _list(line.mail),
            _list({**line.referrals, "late": line.referrals_late}),
        )
    console.print(table)


def _tell_detail(console: "Console", detail: "CampaignDetail") -> None:
    from rich.table import Table

    if detail.late:
        late = Table("Late agency", "Owes", "How many", "Working days late", "Next told", "When", title="Late")
        for row in detail.late:
            when = f"{row.next_rung_at.astimezone(LOCAL):%d/%m/%Y %H:%M}" if row.next_rung_at else "-"
            values = (row.count, row.workdays_late)
            late.add_row(f"{row.agency} {row.name}", row.kind, *map(str, values), row.next_rung or "-", when)
        console.print(late)
    letters = Table("Letter", *(state.value.capitalize() for state in SHOWN), title="Mail")
    for letter, states in detail.mail_by_letter.items():
        letters.add_row(letter, *(str(states[state]) for state in SHOWN))
    console.print(letters)
    trouble = [line for line in detail.letters if line.state in IN_TROUBLE]
    if trouble:
        lost = Table("Letter", "Agency", "State", "When", title="Letters that did not arrive")
        for line in trouble[:TROUBLE_SHOWN]:
            lost.add_row(line.letter, line.agency, line.state.value, f"{line.at.astimezone(LOCAL):%d/%m/%Y %H:%M}")
        console.print(lost)


def _tell_hearing(console: "Console", hearing: "HearingDetail") -> None:
    """Only what somebody has to do: all who will hear stand in `--json` and on the campaign's page."""
    from rich.table import Table

    if hearing.step is not None:
        unheard = [line for line in hearing.offices if line.why is not None]
        doubted = sum(line.doubted for line in hearing.offices)
        print(
            f"Next letters: step {hearing.step}, to {len(hearing.offices)} offices, of which {len(unheard)} cannot be "
            f"written to and {doubted} have not confirmed their address within a year."
        )
        if unheard:
            table = Table("Agency", "Role", "Why", "Owes", title="Will not hear of it")
            for line in unheard:
                why = f"{line.why}, let go" if line.goes_on else str(line.why)
                table.add_row(line.agency, line.role, why, ", ".join(line.duties) or "-")
            console.print(table)
    for row in hearing.waits_for:
        print(f"Step {row['step']} waits for the contact of {row['agency']} as {row['role']} ({row['why']}).")
    for row in hearing.to_telephone:
        print(f"To be told by telephone: {row['agency']} as {row['role']} ({row['step']}).")


def _list(counts: Mapping[str, int]) -> str:
    """One count a line, so that a narrow screen breaks no word."""
    return "\n".join(f"{count} {name}" for name, count in counts.items() if count) or "-"
