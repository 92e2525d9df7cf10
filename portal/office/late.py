"""Who has not answered: every late routine duty of every planned campaign, with what was done and what comes next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from actions.suspend_campaign import LIVES_WITH_CAMPAIGN
from models import Contact, Duty
from models.queries.office_pages import Chase, LetterSent, chases_of, late_duties, letters_to, offices_of
from portal.office.desk import OfficeDesk
from rules.words import DutyKind, MessageState, Role, RungTarget

ASKED_BY: Mapping[DutyKind, str] = {
    DutyKind.APPROVE_PLAN: "plan_submitted",
    DutyKind.CONFIRM: "invitation",
    DutyKind.FINDINGS: "findings_request",
    DutyKind.REMEDY: "recommendation",
    DutyKind.RE_INSPECTION: "recommendation",
    DutyKind.SANCTION_DECISION: "recommendation",
    DutyKind.SANCTION_EXECUTION: "recommendation",
}
"""The letter that first speaks of a duty."""
CHASING = frozenset({"reminder", "non_response", "plan_submitted"})
ROLE_AT: Mapping[RungTarget, Role] = {RungTarget.SUPERIOR: Role.SUPERIOR}


@dataclass(frozen=True)
class LateRow:
    """`chased` is the last rung climbed, `mail` the state of the last letter to this agency about it, `next_to` who is
    told at `next_at`; None where there is none."""

    duty: Duty
    campaign: str
    agency: str
    workdays_late: int
    chased: Chase | None
    mail: MessageState | None
    next_at: datetime | None
    next_to: RungTarget | None
    office: Contact | None


@dataclass(frozen=True)
class LateList:
    """`campaigns` and `agencies` are what the list can be narrowed to."""

    rows: list[LateRow]
    campaigns: list[tuple[str, str]]
    agencies: list[tuple[str, str]]


def late_list(desk: OfficeDesk, campaign: str = "", agency: str = "") -> LateList:
    """Four statements, whatever the number of duties."""
    session, viewer = desk.session, desk.officer.role
    every = late_duties(session, viewer, desk.now, resting=LIVES_WITH_CAMPAIGN)
    names = sorted({(duty.agency, desk.agency(duty.agency)) for duty, _ in every}, key=lambda pair: pair[1])
    wanted = [(duty, code) for duty, code in every if campaign in ("", code) and agency in ("", duty.agency)]
    duties = [duty for duty, _ in wanted]
    chases: dict[str, list[Chase]] = {}
    for chase in chases_of(session, viewer, duties):
        chases.setdefault(chase.duty, []).append(chase)
    letters: dict[tuple[int, str], list[LetterSent]] = {}
    for letter in letters_to(session, viewer, duties):
        letters.setdefault((letter.campaign_id, letter.agency), []).append(letter)
    offices = offices_of(session, viewer, {duty.agency for duty in duties}, desk.today)
    rows = [
        _row(desk, duty, code, chases.get(duty.code, []), letters.get((duty.campaign_id, duty.agency), []), offices)
        for duty, code in wanted
    ]
    return LateList(rows, sorted({(code, code) for _, code in every}), names)


def _row(
    desk: OfficeDesk,
    duty: Duty,
    code: str,
    chases: Sequence[Chase],
    letters: Sequence[LetterSent],
    offices: Mapping[tuple[str, Role], Contact],
) -> LateRow:
    pack = desk.context().pack
    rungs = pack.ladder(duty.ladder, pack.calendar.day_of(duty.due_at)).rungs
    climbs_on = duty.rung_at is not None and duty.rung < len(rungs)
    return LateRow(
        duty=duty,
        campaign=code,
        agency=desk.agency(duty.agency),
        workdays_late=pack.calendar.workdays_late(duty.due_at, desk.now),
        chased=chases[-1] if chases else None,
        mail=_last_letter(duty, chases, letters),
        next_at=duty.rung_at if climbs_on else None,
        next_to=rungs[duty.rung].to if climbs_on else None,
        office=offices.get((duty.agency, duty.role)),
    )


def _last_letter(duty: Duty, chases: Sequence[Chase], letters: Sequence[LetterSent]) -> MessageState | None:
    """A rung's letter is queued at the very moment of the rung, so no other duty's reminder is taken for this one's."""
    for chase in reversed(chases):
        role = ROLE_AT.get(chase.to, duty.role)
        for letter in letters:
            if letter.created_at == chase.at and letter.letter in CHASING and letter.role is role:
                return letter.state
    asked = [
        letter
        for letter in letters
        if letter.letter == ASKED_BY.get(duty.kind) and letter.role is duty.role and letter.created_at >= duty.opened_at
    ]
    return asked[-1].state if asked else None
