"""Agencies and areas merge, split or end in the middle of a campaign: what they owe passes to whoever follows, both
offices are told, history keeps the old names, and figures add up under old and new ones."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from sqlmodel import select

from actions.change_pack import change_of_pack
from actions.hand_in_form import form_of, units_of
from actions.pass_duties import duties_that_pass, pass_duties
from actions.protect_person import protect_person
from actions.reorganise import is_reorganised, reorganise
from actions.work_figures import work_figures
from models import Contact, PackRevision
from models.queries.visits import visit_by_code
from rules.figures import AgencyRow
from rules.pack import Agency, Heir, Pack
from rules.words import AgencyRole, DutyKind, DutyState, Edition, ProtectionSign, Role, WaiveReason
from tests.actions.desk import FIRST, Desk
from tests.actions.dump import dump
from tests.actions.forms_desk import answer_all, begin_of, hand_in, open_codes, opening_of, walk_to
from tests.actions.mail_parts import text_of
from tests.actions.work import CODE, Work

AFTER = date(2021, 2, 3)
TRAINING = "HY-2021-TH-01"
PRESS = "HY-2021-BC-01"


def ending(pack: Pack, ends: dict[str, dict[str, object]], *more: Agency, **changed: object) -> Pack:
    """The pack in which some agencies end, and others come."""
    agencies = tuple(replace(row, **ends.get(row.code, {})) for row in pack.agencies)  # type: ignore[arg-type]
    return replace(pack, agencies=agencies + more, revision=f"after-{len(ends)}", **changed)  # type: ignore[arg-type]


@contextmanager
def in_force(desk: Desk, pack: Pack) -> Iterator[None]:
    """The province works with another revision for a while; desks are shared by tests."""
    old = desk.office.pack
    read = desk.office.read_pack
    with desk.work() as work:
        if work.session.get(PackRevision, pack.revision) is None:
            work.session.add(PackRevision(revision=pack.revision, code=pack.code, files={}, applied_at=work.now))
    desk.office.put_in_force(pack)
    desk.office._packs.clear()
    try:
        yield
    finally:
        desk.office.read_pack = read
        desk.office.put_in_force(old)


def add_contact(desk: Desk, agency: str, role: Role) -> None:
    with desk.work() as work:
        work.session.add(
            Contact(
                agency=agency,
                role=role,
                office="Văn phòng",
                telephone="0221 1",
                address=f"{agency.lower()}@moi.example",
            )
        )


def rows_of(work: Work, code: str) -> dict[str, AgencyRow]:
    campaign = work.campaign(code)
    context = work.context.on(campaign)
    figures = work_figures(work.session, campaign, Edition.COORDINATOR, now=work.now, context=context)
    assert sum(row.opened for row in figures.agencies) == sum(row.asked for row in figures.asked)
    return {row.agency.code: row for row in figures.agencies}


@pytest.fixture
def press(desk: Desk) -> Desk:
    """Newspaper and radio have been asked for their plans; neither has answered."""
    desk.start(opening_of(desk, "CT3-BAOCHI"))
    desk.advance()
    desk.at(AFTER, time(9))
    return desk


@pytest.fixture
def nominating(desk: Desk) -> Desk:
    """Every district has been asked to nominate."""
    desk.start(opening_of(desk, "CT1-TAPHUAN"))
    desk.advance()
    for code in open_codes(desk):
        hand_in(desk, code)
    walk_to(desk, begin_of(desk, TRAINING, "nominate"))
    return desk


def merged_press(desk: Desk) -> Pack:
    return ending(desk.office.pack, {"DPTTH": {"valid_to": AFTER - timedelta(days=1), "successor": "BAOHY"}})


def test_merged_agency_owes_both_and_both_offices_are_told(press: Desk) -> None:
    with press.look() as work:
        before = {duty.code: (duty.due_at, duty.rung_at) for duty in work.duties(DutyKind.PRESS_PLAN)}
    with in_force(press, merged_press(press)):
        press.advance()
        with press.look() as work:
            duties = work.duties(DutyKind.PRESS_PLAN)
            assert [(duty.agency, duty.passed_from, duty.ordinal) for duty in duties] == [
                ("BAOHY", None, 1), ("BAOHY", "DPTTH", 2)
            ]  # fmt: skip
            assert {duty.code: (duty.due_at, duty.rung_at) for duty in duties} == before
            assert [letter.agency for letter in work.letters("duties_passed")] == ["BAOHY", "DPTTH"]
            assert [(e.before, e.after) for e in work.journal(verb="pass")] == [("DPTTH", "BAOHY")]


def test_duties_pass_and_the_change_is_told_on_both_databases(desk_on_both: Desk) -> None:
    desk_on_both.start(opening_of(desk_on_both, "CT3-BAOCHI"))
    desk_on_both.schedule()
    desk_on_both.advance()
    desk_on_both.at(AFTER, time(9))
    with desk_on_both.look() as work:
        pack = work.context.pack
        gone = replace(pack, agencies=tuple(row for row in pack.agencies if row.code != "SYT"), revision="gone")
        missing = {(row.noun, row.code) for row in change_of_pack(work.session, pack, gone, now=work.now).missing}
        assert ("agency", "SYT") in missing
    with in_force(desk_on_both, merged_press(desk_on_both)):
        desk_on_both.advance()
        with desk_on_both.look() as work:
            assert [d.passed_from for d in work.duties(DutyKind.PRESS_PLAN, agency="BAOHY")].count("DPTTH") == 1


def test_passing_twice_changes_nothing(press: Desk) -> None:
    with in_force(press, merged_press(press)):
        press.advance()
        before = dump(press.office.engine)
        press.advance()
        assert dump(press.office.engine) == before
        with press.look() as work:
            assert not is_reorganised(work.session, **work.given)


def test_nothing_passes_before_the_last_day_is_over(press: Desk) -> None:
    press.at(AFTER - timedelta(days=3))
    with in_force(press, merged_press(press)), press.work() as work:
        assert reorganise(work.session, **work.given) == 0
        assert not work.letters("duties_passed")


def test_figures_add_up_under_the_old_names_and_the_new(press: Desk) -> None:
    hand_in(press, next(code for code in open_codes(press) if code.endswith("1")))
    with press.look() as work:
        before = {code: row.opened for code, row in rows_of(work, PRESS).items()}
    with in_force(press, merged_press(press)):
        press.advance()
        answer_all(press, DutyKind.PRESS_PLAN)
        with press.look() as work:
            rows = rows_of(work, PRESS)
            assert {code: row.owed_first for code, row in rows.items()} == before
            assert sum(row.taken_over for row in rows.values()) == sum(row.passed_on for row in rows.values()) == 1
            assert rows["DPTTH"].agency.name == press.office.pack.agency("DPTTH").name


def test_district_that_becomes_part_of_another_hands_over_its_own_communes(nominating: Desk) -> None:
    last = begin_of(nominating, TRAINING, "nominate")
    pack = ending(nominating.office.pack, {"UBND-323": {"valid_to": last, "successor": "UBND-325"}})
    nominating.at(pack.calendar.add_workdays(last, 1), time(9))
    with in_force(nominating, pack):
        nominating.advance()
        with nominating.look() as work:
            duties = work.duties(DutyKind.NOMINATION, agency="UBND-325")
            assert {duty.passed_from for duty in duties} == {None, "UBND-323"}
            context = work.context.on(work.campaign(TRAINING))
            own, taken = (units_of(duty, form_of(duty, context), context) for duty in duties)
            assert len(own) == len(taken) == 1 or not set(own) & set(taken)
        assert answer_all(nominating, DutyKind.NOMINATION)
        with nominating.look() as work:
            rows = rows_of(work, TRAINING)
            assert (rows["UBND-323"].opened, rows["UBND-323"].owed_first) == (0, 1)
            assert (rows["UBND-325"].opened, rows["UBND-325"].fulfilled) == (2, 2)


def test_agency_that_is_new_takes_over_in_a_campaign_that_keeps_its_revision(press: Desk) -> None:
    new = Agency(
        code="TTTT", name="Trung tâm Truyền thông tỉnh", telephone="0221 2", roles=frozenset({AgencyRole.PRESS})
    )
    gone = {"valid_to": AFTER - timedelta(days=1), "successor": "TTTT"}
    pack = ending(press.office.pack, {"DPTTH": gone, "BAOHY": gone}, new)
    add_contact(press, "TTTT", Role.LIAISON)
    with press.look() as work:
        cited = work.campaign(PRESS).pack_revision
    with in_force(press, pack):
        press.advance()
        with press.look() as work:
            campaign = work.campaign(PRESS)
            assert campaign.pack_revision == cited != pack.revision
            assert {duty.agency for duty in work.duties(DutyKind.PRESS_PLAN)} == {"TTTT"}
            assert work.context.on(campaign).pack.agency("TTTT") == new
        with press.look() as work:
            due_at = work.duties(DutyKind.PRESS_PLAN)[0].due_at
        press.at(pack.calendar.add_workdays(pack.calendar.last_day(due_at), 1), time(9))
        press.advance()
        with press.look() as work:
            assert work.letters("reminder", agency="TTTT")
            assert not work.letters("reminder", agency="DPTTH")


def test_split_agency_gives_each_part_to_whom_the_pack_names(press: Desk) -> None:
    """What belongs to the third programme goes to the newspaper's successor for it, the rest to another."""
    parts = (Heir(agency="SCT", programmes=frozenset({"CT1"})), Heir(agency="SYT", programmes=frozenset({"CT3"})))
    gone = {"valid_to": AFTER - timedelta(days=1), "successor": "MTTQ", "successors": parts}
    pack = ending(press.office.pack, {"DPTTH": gone})
    assert [pack.standing_on("DPTTH", AFTER, given).code for given in (("CT1",), ("CT3",), ("CT5",), ())] == [  # type: ignore[union-attr]
        "SCT", "SYT", "MTTQ", "MTTQ"
    ]  # fmt: skip
    with in_force(press, pack):
        press.advance()
        with press.look() as work:
            (duty,) = work.duties(DutyKind.PRESS_PLAN, passed_from="DPTTH")
            assert duty.agency == "SYT"


