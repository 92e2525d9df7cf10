"""Findings come in: checked as a whole, assessed at once, and each agency enters its own items only."""

from dataclasses import replace
from datetime import date, time

import pytest
from sqlmodel import select

from actions.hand_in_findings import Findings, enter_own_items, hand_in_findings, items_of_agency
from models import Contact, Finding, FindingItem, Party, Seat, Visit
from models.queries.unheard import to_telephone
from models.queries.visits import seats_of
from rules.refusals import AlreadyHandled, AnswerRefused, QuorumNotMet, TransitionRefused
from rules.words import (
    CampaignState,
    DutyKind,
    DutyState,
    ItemAnswer,
    NotConductedReason,
    Outcome,
    PostponeReason,
    Role,
    VisitState,
    WaiveReason,
)
from tests.actions.desk import FIRST, Desk, arrival
from tests.actions.dump import dump
from tests.actions.mail_parts import text_of
from tests.actions.work import Work


def first_visit(work: Work) -> tuple[Visit, Party, list[Seat]]:
    visit = next(v for v in work.visits() if v.code == work.duties(DutyKind.FINDINGS)[0].subject)
    party = work.session.get_one(Party, visit.party_id)
    return visit, party, seats_of(work.session, [visit.party_id])


def record(desk: Desk, **facts: object) -> Findings:
    with desk.look() as work:
        return work.record_of(first_visit(work)[0], **facts)  # type: ignore[arg-type]


def code(desk: Desk) -> str:
    with desk.look() as work:
        return first_visit(work)[0].code


def own_items(desk: Desk, agency: str, answers: dict[str, ItemAnswer] | None = None) -> Finding:
    """An agency that does not lead enters what it saw on the first visit."""
    with desk.work() as work:
        visit = work.session.exec(select(Visit).where(Visit.code == FIRST)).one()
        party = work.session.get_one(Party, visit.party_id)
        items = items_of_agency(work.session, visit, party, agency, work.context)
        given = {item.code: ItemAnswer.MET for item in items} | (answers or {})
        actor = work.actor(Role.LIAISON, agency)
        return enter_own_items(work.session, visit, agency, given, actor=actor, **work.given)


def test_record_in_good_order_is_assessed_at_once_and_fulfils_its_duty(visiting: Desk) -> None:
    assert code(visiting) == FIRST
    answer = visiting.hand_in(FIRST, record(visiting))
    with visiting.look() as work:
        (visit,) = [v for v in work.visits() if v.code == FIRST]
        assert (visit.state, visit.outcome) == (VisitState.ASSESSED, Outcome.COMPLIANT)
        duty = work.duty(DutyKind.FINDINGS, subject=FIRST, state=DutyState.FULFILLED)
        assert answer.receipt == f"{duty.code}-A1"
        finding = work.session.exec(select(Finding)).one()
        assert (finding.lead, finding.agency) == (True, duty.agency)
        assert finding.checklist_revision == work.context.pack.revision
        assert [e.verb for e in work.journal(noun="visit", subject=FIRST)] == ["record", "assess"]


def test_too_few_members_make_no_record_and_nothing_is_saved(visiting: Desk) -> None:
    full = record(visiting)
    before = dump(visiting.office.engine)
    with pytest.raises(QuorumNotMet, match="had 2 members present; at least 3"):
        visiting.hand_in(FIRST, Findings(cards=full.cards[:2], answers=full.answers))
    assert dump(visiting.office.engine) == before


def test_one_member_named_three_times_is_one_member(visiting: Desk) -> None:
    full = record(visiting)
    with pytest.raises(QuorumNotMet, match="had 1 members"):
        visiting.hand_in(FIRST, Findings(cards=full.cards[:1] * 3, answers=full.answers))


def test_quorum_without_a_required_sector_is_refused_by_its_name(visiting: Desk) -> None:
    with visiting.work() as work:
        visit, party, seats = first_visit(work)
        police = next(seat for seat in seats if seat.sector == "police")
        spare = Seat(
            party_id=party.id or 0, ordinal=9, agency="SYT", sector="health", card="TKT-SYT-77", slot=seats[0].slot
        )
        work.session.add(spare)
        work.session.flush()
        full = work.record_of(visit)
        cards = tuple(card for card in full.cards if card != police.card)
    assert len(cards) == 3
    with pytest.raises(QuorumNotMet, match="nobody from police"):
        visiting.hand_in(FIRST, Findings(cards=cards, answers=full.answers))


def test_every_missing_and_every_foreign_item_and_card_is_told_at_once(visiting: Desk) -> None:
    full = record(visiting)
    missing = sorted(full.answers)[:2]
    answers = {item: answer for item, answer in full.answers.items() if item not in missing}
    with pytest.raises(AnswerRefused) as refused:
        visiting.hand_in(
            FIRST,
            Findings(cards=(*full.cards, "TKT-NOBODY-1"), answers=answers | {"K99": ItemAnswer.MET}),
        )
    assert refused.value.faults == (
        ("cards", "TKT-NOBODY-1 has no seat in this party."),
        *((item, "needs an answer.") for item in missing),
        ("K99", "is not an item of this checklist for this agency."),
    )


