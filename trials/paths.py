"""Which paths a campaign took, counted from the journal and the duties, never from the script."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from campaigns import KINDS
from models import Answer, Campaign, Duty, JournalEntry
from rules.pack import Pack
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
    Step,
    WaiveReason,
)
from trials.script import Script

STEPS = frozenset(spec.step.value for spec in KINDS[CampaignKind.INSPECTION].steps[Mode.PLANNED])
OF_REFERRALS = (Step.ESCALATE.value, "late_acknowledgement", "second_officer_refused")
"""The step and the paths that there are only where signs of crime are referred."""


def not_in_pack(pack: Pack, script: Script) -> list[str]:
    """The steps and paths that no campaign of this pack can take."""
    nobody = {"silent_agency": script.silent, "declined": script.declines, "late_findings": script.late}
    without = [] if pack.refers else list(OF_REFERRALS)
    return [*without, *(path for path, agency in nobody.items() if not agency)]


def reached_everything(result: Mapping[str, Any]) -> bool:
    """Whether a run's result shows the campaign closed, and all its steps and each path that its pack has."""
    taken = [*result["paths"].values(), *result["trial"].values()]
    steps = STEPS - set(result["not_in_pack"])
    return result["state"] == CampaignState.CLOSED and set(result["steps"]) >= steps and all(taken)


def count_paths(
    session: Session, main: Campaign, second: Campaign | None, left_out: Collection[str] = ()
) -> dict[str, int]:
    """All but those left out. `cancelled` counts the second campaign's, `unannounced` the checks that were closed
    beside it, everything else the main one's."""

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

    counted = {
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
    return {path: count for path, count in counted.items() if path not in left_out}


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
