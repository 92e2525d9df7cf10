"""An unannounced check: ordered by the leader on a ground, known to nobody else before it is over."""

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest
from sqlmodel import select

from actions.ask_access_code import code_digest
from actions.cancel_check import cancel_check
from actions.context import Actor
from actions.extend_duty import extend_duty
from actions.hand_in_findings import Findings
from actions.open_list import ask_list_code, open_list
from actions.order_check import decline_check, order_check
from actions.prepare_report import release_report
from actions.raise_check import Ground, raise_check
from actions.send_digest import send_digest
from actions.show_status import show_campaigns
from actions.start_campaign import start_campaign
from actions.suspend_campaign import cancel_campaign, resume_campaign, suspend_campaign
from actions.tell_office import Addressee, tell_office
from actions.waive_findings import waive_findings
from actions.waive_owed import waive_owed
from models import AccessCode, Campaign, Contact, Document, Establishment, Link, Message, Party, Seat, Visit
from models.queries.campaigns import announced_by_code, campaign_by_code
from models.queries.status import campaign_shown
from models.queries.unannounced import muster_call, open_checks, order_of, places_to_choose
from notifications.letter import CampaignLetter, Letter
from notifications.letters import LETTERS
from notifications.links import issue_link
from rules.refusals import (
    AlreadyHandled,
    AnswerRefused,
    ListClosed,
    NoticeRefused,
    OwnProposal,
    RightMissing,
    SharedMailbox,
    TransitionRefused,
    UnknownCode,
)
from rules.words import (
    CampaignState,
    CancelReason,
    DutyKind,
    DutyState,
    ItemAnswer,
    Mode,
    NoOrderReason,
    OrderGround,
    PostponeReason,
    Role,
    SuspendReason,
    VisitState,
    WaiveReason,
)
from rules.words import Session as PartOfDay
from tests.actions.checks import (
    AREA,
    GROUND,
    NIGHT,
    PLACE,
    SEATS,
    check_of,
    looked_into,
    mustered,
    order_for,
    ordered,
    over,
    raised,
    report,
    reported,
)
from tests.actions.desk import COORDINATOR, OPENING, Desk, arrival
from tests.actions.dump import dump
from tests.actions.mail_parts import opened, text_of

LEADERS = (Role.TEAM_LEADER, Role.DEPUTY_LEADER)
SECRETS = (PLACE, "CANARY", "HY-333", "TKT-LD-01", "22:00", "03/02/2021", "2021-02-03", "Phù Cừ")


def test_check_runs_from_its_ground_to_the_written_report(desk_on_both: Desk) -> None:
    desk = desk_on_both
    code = looked_into(desk)
    with desk.look() as work:
        assert campaign_by_code(work.session, code).state is CampaignState.REPORTING
    answer = reported(desk)
    with desk.look() as work:
        campaign, _ = check_of(work, code)
        assert (campaign.state, campaign.released_at, campaign.next_at) == (CampaignState.CLOSED, work.now, None)
        assert answer.content == {"document": "07/BC-Đ178", "signed_on": "2021-02-04"}
        document = work.session.exec(select(Document)).one()
        assert (document.subject, document.number, document.signer) == (code, "07/BC-Đ178", Role.TEAM_LEADER)


# Raising it


def test_code_says_nothing_and_is_another_each_time(desk: Desk) -> None:
    first, second = raised(desk), raised(desk)
    assert first != second and first.startswith("NV-") and len(first) == 11


def test_same_form_sent_twice_raises_one_check(desk: Desk) -> None:
    for _ in range(2):
        with desk.work() as work:
            raise_check(work.session, GROUND, actor=work.actor(Role.TEAM_LEADER), nonce="same-form", **work.given)
    with desk.look() as work:
        assert len(work.duties(DutyKind.ORDER_CHECK)) == len(work.letters("order_task")) == 1


@pytest.mark.parametrize("role", [role for role in Role if role not in LEADERS])
def test_nobody_but_the_leaders_raises_a_check(desk: Desk, role: Role) -> None:
    with desk.work() as work, pytest.raises(RightMissing):
        raise_check(work.session, GROUND, actor=Actor(role, None, 1), **work.given)


