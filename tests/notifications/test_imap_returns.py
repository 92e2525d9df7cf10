"""Returns in a mailbox behind IMAP: a real Dovecot, whose messages are each read once and none is lost."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from config.clock import wall_clock
from notifications.imap import MailboxUnreachable
from notifications.returns.mailboxes import ASIDE, READ, ImapBox
from notifications.returns.reading import LARGEST
from trials import dovecot_server
from trials.dovecot_server import DovecotServer, find_dovecot


@pytest.fixture(scope="module")
def server() -> Iterator[DovecotServer]:
    program = find_dovecot()
    if program is None:
        pytest.skip(dovecot_server.HOW_TO_GET_IT)
    with DovecotServer(program, wall_clock()) as running:
        yield running


@pytest.fixture
def box(server: DovecotServer) -> ImapBox:
    """Its mailbox, empty."""
    for path in server.maildir.rglob("*"):
        if path.is_file() and path.parent.name in ("new", "cur"):
            path.unlink()
    return ImapBox(server.settings())


def put(server: DovecotServer, name: str, content: bytes) -> None:
    path = server.maildir / "new" / name
    path.write_bytes(content)
    os.chown(path, server.owner.pw_uid, server.owner.pw_gid)


def held(folder: Path) -> int:
    return sum(1 for name in ("new", "cur") for _ in (folder / name).iterdir()) if folder.is_dir() else 0


def test_messages_wait_in_their_order_until_they_are_finished_with(server: DovecotServer, box: ImapBox) -> None:
    put(server, "1.a.host", b"Subject: one\r\n\r\nx\r\n")
    put(server, "2.b.host", b"Subject: two\r\n\r\ny\r\n")
    with box.open() as opened:
        (first, raw), (second, _) = opened.waiting(10)
        assert raw.startswith(b"Subject: one")
        opened.finish(first)
        assert [name for name, _ in opened.waiting(10)] == [second]
    with box.open() as again:
        assert [name for name, _ in again.waiting(10)] == [second]
    assert held(server.maildir) == 2  # nothing is deleted


def test_message_that_a_person_has_looked_at_waits_all_the_same(server: DovecotServer, box: ImapBox) -> None:
    put(server, "3.c.host", b"Subject: x\r\n\r\nx\r\n")
    with box.open() as opened:
        (name, _), *_ = opened.waiting(10)
        opened._imap.uid("STORE", name, "+FLAGS", "(\\Seen)")  # type: ignore[attr-defined]
    with box.open() as opened:
        assert [waiting for waiting, _ in opened.waiting(10)] == [name]


def test_server_that_takes_no_words_of_ours_is_read_by_what_was_seen(
    server: DovecotServer, box: ImapBox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("imaplib.IMAP4.response", lambda *_: ("OK", [b"(\\Seen \\Deleted)"]))
    put(server, "4.d.host", b"Subject: x\r\n\r\nx\r\n")
    with box.open() as opened:
        (name, _), *_ = opened.waiting(10)
        opened.finish(name)
        assert list(opened.waiting(10)) == []
        _, flags = opened._imap.uid("FETCH", name, "(FLAGS)")  # type: ignore[attr-defined]
        assert b"\\Seen" in flags[0] and READ.encode() not in flags[0]


def test_what_is_set_aside_stands_in_a_folder_of_its_own(server: DovecotServer, box: ImapBox) -> None:
    put(server, "5.e.host", b"Subject: one\r\n\r\nx\r\n")
    put(server, "6.f.host", b"Subject: two\r\n\r\nx\r\n")
    with box.open() as opened:
        for name, _ in list(opened.waiting(10)):
            opened.set_aside(name)
        assert list(opened.waiting(10)) == []
    assert held(server.maildir / f".{ASIDE}") == 2


def test_only_the_beginning_of_a_huge_message_is_fetched(server: DovecotServer, box: ImapBox) -> None:
    put(server, "7.g.host", b"Subject: x\r\n\r\n" + b"x" * 70 + (b"\r\n" + b"x" * 70) * 20_000)
    with box.open() as opened:
        ((_, raw),) = opened.waiting(10)
        assert len(raw) == LARGEST


@pytest.mark.parametrize("change", [{"password": "wrong"}, {"folder": "Nothing"}, {"ca_file": None}, {"port": 1}])
def test_mailbox_that_cannot_be_read_is_said_without_its_password(
    server: DovecotServer, box: ImapBox, change: dict[str, object]
) -> None:
    wrong = replace(box.settings, **change)  # type: ignore[arg-type]
    with pytest.raises(MailboxUnreachable) as said, ImapBox(wrong).open():
        raise AssertionError("never opened")
    assert wrong.password not in str(said.value)


def test_mailbox_that_goes_away_in_the_middle_is_unreachable_and_loses_nothing(
    server: DovecotServer, box: ImapBox
) -> None:
    put(server, "8.h.host", b"Subject: x\r\n\r\nx\r\n")
    with pytest.raises(MailboxUnreachable), box.open() as opened:
        for name, _ in opened.waiting(10):
            opened._imap.sock.close()  # type: ignore[attr-defined]
            opened._imap.shutdown()  # type: ignore[attr-defined]
            opened.finish(name)
    with box.open() as opened:
        assert len(list(opened.waiting(10))) == 1
