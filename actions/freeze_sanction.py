"""Signs of crime freeze the administrative branch until the investigating body has answered: the same act is never
fined and referred (Luật XLVPHC Điều 62-63)."""

from collections.abc import Iterator
from datetime import datetime

from sqlmodel import Session, select

from actions.context import ENGINE, Context
from actions.open_duty import open_duty
from actions.recording import change_state
from actions.settle_duty import waive_duty
from campaigns import KINDS
from models import SanctionCase
from models.queries.campaigns import campaign_by_id
from models.queries.duties import duties_about, open_duty_about
from rules.lifecycle import SANCTION
from rules.words import DutyKind, SanctionState, SanctionVerb, WaiveReason


def freeze_sanctions(session: Session, visit_id: int, *, now: datetime) -> None:
    """The cases of a visit wait, and no decision on them is owed meanwhile."""
    for case in _cases(session, visit_id, SanctionState.RECORDED):
        change_state(session, case, SANCTION, SanctionVerb.FREEZE, actor=ENGINE, now=now, restricted=True)
        duty = open_duty_about(session, case.code, DutyKind.SANCTION_DECISION)
        if duty is not None:
            waive_duty(session, duty, WaiveReason.SUPERSEDED, actor=ENGINE, now=now, restricted=True)


def unfreeze_sanctions(session: Session, visit_id: int, *, now: datetime, context: Context) -> None:
    """The file came back or never left: the holder owes the decision from now on (Điều 63)."""
    for case in _cases(session, visit_id, SanctionState.FROZEN):
        change_state(session, case, SANCTION, SanctionVerb.UNFREEZE, actor=ENGINE, now=now, restricted=True)
        campaign = campaign_by_id(session, case.campaign_id)
        open_duty(
            session,
            campaign,
            KINDS[campaign.kind].duty(DutyKind.SANCTION_DECISION),
            subject=case.code,
            agency=case.holder,
            start=now,
            now=now,
            context=context,
            ordinal=len(duties_about(session, case.code, DutyKind.SANCTION_DECISION)) + 1,
        )


def drop_sanctions(session: Session, visit_id: int, *, now: datetime) -> None:
    """The act is prosecuted: no fine for it."""
    for case in _cases(session, visit_id, SanctionState.FROZEN):
        change_state(session, case, SANCTION, SanctionVerb.DROP, actor=ENGINE, now=now, restricted=True)


def _cases(session: Session, visit_id: int, state: SanctionState) -> Iterator[SanctionCase]:
    yield from session.exec(
        select(SanctionCase).where(SanctionCase.visit_id == visit_id, SanctionCase.state == state)
    ).all()
