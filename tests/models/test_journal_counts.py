"""Counts from the journal and the outbox, on both databases."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from actions.apply_pack import apply_pack
from actions.context import ENGINE, Actor
from actions.open_duty import open_duty
from actions.recording import enter_step, record
from actions.settle_duty import fulfil_duty, waive_duty
from actions.start_campaign import Opening, start_campaign
from campaigns import KINDS
from models import Campaign, Contact, Duty, Message
from models.queries.journal_counts import campaign_counts, mail_counts
from rules.words import (
    CampaignKind,
    Confidentiality,
    DeliveryClass,
    DutyKind,
    MessageState,
    Mode,
    Role,
    Step,
    WaiveReason,
)
from tests.actions.finished_campaign import NOW, province_context
from tests.config.province import province_files

CONTEXT = province_context()
COORDINATOR = Actor(Role.COORDINATOR, "SLDTBXH")


@pytest.fixture
def session(database: sa.Engine) -> Iterator[Session]:
    with Session(database) as session:
        yield session


def begin(session: Session) -> Campaign:
    apply_pack(session, CONTEXT.pack, province_files(), now=NOW)
    opening = Opening(CampaignKind.INSPECTION, Mode.PLANNED, date(2021, 5, 3), date(2021, 5, 28), visits=10, seed=1)
    return start_campaign(session, opening, actor=COORDINATOR, now=NOW, context=CONTEXT)


def owe(session: Session, campaign: Campaign, kind: DutyKind, agency: str) -> Duty:
    spec = KINDS[campaign.kind].duty(kind)
    return open_duty(session, campaign, spec, subject=agency, agency=agency, start=NOW, now=NOW, context=CONTEXT)


def test_duties_are_counted_by_verb_and_protections_not_at_all(session: Session) -> None:
    campaign = begin(session)
    kept, broken, waived, unanswered = (
        owe(session, campaign, DutyKind.CONFIRM, agency) for agency in ("SYT", "CAT", "SCT", "SVHTTDL")
    )
    owe(session, campaign, DutyKind.PROTECTION, "DMHTNN")
    much_later = NOW + timedelta(days=60)
    fulfil_duty(session, kept, answered={}, actor=COORDINATOR, now=NOW)
    fulfil_duty(session, broken, answered={}, actor=COORDINATOR, now=much_later)
    waive_duty(session, waived, WaiveReason.SILENT, actor=COORDINATOR, now=much_later)
    session.flush()
    assert unanswered.due_at < much_later
    expected = {"opened": 4, "fulfilled": 2, "waived": 1, "late": 2}
    assert campaign_counts(session, campaign)["duties"] == expected, "as of the last entry"
    assert campaign_counts(session, campaign, NOW)["duties"] == {**expected, "late": 1}


def test_steps_come_in_the_order_they_were_entered(session: Session) -> None:
    campaign = begin(session)
    for step in (Step.SCHEDULE, Step.APPROVE, Step.ESCALATE, Step.APPROVE):
        enter_step(session, campaign, step, actor=ENGINE, now=NOW)
    session.flush()
    assert campaign_counts(session, campaign)["steps"] == ["schedule", "approve", "escalate"]


def test_visits_and_referrals_are_counted_from_their_entries(session: Session) -> None:
    campaign = begin(session)
    for noun, verb, after in (
        ("visit", "record", "recorded"),
        ("visit", "assess", "assessed"),
        ("visit", "miss", "not_conducted"),
        ("referral", "propose", "proposed"),
        ("referral", "approve", "first_approved"),
        ("referral", "approve", "approved"),
        ("referral", "send", "sent"),
        ("protection", "raise", "raised"),
    ):
        record(session, noun=noun, subject="S", verb=verb, after=after, actor=ENGINE, now=NOW, campaign_id=campaign.id)
    session.flush()
    counts = campaign_counts(session, campaign)
    assert counts["visits"] == {"planned": 0, "conducted": 1, "not_conducted": 1}
    assert counts["referrals"] == {
        "proposed": 1,
        "approved": 1,
        "sent": 1,
        "acknowledged": 0,
        "resolved": 0,
        "refused": 0,
    }
    assert list(counts) == ["visits", "duties", "referrals", "steps"]


def test_mail_is_counted_whole_and_the_most_confidential_letters_under_one_name(session: Session) -> None:
    contact = Contact(agency="SYT", role=Role.LIAISON, office="O", telephone="1", address="syt@hungyen.example")
    session.add(contact)
    session.flush()
    letters = ("invitation", "protection_notice", "access_code", "access_code", "referral", "digest")
    states = [MessageState.SENT] * 4 + [MessageState.LEASED, MessageState.FAILED]
    for number, (letter, state) in enumerate(zip(letters, states, strict=True)):
        session.add(
            Message(
                intent_key=str(number),
                mid=str(number),
                letter=letter,
                locale="vi",
                delivery_class=DeliveryClass.AT_LEAST_ONCE,
                confidentiality=Confidentiality.ROUTINE,
                contact_id=contact.id or 0,
                agency="SYT",
                address=contact.address,
                sha256="",
                state=state,
                next_at=NOW,
                ttl_at=NOW,
                created_at=NOW,
            )
        )
    session.flush()
    assert mail_counts(session) == {
        "queued": 1,
        "sent": 4,
        "failed": 1,
        "ambiguous": 0,
        "by_letter": {"confidential": 3, "digest": 1, "invitation": 1, "referral": 1},
    }
