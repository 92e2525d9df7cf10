"""What has been built on a form since it was handed in, by the order of the journal."""

from sqlmodel import Session, col, func, select

from models.duty import Duty
from models.form_entry import FormEntry
from models.journal import JournalEntry
from rules.words import DutyKind
from rules.working_days import ONE_DAY

ASKS_FOR = {
    DutyKind.PRINT_PROOF: (DutyKind.PROOF_APPROVAL,),
    DutyKind.PROOF_APPROVAL: (DutyKind.PRINT_PROOF,),
    DutyKind.MONITORING_REMEDY: (DutyKind.MONITORING_REMEDY,),
}
"""What a form of this kind may have had asked for at once."""


def _handed_in(session: Session, duty: Duty) -> int:
    """Where the journal says that it was answered last."""
    query = select(func.max(JournalEntry.id)).where(
        JournalEntry.noun == "duty", JournalEntry.subject == duty.code, JournalEntry.verb == "fulfil"
    )
    return session.exec(query).one() or 0


def steps_since(session: Session, duty: Duty) -> bool:
    """Whether its campaign has begun another step."""
    query = select(JournalEntry.id).where(
        JournalEntry.campaign_id == duty.campaign_id,
        JournalEntry.noun == "step",
        JournalEntry.verb == "enter",
        col(JournalEntry.id) > _handed_in(session, duty),
    )
    return session.exec(query).first() is not None


def asked_since(session: Session, duty: Duty) -> bool:
    """Whether it had something more asked for."""
    query = (
        select(Duty.id)
        .join(JournalEntry, col(JournalEntry.subject) == col(Duty.code))
        .where(
            JournalEntry.noun == "duty",
            JournalEntry.verb == "open",
            col(JournalEntry.id) > _handed_in(session, duty),
            Duty.campaign_id == duty.campaign_id,
            Duty.subject == duty.subject,
            col(Duty.kind).in_(ASKS_FOR.get(duty.kind, ())),
        )
    )
    return session.exec(query).first() is not None


def next_period_handed_in(session: Session, entry: FormEntry) -> bool:
    """Whether the agency's form of the period that follows came in and was held against this one."""
    if entry.to_on is None:
        return False
    query = select(FormEntry.id).where(
        FormEntry.form == entry.form,
        FormEntry.agency == entry.agency,
        FormEntry.from_on == entry.to_on + ONE_DAY,
    )
    return session.exec(query).first() is not None
