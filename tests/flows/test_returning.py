"""What came back is read from a real Maildir: each message once, and none is lost whatever breaks in between."""

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import select

from actions.take_return import Fate, Trust
from flows import opening, returning
from flows.returning import Reading, read_all, read_returns
from models import Contact, MailReturn, Message
from notifications.delivery import RelaySettings, deliver_due
from notifications.imap import MailboxUnreachable
from notifications.returns.bounce_address import BounceAddress
from notifications.returns.mailboxes import ASIDE, MaildirBox
from rules.words import DutyKind, MessageState, ReturnKind
from tests.actions.desk import Desk
from tests.flows.runs import recorded_tasks, run_id
from trials import postfix_server
from trials import returned_mail as mail
from trials.postfix_server import PostfixServer, find_postfix


@pytest.fixture
def maildir(tmp_path: Path) -> Path:
    box = tmp_path / "Maildir"
    for name in ("new", "cur", "tmp"):
        (box / name).mkdir(parents=True)
    return box


@pytest.fixture
def sent(desk: Desk) -> mail.Letter:
    """The letter that submits the plan, as a relay took it."""
    desk.schedule()
    with desk.work() as work:
        (message,) = work.letters("plan_submitted")
        message.state, message.sent_at = MessageState.SENT, work.now
        envelope_id = message.mid.strip("<>").partition("@")[0]
        return mail.Letter(ours(desk).sender_of(envelope_id), message.mid, message.address)


def ours(desk: Desk) -> BounceAddress:
    return BounceAddress("bounces@doi178.example", desk.office.identity.key)


def put(maildir: Path, *messages: bytes) -> None:
    for number, raw in enumerate(messages):
        (maildir / "new" / f"{number}.M1P1.host").write_bytes(raw)


def read(desk: Desk, maildir: Path) -> Reading:
    return read_all(desk.office, MaildirBox(maildir), ours(desk), Trust(by_mac=True))


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def test_messages_are_read_once_and_what_nobody_can_place_is_put_aside(
    desk: Desk, maildir: Path, sent: mail.Letter
) -> None:
    put(maildir, mail.postfix(sent), mail.reply(sent), mail.stranger(sent), mail.auto_reply(sent))
    reading = read(desk, maildir)
    assert dict(reading.kinds) == {ReturnKind.FAILED: 1, ReturnKind.REPLY: 1, ReturnKind.AUTO_REPLY: 1}
    assert str(reading) == "1 failed, 1 auto_reply, 1 reply, 1 aside"
    assert names(maildir / "new") == []
    assert names(maildir / "cur") == ["0.M1P1.host:2,S", "1.M1P1.host:2,S", "3.M1P1.host:2,S"]
    assert names(maildir / f".{ASIDE}" / "cur") == ["2.M1P1.host:2,"]
    with desk.look() as work:
        assert work.letters("plan_submitted")[0].state is MessageState.BOUNCED
        work.duty(DutyKind.CONTACT_REPAIR)
        assert len(work.session.exec(select(MailReturn)).all()) == 4
    assert read(desk, maildir) == Reading()


