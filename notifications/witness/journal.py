"""A journal mailbox of ours as witness: second recipient of routine letters, so that one reply covers both copies."""

import imaplib
import logging
import re
import time
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from notifications.imap import ImapSettings, MailboxUnreachable, open_mailbox
from notifications.witness.witness import Seen

LOOK_SECONDS = 60.0
"""Of a slow mailbox the rest is asked next time."""
_DAY = timedelta(days=1)
_PLAIN = re.compile(r"<[!#-\[\]-~]+>")
"""What can stand between quotes in a search as it is."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class JournalMailbox:
    """`recipient` is its address, `mailbox` where it is read."""

    recipient: str
    mailbox: ImapSettings
    name: str = "journal"

    def look(self, mids: Collection[str], since: datetime) -> dict[str, Seen]:
        """Searched by Message-ID, from the day before `since` on: a server's day is that of its own zone."""
        seen, until = dict.fromkeys(mids, Seen.UNREACHABLE), time.monotonic() + LOOK_SECONDS
        try:
            with open_mailbox(self.mailbox, readonly=True) as connection:
                for mid in mids:
                    if time.monotonic() > until:
                        raise MailboxUnreachable("it is too slow")
                    seen[mid] = _search(connection, mid, since)
        except MailboxUnreachable as unreachable:
            log.warning("The journal mailbox was not asked about every letter in doubt: %s.", unreachable)
        return seen


def _search(connection: imaplib.IMAP4, mid: str, since: datetime) -> Seen:
    if not _PLAIN.fullmatch(mid):
        return Seen.UNREACHABLE
    day = imaplib.Time2Internaldate(since.astimezone(UTC) - _DAY).strip('" ').partition(" ")[0]
    answer, found = connection.uid("SEARCH", "SINCE", day, "HEADER", "Message-ID", f'"{mid}"')
    if answer != "OK":
        return Seen.UNREACHABLE
    return Seen.PRESENT if found and found[0] else Seen.ABSENT
