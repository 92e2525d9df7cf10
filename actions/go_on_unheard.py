"""The coordinator goes on though an office cannot be written to, with a reason; it is then told by telephone."""

from datetime import datetime

from sqlmodel import Session

from actions.context import Actor, Context
from actions.hear_step import journal_unheard, note_unheard
from actions.recording import look_again
from actions.rehearse_step import rehearse_next
from models import Campaign, Unheard
from models.queries.unheard import unheard_of
from rules.refusals import AlreadyHandled, AnswerRefused, RightMissing
from rules.words import GoOnReason, Role


def go_on_unheard(
    session: Session, campaign: Campaign, reason: GoOnReason, *, actor: Actor, now: datetime, context: Context
) -> int:
    """Of what the campaign does next, for every office that cannot be written to; says how many. Raises RightMissing,
    or AnswerRefused when there is none, or one without which the step cannot begin."""
    _require_coordinator(actor, "go on with", campaign.code)
    rehearsal = rehearse_next(session, campaign, now=now, context=context)
    gaps = rehearsal.gaps if rehearsal is not None else []
    if rehearsal is None or not gaps:
        raise AnswerRefused(campaign.code, [("reason", "every office of the next step can be written to.")])
    if needed := [gap for gap in gaps if gap.must]:
        sentence = f"{needed[0].agency} as {needed[0].role.value} decides or asks in this step: enter its contact."
        raise AnswerRefused(campaign.code, [("reason", sentence)])
    rows = {(row.agency, row.role): row for row in unheard_of(session, campaign.id or 0, rehearsal.step)}
    for gap in gaps:
        row = rows.get(gap.office) or note_unheard(session, campaign, rehearsal.step, gap, now)
        row.reason, row.since = reason, now
        session.add(row)
        journal_unheard(session, row, "go_on", reason, actor=actor, now=now)
    look_again(session, campaign, now)
    session.flush()
    return len(gaps)


def note_told(session: Session, row: Unheard, *, actor: Actor, now: datetime, context: Context) -> None:
    """It was told by telephone. Repeating it changes nothing. Raises RightMissing, AlreadyHandled while a step waits
    for its contact."""
    _require_coordinator(actor, "note a call to", row.agency)
    if row.reason is None:
        raise AlreadyHandled("office", f"{row.agency} as {row.role}", "waiting for a contact")
    if row.told_at is not None:
        return
    row.told_at = now
    session.add(row)
    journal_unheard(session, row, "tell", None, actor=actor, now=now)


def _require_coordinator(actor: Actor, verb: str, subject: str) -> None:
    if actor.role is not Role.COORDINATOR:
        raise RightMissing(actor.role, verb, subject, [Role.COORDINATOR])