def test_ground_without_its_document_or_from_tomorrow_is_refused_with_both_faults(desk: Desk) -> None:
    before = dump(desk.office.engine)
    with pytest.raises(AnswerRefused) as refused:
        raised(desk, Ground(OrderGround.REQUEST, "  ", date(2021, 2, 2)))
    assert [field for field, _ in refused.value.faults] == ["document", "document_on"]
    assert dump(desk.office.engine) == before


def test_leaders_task_goes_to_his_own_address_and_says_nothing(desk: Desk) -> None:
    code = raised(desk)
    with desk.look() as work:
        (letter,) = work.letters("order_task")
        assert letter.address == "doitruong178@sldtbxh.hungyen.example"
        duty = work.duty(DutyKind.ORDER_CHECK)
        assert duty.confidential and duty.subject == code and duty.due_at == work.now + timedelta(hours=4)
        told = text_of(letter)
    assert code in told and "15/ĐT" not in told and "tố cáo" not in told


def test_leader_with_a_shared_mailbox_alone_is_not_asked(desk: Desk) -> None:
    with desk.work() as work:
        contact = work.session.get_one(Contact, work.actor(Role.TEAM_LEADER).contact_id)
        contact.shared = True
        work.session.add(contact)
    before = dump(desk.office.engine)
    with pytest.raises(SharedMailbox):
        raised(desk)
    assert dump(desk.office.engine) == before


def test_coordinator_is_pointed_to_the_leaders_page(desk: Desk) -> None:
    with desk.work() as work, pytest.raises(AnswerRefused, match=r"team leader's own page, /office/checks"):
        start_campaign(work.session, replace(OPENING, mode=Mode.UNANNOUNCED), actor=COORDINATOR, **work.given)


# Ordering it


def test_order_stands_in_the_restricted_table_alone(desk: Desk) -> None:
    raised(desk)
    answer = ordered(desk)
    assert answer.content == {"ordered": True}
    elsewhere = dump(desk.office.engine, without=frozenset({"unannouncedorder", "establishment", "packrevision"}))
    for secret in (PLACE, "HY-333-001", "TKT-LD-01"):
        assert secret not in str(elsewhere), secret
    with desk.look() as work:
        assert not work.session.exec(select(Visit)).all() and not work.session.exec(select(Party)).all()


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"establishments": ()}, "establishments", "at least one"),
        ({"establishments": ("HY-333-001", "HY-999-001")}, "establishments", "HY-999-001: not in the register"),
        ({"muster_place": "x" * 201}, "muster_place", "more than 200"),
        ({"muster_place": ""}, "muster_place", "needs the place"),
        ({"muster_place": "hỏi 0912 345 678"}, "muster_place", "as long as a telephone's"),
        ({"lead_agency": "SYT"}, "lead_agency", "no member in the party"),
        ({"seats": {"SVHTTDL": ("TKT-1", "TKT-2", "TKT-3")}}, "seats", "SLDTBXH, CAT must be in the party"),
        ({"seats": {**SEATS, "CAT": ("TKT-LD-01",)}}, "seats", "stands in the list twice"),
        ({"seats": {"SLDTBXH": ("T-11",), "CAT": ("T-12",)}}, "seats", "3 members are needed at one time, 2 are named"),
        ({"seats": {**SEATS, "CAT": ("thẻ công an",)}}, "cards.CAT", "capitals, digits and hyphens"),
        ({"seats": {**SEATS, "BAOHY": ("T-11",)}}, "seats", "BAOHY is no member of the team"),
    ],
)
def test_order_that_cannot_be_carried_out_is_refused_and_nothing_kept(
    desk: Desk, changes: dict[str, Any], field: str, sentence: str
) -> None:
    raised(desk)
    before = dump(desk.office.engine)
    with pytest.raises(AnswerRefused) as refused:
        ordered(desk, order_for(desk, **changes))
    assert any(name == field and sentence in said for name, said in refused.value.faults), refused.value.faults
    assert dump(desk.office.engine) == before


@pytest.mark.parametrize("ahead", [timedelta(0), timedelta(minutes=29), timedelta(days=31)])
def test_muster_is_ahead_but_not_far(desk: Desk, ahead: timedelta) -> None:
    raised(desk)
    with desk.look() as work:
        at = work.now + ahead
    with pytest.raises(AnswerRefused, match="muster_on"):
        ordered(desk, order_for(desk, muster_at=at))