def test_duty_stays_where_it_is_until_its_successor_can_be_written_to(press: Desk) -> None:
    new = Agency(code="TTTT", name="Trung tâm", telephone="0221 2", roles=frozenset({AgencyRole.PRESS}))
    pack = ending(press.office.pack, {"DPTTH": {"valid_to": AFTER - timedelta(days=1), "successor": "TTTT"}}, new)
    with in_force(press, pack):
        press.advance()
        with press.look() as work:
            assert {duty.agency for duty in work.duties(DutyKind.PRESS_PLAN)} == {"BAOHY", "DPTTH"}
            assert not is_reorganised(work.session, **work.given), "the clock stays quiet meanwhile"
        add_contact(press, "TTTT", Role.LIAISON)
        press.advance()
        with press.look() as work:
            assert {duty.agency for duty in work.duties(DutyKind.PRESS_PLAN)} == {"BAOHY", "TTTT"}


def test_case_passes_to_the_same_role_and_its_letter_says_no_more_than_that_there_is_a_task(visiting: Desk) -> None:
    """What the focal point owes, where the department in which it sits is merged into another that has one."""
    with visiting.work() as work:
        visit = visit_by_code(work.session, FIRST)
        protect_person(work.session, work.campaign(), visit, {ProtectionSign.TRAFFICKING}, **work.given)
    with visiting.look() as work:
        duty = work.duty(DutyKind.PROTECTION)
        day, before, shared = work.context.pack.calendar.day_of(work.now), duty.agency, f"{duty.role.value}@moi.example"
    pack = ending(visiting.office.pack, {before: {"valid_to": day, "successor": "MTTQ"}})
    visiting.at(pack.calendar.add_workdays(day, 1), time(9))
    with in_force(visiting, pack):
        with visiting.work() as work:
            facts = {"office": "Văn phòng", "telephone": "0221 1", "address": shared}
            work.session.add(Contact(agency="MTTQ", role=duty.role, shared=True, **facts))
        with visiting.work() as work:
            pass_duties(work.session, [before], **work.given)
            assert work.duty(DutyKind.PROTECTION).agency == before, "not into a mailbox that many can read"
            assert not duties_that_pass(work.session, [before], **work.given) or all(
                other.kind is not DutyKind.PROTECTION
                for other, _ in duties_that_pass(work.session, [before], **work.given)
            )
            work.session.exec(select(Contact).where(Contact.address == shared)).one().shared = False
        with visiting.work() as work:
            pass_duties(work.session, [before], **work.given)
        with visiting.look() as work:
            after = work.duty(DutyKind.PROTECTION)
            assert (after.agency, after.passed_from, after.code) == ("MTTQ", before, duty.code)
            (letter,) = work.letters("task_link_renewed", agency="MTTQ")
            assert CODE not in text_of(letter)
            (entry,) = work.journal(noun="duty", verb="pass", subject=duty.code)
            assert entry.restricted
            assert duty.code not in "".join(text_of(row) for row in work.letters("duties_passed"))


