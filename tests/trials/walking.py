"""A practice home whose partners are scripted and answer by function call, from due moment to due moment."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path

from sqlmodel import Session, select

from actions.advance_due import advance_due
from actions.context import Actor
from actions.office import Office, open_office
from actions.prepare_report import release_report
from actions.waive_owed import waive_owed
from config.home import Home
from config.packs import pack_files, read_pack
from config.settings import PROJECT
from models import Campaign, Duty, Message
from models.database import create_tables, open_database
from rules.refusals import Refusal
from rules.words import AgencyRole, CampaignState, DutyKind, DutyState, MessageState, Mode, Role, WaiveReason
from trials.calendar_walk import focal_hours, next_stop
from trials.partners import Partners
from trials.plain_hands import answer_plainly

FILES = pack_files(PROJECT / "config" / "packs" / "hung-yen-2021")
COORDINATOR = Actor(Role.COORDINATOR, "SLDTBXH")
MOST_STOPS = 250
ROUNDS_A_DAY = 4
PATIENCE_WORKDAYS = 2
"""While something is owed, partners are asked again so often."""


@dataclass
class Walk:
    office: Office
    partners: Partners
    refusals: list[str] = field(default_factory=list)

    def reading(self) -> Session:
        return Session(self.office.engine)


def open_walk(folder: Path, files: Mapping[str, str] = FILES) -> Office:
    address = f"sqlite:///{folder / 'data.db'}"
    engine = open_database(address)
    create_tables(engine)
    engine.dispose()
    home = Home(
        database_url=address,
        practice=True,
        pack=read_pack(files),
        pack_files=files,
        read_pack=read_pack,
        clock=lambda: datetime(2021, 2, 1, 1, tzinfo=UTC),
        link_key=b"k" * 32,
        mail_key=b"m" * 32,
        portal_address="https://cong.example",
        board_address="https://bang.example",
        mail_name="Chi cục mẫu",
        mail_from="thu@liennganh.example",
        reply_to="tra-loi@liennganh.example",
        mail_domain="liennganh.example",
    )
    return open_office(home)


def walk_until(walk: Walk, last: date) -> None:
    """Live every due day until nothing is ahead, or the year is over."""
    for _ in range(MOST_STOPS):
        live_through_the_day(walk)
        moment = next_stop(walk.office, soon_if_somebody_owes(walk.office), focal_hours(walk.office))
        if moment is None or walk.office.pack.calendar.day_of(moment) > last:
            return
        walk.office.set_practice_moment(moment)


def live_through_the_day(walk: Walk) -> None:
    """Letters arrive, whoever has something to say says it, until nobody has."""
    for _ in range(ROUNDS_A_DAY):
        advance_due(walk.office)
        deliver(walk.office)
        decide(walk.office)
        with walk.office.reading() as (session, now):
            said = list(walk.partners.answers(session, now, walk.office.context(session)))
        if not said:
            return
        for duty, answer in said:
            try:
                answer_plainly(walk.office, duty, answer)
            except Refusal as refusal:
                walk.refusals.append(f"{duty.kind}: {refusal}")


def soon_if_somebody_owes(office: Office) -> datetime | None:
    with office.reading() as (session, now):
        owed = session.exec(select(Duty.id).where(Duty.state == DutyState.OPEN).limit(1)).first()
    calendar = office.pack.calendar
    return (
        None if owed is None else calendar.at(calendar.add_workdays(calendar.day_of(now), PATIENCE_WORKDAYS), time(8))
    )


def deliver(office: Office) -> None:
    with office.transaction() as (session, now):
        for letter in session.exec(select(Message).where(Message.state == MessageState.QUEUED)):
            letter.state, letter.sent_at = MessageState.SENT, now


def decide(office: Office) -> None:
    """The coordinator gives up on the silent at the top of their ladder, and releases the report."""
    with office.transaction() as (session, now):
        context = office.context(session)
        today = context.pack.calendar.day_of(now)
        coordinator = Actor(Role.COORDINATOR, context.pack.agency_as(AgencyRole.STANDING, today).code)
        top = len(context.pack.ladder("routine", today).rungs)
        silent = session.exec(
            select(Duty).where(Duty.kind == DutyKind.CONFIRM, Duty.state == DutyState.OPEN, Duty.rung >= top)
        ).all()
        for duty in silent:
            waive_owed(session, duty, WaiveReason.SILENT, actor=coordinator, now=now, context=context)
        ready = select(Campaign).where(Campaign.state == CampaignState.REPORTING, Campaign.mode == Mode.PLANNED)
        for campaign in session.exec(ready):
            release_report(session, campaign, actor=coordinator, now=now, context=context)