def test_findings_are_handed_in_once(visiting: Desk) -> None:
    full = record(visiting)
    visiting.hand_in(FIRST, full)
    with pytest.raises(TransitionRefused, match="is assessed"), visiting.work() as work:
        duty = work.duty(DutyKind.FINDINGS, subject=FIRST, state=None)
        hand_in_findings(work.session, duty, full, arrival(), actor=work.owner(duty), **work.given)


def test_closed_establishment_is_told_with_its_reason_and_needs_no_record(visiting: Desk) -> None:
    visiting.hand_in(FIRST, Findings(missed=NotConductedReason.CLOSED))
    with visiting.look() as work:
        (visit,) = [v for v in work.visits() if v.code == FIRST]
        assert (visit.state, visit.missed, visit.outcome) == (
            VisitState.NOT_CONDUCTED,
            NotConductedReason.CLOSED,
            None,
        )
        assert work.session.exec(select(Finding)).all() == []
        assert work.journal(subject=FIRST, verb="miss")[0].reason == "closed"


def test_postponed_visit_gets_a_new_party_inside_the_window_and_owes_findings_there(visiting: Desk) -> None:
    with visiting.look() as work:
        old = first_visit(work)[1]
    visiting.hand_in(FIRST, Findings(postponed=PostponeReason.WEATHER))
    with visiting.look() as work:
        (visit,) = [v for v in work.visits() if v.code == FIRST]
        party = work.session.get_one(Party, visit.party_id)
        assert visit.state is VisitState.PLANNED
        assert party.id != old.id and old.on < party.on <= work.campaign().closes_on
        assert [seat for seat in seats_of(work.session, [party.id or 0]) if not seat.card] == []
        duty = work.duty(DutyKind.FINDINGS, subject=FIRST, state=DutyState.WAIVED)
        assert duty.waived is WaiveReason.SUPERSEDED
        letters = work.letters("visit_postponed")
        assert {letter.agency for letter in letters} >= {seat.agency for seat in seats_of(work.session, [old.id or 0])}
        assert all(f"{party.on:%d/%m/%Y}" in text_of(letter) for letter in letters)
        assert "thời tiết" in text_of(letters[0])
    visiting.at(party.on)
    visiting.advance()
    with visiting.look() as work:
        assert work.duty(DutyKind.FINDINGS, subject=FIRST).ordinal == 2
    visiting.hand_in(FIRST, record_of(visiting, FIRST))
    with visiting.look() as work:
        assert [v.state for v in work.visits() if v.code == FIRST] == [VisitState.ASSESSED]


def test_visit_is_postponed_though_one_of_its_agencies_cannot_be_written_to(visiting: Desk) -> None:
    with visiting.work() as work:
        seats = seats_of(work.session, [first_visit(work)[1].id or 0])
        agency = next(seat.agency for seat in seats if seat.agency != "SLDTBXH")
        for contact in work.session.exec(select(Contact).where(Contact.agency == agency)):
            contact.bounced = True
    visiting.hand_in(FIRST, Findings(postponed=PostponeReason.WEATHER))
    with visiting.look() as work:
        assert [v.state for v in work.visits() if v.code == FIRST] == [VisitState.PLANNED]
        assert agency not in {letter.agency for letter in work.letters("visit_postponed")}
        assert {(row.agency, row.step) for row, _ in to_telephone(work.session)} == {(agency, "visit_postponed")}


def record_of(desk: Desk, visit: str) -> Findings:
    with desk.look() as work:
        return work.record_of(next(v for v in work.visits() if v.code == visit))


def test_visit_postponed_on_the_last_day_counts_as_not_conducted(visiting: Desk) -> None:
    visiting.at(date(2021, 3, 31))
    visiting.hand_in(FIRST, Findings(postponed=PostponeReason.MEMBERS))
    with visiting.look() as work:
        (visit,) = [v for v in work.visits() if v.code == FIRST]
        assert (visit.state, visit.missed) == (VisitState.NOT_CONDUCTED, NotConductedReason.QUORUM)


@pytest.mark.parametrize(
    ("day", "says"),
    [(date(2021, 3, 4), 0), (date(2021, 3, 5), 1), (date(2021, 3, 8), 2)],
    ids=["on the last day", "a day late", "over a weekend"],
)
def test_receipt_comes_with_the_last_visit_of_the_party_and_says_how_late(visiting: Desk, day: date, says: int) -> None:
    visiting.at(day, time(16))
    with visiting.look() as work:
        subjects = [duty.subject for duty in work.duties(DutyKind.FINDINGS)]
    assert len(subjects) == 2
    visiting.hand_in(subjects[0], record_of(visiting, subjects[0]))
    with visiting.look() as work:
        assert work.letters("findings_receipt") == []
    visiting.hand_in(subjects[1], record_of(visiting, subjects[1]))
    with visiting.look() as work:
        (letter,) = work.letters("findings_receipt")
        text = text_of(letter)
        assert ("Quá hạn" in text) is bool(says)
        assert not says or f"Quá hạn: {says} ngày làm việc" in text