def test_agency_that_is_late_blocks_no_pack_because_it_ends_in_years(press: Desk) -> None:
    press.at(date(2021, 6, 1))
    with press.look() as work:
        pack = work.context.pack
        years_on = ending(pack, {"DPTTH": {"valid_to": date(2025, 6, 30)}})
        assert change_of_pack(work.session, pack, years_on, now=work.now).missing == ()
        soon = ending(pack, {"DPTTH": {"valid_to": date(2021, 6, 30)}})
        assert [row.code for row in change_of_pack(work.session, pack, soon, now=work.now).missing] == ["DPTTH"]


def test_department_that_leads_is_merged_and_the_campaign_goes_on_under_its_successor(inspecting: Desk) -> None:
    """As in 2025: health takes the place of labour in the middle of a campaign, which keeps the revision it cites."""
    old = inspecting.office.pack
    labour, health = old.agency("SLDTBXH"), old.agency("SYT")
    with inspecting.look() as work:
        day = work.context.pack.calendar.day_of(work.now)
        roles = [row for row in work.session.exec(select(Contact)) if row.agency == "SLDTBXH"]
    agencies = (
        *(row for row in old.agencies if row.code not in ("SLDTBXH", "SYT")),
        replace(labour, valid_to=day, successor="SYT"),
        replace(health, valid_to=day),
        replace(health, valid_from=day + timedelta(days=1), roles=labour.roles | health.roles),
    )
    with inspecting.work() as work:
        known = {row.role for row in work.session.exec(select(Contact)) if row.agency == "SYT"}
        for number, row in enumerate(roles):
            if row.role not in known:
                facts = {"office": "Văn phòng", "telephone": "0221 000 0999", "address": f"{number}@syt.moi.example"}
                work.session.add(Contact(agency="SYT", role=row.role, shared=row.shared, **facts))
            row.valid_to = day
            work.session.add(row)
    with in_force(inspecting, replace(old, agencies=agencies, revision="health-leads")):
        inspecting.at(old.calendar.add_workdays(day, 1), time(9))
        inspecting.advance()
        with inspecting.look() as work:
            campaign = work.campaign()
            assert campaign.pack_revision == old.revision
            context = work.context.on(campaign)
            assert context.pack.agency_as(AgencyRole.STANDING, context.pack.calendar.day_of(work.now)).code == "SYT"
            assert "SLDTBXH" not in {seat.agency for seat, _ in work.seats()}
        for agency in inspecting.agencies():
            with inspecting.look() as work:
                asked = work.duties(DutyKind.CONFIRM, agency=agency)
            if asked:
                inspecting.confirm(agency, cards=tuple(f"TKT-{agency}-{n:02d}" for n in range(1, 9)))
        inspecting.at(inspecting.first_party()[0], time(9))
        inspecting.advance()
        with inspecting.look() as work:
            assert work.duties(DutyKind.FINDINGS)
            assert {row.agency for row in work.letters("digest")} <= {"SYT", "SLDTBXH"}
            assert all(seat.card for seat, _ in work.seats())


