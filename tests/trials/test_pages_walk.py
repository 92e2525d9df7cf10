"""The demo's people on the real pages over HTTP, without Prefect: the check, the focal point's deputy, the paper."""

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import date, time
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from actions.advance_due import advance_due
from actions.office import Office
from actions.start_campaign import Opening, start_campaign
from models import Answer, Campaign, Duty, JournalEntry, Message
from notifications.links import LinkSigner
from portal.guards import KnocksAllowed
from portal.running import PortalServer
from rules.words import CampaignKind, CampaignState, Channel, DutyKind, DutyState, MessageState, Mode, Role
from tests.trials.walking import COORDINATOR, decide, open_walk, soon_if_somebody_owes
from trials.calendar_walk import next_stop
from trials.cast import Cast, open_cast
from trials.check_plan import CheckPlan
from trials.inbox import Inbox, read_mail
from trials.paths import count_paths, count_protection_forks
from trials.script import Script

pytestmark = pytest.mark.slow

FIRST_DAY = date(2021, 2, 1)
SCRIPT = Script(
    seed=1,
    on_paper="CAT",
    protected=(2,),
    check=CheckPlan(agency="SVHTTDL", raise_on=FIRST_DAY, muster_on=date(2021, 2, 3)),
    remedy_workdays=1,
)
GENEROUS = KnocksAllowed(misses=100_000, codes=100_000)
MOST_STOPS = 60


@dataclass
class Walked:
    """What was played: `cast` holds who played it, `mails` the letters as files."""

    office: Office
    mails: Path
    cast: Cast | None = None

    def reading(self) -> Session:
        return Session(self.office.engine)

    async def deliver(self) -> None:
        """Each queued letter is a file from now on."""
        with self.office.transaction() as (session, now):
            for letter in session.exec(select(Message).where(Message.state == MessageState.QUEUED)):
                (self.mails / f"{letter.id:06d}.eml").write_bytes(letter.mime)
                letter.state, letter.sent_at = MessageState.SENT, now

    async def live(self) -> None:
        """From the opening to the day when nothing is ahead."""
        async with AsyncExitStack() as stack:
            self.cast = await open_cast(stack, self.office, SCRIPT, Inbox(self.mails), self.deliver)
            for _ in range(MOST_STOPS):
                advance_due(self.office)
                await self.deliver()
                await self.cast.day()
                decide(self.office)
                stop = next_stop(self.office, soon_if_somebody_owes(self.office), self.cast.appointments())
                if stop is None:
                    return
                self.office.set_practice_moment(stop)


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walked]:
    """A small campaign beside an unannounced check, answered over HTTP to its end."""
    folder = tmp_path_factory.mktemp("pages")
    (folder / "mail").mkdir()
    # Without TLS here a client would rightly keep a Secure cookie to itself.
    office = replace(open_walk(folder), signer=LinkSigner([b"k" * 32], "http://cong.example"))
    office.set_practice_moment(office.pack.calendar.at(FIRST_DAY, time(8)))
    window = (FIRST_DAY, date(2021, 3, 31))
    opening = Opening(CampaignKind.INSPECTION, Mode.PLANNED, *window, visits=4, seed=1, areas=("323",))
    with office.transaction() as (session, now):
        start_campaign(session, opening, actor=COORDINATOR, now=now, context=office.context(session))
    server = PortalServer(office, allowed=GENEROUS).start()
    try:
        walk = Walked(replace(office, portal_address=server.address), folder / "mail")
        asyncio.run(walk.live())
        yield walk
    finally:
        server.stop()
        office.engine.dispose()


def planned(session: Session) -> Campaign:
    return session.exec(select(Campaign).where(Campaign.mode == Mode.PLANNED)).one()


def test_each_new_path_was_walked_on_the_pages(walked: Walked) -> None:
    with walked.reading() as session:
        main = planned(session)
        paths = count_paths(session, main, None)
        forks = count_protection_forks(session, main)
        assert main.state is CampaignState.CLOSED
        assert session.exec(select(Duty.kind).where(Duty.state == DutyState.OPEN)).all() == []
    assert (paths["unannounced"], paths["recorded_from_paper"], paths["voided"], forks) == (1, 1, 1, 1)


def test_list_was_opened_once_and_with_a_letter_of_its_own(walked: Walked) -> None:
    with walked.reading() as session:
        openings = session.exec(select(JournalEntry.at).where(JournalEntry.verb == "open_list")).all()
        letters = session.exec(select(Message.address).where(Message.letter == "list_code")).all()
    assert openings == [walked.office.pack.calendar.at(date(2021, 2, 3), time(22))]
    assert letters == ["doitruong178@sldtbxh.hungyen.example"]


def test_members_were_told_twelve_hours_before_and_others_never(walked: Walked) -> None:
    with walked.reading() as session:
        told = session.exec(select(Message.agency, Message.sent_at).where(Message.letter == "muster")).all()
    at_ten = walked.office.pack.calendar.at(date(2021, 2, 3), time(10))
    assert sorted(told) == [(agency, at_ten) for agency in ("CAT", "SLDTBXH", "SVHTTDL")]


def test_voided_answer_says_the_wrong_cards_and_the_one_that_counts_the_right_ones(walked: Walked) -> None:
    with walked.reading() as session:
        wrong, right = session.exec(select(Answer).where(Answer.channel == Channel.PAPER).order_by(col(Answer.id)))
    assert wrong.voided_at is not None and right.voided_at is None
    assert wrong.content["cards"] == [f"{card}9" for card in right.content["cards"]] != []
    assert wrong.recorded_by is right.recorded_by is Role.COORDINATOR


def test_deputy_answered_after_the_clock_had_run_and_before_the_head_was_told(walked: Walked) -> None:
    with walked.reading() as session:
        duty = session.exec(select(Duty).where(Duty.kind == DutyKind.PROTECTION)).one()
        told = session.exec(select(Message.address).where(Message.letter == "protection_overdue")).all()
        entry = session.exec(select(JournalEntry).where(JournalEntry.subject == duty.code).order_by("id")).all()[-1]
    assert told == ["phodaumoi@hotronannhan.hungyen.example"] and entry.role is Role.FOCAL_DEPUTY
    assert duty.settled_at is not None and duty.settled_at > duty.due_at


def test_every_letter_sent_is_a_file_and_its_reader_finds_the_addressee(walked: Walked) -> None:
    files = sorted(walked.mails.glob("*.eml"))
    with walked.reading() as session:
        sent = session.exec(select(Message.address).where(Message.state == MessageState.SENT).order_by("id")).all()
    assert [read_mail(file).to for file in files] == list(sent)