def test_every_fault_of_an_order_is_said_at_once(desk: Desk) -> None:
    raised(desk)
    with pytest.raises(AnswerRefused) as refused:
        ordered(desk, order_for(desk, establishments=("HY-000-000",), muster_place="", lead_agency="", seats={}))
    assert {field for field, _ in refused.value.faults} == {"establishments", "muster_place", "lead_agency", "seats"}


def test_place_out_of_business_on_that_day_is_refused(desk: Desk) -> None:
    raised(desk)
    with desk.work() as work:
        work.session.get_one(Establishment, "HY-333-002").valid_to = date(2021, 2, 2)
    with pytest.raises(AnswerRefused, match=r"HY-333-002: not in business on 03/02/2021"):
        ordered(desk)


def test_agency_with_a_shared_mailbox_alone_has_nobody_who_may_be_told(desk: Desk) -> None:
    raised(desk)
    with desk.work() as work:
        contact = work.session.get_one(Contact, work.actor(Role.LIAISON, "CAT").contact_id)
        contact.shared = True
        work.session.add(contact)
    with pytest.raises(AnswerRefused, match=r"cards\.CAT: has only a shared mailbox"):
        ordered(desk)


def test_member_of_a_planned_party_at_that_time_is_not_taken(inspecting: Desk) -> None:
    with inspecting.look() as work:
        seat, party = next((seat, party) for seat, party in work.seats() if seat.agency == "CAT" and seat.card)
        starts = work.context.pack.team_on(party.on).session_starts[party.session]
    inspecting.at(party.on - timedelta(days=3))
    raised(inspecting)
    muster_at = inspecting.office.pack.calendar.at(party.on, starts)
    order = order_for(inspecting, muster_at=muster_at, seats={**SEATS, "CAT": (seat.card or "",)})
    with pytest.raises(AnswerRefused, match=rf"cards\.CAT: {seat.card}: already in another party"):
        ordered(inspecting, order)


def test_member_of_another_check_at_that_time_is_not_taken(desk: Desk) -> None:
    raised(desk)
    ordered(desk)
    raised(desk)
    with pytest.raises(AnswerRefused, match=r"TKT-LD-01: already in another party"):
        ordered(desk)


def test_deputy_orders_only_when_the_leaders_hours_have_run(desk: Desk) -> None:
    code = raised(desk)
    desk.at(date(2021, 2, 1), time(12))
    desk.advance()
    with pytest.raises(RightMissing, match=f"deputy_leader may not order check {code} yet; it is for team_leader"):
        ordered(desk, role=Role.DEPUTY_LEADER)
    with desk.look() as work:
        assert [letter.address for letter in work.letters("order_task")] == [
            "doitruong178@sldtbxh.hungyen.example",
            "doipho178@sldtbxh.hungyen.example",
        ]
    desk.at(date(2021, 2, 1), time(12, 1))
    ordered(desk, role=Role.DEPUTY_LEADER)


def test_nobody_orders_on_his_own_proposal(desk: Desk) -> None:
    proposal = Ground(OrderGround.MEMBER_PROPOSAL, "03/ĐX", date(2021, 2, 1))
    raised(desk, proposal, Role.DEPUTY_LEADER)
    desk.at(date(2021, 2, 1), time(12, 1))
    with pytest.raises(OwnProposal):
        ordered(desk, role=Role.DEPUTY_LEADER)
    ordered(desk)


@pytest.mark.parametrize("role", [role for role in Role if role not in LEADERS])
def test_nobody_but_the_leaders_orders_or_declines(desk: Desk, role: Role) -> None:
    raised(desk)
    with desk.work() as work:
        duty, actor = work.duty(DutyKind.ORDER_CHECK), Actor(role, "SLDTBXH", 1)
        with pytest.raises(RightMissing):
            order_check(work.session, duty, order_for(desk), arrival(), actor=actor, **work.given)
        with pytest.raises(RightMissing):
            decline_check(work.session, duty, NoOrderReason.GROUND, arrival(), actor=actor, **work.given)