def test_sign_of_crime_is_no_answer_where_nobody_would_get_it(visiting: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    full = record(visiting)
    item = min(full.answers)
    found = replace(full, answers={**full.answers, item: ItemAnswer.SIGNS_OF_CRIME})
    # The desk's office serves other tests too: its pack comes back.
    monkeypatch.setattr(visiting.office, "pack", replace(visiting.office.pack, channels=(), hotspots=()))
    with pytest.raises(AnswerRefused) as refused:
        visiting.hand_in(FIRST, found)
    assert refused.value.faults == ((item, "has an answer that is not one of the list."),)


def test_each_agency_enters_its_own_items_and_never_anothers(visiting: Desk) -> None:
    before = dump(visiting.office.engine)
    with pytest.raises(AnswerRefused) as refused:
        own_items(visiting, "CAT", {"K03": ItemAnswer.VIOLATION, "K05": ItemAnswer.MET})
    assert refused.value.faults == (
        ("K03", "is not an item of this checklist for this agency."),
        ("K05", "is not an item of this checklist for this agency."),
    )
    assert dump(visiting.office.engine) == before
    finding = own_items(visiting, "CAT")
    assert not finding.lead


def test_every_item_belongs_to_exactly_one_agency_of_the_party(visiting: Desk) -> None:
    with visiting.look() as work:
        visit, party, seats = first_visit(work)
        place = next(p for p in work.context.pack.establishments if p.code == visit.establishment)
        entered = [
            item.code
            for agency in {seat.agency for seat in seats}
            for item in items_of_agency(work.session, visit, party, agency, work.context)
        ]
        assert sorted(entered) == sorted(item.code for item in work.context.pack.items_for(place.type, party.on))


def test_own_items_are_entered_once(visiting: Desk) -> None:
    own_items(visiting, "CAT")
    with pytest.raises(AlreadyHandled, match="has already been dealt with"):
        own_items(visiting, "CAT")


def test_agency_without_a_seat_enters_nothing(visiting: Desk) -> None:
    with pytest.raises(AnswerRefused):
        own_items(visiting, "CQLTT", {"K01": ItemAnswer.MET})
    with pytest.raises(AnswerRefused, match="no item to enter"):
        own_items(visiting, "CQLTT")
    with visiting.look() as work:
        assert work.session.exec(select(Finding)).all() == []


def test_lead_agency_hands_in_the_record_and_not_own_items(visiting: Desk) -> None:
    with pytest.raises(AnswerRefused, match="leads the party"):
        own_items(visiting, "SVHTTDL")
    visiting.hand_in(FIRST, record(visiting))


def test_items_entered_after_the_record_are_assessed_with_it(visiting: Desk) -> None:
    visiting.hand_in(FIRST, record(visiting))
    own_items(visiting, "SLDTBXH", {"K05": ItemAnswer.SHORTCOMING})
    with visiting.look() as work:
        (visit,) = [v for v in work.visits() if v.code == FIRST]
        assert visit.outcome is Outcome.GUIDANCE
        assert work.duty(DutyKind.REMEDY)


def test_items_entered_before_the_record_wait_for_it(visiting: Desk) -> None:
    own_items(visiting, "SLDTBXH", {"K05": ItemAnswer.SHORTCOMING})
    with visiting.look() as work:
        assert [v.outcome for v in work.visits() if v.code == FIRST] == [None]
    visiting.hand_in(FIRST, record(visiting))
    with visiting.look() as work:
        assert [v.outcome for v in work.visits() if v.code == FIRST] == [Outcome.GUIDANCE]
        assert {item.item for item in work.session.exec(select(FindingItem))} > {"K01", "K05"}


def test_campaign_is_assessed_when_the_last_visit_is_in(visiting: Desk) -> None:
    visiting.at(date(2021, 3, 24))
    visiting.advance()
    with visiting.look() as work:
        subjects = [duty.subject for duty in work.duties(DutyKind.FINDINGS)]
    assert len(subjects) == 12
    for subject in subjects[:-1]:
        visiting.hand_in(subject, record_of(visiting, subject))
    visiting.advance()
    with visiting.look() as work:
        assert work.campaign().state is CampaignState.INSPECTING
    visiting.hand_in(subjects[-1], Findings(missed=NotConductedReason.OUT_OF_BUSINESS))
    visiting.advance()
    with visiting.look() as work:
        assert work.campaign().state is CampaignState.REPORTING
