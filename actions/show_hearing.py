"""Show who will hear of what a campaign does next, by codes. Changes nothing, though its session must be able to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from actions.context import Context
from actions.rehearse_step import rehearse_next
from models import Campaign
from models.queries.unheard import still_matters, unheard_in


@dataclass(frozen=True)
class HearingLine:
    """`why` it cannot be written to, or None; `goes_on`: the coordinator goes on without. An address that nobody has
    confirmed within a year is `doubted`."""

    agency: str
    role: str
    letters: tuple[str, ...]
    duties: tuple[str, ...]
    why: str | None
    goes_on: bool
    doubted: bool
    confirmed_on: date | None


@dataclass(frozen=True)
class HearingDetail:
    """`step` and `at` are of the next letters, None where none can be foreseen. `waits_for` and `to_telephone` are
    offices as {agency, role, step}: those that hold a step up, and those still to be told by telephone."""

    step: str | None
    at: datetime | None
    offices: tuple[HearingLine, ...]
    waits_for: tuple[Mapping[str, str], ...]
    to_telephone: tuple[Mapping[str, str], ...]


def show_hearing(session: Session, campaign: Campaign, *, now: datetime, context: Context) -> HearingDetail:
    left = [
        ({"agency": row.agency, "role": row.role.value, "step": row.step, "why": row.why.value}, row)
        for row in unheard_in(session, campaign.id or 0)
        if still_matters(row, campaign)
    ]
    waits_for = tuple(facts for facts, row in left if row.reason is None)
    to_telephone = tuple(facts for facts, row in left if row.reason is not None and row.told_at is None)
    rehearsal = rehearse_next(session, campaign, now=now, context=context)
    if rehearsal is None:
        return HearingDetail(None, None, (), waits_for, to_telephone)
    lines = tuple(
        HearingLine(
            agency=hearers[0].agency,
            role=hearers[0].role.value,
            letters=tuple(dict.fromkeys(one.letter for one in hearers if one.letter)),
            duties=tuple(kind.value for kind in rehearsal.duties.get(office, ())),
            why=None if hearers[0].why is None else hearers[0].why.value,
            goes_on=office in rehearsal.let_go,
            doubted=hearers[0].doubted,
            confirmed_on=hearers[0].confirmed_on,
        )
        for office, hearers in rehearsal.by_office.items()
    )
    return HearingDetail(rehearsal.step.value, rehearsal.at, lines, waits_for, to_telephone)