def test_check_is_ordered_once(desk: Desk) -> None:
    raised(desk)
    with desk.work() as work:
        duty, actor = work.duty(DutyKind.ORDER_CHECK), work.actor(Role.TEAM_LEADER)
        order_check(work.session, duty, order_for(desk), arrival(), actor=actor, **work.given)
        with pytest.raises(TransitionRefused):
            order_check(work.session, duty, order_for(desk), arrival(), actor=actor, **work.given)


def test_ground_that_is_declined_ends_there(desk: Desk) -> None:
    code = raised(desk)
    answer = desk.settle(DutyKind.ORDER_CHECK, decline_check, NoOrderReason.DUPLICATE, subject=code)
    desk.at(date(2021, 2, 3))
    desk.advance()
    with desk.look() as work:
        campaign, order = check_of(work, code)
        assert campaign.state is CampaignState.CANCELLED and campaign.next_at is None
        assert order.refused is NoOrderReason.DUPLICATE and answer.content == {"declined": "duplicate"}
        assert len(work.letters("order_task")) == 1


def cancel(desk: Desk, code: str, role: Role) -> None:
    with desk.work() as work:
        campaign = campaign_by_code(work.session, code)
        cancel_check(work.session, campaign, CancelReason.MISTAKE, actor=work.actor(role), **work.given)


def test_leader_calls_it_off_until_the_members_are_told(desk: Desk) -> None:
    code = raised(desk)
    ordered(desk)
    with pytest.raises(RightMissing):
        cancel(desk, code, Role.COORDINATOR)
    with pytest.raises(RightMissing):
        cancel(desk, code, Role.DEPUTY_LEADER)
    cancel(desk, code, Role.TEAM_LEADER)
    desk.at(NIGHT, time(12))
    desk.advance()
    with desk.look() as work:
        assert work.letters("muster") == []
    told = mustered_again(desk)
    with pytest.raises(TransitionRefused):
        cancel(desk, told, Role.TEAM_LEADER)


def mustered_again(desk: Desk) -> str:
    code = raised(desk)
    ordered(desk)
    desk.advance()
    return code


# Gathering


def test_members_learn_of_it_twelve_hours_before_and_of_nothing_but_a_task(desk: Desk) -> None:
    code = raised(desk)
    ordered(desk)
    desk.at(NIGHT, time(9, 59))
    desk.advance()
    with desk.look() as work:
        assert work.letters("muster") == []
    desk.at(NIGHT, time(10))
    desk.advance()
    with desk.look() as work:
        letters = work.letters("muster")
        assert {letter.agency for letter in letters} == set(SEATS) and len(letters) == len(SEATS)
        for letter in letters:
            told = text_of(letter)
            assert code in told and not [secret for secret in SECRETS if secret in told]
            assert [
                part.get_content_type() for part in opened(letter).walk() if "calendar" in part.get_content_type()
            ] == []
        assert check_of(work, code)[0].state is CampaignState.INSPECTING


def test_check_that_is_ordered_late_musters_at_once(desk: Desk) -> None:
    raised(desk)
    with desk.look() as work:
        soon = work.now + timedelta(minutes=40)
    ordered(desk, order_for(desk, muster_at=soon))
    desk.advance()
    with desk.look() as work:
        assert len(work.letters("muster")) == len(SEATS)


def test_clock_has_no_appointment_at_the_hour_itself(desk: Desk) -> None:
    """Prefect sees when the clock looks: the hour of the muster is no such moment."""
    code = mustered(desk)
    with desk.look() as work:
        campaign, order = check_of(work, code)
        assert campaign.next_at == work.context.pack.calendar.at(date(2021, 2, 4), time(7, 30)) != order.muster_at


def test_nothing_of_the_list_is_in_a_shared_table_before_the_morning_after(desk: Desk) -> None:
    code = mustered(desk)
    desk.at(NIGHT, time(23, 59))
    desk.advance()
    shared = dump(desk.office.engine, without=frozenset({"unannouncedorder", "establishment", "packrevision"}))
    assert not [secret for secret in ("HY-333", "TKT-LD-01", PLACE) if secret in str(shared)]
    with desk.look() as work:
        campaign, _ = check_of(work, code)
        assert campaign.opens_on == date(2021, 2, 1)


# Afterwards


