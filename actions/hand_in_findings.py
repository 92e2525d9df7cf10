"""The findings of a visit come in: the record of the party's lead agency, or why there was none. Each is assessed in
this same transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session, bindparam, insert, select

from actions.acknowledge_findings import acknowledge_findings
from actions.assess_visit import assess_visit
from actions.context import Actor, Context
from actions.postpone_visit import postpone_visit
from actions.protect_person import protect_person
from actions.recording import change_state, look_again
from actions.settle_duty import fulfil_duty, waive_duty
from actions.take_answer import Arrival, take_answer
from models import Answer, Campaign, Duty, Establishment, Finding, FindingItem, Party, Seat, Visit
from models.queries.campaigns import campaign_by_id
from models.queries.visits import seats_of, visit_by_code
from rules.lifecycle import VISIT
from rules.pack import ChecklistItem
from rules.quorum import missing_sectors
from rules.refusals import AlreadyHandled, AnswerRefused, QuorumNotMet
from rules.words import (
    ItemAnswer,
    NotConductedReason,
    PostponeReason,
    ProtectionSign,
    Role,
    VisitState,
    VisitVerb,
    WaiveReason,
)

ENTERED = select(Finding.id).where(Finding.visit_id == bindparam("visit"), Finding.agency == bindparam("agency"))


@dataclass(frozen=True)
class Findings:
    """A visit that took place: who was there (card numbers), `signs` screened first, and an answer per item.

    Exactly one of `missed` and `postponed` is set when it did not take place.
    """

    cards: tuple[str, ...] = ()
    signs: tuple[ProtectionSign, ...] = ()
    answers: Mapping[str, ItemAnswer] = field(default_factory=dict)
    missed: NotConductedReason | None = None
    postponed: PostponeReason | None = None


def hand_in_findings(
    session: Session,
    duty: Duty,
    findings: Findings,
    arrival: Arrival,
    *,
    actor: Actor,
    now: datetime,
    context: Context,
) -> Answer:
    """Raises TransitionRefused, AnswerRefused (every fault at once) or QuorumNotMet; then nothing is saved."""
    campaign = campaign_by_id(session, duty.campaign_id)
    visit = visit_by_code(session, duty.subject)
    party = session.get_one(Party, visit.party_id)
    if findings.postponed is not None:
        return _postpone(session, campaign, visit, duty, findings.postponed, arrival, actor, now, context)
    if findings.signs:
        # Whoever needs protection is told of at once, also where the party could not draw up a record.
        protect_person(session, campaign, visit, findings.signs, now=now, context=context)
    if findings.missed is not None:
        change_state(session, visit, VISIT, VisitVerb.MISS, actor=actor, now=now, reason=findings.missed)
        visit.missed = findings.missed
        content: dict[str, object] = {"missed": findings.missed.value}
    else:
        seats = seats_of(session, [visit.party_id])
        items = items_of_agency(session, visit, party, party.lead_agency, context, seats)
        _check_record(visit, party, seats, items, findings, context)
        change_state(session, visit, VISIT, VisitVerb.RECORD, actor=actor, now=now)
        save_items(session, visit, party.lead_agency, findings, now, context)
        # The signs of a possible victim are kept in the restricted row alone.
        content = {"cards": list(findings.cards), "items": {k: v.value for k, v in findings.answers.items()}}
        assess_visit(session, campaign, visit, now=now, context=context)
    fulfil_duty(session, duty, answered=content, actor=actor, now=now)
    answer = take_answer(session, duty, content, arrival, now=now)
    acknowledge_findings(session, campaign, party, now=now, context=context)
    look_again(session, campaign, now)
    return answer


def enter_own_items(
    session: Session,
    visit: Visit,
    agency: str,
    answers: Mapping[str, ItemAnswer],
    *,
    actor: Actor,
    now: datetime,
    context: Context,
) -> Finding:
    """What another agency of the party saw on its own items; assessed with the rest, once the record is there.

    Raises AlreadyHandled when it has entered them before, AnswerRefused for items that are not its own, and for
    the lead agency, whose items stand in the record.
    """
    campaign = campaign_by_id(session, visit.campaign_id)
    party = session.get_one(Party, visit.party_id)
    if session.exec(ENTERED, params={"visit": visit.id, "agency": agency}).first():
        raise AlreadyHandled("visit", visit.code, visit.state)
    items = items_of_agency(session, visit, party, agency, context)
    if agency == party.lead_agency:
        raise AnswerRefused(f"Visit {visit.code}", [("agency", "leads the party: its items stand in the record.")])
    if not items:
        raise AnswerRefused(f"Visit {visit.code}", [("agency", "has no item to enter on this visit.")])
    if faults := item_faults(items, answers, context):
        raise AnswerRefused(f"Visit {visit.code}", faults)
    finding = save_items(session, visit, agency, Findings(answers=answers), now, context)
    if visit.state in (VisitState.RECORDED, VisitState.ASSESSED):
        assess_visit(session, campaign, visit, now=now, context=context)
    return finding


def items_of_agency(
    session: Session,
    visit: Visit,
    party: Party,
    agency: str,
    context: Context,
    seats: Sequence[Seat] | None = None,
) -> tuple[ChecklistItem, ...]:
    """The checklist items an agency enters on a visit, as the checklist stood that day. The lead agency enters its
    own, the common ones, and those of sectors that have no seat. Who has read the party's seats hands them in."""
    place = session.get_one(Establishment, visit.establishment)
    sectors = {seat.agency: seat.sector for seat in seats or seats_of(session, [party.id or 0])}
    items = context.pack.items_for(place.type, party.on)
    if agency == party.lead_agency:
        others = {sector for code, sector in sectors.items() if code != agency}
        return tuple(item for item in items if item.sector not in others)
    return tuple(item for item in items if item.sector and item.sector == sectors.get(agency))