def test_seats_of_days_after_its_last_go_to_the_successor_that_names_members(inspecting: Desk) -> None:
    with inspecting.look() as work:
        seat, party = next((s, p) for s, p in work.seats() if s.agency == "SYT")
        last = party.on - timedelta(days=1)
        others = {s.agency for s, p in work.seats() if p.id == party.id}
        taker = next(a for a in ("SCT", "CQLTT") if a not in others)
    pack = ending(inspecting.office.pack, {"SYT": {"valid_to": last, "successor": taker}})
    with in_force(inspecting, pack):
        inspecting.advance()
        with inspecting.look() as work:
            now = {s.id: s for s, _ in work.seats()}
            assert now[seat.id].agency == taker
            assert [(e.before, e.after) for e in work.journal(noun="party", verb="pass")][:1] == [("SYT", taker)]
            assert now[seat.id].card or work.duties(DutyKind.CONFIRM, agency=taker)


def test_findings_of_a_party_that_has_gone_are_reported_by_the_successor(visiting: Desk) -> None:
    with visiting.look() as work:
        day = work.context.pack.calendar.day_of(work.now)
        lead = work.duty(DutyKind.FINDINGS, subject=FIRST).agency
    pack = ending(visiting.office.pack, {lead: {"valid_to": day, "successor": "SCT"}})
    visiting.at(pack.calendar.add_workdays(day, 1), time(9))
    with in_force(visiting, pack):
        visiting.advance()
        visiting.find(FIRST, {})
        with visiting.look() as work:
            duty = work.duty(DutyKind.FINDINGS, subject=FIRST, state=DutyState.FULFILLED)
            assert (duty.agency, duty.passed_from) == ("SCT", lead)