def test_morning_after_the_list_becomes_visits_whose_findings_are_asked_for(desk: Desk) -> None:
    code = over(desk)
    with desk.look() as work:
        campaign, _ = check_of(work, code)
        (party,) = work.session.exec(select(Party).where(Party.campaign_id == campaign.id)).all()
        assert (party.on, party.lead_agency, party.area) == (NIGHT, "SVHTTDL", AREA)
        assert {seat.card for seat in work.session.exec(select(Seat))} == {c for own in SEATS.values() for c in own}
        duties = work.duties(DutyKind.FINDINGS)
        assert [duty.subject for duty in duties] == [f"{code}-V-HY-333-001", f"{code}-V-HY-333-002"]
        (letter,) = work.letters("findings_request")
        assert letter.agency == "SVHTTDL" and not [name for name in ("HY-333", PLACE) if name in text_of(letter)]
        assert (campaign.opens_on, campaign.closes_on) == (date(2021, 2, 1), date(2021, 2, 1))


def test_letters_after_the_check_do_not_tell_its_day(desk: Desk) -> None:
    looked_into(desk)
    with desk.look() as work:
        letters = [*work.letters("findings_request"), *work.letters("findings_receipt")]
        for letter in letters:
            assert "ghi trong trang mở bằng liên kết" in text_of(letter) and "03/02/2021" not in text_of(letter)
    assert len(letters) == 2


def test_check_on_a_friday_night_is_collected_on_monday(desk: Desk) -> None:
    raised(desk)
    ordered(desk, order_for(desk, muster_at=desk.office.pack.calendar.at(date(2021, 2, 5), time(22))))
    for day in (5, 6, 7):
        desk.at(date(2021, 2, day), time(11))
        desk.advance()
    with desk.look() as work:
        assert work.duties(DutyKind.FINDINGS) == []
    desk.at(date(2021, 2, 8), time(7, 30))
    desk.advance()
    with desk.look() as work:
        assert len(work.duties(DutyKind.FINDINGS)) == 2


def test_member_whose_card_was_planned_elsewhere_meanwhile_still_has_a_seat(desk: Desk) -> None:
    """The record of what has been does not stumble over what is planned."""
    code = mustered(desk)
    with desk.work() as work:
        campaign, _ = check_of(work, code)
        other = Party(
            code="X-P001", campaign_id=campaign.id or 0, area=AREA, sector="police", lead_agency="CAT",
            on=NIGHT, session=PartOfDay.NIGHT, active=False,
        )  # fmt: skip
        work.session.add(other)
        work.session.flush()
        seat = Seat(
            party_id=other.id or 0, ordinal=1, agency="CAT", sector="police", card="TKT-CA-01", slot="2021-02-03/night"
        )
        work.session.add(seat)
        other.active = True
        work.session.flush()
        other.campaign_id = _another_campaign(work.session, campaign)
    desk.at(date(2021, 2, 4), time(7, 30))
    desk.advance()
    with desk.look() as work:
        assert len(work.duties(DutyKind.FINDINGS)) == 2


def _another_campaign(session: Any, like: Campaign) -> int:
    other = Campaign(
        **{**like.model_dump(exclude={"id", "code", "next_at", "version"}), "code": "X", "mode": Mode.PLANNED}
    )
    session.add(other)
    session.flush()
    assert other.id is not None
    return other.id


def test_finding_of_a_check_is_assessed_like_any_other(desk: Desk) -> None:
    code = over(desk)
    visit = f"{code}-V-HY-333-001"
    desk.find(visit, {"K10": ItemAnswer.SHORTCOMING})
    with desk.look() as work:
        (remedy,) = work.duties(DutyKind.REMEDY)
        assert remedy.agency == "UBND-333" and not remedy.confidential


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"document": ""}, ["document"]),
        ({"signed_on": date(2021, 2, 2)}, ["signed_on"]),
        ({"signed_on": date(2021, 2, 5)}, ["signed_on"]),
        ({"to_superior": False, "to_chairman": False}, ["to_superior", "to_chairman"]),
    ],
)
def test_report_that_is_none_does_not_close_the_check(desk: Desk, changes: dict[str, Any], fields: list[str]) -> None:
    looked_into(desk)
    before = dump(desk.office.engine)
    with pytest.raises(AnswerRefused) as refused:
        reported(desk, report(**changes))
    assert [field for field, _ in refused.value.faults] == fields
    assert dump(desk.office.engine) == before


