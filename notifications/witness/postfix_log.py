"""The log of the Postfix on this machine, through which letters go, as witness.

`cleanup` notes a Message-ID as soon as it has read the header, also of a letter whose end never comes. Custody is what
`qmgr` notes of the same queue file afterwards ("from=<...>, size=..."): it does so once the file is safe on disk.
"""

import gzip
import logging
import re
import socket
import time
import zlib
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from notifications.witness.witness import Seen

PROBE_SECONDS = 5.0
_LINE = re.compile(
    rb"(?:\w{3} [ \d]\d \d\d:\d\d:\d\d|\d{4}-\S+) \S+ "  # the stamp of syslog and Postfix, or RFC 3339; the host
    rb"(?P<instance>[\w.-]+)/(?:[\w.-]+/)*(?P<program>smtpd|cleanup|qmgr)\[(?P<pid>\d+)\]: (?P<said>.*)"
)
_QUEUED = re.compile(rb"(?P<queue_id>\w+): (?:client=|message-id=(?P<mid>\S*)|from=<.*>, size=\d+)")
_BROKEN_OFF = re.compile(rb"(?:lost connection|timeout) after DATA\b")
_STAMP = re.compile(rb"(?P<iso>\d{4}-\d\d-\d\dT\S+) |(?P<plain>\w{3} [ \d]\d \d\d:\d\d:\d\d) ")

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class PostfixLog:
    """`path` is the log as it is written now; what was rotated away stands beside it. `host` and `port` are where this
    Postfix takes letters: it is knocked at, and must note that in this log before absence counts."""

    path: Path
    host: str
    port: int
    name: str = "postfix-log"
    recipient: str | None = None

    def look(self, mids: Collection[str], since: datetime) -> dict[str, Seen]:
        """Absent is what was never begun, or broke off in its body, in a log that is whole since `since`."""
        wanted = {mid.encode("ascii", "replace"): mid for mid in mids}
        reading, complaint = _Reading(set(wanted)), ""
        try:
            if not self._is_written_now():
                complaint = f"Postfix at port {self.port} does not write into it"
            files, is_whole = _files_since(self.path, since)
            if not is_whole:
                complaint = f"it does not go back to {since:%Y-%m-%d %H:%M} UTC"
            number = self.path.stat().st_ino
            for file in files:
                reading.read(file)
            if self.path.stat().st_ino != number:
                complaint = "it was rotated while it was read"
        except (OSError, EOFError, ValueError, zlib.error) as error:
            complaint = f"it cannot be read ({type(error).__name__})"
        if complaint:
            log.warning("The log of Postfix cannot say what is absent: %s.", complaint)
        return {mid: _believed(reading.seen(key), complaint) for key, mid in wanted.items()}

    def _is_written_now(self) -> bool:
        """Knock, and see whether it is noted; a log of another Postfix, or of one that died, would not change."""
        before = self.path.stat()
        try:
            socket.create_connection((self.host, self.port), PROBE_SECONDS).close()
        except OSError:
            return False
        until = time.monotonic() + PROBE_SECONDS
        while time.monotonic() < until:
            now = self.path.stat()
            start = before.st_size if now.st_ino == before.st_ino and now.st_size >= before.st_size else 0
            with self.path.open("rb") as file:
                file.seek(start)
                if re.search(rb"connect from ", file.read(), re.IGNORECASE):
                    return True
            time.sleep(0.05)
        return False


def _believed(seen: Seen, complaint: str) -> Seen:
    return Seen.UNREACHABLE if complaint and seen is Seen.ABSENT else seen


@dataclass
class _Reading:
    """What became of the letters in `wanted`, line by line. Queue files' names come round again, so the last message
    that began under a name is the one that the next line is about."""

    wanted: set[bytes]
    begun: dict[bytes, Seen] = field(default_factory=dict)
    """PRESENT once it is in custody, ABSENT once it broke off; in between nobody can tell."""
    letters: dict[bytes, bytes] = field(default_factory=dict)
    """Queue file to Message-ID."""
    sessions: dict[bytes, bytes] = field(default_factory=dict)
    broken_off: set[bytes] = field(default_factory=set)

    def seen(self, mid: bytes) -> Seen:
        return self.begun.get(mid, Seen.ABSENT)

    def read(self, file: Path) -> None:
        with gzip.open(file) if file.suffix == ".gz" else file.open("rb") as lines:
            for text in lines:
                line = _LINE.match(text)
                if line is not None:
                    self._take(line["instance"], line["program"], line["pid"], line["said"])

    def _take(self, instance: bytes, program: bytes, pid: bytes, said: bytes) -> None:
        queued, session = _QUEUED.match(said), instance + b"/" + pid
        if queued is not None:
            name = instance + b"/" + queued["queue_id"]
            if program == b"smtpd":
                self.sessions[session] = name
                self._forget(name)
            elif program == b"cleanup":
                self._begin(name, queued["mid"])
            elif name in self.letters:
                self.begun[self.letters[name]] = Seen.PRESENT
        elif program == b"smtpd" and _BROKEN_OFF.match(said) and session in self.sessions:
            self._break_off(self.sessions[session])

    def _forget(self, name: bytes) -> None:
        self.letters.pop(name, None)
        self.broken_off.discard(name)

    def _begin(self, name: bytes, mid: bytes | None) -> None:
        self.letters.pop(name, None)
        if mid in self.wanted and mid is not None:
            self.letters[name] = mid
            self._change(mid, Seen.ABSENT if name in self.broken_off else Seen.UNREACHABLE)

    def _break_off(self, name: bytes) -> None:
        # Of a short letter `smtpd` notes that it broke off before `cleanup` notes its Message-ID.
        self.broken_off.add(name)
        if name in self.letters:
            self._change(self.letters[name], Seen.ABSENT)

    def _change(self, mid: bytes, seen: Seen) -> None:
        if self.begun.get(mid) is not Seen.PRESENT:
            self.begun[mid] = seen


def _files_since(path: Path, since: datetime) -> tuple[list[Path], bool]:
    """The log and what was rotated away of it, oldest first, as far back as `since`, and whether that is all of it."""
    found = [file for file in path.parent.glob(f"{path.name}*") if file.is_file()]
    files: list[Path] = []
    for file in sorted(found, key=lambda file: file.stat().st_mtime, reverse=True):
        files.insert(0, file)
        begins = _first_moment(file)
        if begins is not None and begins <= since:
            return files, True
    return files, False


def _first_moment(file: Path) -> datetime | None:
    """When it begins; None when it is empty."""
    with gzip.open(file) if file.suffix == ".gz" else file.open("rb") as lines:
        first = lines.readline()
    if not first:
        return None
    stamp = _STAMP.match(first)
    if stamp is None:
        raise ValueError("no stamp of a log")
    if stamp["iso"]:
        return datetime.fromisoformat(stamp["iso"].decode()).astimezone()
    return _with_year(stamp["plain"].decode(), file)


def _with_year(stamp: str, file: Path) -> datetime:
    """Syslog's own stamp has no year and no zone: it is this machine's, and no later than the file's last change."""
    changed = datetime.fromtimestamp(file.stat().st_mtime).astimezone()
    moment = datetime.strptime(f"{changed.year} {stamp}", "%Y %b %d %H:%M:%S").astimezone()
    if moment > changed + timedelta(days=1):
        moment = datetime.strptime(f"{changed.year - 1} {stamp}", "%Y %b %d %H:%M:%S").astimezone()
    return moment
