"""`year show`: the calendar of the whole plan, as a table, a picture, or entries for a calendar program."""

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules.year_calendar import ActivityDays, YearCalendar

PIPED_WIDTH = 170
"""Where nobody's screen sets a width, rows keep their lines whole."""
group = typer.Typer(name="year", help="The plan's year.", no_args_is_help=True)


@group.callback()
def years() -> None:
    """Keep `show` a subcommand."""


@group.command()
def show(
    svg: Annotated[Path | None, typer.Option(help="Write the picture to this file.")] = None,
    ics: Annotated[Path | None, typer.Option(help="Write the calendar entries to this file.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One line of JSON for programs.")] = False,
) -> None:
    """Every activity with its steps, what slips and what that moves, weeks in which an office is asked for too much."""
    from actions.office import open_office
    from actions.year_calendar import year_calendar
    from config.home import open_home
    from config.settings import read_settings
    from models.migrating import migrate_at
    from models.queries.year import newest_plan
    from notifications.year_entries import write_year
    from notifications.year_picture import draw_year

    home = open_home(read_settings())
    migrate_at(home.database_url)
    office = open_office(home)
    locale = office.pack.locale
    with office.reading() as (session, now):
        year = year_calendar(session, now=now, context=office.context(session, newest_plan(session)))
    if svg is not None:
        svg.write_text(draw_year(year, locale), "utf-8")
    if ics is not None:
        ics.write_bytes(write_year(year, now, home.mail_domain, locale).encode())
    if as_json:
        print(json.dumps(_facts(year), ensure_ascii=False, default=str))
    elif svg is None and ics is None:
        print_year(year, locale)


def _facts(year: "YearCalendar") -> dict[str, Any]:
    facts = asdict(year)
    facts["clashes"] = [asdict(load) for load in year.clashes]
    del facts["loads"]
    return facts


def print_year(year: "YearCalendar", locale: str = "vi") -> None:
    """Names in the language of the pack. The table, then what slips, clashes, is reached and rests, a line each."""
    from rich.console import Console
    from rich.table import Table

    from notifications.year_picture import month_name

    english = locale == "en"
    console = Console()
    if not console.is_terminal:
        console = Console(width=PIPED_WIDTH)
    table = Table(title=f"{year.title} ({year.code or 'chưa mở / not opened yet'})")
    table.add_column("Programme" if english else "Chương trình")
    table.add_column("Activity" if english else "Hoạt động", max_width=44)
    for month in range(1, 13):
        table.add_column(month_name(month, locale), justify="center", width=3)
    table.add_column("State" if english else "Tình trạng")
    for row in year.activities:
        title = (english and row.title_en) or row.title
        table.add_row(", ".join(row.programmes), title, *_months(row, year.year), _state(row, english))
    console.print(table)
    console.print(
        "█ thời gian / window   ● bước đã bắt đầu / step begun   ○ bước sắp tới / step to come   ! chậm / late"
    )
    for line in _lines(year, english):
        console.print(line)


def _lines(year: "YearCalendar", english: bool) -> "Iterator[str]":
    from notifications.english import english_label

    for row in year.slips:
        late = next(day for day in row.steps if not day.begun)
        step = english_label(late.step) if english else late.step.label
        yield (
            f"Chậm / late: {row.campaign or row.code} · {step}: {late.planned_on:%d/%m} → {late.on:%d/%m} "
            f"({row.slipped_workdays} ngày làm việc / working days)"
        )
    for load in year.clashes:
        yield (
            f"Dồn việc / clash: {load.agency}, tuần / week {load.week:%d/%m}: {len(load.what)} ({'; '.join(load.what)})"
        )
    for target in year.targets:
        label = (english and target.label_en) or target.label
        yield f"Chỉ tiêu / target: {target.activity} · {label}: {target.reached}/{target.number}"
    for area in year.resting:
        until = "" if area.until is None else f" đến hết / until {area.until:%d/%m}"
        waits = "; ".join(
            f"{wait.campaign}: {wait.visits} lượt / visits, {wait.tasks} việc / tasks" for wait in area.waits
        )
        name, reason = (area.name_en, english_label(area.reason)) if english else (area.name, area.reason.label)
        yield (
            f"Tạm dừng / at rest: {name}, từ / from {area.from_on:%d/%m}{until} ({reason}): "
            f"{waits or 'không có việc chờ / nothing waits'}"
        )


def _months(row: "ActivityDays", year: int) -> list[str]:
    cells = []
    for month in range(1, 13):
        inside = date(year, month, 1) <= row.closes_on and row.opens_on < date(year + month // 12, month % 12 + 1, 1)
        days = [day for day in row.steps if (day.on.year, day.on.month) == (year, month)]
        sign = "".join("●" if day.begun else "○" for day in days)
        late = "!" if any(day.slipped for day in days) else ""
        cells.append((sign + late) or ("█" if inside else ""))
    return cells


def _state(row: "ActivityDays", english: bool) -> str:
    from notifications.english import english_label

    if row.state is not None:
        return f"{row.campaign}: {english_label(row.state) if english else row.state.label}"
    if row.missed:
        return "Past its days, not opened" if english else "Quá thời gian, chưa mở"
    return "Not opened" if english else "Chưa mở"