def item_faults(
    items: tuple[ChecklistItem, ...], answers: Mapping[str, ItemAnswer], context: Context
) -> list[tuple[str, str]]:
    """Every item without an answer, every answer without an item or that the pack does not have: (field, sentence)."""
    codes = {item.code for item in items}
    faults = [(code, "needs an answer.") for code in sorted(codes - set(answers))]
    faults += [(code, "is not an item of this checklist for this agency.") for code in sorted(set(answers) - codes)]
    offered = context.pack.item_answers
    faults += [(code, "has an answer that is not one of the list.") for code in answers if answers[code] not in offered]
    return faults


def save_items(
    session: Session, visit: Visit, agency: str, findings: Findings, now: datetime, context: Context
) -> Finding:
    assert visit.id is not None
    party = session.get_one(Party, visit.party_id)
    finding = Finding(
        visit_id=visit.id,
        agency=agency,
        lead=agency == party.lead_agency,
        checklist_revision=context.pack.revision,
        cards_present=list(findings.cards),
        handed_in_at=now,
    )
    session.add(finding)
    session.flush()
    assert finding.id is not None
    rows = [{"finding_id": finding.id, "item": code, "answer": answer} for code, answer in findings.answers.items()]
    if rows:
        session.execute(insert(FindingItem), rows)
    return finding


def _postpone(
    session: Session,
    campaign: Campaign,
    visit: Visit,
    duty: Duty,
    reason: PostponeReason,
    arrival: Arrival,
    actor: Actor,
    now: datetime,
    context: Context,
) -> Answer:
    answer = take_answer(session, duty, {"postponed": reason.value}, arrival, now=now)
    waive_duty(session, duty, WaiveReason.SUPERSEDED, actor=Actor(Role.ENGINE, actor.agency), now=now)
    postpone_visit(session, campaign, visit, reason, actor=actor, now=now, context=context)
    return answer


def _check_record(
    visit: Visit,
    party: Party,
    seats: list[Seat],
    items: tuple[ChecklistItem, ...],
    findings: Findings,
    context: Context,
) -> None:
    by_card = {seat.card: seat.sector for seat in seats if seat.card}
    faults = [("cards", f"{card} has no seat in this party.") for card in findings.cards if card not in by_card]
    faults += item_faults(items, findings.answers, context)
    if faults:
        raise AnswerRefused(f"Visit {visit.code}", faults)
    team = context.pack.team_on(party.on)
    present = [by_card[card] for card in dict.fromkeys(findings.cards)]
    missing = missing_sectors(team, team.required_sectors, present)
    if len(present) < team.quorum or missing:
        raise QuorumNotMet(visit.code, len(present), team.quorum, missing)
