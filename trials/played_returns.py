"""What comes back for the letters of a played script: real messages in a real Maildir, read as the clock reads them."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import Session, col, select

from actions.ask_for_contacts import ask_for_contacts
from actions.office import open_office
from actions.take_return import Trust
from config.home import Home
from config.packs import pack_files, read_pack
from config.settings import PROJECT
from models import Contact, Duty, Message
from notifications.letters import ContactBounced
from notifications.returns.bounce_address import BounceAddress
from notifications.returns.mailboxes import MaildirBox
from rules.words import DutyKind
from trials import returned_mail as mail

DOMAIN = "pctnxh.example"
BOUNCES = BounceAddress(f"tra-thu@{DOMAIN}", b"a key of the played office")
TASK_WITHIN = timedelta(minutes=5)
PACK = PROJECT / "config" / "packs" / "hung-yen-2021"


def _forged(letter: mail.Letter) -> bytes:
    """From somebody who has seen how our senders look, for a letter whose own he has not."""
    local, _, domain = letter.came_to.partition("@")
    return mail.postfix(replace(letter, came_to=f"{local[:-1]}{'b' if local.endswith('a') else 'a'}@{domain}"))


def _of_nobody(letter: mail.Letter) -> bytes:
    """Made by us, for a letter that this home does not have."""
    other = "z" * 26 + ".1"
    return mail.sendmail(mail.Letter(BOUNCES.sender_of(other), f"<{other}@{DOMAIN}>", letter.address))


FORMS: Mapping[str, Sequence[Callable[[mail.Letter], bytes]]] = {
    "failed": tuple(mail.FAILED.values()),
    "delayed": (mail.postfix_delayed,),
    "automatic": (mail.auto_reply, mail.old_auto_reply),
    "forged": (_forged,),
    "of nobody": (_of_nobody,),
}


class PlayedReturns:
    """`now` is the script's clock. The office has the pack of the province, for the coordinator's tasks."""

    def __init__(self, engine: sa.Engine, folder: Path, now: Callable[[], datetime]) -> None:
        files = pack_files(PACK)
        self._now = now
        self._maildir = folder
        self._office = open_office(
            Home(
                database_url=engine.url.render_as_string(hide_password=False),
                practice=False,
                pack=read_pack(files),
                pack_files=files,
                read_pack=read_pack,
                clock=now,
                link_key=b"a key of the played portal",
                mail_key=b"a key of the played office",
                portal_address="https://congdoitac.example",
                board_address="https://bang.example",
                mail_name="Đội kiểm tra liên ngành (mẫu)",
                mail_from=f"doi178@{DOMAIN}",
                reply_to=f"doi178@{DOMAIN}",
                mail_domain=DOMAIN,
            )
        )
        for name in ("new", "cur", "tmp"):
            (folder / name).mkdir(parents=True, exist_ok=True)

    def close(self) -> None:
        self._office.engine.dispose()

    def come_back(self, what: str, met: Sequence[tuple[str, str]]) -> dict[str, int]:
        """One message for each letter, to the sender that the relay saw; returns what became of how many."""
        from flows.returning import read_all  # Prefect comes with it, and only these scripts need it

        sender_to = {recipient: sender for sender, recipient in met}
        forms = FORMS[what]
        with self._office.reading() as (session, _):
            for number, message in enumerate(_posted(session)):
                letter = mail.Letter(sender_to[message.address], message.mid, message.address)
                path = self._maildir / "new" / f"{self._now():%s}.{number}.played"
                path.write_bytes(forms[number % len(forms)](letter))
        reading = read_all(self._office, MaildirBox(self._maildir), BOUNCES, Trust(by_mac=True))
        return {fate.name.lower(): count for fate, count in reading.fates.items()}

    def ask(self) -> None:
        """What the clock does in the minute after a relay has refused an address."""
        with self._office.transaction() as (session, now):
            ask_for_contacts(session, now=now, context=self._office.context(session))

    def faults(self, tasks: int) -> list[str]:
        """What is not as it must be when each letter has so many tasks."""
        with self._office.reading() as (session, now):
            posted = _posted(session)
            found = []
            opened = session.exec(select(Duty).where(Duty.kind == DutyKind.CONTACT_REPAIR)).all()
            if len(opened) != tasks * len(posted) or any(now - duty.opened_at > TASK_WITHIN for duty in opened):
                found.append(f"{len(opened)} tasks of the last minutes, not {tasks} for each letter")
            others = Counter(session.exec(select(Message.letter).where(_is_ours())))
            if others != ({ContactBounced.name: len(opened)} if opened else {}):
                found.append(f"letters were written in answer: {dict(others)}")
            marked = [session.get_one(Contact, message.contact_id).bounced for message in posted]
            if sum(marked) != tasks * len(posted):
                found.append(f"{sum(marked)} addresses are marked, not {tasks * len(posted)}")
        waiting = list((self._maildir / "new").iterdir())
        return [*found, *([f"{len(waiting)} messages were not finished with"] if waiting else [])]


def _posted(session: Session) -> Sequence[Message]:
    """The letters of the script, without those that its faults bring about."""
    return session.exec(select(Message).where(~_is_ours()).order_by(col(Message.id))).all()


def _is_ours() -> sa.ColumnElement[bool]:
    return col(Message.letter) == ContactBounced.name
