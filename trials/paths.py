"""Which paths a campaign took, counted from the journal and the duties, never from the script."""

from sqlmodel import Session, col, func, select

from models import Campaign, Duty, JournalEntry
from rules.words import DutyKind, NotConductedReason, ReferralState, WaiveReason


def count_paths(session: Session, main: Campaign, second: Campaign | None) -> dict[str, int]:
    """`cancelled` counts the second campaign's, everything else the main one's."""

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
    }