def test_area_that_has_become_part_of_another_is_answered_for_there(desk: Desk) -> None:
    pack = desk.office.pack
    areas = tuple(
        replace(row, valid_to=AFTER - timedelta(days=1), successor="325") if row.code == "323" else row
        for row in pack.areas
    )
    ended = {"UBND-323": {"valid_to": AFTER - timedelta(days=1), "successor": "UBND-325"}}
    merged = ending(pack, ended, areas=areas)
    assert merged.authority_of("323", AFTER - timedelta(days=1)).code == "UBND-323"
    assert merged.authority_of("323", AFTER).code == "UBND-325"
    assert (merged.area_on("323", AFTER).code, merged.area("323").name) == ("325", pack.area("323").name)


def test_pack_without_what_is_in_use_may_not_be_applied_and_all_of_it_is_named(press: Desk) -> None:
    press.start(opening_of(press, "CT1-TAPHUAN"))
    press.advance()
    with press.look() as work:
        pack = work.context.pack
        gone = replace(
            pack,
            agencies=tuple(row for row in pack.agencies if row.code not in ("DPTTH", "BAOHY")),
            activities=tuple(row for row in pack.activities if row.code != "CT3-BAOCHI"),
            revision="gone",
        )
        change = change_of_pack(work.session, pack, gone, now=work.now)
        assert [(row.noun, row.code) for row in change.missing] == [("agency", "BAOHY"), ("agency", "DPTTH")]
        followed = replace(gone, as_of=AFTER)
        change = change_of_pack(work.session, pack, followed, now=work.now)
        assert ("activity", "CT3-BAOCHI", 1) in [(row.noun, row.code, row.count) for row in change.missing]
        ends_without = ending(pack, {"DPTTH": {"valid_to": AFTER}})
        assert [row.code for row in change_of_pack(work.session, pack, ends_without, now=work.now).missing] == ["DPTTH"]
        assert change_of_pack(work.session, pack, merged_press(press), now=work.now).missing == ()