def test_deputy_reports_only_when_the_leaders_days_have_run(desk: Desk) -> None:
    looked_into(desk)
    with pytest.raises(RightMissing):
        reported(desk, role=Role.DEPUTY_LEADER)
    with desk.look() as work:
        due_at = work.duty(DutyKind.WRITTEN_REPORT).due_at
    desk.office.set_practice_moment(due_at + timedelta(minutes=1))
    reported(desk, role=Role.DEPUTY_LEADER)


# The list


def link_of(desk: Desk, code: str, role: Role) -> int:
    with desk.work() as work:
        campaign = campaign_by_code(work.session, code)
        contact = work.session.get_one(Contact, work.actor(role).contact_id)
        issue_link(
            work.session, contact, campaign_id=campaign.id, subject=code, confidential=True, now=work.now,
            lives=timedelta(days=9), signer=work.context.signer,
        )  # fmt: skip
        rows = work.session.exec(select(Link).where(Link.contact_id == contact.id, Link.subject == code)).all()
        return rows[-1].id or 0


def ask_code(desk: Desk, code: str, role: Role) -> int:
    link_id = link_of(desk, code, role)
    with desk.work() as work:
        campaign = campaign_by_code(work.session, code)
        ask_list_code(work.session, work.session.get_one(Link, link_id), campaign, **work.given)
    return link_id


def sent_code(desk: Desk) -> str:
    with desk.look() as work:
        letter = work.letters("list_code")[-1]
    return next(word for word in text_of(letter).split() if word.isdigit() and len(word) == 8)


def opened_with(desk: Desk, link_id: int, campaign_code: str, code: str) -> Any:
    with desk.work() as work:
        campaign = campaign_by_code(work.session, campaign_code)
        return open_list(work.session, work.session.get_one(Link, link_id), campaign, code, **work.given)


def test_list_opens_from_the_muster_on_with_a_code_to_the_leader_and_once(desk: Desk) -> None:
    code = mustered(desk)
    with pytest.raises(ListClosed, match=r"it opens at muster time, 22:00 03/02/2021\. Ask for a code then"):
        ask_code(desk, code, Role.TEAM_LEADER)
    desk.at(NIGHT, time(22))
    link_id = ask_code(desk, code, Role.TEAM_LEADER)
    right = sent_code(desk)
    with desk.look() as work:
        assert work.letters("list_code")[-1].address == "doitruong178@sldtbxh.hungyen.example"
    wrong = f"{(int(right) + 1) % 10**8:08d}"
    assert opened_with(desk, link_id, code, wrong) == (None, 4)
    order, _ = opened_with(desk, link_id, code, right)
    assert order.establishments == ["HY-333-001", "HY-333-002"]
    desk.at(NIGHT, time(22, 5))
    with pytest.raises(ListClosed, match=r"last opened at 22:00 03/02/2021\. Ask for a new code"):
        opened_with(desk, link_id, code, right)
    with desk.look() as work:
        entries = work.journal(verb="open_list")
        assert len(entries) == 1 and entries[0].restricted and entries[0].role is Role.TEAM_LEADER


def test_code_of_the_page_does_not_open_the_list(desk: Desk) -> None:
    code = mustered(desk)
    desk.at(NIGHT, time(22))
    link_id = link_of(desk, code, Role.TEAM_LEADER)
    with desk.work() as work:
        link = work.session.get_one(Link, link_id)
        digest = code_digest(link, "12345678", work.context)
        work.session.add(
            AccessCode(link_id=link_id, digest=digest, expires_at=work.now + timedelta(minutes=9), created_at=work.now)
        )
    assert opened_with(desk, link_id, code, "12345678") == (None, 0)


@pytest.mark.parametrize("role", [Role.DEPUTY_LEADER, Role.COORDINATOR, Role.CHAIRMAN])
def test_list_opens_to_nobody_else(desk: Desk, role: Role) -> None:
    code = mustered(desk)
    desk.at(NIGHT, time(22))
    with pytest.raises(RightMissing):
        ask_code(desk, code, role)


