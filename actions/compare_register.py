"""A register workbook beside what is registered: what is new, what changes from what to what, what stays as it is."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from actions.check_contact import contact_faults
from actions.context import Context
from models import Contact, Establishment
from models.queries.contacts import still_in_use
from models.queries.register import all_contacts, all_places
from rules.names import name_key
from rules.pack import ContactSeed, EstablishmentSeed
from rules.register import FaultWording, Register, RegisterFault, RegisterRefused, Row, Sheet, overlap

NAME_REGISTERED = FaultWording(
    "{name!r} is registered in this area already as {other} ({registered!r}; marks, case and spaces count for nothing)",
    "that code in this row, or a name told apart by street or number",
    "{name!r} đã đăng ký ở địa bàn này với mã {other} ({registered!r}; không phân biệt dấu, chữ hoa, dấu cách)",
    "ghi đúng mã đó ở dòng này, hoặc tên phân biệt bằng đường, số nhà",
)
SEVERAL_OFFICES = FaultWording(
    "this agency has {count} offices registered in this role, and none of them at this address",
    "one of the registered addresses; a new one is entered on the contacts page",
    "cơ quan này đã đăng ký {count} đầu mối ở vai trò này, không đầu mối nào có địa chỉ này",
    "một trong các địa chỉ đã đăng ký; địa chỉ mới xin ghi ở trang Địa chỉ liên hệ",
)
NOT_YET = FaultWording(
    "another address of this office would hold only from {day:%d/%m/%Y}",
    "an empty cell or a day up to today: another address holds from the day it is imported",
    "địa chỉ mới của đầu mối này chỉ có hiệu lực từ {day:%d/%m/%Y}",
    "để trống hoặc ghi ngày không sau hôm nay: địa chỉ mới có hiệu lực từ ngày nhập",
)
ADDRESS_TAKEN = FaultWording(
    "{address!r} {why}",
    "an address of this office alone",
    "{address!r} đang dùng cho đầu mối khác: một cán bộ không vừa đề nghị vừa quyết định, không quyết định hai lần",
    "địa chỉ riêng của đầu mối này",
)


@dataclass(frozen=True)
class Change:
    """One field; `header` is the workbook's own name for it."""

    field: str
    header: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Compared:
    """One row of the workbook: `key` is a place's code, or agency and role of a contact. New when nothing changes."""

    row: int
    key: str
    name: str
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True)
class SheetDifference:
    """`not_in_file` is registered and stays as it is, as (key, name)."""

    sheet: str
    new: tuple[Compared, ...]
    changed: tuple[Compared, ...]
    unchanged: int
    not_in_file: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class RegisterDifference:
    digest: str
    sheets: tuple[SheetDifference, ...]

    @property
    def nothing(self) -> bool:
        """Whether importing would change nothing."""
        return not any(sheet.new or sheet.changed for sheet in self.sheets)

    @property
    def counts(self) -> dict[str, dict[str, int]]:
        return {
            kind: {
                "new": len(sheet.new),
                "changed": len(sheet.changed),
                "unchanged": sheet.unchanged,
                "not_in_file": len(sheet.not_in_file),
            }
            for kind, sheet in zip(("establishments", "contacts"), self.sheets, strict=True)
        }

    @property
    def fingerprint(self) -> str:
        """Equal only for the same differences: what was shown is what is done."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:32]


Pair = tuple[Row[Any], Any]
"""A row of the workbook with the registered row that it is about, or None."""


@dataclass(frozen=True)
class Comparison:
    difference: RegisterDifference
    places: tuple[Pair, ...]
    contacts: tuple[Pair, ...]


def compare_register(
    session: Session, register: Register, *, now: datetime, context: Context, lock: bool = False
) -> Comparison:
    """Raises RegisterRefused with every row that does not go with what is registered."""
    today = context.pack.calendar.day_of(now)
    faults: list[RegisterFault] = []
    registered_places, registered_contacts = all_places(session, lock=lock), all_contacts(session, lock=lock)
    by_code = {place.code: place for place in registered_places}
    places = tuple((row, by_code.get(row.seed.code)) for row in register.places.rows)
    faults += _like_names(register.places, places, registered_places)
    contacts = tuple(_pair_contacts(register.contacts, registered_contacts, today, faults))
    for row, known in contacts:
        faults += _address_faults(session, register.contacts, row, known, context, today)
    if faults:
        raise RegisterRefused(faults)
    current = [contact for contact in registered_contacts if still_in_use(contact, today)]
    sheets = (
        _difference(register.places, places, registered_places),
        _difference(register.contacts, contacts, current),
    )
    return Comparison(RegisterDifference(register.digest, sheets), places, contacts)


def whole_seed(row: Row[Any], known: Any) -> Any:
    """The row as it will stand: what the workbook says nothing about is as registered."""
    if known is None:
        return row.seed
    kept = {name: getattr(known, name) for name in _names(row.seed) if name not in row.given}
    if "sessions" in kept:
        kept["sessions"] = tuple(kept["sessions"])
    return replace(row.seed, **kept)


def changes_of(row: Row[Any], known: Any) -> Iterator[tuple[str, Any, Any]]:
    """Field, what is registered, what the workbook says."""
    for name in _names(row.seed):
        before: Any = getattr(known, name)
        after: Any = getattr(row.seed, name)
        if name == "sessions":
            before = tuple(type(after[0])(code) for code in before)
        same = before.casefold() == after.casefold() if name == "address" else before == after
        if name in row.given and not same:
            yield name, before, after


def _names(seed: EstablishmentSeed | ContactSeed) -> list[str]:
    return [field.name for field in fields(seed)]


def _key(row: Any) -> tuple[str, str]:
    """What faults and differences call a row: of the workbook or of the database."""
    if isinstance(row, EstablishmentSeed | Establishment):
        return row.code, row.name
    return f"{row.agency}/{row.role.value}", row.office


def _difference(sheet: Sheet[Any], pairs: Sequence[Pair], registered: Sequence[Any]) -> SheetDifference:
    new, changed, unchanged = [], [], 0
    for row, known in pairs:
        key, name = _key(row.seed)
        if known is None:
            new.append(Compared(row.number, key, name))
            continue
        changes = tuple(Change(field, sheet.columns[field][1], *values) for field, *values in changes_of(row, known))
        if changes:
            changed.append(Compared(row.number, key, name, changes))
        unchanged += not changes
    met = {id(known) for _, known in pairs}
    absent = tuple(_key(row) for row in registered if id(row) not in met)
    return SheetDifference(sheet.name, tuple(new), tuple(changed), unchanged, absent)


def _like_names(
    sheet: Sheet[Any], pairs: Sequence[Pair], registered: Sequence[Establishment]
) -> Iterator[RegisterFault]:
    """New and renamed places against those that the workbook does not name; its own rows were compared when read."""
    in_file = {row.seed.code for row, _ in pairs}
    others: dict[tuple[str, str], list[Establishment]] = {}
    for place in registered:
        if place.code not in in_file:
            others.setdefault((place.area, name_key(place.name)), []).append(place)
    for row, known in pairs:
        if known is not None and not any(name in ("name", "area") for name, *_ in changes_of(row, known)):
            continue
        seed = whole_seed(row, known)
        for other in others.get((seed.area, name_key(seed.name)), []):
            if overlap(seed, other):
                facts = {"name": seed.name, "other": other.code, "registered": other.name}
                yield sheet.fault(NAME_REGISTERED, row.number, "name", **facts)


def _pair_contacts(
    sheet: Sheet[Any], registered: Sequence[Contact], today: date, faults: list[RegisterFault]
) -> Iterator[Pair]:
    """By agency, role and address; else the one office in the role whose address this row changes."""
    offices: dict[tuple[str, str], list[Contact]] = {}
    for contact in registered:
        offices.setdefault((contact.agency, contact.role), []).append(contact)
    at_address = {row.number: _at(row, offices, today) for row in sheet.rows}
    met = {id(contact) for contact in at_address.values()}
    for row in sheet.rows:
        office = offices.get((row.seed.agency, row.seed.role), [])
        known = at_address[row.number]
        free = [contact for contact in office if still_in_use(contact, today) and id(contact) not in met]
        if known is None and len(free) > 1:
            faults.append(sheet.fault(SEVERAL_OFFICES, row.number, "address", count=len(free)))
        if known is None and len(free) == 1:
            known = free[0]
            if row.seed.valid_from is not None and row.seed.valid_from > today:
                faults.append(sheet.fault(NOT_YET, row.number, "valid_from", day=row.seed.valid_from))
        if known is None and not free:
            # One that was registered here once and is over: the workbook may open it again.
            known = next((c for c in office if c.address.casefold() == row.seed.address.casefold()), None)
        yield row, known


def _at(row: Row[Any], offices: dict[tuple[str, str], list[Contact]], today: date) -> Contact | None:
    for contact in offices.get((row.seed.agency, row.seed.role), []):
        if still_in_use(contact, today) and contact.address.casefold() == row.seed.address.casefold():
            return contact
    return None


def _address_faults(
    session: Session, sheet: Sheet[Any], row: Row[Any], known: Contact | None, context: Context, today: date
) -> Iterator[RegisterFault]:
    """What the contacts page would refuse of a new or another address."""
    if known is not None and known.address.casefold() == row.seed.address.casefold():
        return
    yield from contact_refusals(session, sheet, row, known, context, today)


def contact_refusals(
    session: Session, sheet: Sheet[Any], row: Row[Any], known: Contact | None, context: Context, today: date
) -> Iterator[RegisterFault]:
    """The faults that a change by page would have, at their place in the workbook."""
    seed = row.seed
    contact = known or Contact(agency=seed.agency, role=seed.role, office="", telephone="", address="")
    facts = (seed.office, seed.telephone, seed.address, seed.shared)
    for field, why in contact_faults(session, contact, *facts, context, today):
        yield sheet.fault(ADDRESS_TAKEN, row.number, field, address=seed.address, why=why.rstrip("."))
