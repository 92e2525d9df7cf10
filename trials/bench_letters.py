"""Letters for `bench mail`: what it costs to write one, ours beside the plain way, and a queue full of them."""

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import date, datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from itertools import islice
from typing import Any

import css_inline
import sqlalchemy as sa
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from sqlmodel import Session, col, delete, update

from models import Campaign, Contact, JournalEntry, MailAttempt, Message, PackRevision
from notifications.identity import MailIdentity
from notifications.letters import Invitation
from notifications.mime import build_mime
from notifications.outbox import post
from notifications.rendering import render, write_day
from notifications.template_sources import TEMPLATES
from rules.words import CampaignKind, CampaignState, MessageState, Mode, Role

OFFICES = 500
"""So many different offices are written to, in turn."""
TRANSACTION = 500
OPENS_ON, CLOSES_ON = date(2021, 3, 8), date(2021, 4, 2)
REFERENCE = "HY-2021-KT-03"
CAMPAIGN: dict[str, Any] = {
    "reference": REFERENCE,
    "office": "Chi cục Phòng, chống tệ nạn xã hội (mẫu)",
    "telephone": "0221 000 0001",
    "recipient_role": Role.LIAISON,
    "kind": CampaignKind.INSPECTION,
    "title": "Kiểm tra liên ngành các cơ sở kinh doanh dịch vụ, đợt 3",
    "opens_on": OPENS_ON,
    "closes_on": CLOSES_ON,
    "members_needed": 2,
    "first_on": OPENS_ON,
    "last_on": CLOSES_ON,
}


def make_letters(draw: random.Random, now: datetime) -> Iterator[tuple[Invitation, Contact]]:
    """Without end: no two letters say the same, offices recur as they do in a campaign."""
    for number in range(10**9):
        office = f"Phòng nghiệp vụ số {number % OFFICES}, Sở mẫu"
        letter = Invitation(
            **CAMPAIGN,
            link=f"https://congdoitac.example/l/{draw.randbytes(24).hex()}",
            recipient_office=office,
            days=1 + number % 5,
            due_at=now + timedelta(days=4),
        )
        yield letter, _contact(number % OFFICES, office)


def draw_identity(draw: random.Random) -> MailIdentity:
    return MailIdentity(
        from_name="Đội kiểm tra liên ngành (mẫu)",
        from_address="doi178@pctnxh.example",
        reply_to="doi178@pctnxh.example",
        domain="pctnxh.example",
        key=draw.randbytes(16),
    )


def queue_letters(engine: sa.Engine, messages: int, seed: int, now: datetime) -> None:
    """Post so many letters of one campaign, as an action would."""
    draw = random.Random(seed)
    identity, drawn = draw_identity(draw), make_letters(draw, now)
    with Session(engine, expire_on_commit=False) as session:
        campaign_id = _add_campaign(session, seed, now)
        contacts = [contact for _, contact in islice(make_letters(draw, now), min(OFFICES, messages))]
        session.add_all(contacts)
        for number, (letter, _) in enumerate(islice(drawn, messages)):
            post(
                session,
                letter,
                contacts[number % OFFICES],
                campaign_id=campaign_id,
                subject="S",
                ordinal=number // OFFICES,
                now=now,
                identity=identity,
            )
            if number % TRANSACTION == 0:
                session.commit()
        session.commit()


def _add_campaign(session: Session, seed: int, now: datetime) -> int | None:
    session.add(PackRevision(revision="r", code="bench", files={}, applied_at=now))
    session.flush()
    campaign = Campaign(
        code=REFERENCE,
        kind=CampaignKind.INSPECTION,
        mode=Mode.PLANNED,
        state=CampaignState.COORDINATING,
        pack_revision="r",
        opens_on=OPENS_ON,
        closes_on=CLOSES_ON,
        visits_wanted=10,
        seed=seed,
        created_at=now,
    )
    session.add(campaign)
    session.flush()
    return campaign.id


def queue_again(engine: sa.Engine) -> None:
    """The same letters as before they were sent."""
    fresh = {"state": MessageState.QUEUED, "epoch": 0, "attempts": 0, "dot_at": None, "sent_at": None, "reply": None}
    with Session(engine) as session:
        session.exec(update(Message).where(col(Message.state) != MessageState.QUEUED).values(**fresh))
        session.exec(delete(MailAttempt))
        session.exec(delete(JournalEntry))
        session.commit()


def count_sent(engine: sa.Engine) -> int:
    with Session(engine) as session:
        sent = sa.select(sa.func.count()).select_from(Message).where(col(Message.state) == MessageState.SENT)
        return session.execute(sent).scalar_one()


def measure_building(letters: int, seed: int, now: datetime) -> tuple[float, float]:
    """Letters a second, rendered and built: as `post` does it, and the plain way."""
    draw = random.Random(seed)
    identity = draw_identity(draw)
    drawn = list(islice(make_letters(draw, now), letters))
    plain = PlainBuilder(identity, now)

    def ours(letter: Invitation, to: Contact) -> bytes:
        rendered = render(letter, "vi", as_of=now)
        mid = f"<{draw.getrandbits(120):x}.1@{identity.domain}>"
        return build_mime(rendered, to=to, identity=identity, mid=mid, date=now, calendar=None)

    return _per_second(drawn, ours), _per_second(drawn[: max(1, letters // 10)], plain.build)


def _per_second(letters: list[tuple[Invitation, Contact]], build: Callable[[Invitation, Contact], bytes]) -> float:
    started = time.perf_counter()
    for letter, to in letters:
        build(letter, to)
    return len(letters) / (time.perf_counter() - started)


class PlainBuilder:
    """What everybody writes first: templates rendered, styles put inline, an EmailMessage and its bytes."""

    def __init__(self, identity: MailIdentity, now: datetime) -> None:
        self._identity, self._now = identity, now
        self._environment = Environment(
            loader=FileSystemLoader(TEMPLATES),
            undefined=StrictUndefined,
            autoescape=select_autoescape(("html",)),
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters |= {
            "day": write_day,
            "moment": lambda at: f"{at:%H:%M %d/%m/%Y}",
            "label": lambda word: word.label,
            "noun": lambda kind: kind.label,
        }

    def build(self, letter: Invitation, to: Contact) -> bytes:
        facts = {field.name: getattr(letter, field.name) for field in fields(letter)}
        facts |= {"as_of": self._now, "locale": "vi"}
        subject, text, html = (
            self._environment.get_template(f"{letter.name}/{part}").render(facts)
            for part in ("subject.txt", "body.txt", "body.html")
        )
        message = EmailMessage(policy=SMTP)
        message["Subject"] = subject
        message["From"] = Address(self._identity.from_name, addr_spec=self._identity.from_address)
        message["To"] = Address(to.office, addr_spec=to.address)
        message["Reply-To"] = Address(addr_spec=self._identity.reply_to)
        message["Date"] = self._now
        message["Message-ID"] = f"<{letter.link[-40:]}@{self._identity.domain}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(text, cte="base64")
        message.add_alternative(css_inline.inline(html), subtype="html", cte="base64")
        return message.as_bytes()


def _contact(number: int, office: str) -> Contact:
    return Contact(
        agency=f"CQ-{number}",
        role=Role.LIAISON,
        office=office,
        telephone="1",
        address=f"o{number}@coquan{number % 7}.example",
        shared=False,
    )
