"""The register comes in: what is new, changed and left alone, all or nothing, the same file twice."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from sqlmodel import col, select

from actions.compare_register import Change, RegisterDifference, compare_register
from actions.context import Actor
from actions.import_register import import_register
from config.register_workbook import read_register
from models import Contact, Establishment
from models.queries.contacts import contact_as
from notifications.letters import ContactChanged
from rules.refusals import RightMissing
from rules.register import CONTACTS, PLACES, RegisterFault, RegisterRefused
from rules.words import EstablishmentType, Role, Session
from tests.actions.desk import COORDINATOR, Desk
from tests.actions.dump import dump
from tests.config.register_file import CONTACT, Rows, place, workbook

KNOWN = place(
    "HY-323-001", "Xoa bóp Mẫu 001", **{"Loại hình": "Xoa bóp", "Địa bàn": "323", "Ca hoạt động": "day, night"}
)
"""A place as the pack registers it."""
OFFICE = {
    **CONTACT,
    "Bộ phận": "Phòng Cảnh sát quản lý hành chính về trật tự xã hội",
    "Điện thoại": "0221 000 0209",
    "Thư điện tử": "daumoi@cat.hungyen.example",
}
"""A contact as the pack registers it."""
NEW_ADDRESS = "tiepnhan@cat.hungyen.example"


def import_rows(desk: Desk, places: Rows = (), contacts: Rows = (), actor: Actor = COORDINATOR) -> RegisterDifference:
    with desk.work() as work:
        pack = work.context.pack
        register = read_register(workbook(places, contacts), "so.xlsx", pack, pack.calendar.day_of(work.now))
        return import_register(work.session, register, actor=actor, **work.given)


def compare_rows(desk: Desk, places: Rows = (), contacts: Rows = ()) -> RegisterDifference:
    with desk.look() as work:
        pack = work.context.pack
        register = read_register(workbook(places, contacts), "so.xlsx", pack, pack.calendar.day_of(work.now))
        return compare_register(work.session, register, **work.given).difference


def refused(desk: Desk, places: Rows = (), contacts: Rows = ()) -> tuple[RegisterFault, ...]:
    before = dump(desk.office.engine)
    with pytest.raises(RegisterRefused) as compared:
        compare_rows(desk, places, contacts)
    with pytest.raises(RegisterRefused) as imported:
        import_rows(desk, places, contacts)
    assert imported.value.faults == compared.value.faults
    assert dump(desk.office.engine) == before
    return compared.value.faults


def registered(desk: Desk, code: str) -> Establishment:
    with desk.look() as work:
        return work.session.get_one(Establishment, code)


def offices(desk: Desk, agency: str, role: Role) -> list[Contact]:
    with desk.look() as work:
        query = select(Contact).where(Contact.agency == agency, Contact.role == role).order_by(col(Contact.id))
        return list(work.session.exec(query))


def test_on_both_databases_new_and_changed_come_in_and_the_rest_stays(desk_on_both: Desk) -> None:
    changed = {**KNOWN, "Tên cơ sở": "Xoa bóp Mẫu 001B", "Ca hoạt động": "night", "Số đơn thư": 3}
    new = place("MAU-1", "Nhà nghỉ Hoa Sữa Mẫu")
    difference = import_rows(desk_on_both, [changed, new], [OFFICE])
    places, contacts = difference.sheets
    (line,) = places.changed
    assert line.changes == (
        Change("name", "Tên cơ sở", "Xoa bóp Mẫu 001", "Xoa bóp Mẫu 001B"),
        Change("sessions", "Ca hoạt động", (Session.DAY, Session.NIGHT), (Session.NIGHT,)),
        Change("complaints", "Số đơn thư", 0, 3),
    )
    assert [line.key for line in places.new] == ["MAU-1"] and contacts.unchanged == 1
    assert difference.counts == {
        "establishments": {"new": 1, "changed": 1, "unchanged": 0, "not_in_file": 449},
        "contacts": {"new": 0, "changed": 0, "unchanged": 1, "not_in_file": 61},
    }
    row = registered(desk_on_both, "HY-323-001")
    assert (row.name, row.sessions, row.complaints) == ("Xoa bóp Mẫu 001B", ["night"], 3)
    assert row.conditional and row.last_checked_on == date(2019, 5, 8), "what the file does not say stays"
    added = registered(desk_on_both, "MAU-1")
    assert (added.type, added.area, added.prone, added.past_violations) == (EstablishmentType.MOTEL, "325", True, 0)


def test_the_same_file_again_changes_nothing_and_is_not_noted(desk_on_both: Desk) -> None:
    rows: list[Mapping[str, Any]] = [place("MAU-1", "Nhà nghỉ Hoa Sữa Mẫu"), {**KNOWN, "Số đơn thư": 3}]
    contacts = [{**OFFICE, "Thư điện tử": NEW_ADDRESS, "Hiệu lực từ ngày": "01/01/2021", "Điện thoại": "0221 000 0777"}]
    assert not import_rows(desk_on_both, rows, contacts).nothing
    after = dump(desk_on_both.office.engine)
    again = import_rows(desk_on_both, rows, contacts)
    assert again.nothing and again.sheets[0].unchanged == 2
    assert dump(desk_on_both.office.engine) == after


def test_the_journal_says_who_how_many_and_which_file(desk: Desk) -> None:
    difference = import_rows(desk, [place("MAU-1", "Nhà nghỉ Hoa Sữa Mẫu")])
    with desk.look() as work:
        (entry,) = work.journal(noun="register")
    assert (entry.verb, entry.role, entry.agency) == ("import", Role.COORDINATOR, "SLDTBXH")
    noted = json.loads(entry.note or "")
    assert noted["sha256"] == difference.digest and noted["establishments"]["new"] == 1
    assert entry.subject == difference.digest[:40]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.COORDINATOR])
def test_nobody_else_imports(desk: Desk, role: Role) -> None:
    before = dump(desk.office.engine)
    with pytest.raises(RightMissing):
        import_rows(desk, [place("MAU-1", "Nhà nghỉ Mẫu")], actor=Actor(role, "SLDTBXH"))
    assert dump(desk.office.engine) == before


@pytest.mark.parametrize("twin", ["XOA BOP MAU 001", "Xoa bóp  mẫu  001", "xoa bòp Mậu 001"])
def test_a_name_that_is_registered_in_the_area_names_its_code(desk: Desk, twin: str) -> None:
    row = place("MAU-1", twin, **{"Địa bàn": "323"})
    (fault,) = refused(desk, [place("MAU-0", "Khác hẳn"), row])
    assert (fault.sheet, fault.row, fault.column, fault.header) == (PLACES, 3, "B", "Tên cơ sở")
    assert "HY-323-001" in fault.wrong and "HY-323-001" in fault.wrong_vi
    assert not import_rows(desk, [{**row, "Địa bàn": "325"}]).nothing, "another area is another place"


def test_the_same_code_is_the_same_place_and_two_may_exchange_their_names(desk: Desk) -> None:
    first, second = registered(desk, "HY-323-003"), registered(desk, "HY-323-005")
    facts = {"Loại hình": "sauna", "Địa bàn": "323", "Ca hoạt động": "day"}
    rows = [place("HY-323-003", second.name, **facts), place("HY-323-005", first.name, **facts)]
    assert len(import_rows(desk, rows).sheets[0].changed) == 2
    assert registered(desk, "HY-323-003").name == second.name


def test_one_row_that_does_not_go_keeps_all_out(desk: Desk) -> None:
    rows = [place(f"MAU-{number:03}", f"Nhà nghỉ Mẫu mới {number}") for number in range(300)]
    rows[150] = place("MAU-150", "Xoa bóp Mẫu 001", **{"Địa bàn": "323"})
    (fault,) = refused(desk, rows)
    assert fault.row == 152


def test_another_address_goes_the_way_of_the_contacts_page(coordinating: Desk) -> None:
    coordinating.at(date(2021, 2, 8))
    (old,) = offices(coordinating, "CAT", Role.LIAISON)
    row = {**OFFICE, "Thư điện tử": NEW_ADDRESS, "Điện thoại": "0221 000 0777"}
    difference = import_rows(coordinating, contacts=[row])
    assert [change.field for change in difference.sheets[1].changed[0].changes] == ["telephone", "address"]
    ended, new = offices(coordinating, "CAT", Role.LIAISON)
    assert ended.id == old.id and ended.valid_to == date(2021, 2, 7)
    assert (new.address, new.telephone, new.valid_from) == (NEW_ADDRESS, "0221 000 0777", date(2021, 2, 8))
    with coordinating.look() as work:
        assert {letter.address for letter in work.letters(ContactChanged.name)} == {old.address, NEW_ADDRESS}
        found = contact_as(work.session, "CAT", Role.LIAISON, date(2021, 2, 8))
        assert found is not None and found.id == new.id
    assert import_rows(coordinating, contacts=[row]).nothing


def test_a_new_office_and_a_successor_come_in(desk: Desk) -> None:
    ends = {**OFFICE, "Hiệu lực từ ngày": None, "Hiệu lực đến ngày": "30/06/2021"}
    follows = {**OFFICE, "Thư điện tử": NEW_ADDRESS, "Hiệu lực từ ngày": "01/07/2021", "Hiệu lực đến ngày": None}
    difference = import_rows(desk, contacts=[ends, follows])
    assert (len(difference.sheets[1].new), len(difference.sheets[1].changed)) == (1, 1)
    with desk.look() as work:
        for day, address in ((date(2021, 6, 30), OFFICE["Thư điện tử"]), (date(2021, 7, 1), NEW_ADDRESS)):
            found = contact_as(work.session, "CAT", Role.LIAISON, day)
            assert found is not None and found.address == address


def test_an_address_that_holds_only_later_is_refused_with_the_way_out(desk: Desk) -> None:
    (fault,) = refused(desk, contacts=[{**OFFICE, "Thư điện tử": NEW_ADDRESS, "Hiệu lực từ ngày": "01/07/2021"}])
    assert (fault.sheet, fault.header) == (CONTACTS, "Hiệu lực từ ngày") and "empty cell" in fault.allowed


def test_which_of_several_offices_gets_another_address_is_not_guessed(desk: Desk) -> None:
    with desk.work() as work:
        work.session.add(
            Contact(
                agency="CAT", role=Role.LIAISON, office="Tổ hai", telephone="113", address="to2@cat.hungyen.example"
            )
        )
    (fault,) = refused(desk, contacts=[{**OFFICE, "Thư điện tử": NEW_ADDRESS}])
    assert fault.header == "Thư điện tử" and "2 offices" in fault.wrong and "contacts page" in fault.allowed
    assert import_rows(desk, contacts=[OFFICE]).nothing


def test_one_officer_in_two_places_of_a_chain_is_refused_against_the_register_and_within_the_file(desk: Desk) -> None:
    chairman = {
        "Cơ quan": "UBND-33",
        "Vai trò": "chairman",
        "Bộ phận": "Chủ tịch Ủy ban nhân dân tỉnh",
        "Điện thoại": "0221 000 0226",
        "Thư điện tử": "dieuphoi@sldtbxh.hungyen.example",
        "Hộp thư dùng chung": "không",
    }
    (fault,) = refused(desk, contacts=[OFFICE, chairman])
    assert (fault.sheet, fault.row, fault.header) == (CONTACTS, 3, "Thư điện tử")
    assert "coordinator" in fault.wrong and "dieuphoi@sldtbxh.hungyen.example" in fault.wrong_vi
    same = "mot.nguoi@ubnd.hungyen.example"
    coordinator = {
        **chairman,
        "Cơ quan": "SLDTBXH",
        "Vai trò": "coordinator",
        "Bộ phận": "Bộ phận điều phối",
        "Thư điện tử": same,
    }
    before = dump(desk.office.engine)
    with pytest.raises(RegisterRefused) as both:
        import_rows(desk, contacts=[{**chairman, "Thư điện tử": same}, coordinator])
    assert both.value.faults[0].row == 3 and dump(desk.office.engine) == before


def test_an_office_that_is_over_opens_again_and_closes_without_letters(desk: Desk) -> None:
    over = {**OFFICE, "Hiệu lực đến ngày": "31/01/2021"}
    import_rows(desk, contacts=[over])
    (row,) = offices(desk, "CAT", Role.LIAISON)
    assert row.valid_to == date(2021, 1, 31)
    assert import_rows(desk, contacts=[OFFICE]).nothing, "an empty cell keeps what is registered"
    import_rows(desk, contacts=[{**OFFICE, "Hiệu lực đến ngày": "-"}])
    (row,) = offices(desk, "CAT", Role.LIAISON)
    assert row.valid_to is None
    with desk.look() as work:
        assert work.letters(ContactChanged.name) == []
