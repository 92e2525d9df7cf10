"""Step `collect`: on the day of each visit its lead agency owes the findings; wait until all are in or waived."""

from collections import defaultdict
from datetime import date, datetime

from sqlmodel import Session

from actions.context import ENGINE, Context
from actions.open_duty import open_duty
from actions.passage import PASSES, Passage
from actions.recording import change_state, look_again
from actions.tell_office import Addressee, may_notify, tell_office
from campaigns import KINDS
from campaigns.kind import StepSpec
from models import Campaign, Duty, Party, Visit
from models.queries.duties import count_about, open_duties
from models.queries.visits import visits_with_parties
from notifications.letters import FindingsRequest
from rules.lifecycle import VISIT
from rules.words import CampaignState, DutyKind, NotConductedReason, Role, VisitState, VisitVerb
from rules.working_days import OFFICE_OPENS

WAITS = Passage(False, "the findings")


def run(session: Session, campaign: Campaign, step: StepSpec, *, now: datetime, context: Context) -> Passage:
    if campaign.state is not CampaignState.INSPECTING:
        return PASSES
    asked = {duty.subject for duty in open_duties(session, campaign.id or 0, [DutyKind.FINDINGS])}
    due: dict[tuple[str, date], list[tuple[Visit, Party]]] = defaultdict(list)
    waiting = _waiting(session, campaign, now, context)
    for visit, party in waiting:
        if not party.active:
            continue  # work rests in its area, so that it has no day
        opens_at = context.pack.calendar.at(party.on, OFFICE_OPENS)
        if visit.code in asked:
            continue
        if opens_at <= now:
            due[party.lead_agency, party.on].append((visit, party))
        else:
            look_again(session, campaign, opens_at)
    for (agency, on), pairs in sorted(due.items()):
        _ask(session, campaign, agency, on, pairs, now=now, context=context)
    return WAITS if waiting else PASSES


def _waiting(session: Session, campaign: Campaign, now: datetime, context: Context) -> list[tuple[Visit, Party]]:
    """The visits still to be made or reported. Those of an area in which work rests to the end of the window do not
    take place."""
    found = visits_with_parties(session, campaign.id or 0, [VisitState.PLANNED, VisitState.POSTPONED])
    closes_at = context.pack.calendar.end_of(campaign.closes_on)
    if all(party.active for _, party in found):
        return found
    if now < closes_at:
        look_again(session, campaign, closes_at)
        return found
    for visit, party in found:
        if not party.active:
            reason = NotConductedReason.AREA_SUSPENDED
            change_state(session, visit, VISIT, VisitVerb.MISS, actor=ENGINE, now=now, reason=reason)
            visit.missed = reason
    return [(visit, party) for visit, party in found if party.active]


def _ask(
    session: Session,
    campaign: Campaign,
    agency: str,
    on: date,
    pairs: list[tuple[Visit, Party]],
    *,
    now: datetime,
    context: Context,
) -> None:
    """One duty per visit, one letter per lead agency and day."""
    spec = KINDS[campaign.kind].duty(DutyKind.FINDINGS)
    announced = may_notify(campaign)
    before = count_about(session, [visit.code for visit, _ in pairs], spec.kind)
    duties: list[Duty] = [
        open_duty(
            session,
            campaign,
            spec,
            subject=visit.code,
            agency=agency,
            start=context.pack.calendar.at(on, OFFICE_OPENS),
            now=now,
            context=context,
            ordinal=before[visit.code] + 1,
            told=True,
        )
        for visit, _ in pairs
    ]
    tell_office(
        session,
        FindingsRequest,
        Addressee(Role.LIAISON, agency),
        campaign=campaign,
        subject=f"{campaign.code}-{on.isoformat()}" if announced else campaign.code,
        ordinal=1 + max(party.sequence for _, party in pairs),
        now=now,
        context=context,
        on=on if announced else None,
        visits=len(pairs),
        due_at=max(duty.due_at for duty in duties),
    )