@pytest.mark.parametrize("form", [mail.postfix, mail.stranger])
def test_reader_that_dies_before_it_has_moved_a_message_meets_it_again(
    desk: Desk, maildir: Path, sent: mail.Letter, form: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(maildir, form(sent))  # type: ignore[operator]
    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            read(desk, maildir)
    assert names(maildir / "new") == ["0.M1P1.host"]
    again = read(desk, maildir)
    assert again.fates.keys() == {Fate.REPEATED if form is mail.postfix else Fate.ASIDE}
    assert names(maildir / "new") == []
    with desk.look() as work:
        assert len(work.session.exec(select(MailReturn)).all()) == 1
        assert len(work.letters("contact_bounced")) == (form is mail.postfix)


def test_message_whose_transaction_is_lost_stays_where_it_is(
    desk: Desk, maildir: Path, sent: mail.Letter, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(maildir, mail.postfix(sent))

    def lose(*_: object, **__: object) -> Fate:
        raise OperationalError("INSERT", {}, Exception("the database is gone"))

    with monkeypatch.context() as patch:
        patch.setattr(returning, "take_return", lose)
        with pytest.raises(OperationalError):
            read(desk, maildir)
    assert names(maildir / "new") == ["0.M1P1.host"]
    assert read(desk, maildir).fates == {Fate.KEPT: 1}


def test_message_that_our_own_code_stumbles_over_is_put_aside_and_stops_no_other(
    desk: Desk, maildir: Path, sent: mail.Letter, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(maildir, mail.stranger(sent), mail.postfix(sent))
    take = returning.take_return

    def stumble(session: object, returned: object, *more: object, **named: object) -> Fate:
        if returned.kind is ReturnKind.UNKNOWN:  # type: ignore[attr-defined]
            raise ZeroDivisionError
        return take(session, returned, *more, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(returning, "take_return", stumble)
    assert read(desk, maildir).fates == {Fate.ASIDE: 1, Fate.KEPT: 1}
    assert names(maildir / f".{ASIDE}" / "cur") == ["0.M1P1.host:2,"]


def test_message_that_another_run_takes_meanwhile_is_taken_once(
    desk: Desk, maildir: Path, sent: mail.Letter, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(maildir, mail.postfix(sent))
    take = returning._take_once
    runs: list[Fate] = []

    def be_second(*given: Any) -> Fate:
        if not runs:
            runs.append(take(*given))
            raise IntegrityError("INSERT", {}, Exception("it is there"))
        return take(*given)

    monkeypatch.setattr(returning, "_take_once", be_second)
    assert read(desk, maildir).fates == {Fate.REPEATED: 1} and runs == [Fate.KEPT]


def test_nothing_but_messages_is_read_and_no_more_of_one_than_its_beginning(desk: Desk, maildir: Path) -> None:
    (maildir / "new" / "folder").mkdir()
    (maildir / "new" / ".hidden").write_bytes(b"x")
    (maildir / "new" / "link").symlink_to("/etc/hostname")
    put(maildir, b"Subject: x\r\n\r\n" + b"x" * 3_000_000)
    with MaildirBox(maildir).open() as box:
        assert [(name, len(raw)) for name, raw in box.waiting(10)] == [("0.M1P1.host", 256 * 1024)]


def test_folder_that_is_no_maildir_is_said_and_raises_nothing(desk: Desk, tmp_path: Path) -> None:
    reading = read(desk, tmp_path / "nothing")
    assert reading.unread == "the folder is no Maildir" and not reading.fates
    with pytest.raises(MailboxUnreachable), MaildirBox(tmp_path).open():
        raise AssertionError("never opened")


def wait_for(folder: Path) -> None:
    until = time.monotonic() + 30
    while not names(folder):
        assert time.monotonic() < until, "Postfix sent nothing back"
        time.sleep(0.05)


async def test_real_postfix_sends_back_what_it_cannot_deliver_to_the_letters_own_sender(desk: Desk) -> None:
    program = find_postfix()
    if program is None:
        pytest.skip(postfix_server.HOW_TO_GET_IT)
    if os.geteuid():
        pytest.skip(postfix_server.ONLY_ROOT)
    desk.schedule()
    with desk.work() as work:
        (message,) = work.letters("plan_submitted")
        contact = work.session.get_one(Contact, message.contact_id)
        contact.address = message.address = f"chu-tich@{postfix_server.DOMAIN}"
        now = work.now
    address = BounceAddress(f"bounces@{postfix_server.DOMAIN}", b"a key for this test")
    # What it has taken over it then finds to be for a place that nothing goes to.
    moved = f"virtual_alias_maps = inline:{{{{ {contact.address} = x@noikhac.example }}}}"
    with PostfixServer(program, more=moved) as postfix:
        settings = RelaySettings(host=postfix_server.HOST, port=postfix.port, tls="none", bounces=address)
        assert (await deliver_due(desk.office.engine, settings, lambda: now)).sent == 1
        wait_for(postfix.maildir / "new")
        reading = read_all(desk.office, MaildirBox(postfix.maildir), address, Trust(by_mac=True))
    assert dict(reading.kinds) == {ReturnKind.FAILED: 1} and reading.fates == {Fate.KEPT: 1}
    with desk.look() as work:
        assert work.letters("plan_submitted")[0].state is MessageState.BOUNCED
        assert work.session.get_one(Contact, contact.id).bounced
        work.duty(DutyKind.CONTACT_REPAIR)


@pytest.fixture
def clocked(desk: Desk, maildir: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The flow's own office with this Maildir in its settings."""
    monkeypatch.setenv("LIENNGANH_RETURNS_MAILDIR", str(maildir))
    monkeypatch.setenv("LIENNGANH_BOUNCE_ADDRESS", "bounces@doi178.example")
    opening.settings.cache_clear()
    yield maildir


@pytest.mark.prefect
async def test_run_without_a_mailbox_is_quiet(desk: Desk) -> None:
    end = await read_returns(return_state=True)
    assert end.name == "Quiet" and await recorded_tasks(run_id(end)) == []


@pytest.mark.prefect
async def test_run_tells_counts_and_is_degraded_while_a_person_should_look(
    desk: Desk, sent: mail.Letter, clocked: Path
) -> None:
    assert (await read_returns(return_state=True)).name == "Quiet"
    put(clocked, mail.qmail(sent), mail.reply(sent))
    well = await read_returns(return_state=True)
    assert (well.name, well.message) == ("Completed", "1 failed, 1 reply")
    put(clocked, mail.stranger(sent))
    assert (await read_returns(return_state=True)).name == "Degraded"
    shutil.rmtree(clocked / "new")
    gone = await read_returns(return_state=True)
    assert (gone.name, gone.message) == ("Degraded", "nothing new; the folder is no Maildir")
    with desk.look() as work:
        assert work.session.get_one(Message, 1).state is MessageState.BOUNCED