def test_deputy_who_ordered_it_opens_the_list(desk: Desk) -> None:
    code = raised(desk)
    desk.at(date(2021, 2, 1), time(12, 1))
    ordered(desk, role=Role.DEPUTY_LEADER)
    desk.at(NIGHT, time(22))
    ask_code(desk, code, Role.DEPUTY_LEADER)
    with desk.look() as work:
        assert [letter.address for letter in work.letters("list_code")] == ["doipho178@sldtbxh.hungyen.example"]


# Nobody else


@pytest.mark.parametrize("role", list(Role))
def test_restricted_reads_give_each_role_its_own_and_no_more(desk: Desk, role: Role) -> None:
    code = mustered(desk)
    with desk.look() as work:
        campaign = campaign_by_code(work.session, code)
        if role in (*LEADERS, Role.ENGINE):
            assert order_of(work.session, campaign, role).muster_place == PLACE
        else:
            with pytest.raises(UnknownCode):
                order_of(work.session, campaign, role)
        call = muster_call(work.session, campaign, "CAT", role)
        assert (None if call is None else call.place) == (PLACE if role is Role.LIAISON else None)
        assert muster_call(work.session, campaign, "SYT", role) is None
        assert bool(places_to_choose(work.session, role)) is (role in (*LEADERS, Role.ENGINE))
        others = work.session.exec(select(Contact).where(Contact.role == role)).all()
        found = [entry for contact in others for entry in open_checks(work.session, contact)]
        assert found == ([(code, CampaignState.INSPECTING)] if role is Role.TEAM_LEADER else [])


@pytest.mark.parametrize("stage", [raised, mustered, over, looked_into])
def test_coordinator_neither_sees_nor_decides_a_check(desk: Desk, stage: Any) -> None:
    code = stage(desk)
    with desk.work() as work:
        assert show_campaigns(work.session, now=work.now) == ()
        campaign = campaign_by_code(work.session, code)
        for look_up in (campaign_shown, announced_by_code):
            with pytest.raises(UnknownCode):
                look_up(work.session, code)
        for decide in (
            lambda: suspend_campaign(work.session, campaign, SuspendReason.EPIDEMIC, actor=COORDINATOR, **work.given),
            lambda: cancel_campaign(work.session, campaign, CancelReason.MISTAKE, actor=COORDINATOR, **work.given),
            lambda: resume_campaign(work.session, campaign, actor=COORDINATOR, **work.given),
            lambda: release_report(work.session, campaign, actor=COORDINATOR, **work.given),
        ):
            with pytest.raises((RightMissing, TransitionRefused, AlreadyHandled)):
                decide()
        for kind in (DutyKind.ORDER_CHECK, DutyKind.WRITTEN_REPORT):
            for duty in work.duties(kind):
                with pytest.raises(UnknownCode):
                    extend_duty(work.session, duty, date(2021, 3, 1), actor=COORDINATOR, **work.given)
                with pytest.raises(RightMissing):
                    waive_owed(work.session, duty, WaiveReason.NOT_NEEDED, actor=COORDINATOR, **work.given)


def test_agency_that_owes_findings_of_a_check_is_followed_by_the_leader_not_the_coordinator(desk: Desk) -> None:
    over(desk)
    with desk.look() as work:
        due_at = work.duties(DutyKind.FINDINGS)[0].due_at
        moments = [
            work.context.pack.calendar.rung_at(due_at, rung.after, rung.unit)
            for rung in work.context.pack.ladder("routine", NIGHT).rungs
        ]
    for moment in moments:
        desk.office.set_practice_moment(moment)
        desk.advance()
    with desk.look() as work:
        told = {letter.address.split("@")[0] for letter in work.letters("non_response")}
    assert "doitruong178" in told and "dieuphoi" not in told


def give_up(desk: Desk, code: str, role: Role = Role.TEAM_LEADER) -> int:
    with desk.work() as work:
        actor = COORDINATOR if role is Role.COORDINATOR else work.actor(role)
        return waive_findings(work.session, campaign_by_code(work.session, code), actor=actor, **work.given)


