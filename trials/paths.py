"""Which paths a campaign took, counted from the journal and the duties, never from the script."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from campaigns import KINDS
from models import Answer, Campaign, Duty, JournalEntry
from rules.words import (
    CampaignKind,
    CampaignState,
    Channel,
    DutyKind,
    DutyState,
    Mode,
    NotConductedReason,
    ReferralState,
    RungTarget,
    WaiveReason,
)

STEPS = len(KINDS[CampaignKind.INSPECTION].steps[Mode.PLANNED])


def reached_everything(result: Mapping[str, Any]) -> bool:
    """Whether a run's result shows the campaign closed, all its steps, and each path at least once."""
    taken = [*result["paths"].values(), *result["trial"].values()]
    return result["state"] == CampaignState.CLOSED and len(set(result["steps"])) == STEPS and all(taken)


def count_paths(session: Session, main: Campaign, second: Campaign | None) -> dict[str, int]:
    """`cancelled` counts the second campaign's, `unannounced` the checks that were closed beside it, everything else
    the main one's."""

    def entries(noun: str, verb: str, campaign: Campaign = main, **where: str) -> int:
        query = select(func.count(col(JournalEntry.id))).where(
            JournalEntry.campaign_id == campaign.id, JournalEntry.noun == noun, JournalEntry.verb == verb
        )
        for column, value in where.items():
            query = query.where(getattr(JournalEntry, column) == value)
        return session.exec(query).one()

    def settled_late(kind: DutyKind) -> int:
        return session.exec(
            select(func.count(col(Duty.id))).where(
                Duty.campaign_id == main.id, Duty.kind == kind, col(Duty.settled_at) > col(Duty.due_at)
            )
        ).one()

    return {
        "silent_agency": entries("duty", "waive", reason=WaiveReason.SILENT),
        "declined": entries("duty", "waive", reason=WaiveReason.DECLINED),
        "postponed": entries("visit", "postpone"),
        "closed_establishment": entries("visit", "miss", reason=NotConductedReason.CLOSED),
        "late_findings": settled_late(DutyKind.FINDINGS),
        "plan_returned": entries("campaign", "return"),
        "late_acknowledgement": settled_late(DutyKind.REFERRAL_ACKNOWLEDGEMENT),
        "second_officer_refused": entries("referral", "refuse", before=ReferralState.FIRST_APPROVED),
        "suspended": entries("campaign", "suspend"),
        "cancelled": entries("campaign", "cancel", second) if second is not None else 0,
        "unannounced": _closed_checks(session),
        "recorded_from_paper": _answers(
            session, main, Answer.channel == Channel.PAPER, col(Answer.voided_at).is_(None)
        ),
        "voided": _answers(session, main, col(Answer.voided_at).is_not(None)),
    }


def count_protection_forks(session: Session, main: Campaign) -> int:
    """How often a possible victim's focal point let its clock run out, its deputy was told, and an answer came late.
    For trials alone, whose people are invented: in earnest it would be a count of persons at risk."""
    told = select(JournalEntry.subject).where(
        JournalEntry.noun == "duty", JournalEntry.verb == "chase", JournalEntry.after == RungTarget.DEPUTY
    )
    answered_late = select(func.count(col(Duty.id))).where(
        Duty.campaign_id == main.id,
        Duty.kind == DutyKind.PROTECTION,
        Duty.state == DutyState.FULFILLED,
        col(Duty.settled_at) > col(Duty.due_at),
        col(Duty.code).in_(told),
    )
    return session.exec(answered_late).one()


def _closed_checks(session: Session) -> int:
    query = select(func.count(col(Campaign.id))).where(
        Campaign.mode == Mode.UNANNOUNCED, Campaign.state == CampaignState.CLOSED
    )
    return session.exec(query).one()


def _answers(session: Session, campaign: Campaign, *which: ColumnElement[bool] | bool) -> int:
    of_campaign = select(func.count(col(Answer.id))).join(Duty, col(Duty.id) == col(Answer.duty_id))
    return session.exec(of_campaign.where(Duty.campaign_id == campaign.id, *which)).one()
