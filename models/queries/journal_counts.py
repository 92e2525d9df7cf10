"""What happened, counted from the journal and the outbox: the figures a run is judged by."""

from collections import Counter
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select, true

from models.campaign import Campaign
from models.duty import Duty
from models.journal import JournalEntry
from models.message import Message
from models.visit import Visit
from rules.words import (
    Confidentiality,
    DutyKind,
    DutyState,
    DutyVerb,
    MessageState,
    Mode,
    ReferralState,
    VisitState,
    VisitVerb,
)

NEUTRAL = "confidential"
UNNAMED_LETTERS = (
    "protection_notice",
    "protection_overdue",
    "reception_task",
    "reception_reminder",
    "focal_sign_in",
    "order_task",
    "muster",
    "unannounced_report_due",
    "access_code",
    "list_code",
    "task_link_renewed",
)
"""Counted together under the neutral name: the number of the first alone would be a count of persons at risk."""


def campaign_counts(session: Session, campaign: Campaign, now: datetime | None = None) -> dict[str, Any]:
    """Visits, duties, referrals and the steps in their order, as codes and numbers. Nothing of a protection is in it.

    What is still open is late as of `now`; without it, as of the campaign's last journal entry.
    """
    assert campaign.id is not None
    return {
        "visits": _visits(session, campaign.id),
        "duties": _duties(session, campaign.id, now or _last_moment(session, campaign.id)),
        "referrals": _referrals(session, campaign.id),
        "steps": _steps(session, campaign.id),
    }


def mail_counts(session: Session, campaign_id: int | None = None) -> dict[str, Any]:
    """Every letter of this home, or of one campaign, by state; `sent` is the number that a mail server took.

    `by_letter` is of any state and adds up to all of them: restricted letters, all of unannounced checks among them,
    stand together under one neutral name, so that no figure tells how many there were of one kind.
    """
    which = true() if campaign_id is None else col(Message.campaign_id) == campaign_id
    by_state = select(Message.state, func.count()).where(which).group_by(col(Message.state))
    states = Counter({MessageState(state): count for state, count in session.exec(by_state)})
    by_letter: Counter[str] = Counter()
    rows = session.exec(
        select(Message.letter, Campaign.mode, func.count())
        .join(Campaign, col(Campaign.id) == col(Message.campaign_id), isouter=True)
        .where(which)
        .group_by(col(Message.letter), col(Campaign.mode))
    )
    for letter, mode, count in rows:
        # What an unannounced check brings about is counted like any other confidential letter.
        by_letter[NEUTRAL if mode == Mode.UNANNOUNCED else neutral_name(letter)] += count
    return {
        "queued": states[MessageState.QUEUED] + states[MessageState.LEASED],
        "sent": states[MessageState.SENT],
        "failed": states[MessageState.FAILED],
        "ambiguous": states[MessageState.AMBIGUOUS],
        "by_letter": dict(sorted(by_letter.items())),
    }


def routine_letters() -> tuple[ColumnElement[bool], ...]:
    """That a letter may be named to the coordinator: no confidential one, and none that tells of such a case."""
    return (
        col(Message.confidentiality) == Confidentiality.ROUTINE,
        col(Message.letter).not_in(UNNAMED_LETTERS),
    )


def neutral_name(letter: str) -> str:
    """What a letter is called where letters are counted."""
    return NEUTRAL if letter in UNNAMED_LETTERS else letter


def _visits(session: Session, campaign_id: int) -> dict[str, int]:
    # What was planned stands in no journal entry: plans are rows until they are submitted.
    planned = session.exec(select(func.count()).where(Visit.campaign_id == campaign_id)).one()
    verbs = _entries(session, campaign_id, "visit")
    reopened = Counter(
        session.exec(
            select(JournalEntry.before).where(
                JournalEntry.campaign_id == campaign_id,
                JournalEntry.noun == "visit",
                JournalEntry.verb == VisitVerb.REOPEN,
            )
        )
    )
    missed_by_mistake = reopened[VisitState.NOT_CONDUCTED]
    return {
        "planned": planned,
        "conducted": verbs[VisitVerb.RECORD] - (reopened.total() - missed_by_mistake),
        "not_conducted": verbs[VisitVerb.MISS] - missed_by_mistake,
    }


def _duties(session: Session, campaign_id: int, now: datetime) -> dict[str, int]:
    rows = session.exec(
        select(JournalEntry.verb, Duty)
        .join(Duty, col(Duty.code) == col(JournalEntry.subject))
        .where(
            JournalEntry.campaign_id == campaign_id,
            JournalEntry.noun == "duty",
            Duty.campaign_id == campaign_id,
            Duty.kind != DutyKind.PROTECTION,
        )
    ).all()
    verbs = Counter(verb for verb, _ in rows)
    opened = [duty for verb, duty in rows if verb == "open"]
    late = sum(d.state is not DutyState.WAIVED and (d.settled_at or now) > d.due_at for d in opened)
    return {
        "opened": len(opened),
        "fulfilled": verbs[DutyVerb.FULFIL] - verbs[DutyVerb.REOPEN],
        "waived": verbs[DutyVerb.WAIVE],
        "late": late,
    }


def _referrals(session: Session, campaign_id: int) -> dict[str, int]:
    reached = Counter(
        session.exec(
            select(JournalEntry.after).where(JournalEntry.campaign_id == campaign_id, JournalEntry.noun == "referral")
        )
    )
    states = (
        ReferralState.PROPOSED,
        ReferralState.APPROVED,
        ReferralState.SENT,
        ReferralState.ACKNOWLEDGED,
        ReferralState.RESOLVED,
        ReferralState.REFUSED,
    )
    return {state.value: reached[state.value] for state in states}


def _steps(session: Session, campaign_id: int) -> list[str]:
    rows = session.exec(
        select(JournalEntry.after)
        .where(JournalEntry.campaign_id == campaign_id, JournalEntry.noun == "step", JournalEntry.verb == "enter")
        .order_by(col(JournalEntry.id))
    )
    return [step for step in rows if step is not None]


def _entries(session: Session, campaign_id: int, noun: str) -> Counter[str]:
    return Counter(
        session.exec(
            select(JournalEntry.verb).where(JournalEntry.campaign_id == campaign_id, JournalEntry.noun == noun)
        )
    )


def _last_moment(session: Session, campaign_id: int) -> datetime:
    """A campaign is started by an entry, so there is one; where there is none, nothing is late."""
    latest = session.exec(
        select(JournalEntry.at).where(JournalEntry.campaign_id == campaign_id).order_by(col(JournalEntry.id).desc())
    ).first()
    return latest or session.get_one(Campaign, campaign_id).created_at