def test_leader_waits_no_longer_for_late_findings_and_the_check_goes_on(desk: Desk) -> None:
    code = over(desk)
    assert give_up(desk, code) == 0, "nothing is late yet"
    with desk.look() as work:
        owed = work.duties(DutyKind.FINDINGS)
    desk.office.set_practice_moment(max(duty.due_at for duty in owed) + timedelta(minutes=1))
    for role in (Role.COORDINATOR, Role.CHAIRMAN):
        with pytest.raises(UnknownCode):
            give_up(desk, code, role)
    with pytest.raises(RightMissing):
        give_up(desk, code, Role.DEPUTY_LEADER)
    assert give_up(desk, code) == len(owed)
    desk.advance()
    with desk.look() as work:
        assert {visit.state for visit in work.session.exec(select(Visit))} == {VisitState.NOT_CONDUCTED}
        assert work.duty(DutyKind.WRITTEN_REPORT)
        entries = work.journal(verb="give_up")
        assert len(entries) == len(owed) and all(entry.restricted and entry.reason == "silent" for entry in entries)
    reported(desk)
    with desk.look() as work:
        assert campaign_by_code(work.session, code).state is CampaignState.CLOSED


def test_deputy_sees_the_checks_he_raised_and_the_leader_all(desk: Desk) -> None:
    first = raised(desk)
    second = raised(desk, role=Role.DEPUTY_LEADER)
    with desk.look() as work:
        leader, deputy = (work.session.get_one(Contact, work.actor(role).contact_id) for role in LEADERS)
        assert [code for code, _ in open_checks(work.session, leader)] == [second, first]
        assert [code for code, _ in open_checks(work.session, deputy)] == [second]


def test_late_check_is_in_no_digest(desk: Desk) -> None:
    looked_into(desk)
    desk.at(date(2021, 2, 20))
    with desk.work() as work:
        assert send_digest(work.session, **work.given) is False


def test_only_the_leaders_and_the_members_agencies_are_written_to(desk: Desk) -> None:
    looked_into(desk)
    reported(desk)
    with desk.look() as work:
        told = {(m.letter, m.address.split("@")[0]) for m in work.session.exec(select(Message))}
        assert {name for name, _ in told} == {
            "order_task", "muster", "findings_request", "findings_receipt", "unannounced_report_due"
        }  # fmt: skip
        assert {office for name, office in told if name in ("order_task", "unannounced_report_due")} == {"doitruong178"}


@pytest.mark.parametrize("letter", LETTERS.values(), ids=lambda letter: letter.name)
def test_no_letter_gives_notice_of_a_check(desk: Desk, letter: type[Letter]) -> None:
    """Whatever a letter is, it is refused unless it says itself that it comes afterwards."""
    code = raised(desk)
    with desk.work() as work:
        campaign = campaign_by_code(work.session, code)
        given: dict[str, Any] = {"campaign": campaign, "subject": code, "ordinal": 1, **work.given}
        if letter.gives_notice:
            with pytest.raises(NoticeRefused):
                tell_office(work.session, letter, Addressee(Role.LIAISON, "CAT"), **given)
        elif issubclass(letter, CampaignLetter):
            assert letter.name in AFTERWARDS


AFTERWARDS = {"reminder", "non_response", "duties_passed", "findings_request", "findings_receipt", "recommendation"}


def test_letter_about_a_campaign_gives_notice_unless_it_says_otherwise() -> None:
    assert {
        name for name, letter in LETTERS.items() if issubclass(letter, CampaignLetter) and not letter.gives_notice
    } == AFTERWARDS
    for name in ("invitation", "area_notice", "brief", "visit_postponed", "plan_submitted", "plan_approved"):
        assert LETTERS[name].gives_notice


def test_visit_of_a_check_is_not_put_off_to_a_day_that_somebody_could_be_told(desk: Desk) -> None:
    code = over(desk)
    desk.hand_in(f"{code}-V-HY-333-001", Findings(postponed=PostponeReason.WEATHER))
    with desk.look() as work:
        visit = work.session.exec(select(Visit).where(Visit.code == f"{code}-V-HY-333-001")).one()
        assert visit.state is VisitState.NOT_CONDUCTED and work.letters("visit_postponed") == []
        assert work.duty(DutyKind.FINDINGS, state=DutyState.OPEN).subject.endswith("002")
