"""`status`: for people and for programs, from the home or from its newest demo."""

import json
import os
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select
from typer.testing import CliRunner, Result

from cli.app import app
from models import AreaSuspension, Contact, Message, PracticeDay
from models.database import open_database
from rules.refusals import UnknownCode
from rules.words import Confidentiality, DeliveryClass, MessageState, Role, SuspendReason
from tests.actions.finished_campaign import CANARY, NOW, finish_campaign, province_context

Fill = Callable[..., None]
CODE = "HY-2021-KT-01"

NO_MAIL = dict.fromkeys(("queued", "sent", "ambiguous", "failed", "bounced", "expired"), 0)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home with a simulated calendar."""
    folder = tmp_path / "home"
    monkeypatch.setenv("LIENNGANH_HOME", str(folder))
    monkeypatch.setenv("LIENNGANH_PRACTICE", "1")
    return folder


@pytest.fixture
def fill(sqlite_template: Path) -> Fill:
    """Puts a finished campaign with some letters into a folder."""

    def into(folder: Path, *, campaign: bool = True) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.copy(sqlite_template, folder / "liennganh.db")
        engine = open_database(f"sqlite:///{folder / 'liennganh.db'}")
        with Session(engine) as session:
            session.add(PracticeDay(moment=NOW))
            if campaign:
                row = finish_campaign(session, province_context(), visits=60)
                letters = ["invitation", "invitation", "protection_notice", "access_code", "referral"]
                states = [MessageState.SENT, MessageState.AMBIGUOUS, *[MessageState.SENT] * 3]
                for number, (letter, state) in enumerate(zip(letters, states, strict=True)):
                    session.add(_message(session, number, letter, state, row.id or 0))
            session.commit()
        engine.dispose()

    return into


def _message(session: Session, number: int, letter: str, state: MessageState, campaign_id: int) -> Message:
    contact = session.exec(select(Contact).where(Contact.role == Role.LIAISON)).first()
    assert contact is not None and contact.id is not None
    return Message(
        intent_key=f"key-{number}",
        mid=f"<{number}@sldtbxh.example>",
        campaign_id=campaign_id,
        letter=letter,
        locale="vi",
        delivery_class=DeliveryClass.AT_LEAST_ONCE,
        confidentiality=Confidentiality.ROUTINE,
        contact_id=contact.id,
        agency=contact.agency,
        address=contact.address,
        sha256="",
        state=state,
        next_at=NOW,
        ttl_at=NOW + timedelta(days=1),
        created_at=NOW,
    )


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["status", *arguments])


def facts(*arguments: str) -> dict[str, Any]:
    ran = run(*arguments, "--json")
    assert ran.exit_code == 0, ran.output
    (line,) = ran.output.splitlines()
    found: dict[str, Any] = json.loads(line)
    return found


def test_overview_counts_visits_duties_mail_and_referrals(home: Path, fill: Fill) -> None:
    fill(home)
    told = facts()
    assert (told["home"], told["demo"], told["as_of"]) == (str(home), False, NOW.isoformat())
    (line,) = told["campaigns"]
    assert (line["code"], line["state"], line["step"]) == (CODE, "reporting", "report")
    assert line["visits"] == {"planned": 60, "conducted": 57, "not_conducted": 3}
    assert line["duties"] == {"open": 12, "late": 12}, "neither what the police nor what the focal point owes"
    assert line["mail"] == {"queued": 0, "sent": 2, "ambiguous": 1, "failed": 0, "bounced": 0, "expired": 0}, (
        "no code, no task"
    )
    assert (line["referrals"], line["referrals_late"]) == ({"acknowledged": 1}, 1)


def test_detail_says_who_is_late_and_who_is_told_next(home: Path, fill: Fill) -> None:
    fill(home)
    detail = facts(CODE)["campaign"]
    assert {line["kind"] for line in detail["late"]} == {"remedy"}
    assert sum(line["count"] for line in detail["late"]) == 12
    first = detail["late"][0]
    assert first["name"].startswith("Ủy ban nhân dân") and first["workdays_late"] == 21
    assert (first["next_rung"], first["next_rung_at"]) == ("owner", (NOW + timedelta(days=1)).isoformat())
    assert detail["mail_by_letter"]["invitation"] == {
        "queued": 0,
        "sent": 1,
        "ambiguous": 1,
        "failed": 0,
        "bounced": 0,
        "expired": 0,
    }


def test_detail_names_agency_and_moment_of_each_letter_and_those_that_did_not_arrive(home: Path, fill: Fill) -> None:
    fill(home)
    detail = facts(CODE)["campaign"]
    states = {(line["letter"], line["state"]) for line in detail["letters"]}
    assert ("invitation", "ambiguous") in states and all(line["agency"] and line["at"] for line in detail["letters"])
    assert "Letters that did not arrive" in run(CODE).output


def test_detail_says_who_will_hear_of_the_report_and_whom_nobody_reaches(home: Path, fill: Fill) -> None:
    fill(home)
    hearing = facts(CODE)["campaign"]["hearing"]
    assert hearing["step"] == "report" and hearing["waits_for"] == hearing["to_telephone"] == []
    offices = {line["agency"]: line for line in hearing["offices"]}
    assert len(offices) > 5 and {line["why"] for line in offices.values()} == {None}
    assert all(line["doubted"] and line["confirmed_on"] is None for line in offices.values())
    said = run(CODE).output
    assert f"step report, to {len(hearing['offices'])} offices, of which 0 cannot be written to" in said


@pytest.mark.parametrize("arguments", [(), (CODE,), ("--json",), (CODE, "--json")])
def test_nothing_about_a_person_at_risk_is_shown(home: Path, fill: Fill, arguments: tuple[str, ...]) -> None:
    fill(home)
    output = run(*arguments).output
    assert CODE in output
    for silent in (CANARY, "protection", "DMHTNN", "recorded", "assessed"):
        assert silent not in output


def test_letters_that_would_count_persons_at_risk_are_in_no_count(home: Path, fill: Fill) -> None:
    fill(home)
    assert set(facts(CODE)["campaign"]["mail_by_letter"]) == {"invitation", "referral"}


def test_people_get_tables(home: Path, fill: Fill) -> None:
    fill(home)
    output = run(CODE).output
    for piece in (CODE, "57 of 60", "12 open", "12 late", "2 sent", "1 ambiguous", "As of 31/03/2021 10:00."):
        assert piece in output


@pytest.mark.parametrize("own_database", [False, True])
def test_home_without_campaigns_shows_its_newest_demo_and_says_so(home: Path, fill: Fill, own_database: bool) -> None:
    if own_database:
        fill(home, campaign=False)
    for name in ("demo-20210101", "demo-20210102", "demo-20210103"):
        fill(home / name)
    for age, name in enumerate(("demo-20210102", "demo-20210103", "demo-20210101")):
        for file in (home / name).iterdir():
            os.utime(file, (NOW.timestamp() - age * 60,) * 2)
    told = facts()
    assert told["demo"] is True and Path(told["home"]).name == "demo-20210102"
    assert "this is the newest demo, demo-20210102" in run().output
    assert (home / "liennganh.db").exists() is own_database, "looking makes no database"


def test_area_in_which_work_rests_is_told(home: Path, fill: Fill) -> None:
    fill(home)
    engine = open_database(f"sqlite:///{home / 'liennganh.db'}")
    with Session(engine) as session:
        rest = {"reason": SuspendReason.EPIDEMIC, "document": "5/QĐ", "from_on": NOW.date(), "suspended_at": NOW}
        session.add(AreaSuspension(area="323", **rest))
        session.commit()
    engine.dispose()
    (area,) = facts()["areas_at_rest"]
    assert (area["area"], area["reason"], area["until"]) == ("323", "epidemic", None)
    assert f"Work rests in {area['name']} from" in run().output


def test_home_with_nothing_says_how_to_begin(home: Path) -> None:
    assert "`liennganh demo` plays one" in run().output
    assert facts() == {"home": str(home), "demo": False, "as_of": None, "campaigns": []}


def test_unknown_campaign_is_refused_in_one_sentence(home: Path, fill: Fill) -> None:
    assert isinstance(run("HY-2021-KT-99").exception, UnknownCode)
    fill(home)
    error = run("HY-2021-KT-99").exception
    assert isinstance(error, UnknownCode) and str(error) == "There is no campaign 'HY-2021-KT-99'."


def test_status_says_that_confidential_letters_are_held_while_the_relay_is_in_clear(
    home: Path, fill: Fill, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(home)
    assert facts()["confidential_mail_held"] is False
    for name, value in (("HOST", "10.1.2.3"), ("TLS", "none"), ("CLEAR_TO_PRIVATE", "true")):
        monkeypatch.setenv(f"LIENNGANH_SMTP_{name}", value)
    assert facts()["confidential_mail_held"] is True
    assert "Confidential letters are held: the mail relay takes letters in clear" in run().output
