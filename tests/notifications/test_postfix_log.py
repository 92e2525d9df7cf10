"""What the log of a Postfix says of a letter, read from lines as Postfix writes them."""

import gzip
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from notifications.witness import Seen
from notifications.witness.postfix_log import PostfixLog

MID = "<abc.1@pctnxh.example>"
SINCE = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
FIRST = "postfix/master[1]: daemon started -- version 3.7.11, configuration /etc/postfix"
CLIENT, BEGUN = "postfix/smtpd[7]: 4FB44: client=localhost[127.0.0.1]", f"postfix/cleanup[8]: 4FB44: message-id={MID}"
QUEUED = "postfix/qmgr[9]: 4FB44: from=<a@pctnxh.example>, size=352, nrcpt=1 (queue active)"
CUT = "postfix/smtpd[7]: lost connection after DATA (82 bytes) from localhost[127.0.0.1]"


@contextmanager
def noted(log: Path) -> Iterator[int]:
    """A port at which each knock is noted in the log, as Postfix would."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def note() -> None:
            while True:
                try:
                    server.accept()[0].close()
                except OSError:
                    return
                with log.open("a") as file:
                    file.write("Mar  1 09:00:00 relay postfix/smtpd[7]: connect from localhost[127.0.0.1]\n")

        threading.Thread(target=note, daemon=True).start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)


def look(log: Path, since: datetime = SINCE, mid: str = MID) -> Seen:
    with noted(log) as port:
        return PostfixLog(log, "127.0.0.1", port).look([mid], since)[mid]


def write(log: Path, *lines: str, stamp: str = "2026-03-01T07:00:00.123456+00:00") -> Path:
    log.write_text("".join(f"{stamp} relay {line}\n" for line in (FIRST, *lines)))
    return log


@pytest.mark.parametrize(
    ("lines", "seen"),
    [
        ((), Seen.ABSENT),
        ((CLIENT, BEGUN, QUEUED), Seen.PRESENT),
        ((CLIENT, BEGUN), Seen.UNREACHABLE),
        ((CLIENT, BEGUN, CUT), Seen.ABSENT),
        ((CLIENT, CUT, BEGUN), Seen.ABSENT),
        ((CLIENT, BEGUN, CUT, CLIENT, BEGUN.replace("abc", "other"), QUEUED), Seen.ABSENT),
        ((CLIENT, BEGUN, CUT, CLIENT, BEGUN, QUEUED), Seen.PRESENT),
        ((CLIENT, BEGUN, QUEUED, CLIENT, BEGUN, CUT), Seen.PRESENT),
        ((CLIENT, BEGUN, CUT.replace("[7]", "[6]")), Seen.UNREACHABLE),
        ((CLIENT, BEGUN, QUEUED.replace("postfix/", "postfix-out/")), Seen.UNREACHABLE),
        ((CLIENT.replace("/smtpd", "/submission/smtpd"), BEGUN, QUEUED), Seen.PRESENT),
        ((CLIENT, BEGUN.replace("abc", "x> postfix/qmgr[9]: 4FB44: from=<a>, size=3"), QUEUED), Seen.ABSENT),
        ((f"evil[1]: postfix/cleanup[8]: 4FB44: message-id={MID}", QUEUED), Seen.ABSENT),
        (("postfix/postscreen[3]: 4FB44: client=x", BEGUN, "postfix/qmgr[9]: 4FB44: removed"), Seen.UNREACHABLE),
    ],
)
def test_custody_is_what_the_queue_manager_noted_of_that_letter(
    tmp_path: Path, lines: tuple[str, ...], seen: Seen
) -> None:
    assert look(write(tmp_path / "mail.log", *lines)) is seen


def test_log_that_begins_too_late_says_present_but_not_absent(tmp_path: Path) -> None:
    log = write(tmp_path / "mail.log", CLIENT, BEGUN, QUEUED, stamp="2026-03-01T08:00:01+00:00")
    assert look(log) is Seen.PRESENT
    assert look(log, mid="<other@x.example>") is Seen.UNREACHABLE
    assert look(log, SINCE + timedelta(seconds=1), "<other@x.example>") is Seen.ABSENT


@pytest.mark.parametrize("rotated", ["mail.log.1", "mail.log-20260301", "mail.log.2.gz"])
def test_what_was_rotated_away_is_read_too(tmp_path: Path, rotated: str) -> None:
    log, older = tmp_path / "mail.log", tmp_path / rotated
    write(log, QUEUED, stamp="2026-03-01T08:30:00Z")
    text = write(older, CLIENT, BEGUN).read_bytes()
    older.write_bytes(gzip.compress(text) if rotated.endswith(".gz") else text)
    os.utime(older, (1, 1))
    assert look(log) is Seen.PRESENT, "it began in the older file and was queued in the newer"
    assert look(log, mid="<other@x.example>") is Seen.ABSENT


def test_stamp_without_a_year_is_read_by_the_files_last_change(tmp_path: Path) -> None:
    log = write(tmp_path / "mail.log", stamp="Dec 31 23:00:00")
    new_year = datetime(2026, 1, 1, 3, 0).astimezone()
    stamp = "Dec 31 23:00:00"
    with noted(log) as port:
        witness = PostfixLog(log, "127.0.0.1", port)
        log.with_suffix(".log.1").write_text(f"{stamp} relay {FIRST}\n")
        os.utime(log.with_suffix(".log.1"), (new_year.timestamp(), new_year.timestamp()))
        log.write_text("")
        assert witness.look([MID], new_year)[MID] is Seen.ABSENT
        assert witness.look([MID], new_year - timedelta(hours=5))[MID] is Seen.UNREACHABLE


def test_stamp_without_a_zone_is_this_machines(tmp_path: Path) -> None:
    assert look(write(tmp_path / "mail.log", stamp="2026-02-01T00:00:00")) is Seen.ABSENT


@pytest.mark.parametrize(
    "spoil",
    [
        lambda log: log.unlink(),
        lambda log: log.write_bytes(b"no log at all\n"),
        lambda log: log.write_bytes(b"2026-99-99T99:99:99Z relay x\n"),
        lambda log: log.with_name("mail.log.2.gz").write_bytes(b"2026 no gzip"),
        lambda log: log.with_name("mail.log.2.gz").write_bytes(gzip.compress(b"x" * 99)[:-9]),
    ],
)
def test_log_that_cannot_be_read_is_told_as_such(tmp_path: Path, spoil: object) -> None:
    log = write(tmp_path / "mail.log", stamp="2026-03-01T08:30:00Z")
    assert callable(spoil)
    spoil(log)
    assert look(log) is Seen.UNREACHABLE