def test_change_names_the_campaigns_it_is_for(press: Desk) -> None:
    press.start(opening_of(press, "CT1-TAPHUAN"))
    with press.look() as work:
        pack = work.context.pack
        activities = tuple(
            replace(row, title="Tin, bài") if row.code == "CT3-BAOCHI" else row for row in pack.activities
        )
        team = tuple(replace(row, quorum=4) for row in pack.team)
        ladders = tuple(replace(row, rungs=row.rungs[:1]) for row in pack.ladders)
        new = replace(pack, activities=activities, team=team, ladders=ladders, revision="new")
        rows = {row.section: row for row in change_of_pack(work.session, pack, new, now=work.now).differences}
        assert rows["activities"].campaigns == (PRESS,)
        assert rows["team"].campaigns == ()
        assert rows["ladders"].campaigns == (PRESS, TRAINING)
        assert rows["ladders"].section_vi == "thang đôn đốc"


def test_open_campaign_keeps_its_revision_unless_the_new_one_says_from_when(press: Desk) -> None:
    old = press.office.pack
    ladders = tuple(replace(row, rungs=row.rungs[:1]) for row in old.ladders)
    with in_force(press, replace(old, ladders=ladders, revision="shorter")):
        press.advance()
        with press.look() as work:
            campaign = work.campaign(PRESS)
            assert campaign.pack_revision == old.revision
            assert work.context.on(campaign).pack.ladders == old.ladders
    dated = replace(old, ladders=ladders, revision="dated", as_of=AFTER + timedelta(days=1))
    with in_force(press, dated):
        press.advance()
        with press.look() as work:
            assert work.campaign(PRESS).pack_revision == old.revision
        press.at(AFTER + timedelta(days=1), time(9))
        press.advance()
        with press.look() as work:
            assert work.campaign(PRESS).pack_revision == "dated"
            assert [(e.before, e.after) for e in work.journal(verb="follow")] == [(old.revision, "dated")]


def test_ladder_of_the_pack_in_force_does_not_shorten_that_of_a_campaign_under_way(press: Desk) -> None:
    """The second rung of a campaign whose ladder has three is climbed though the pack in force has one."""
    old = press.office.pack
    ladders = tuple(replace(row, rungs=row.rungs[:1]) for row in old.ladders)
    with in_force(press, replace(old, ladders=ladders, revision="shorter")):
        press.at(date(2021, 4, 15), time(9))
        press.advance()
        with press.look() as work:
            assert max(duty.rung for duty in work.duties(DutyKind.PRESS_PLAN)) > 1


def test_confirmation_that_the_successor_gives_itself_is_let_go(coordinating: Desk) -> None:
    with coordinating.look() as work:
        day = work.context.pack.calendar.day_of(work.now)
        asked = [duty.agency for duty in work.duties(DutyKind.CONFIRM)]
    assert {"SYT", "SCT"} <= set(asked)
    pack = ending(coordinating.office.pack, {"SYT": {"valid_to": day, "successor": "SCT"}})
    coordinating.at(pack.calendar.add_workdays(day, 1), time(9))
    with in_force(coordinating, pack):
        coordinating.advance()
        with coordinating.look() as work:
            (let_go,) = work.duties(DutyKind.CONFIRM, state=DutyState.WAIVED)
            assert (let_go.agency, let_go.waived) == ("SYT", WaiveReason.SUPERSEDED)
            assert "SYT" not in {seat.agency for seat, _ in work.seats()}
            assert work.campaign(CODE).replans >= 1
