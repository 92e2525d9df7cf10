"""People and offices of a pack: somebody to write to for every duty, and enough members for the parties."""

from collections.abc import Mapping
from typing import Any

from config.pack_dates import first_gap
from config.pack_faults import Wording
from config.pack_reading import Entry
from config.pack_whole import Whole
from rules.words import AgencyRole, Role

CONTACTS_NEEDED = {
    AgencyRole.STANDING: (
        Role.COORDINATOR,
        Role.LIAISON,
        Role.TEAM_LEADER,
        Role.DEPUTY_LEADER,
        Role.LEGAL_OFFICER,
        Role.DEPARTMENT_HEAD,
    ),
    AgencyRole.MEMBER: (Role.LIAISON, Role.SUPERIOR),
    AgencyRole.PARTNER: (Role.LIAISON, Role.SUPERIOR),
    AgencyRole.INVESTIGATING: (Role.POLICE_DUTY, Role.POLICE_SUPERIOR),
    AgencyRole.AREA_AUTHORITY: (Role.AREA, Role.SUPERIOR),
    AgencyRole.VICTIM_SUPPORT: (Role.FOCAL_POINT, Role.SUPERIOR),
    AgencyRole.COMMITTEE: (Role.COMMITTEE, Role.CHAIRMAN),
    AgencyRole.EDUCATION: (Role.LIAISON,),
    AgencyRole.PRESS: (Role.LIAISON,),
    AgencyRole.SUPPLIER: (Role.LIAISON,),
}
"""Whom an agency must be reachable as, because its role brings duties to somebody in that role."""

AGENCIES_NEEDED = (
    AgencyRole.STANDING,
    AgencyRole.MEMBER,
    AgencyRole.INVESTIGATING,
    AgencyRole.VICTIM_SUPPORT,
    AgencyRole.COMMITTEE,
)

NO_CONTACT = Wording(
    "{agency} has no contact as {role} on {day:%d/%m/%Y}",
    "a row in contacts for {agency} as {role}",
    "{agency} không có đầu mối với vai trò {role} ngày {day:%d/%m/%Y}",
    "một dòng contacts cho {agency}, vai trò {role}",
)
NO_AGENCY = Wording(
    "no agency is {what} on {day:%d/%m/%Y}",
    "an agency with {what} in agencies",
    "không có cơ quan nào là {what} ngày {day:%d/%m/%Y}",
    "một cơ quan có {what} trong agencies",
)
NO_AUTHORITY = Wording(
    "area {area} has establishments and no authority on {day:%d/%m/%Y}",
    "an agency with the role area_authority and this area",
    "địa bàn {area} có cơ sở nhưng không có chính quyền địa bàn ngày {day:%d/%m/%Y}",
    "một cơ quan có vai trò area_authority và địa bàn này",
)
TOO_FEW = Wording(
    "sector {sector} can send {there} at once, the parties need {needed}",
    "members_per_slot of {needed} in all",
    "ngành {sector} cử được {there} người cùng lúc, các tổ cần {needed}",
    "tổng members_per_slot từ {needed}",
)
TOO_FEW_FOR_QUORUM = Wording(
    "the agencies can send {there} members at once, the parties need {needed}",
    "members_per_slot of {needed} in all",
    "các cơ quan cử được {there} người cùng lúc, các tổ cần {needed}",
    "tổng members_per_slot từ {needed}",
)
NOT_IN_PARTY = Wording(
    "sector {sector} enters this item, and is not in a party that visits {types}",
    "a sector of that type's party, other types, or no sector (the lead agency enters it)",
    "ngành {sector} nhập nội dung này nhưng không có trong tổ kiểm tra {types}",
    "ngành có trong tổ của loại hình đó, loại hình khác, hoặc bỏ sector (cơ quan chủ trì tổ nhập)",
)


def check_contacts(whole: Whole) -> None:
    for entry, agency in whole.draft.sound("agencies"):
        for agency_role in sorted(agency.roles):
            for role in CONTACTS_NEEDED[agency_role]:
                if role is Role.SUPERIOR and agency.superior:
                    continue  # another agency hears when it is late
                _need_contact(whole, entry, ("roles",), agency, role)
    agencies = {agency.code: agency for agency in whole.draft.rows("agencies")}
    wanted = (("decrees", "holder", Role.SANCTION_HOLDER), ("channels", "to_agency", Role.POLICE_DUTY))
    for section, key, role in wanted:
        for entry, row in whole.draft.sound(section):
            agency = agencies.get(getattr(row, key))
            in_year = (row.valid_from or whole.opens) <= whole.closes and whole.opens <= (row.valid_to or whole.opens)
            if agency is not None and in_year:
                _need_contact(whole, entry, (key,), agency, role)


def check_senders(whole: Whole) -> None:
    """Whoever sends a report that comes round is written to in the regime's role."""
    levels = {area.code: area.level for area in whole.draft.rows("areas")}
    told: set[tuple[str, Role]] = set()
    for entry, regime in whole.draft.sound("regimes"):
        for agency in whole.draft.rows("agencies"):
            if regime.sender_level:
                sends = AgencyRole.AREA_AUTHORITY in agency.roles and levels.get(agency.area) == regime.sender_level
            else:
                sends = agency.code == regime.sender_agency or (
                    not regime.sender_agency and AgencyRole.STANDING in agency.roles
                )
            if sends and (agency.code, regime.sender_role) not in told:
                told.add((agency.code, regime.sender_role))
                _need_contact(whole, entry, ("sender_role",), agency, regime.sender_role)


def _need_contact(whole: Whole, entry: Entry, path: tuple[str, ...], agency: Any, role: Role) -> None:
    """`raw` is read, so that a contact with a wrong address is told once, as a wrong address."""
    ours = [e for e in whole.draft.entries["contacts"] if _is(e, agency=agency.code, role=role.value)]
    if any(e.row is None for e in ours):
        return
    opens, closes = (
        max(agency.valid_from or whole.opens, whole.opens),
        min(agency.valid_to or whole.closes, whole.closes),
    )
    day = first_gap((e.row for e in ours), opens, closes) if opens <= closes else None
    if day:
        whole.draft.faults.append(entry.fault(NO_CONTACT, *path, agency=agency.code, role=role.value, day=day))


def _is(entry: Entry, **wanted: str) -> bool:
    return all(entry.raw.get(key) == value for key, value in wanted.items())


def check_agencies(whole: Whole) -> None:
    agencies = whole.draft.rows("agencies")
    for role in AGENCIES_NEEDED:
        if role is AgencyRole.INVESTIGATING and not whole.refers:
            continue
        day = first_gap((a for a in agencies if role in a.roles), whole.opens, whole.closes)
        if day:
            whole.tell("agencies", NO_AGENCY, "roles", what=role.value, day=day)
    told = set()
    after = {area.code: area.successor for area in whole.draft.rows("areas")}
    for entry, place in whole.draft.sound("establishments"):
        here = _with_successors(place.area, after)
        ours = (a for a in agencies if a.area in here and AgencyRole.AREA_AUTHORITY in a.roles)
        if place.area not in told:
            told.add(place.area)
            day = first_gap(ours, whole.opens, whole.closes)
            if day:
                whole.draft.faults.append(entry.fault(NO_AUTHORITY, "area", area=place.area, day=day))


def _with_successors(area: str, after: Mapping[str, str | None]) -> set[str]:
    """The area and those it has become part of: their authorities answer for it one after the other."""
    found: set[str] = set()
    follows: str | None = area
    while follows is not None and follows not in found:
        found.add(follows)
        follows = after.get(follows)
    return found


def check_team(whole: Whole) -> None:
    agencies = [a for a in whole.draft.rows("agencies") if a.members_per_slot > 0]
    for entry, team in whole.draft.sound("team"):
        seats: dict[str, int] = dict.fromkeys(team.required_sectors, team.parties_per_slot)
        for sector in team.type_sectors.values():
            seats.setdefault(sector, 1)
        for sector, needed in seats.items():
            path = ("required_sectors",) if sector in team.required_sectors else ("type_sectors",)
            ours = [a for a in agencies if a.sector == sector]
            day = first_gap(ours, whole.opens, whole.closes)
            there = sum(a.members_per_slot for a in ours)
            if day:
                whole.draft.faults.append(entry.fault(NO_AGENCY, *path, what=f"sector {sector}", day=day))
            elif there < needed:
                facts = {"sector": sector, "there": there, "needed": needed}
                whole.draft.faults.append(entry.fault(TOO_FEW, *path, **facts))
        there, needed = sum(a.members_per_slot for a in agencies), team.quorum * team.parties_per_slot
        if there < needed:
            whole.draft.faults.append(entry.fault(TOO_FEW_FOR_QUORUM, "quorum", there=there, needed=needed))


def check_items(whole: Whole) -> None:
    for team in whole.draft.rows("team")[-1:]:
        for entry, item in whole.draft.sound("checklist"):
            seen = sorted(item.types or team.type_sectors)
            absent = [t for t in seen if item.sector not in (*team.required_sectors, team.type_sectors.get(t))]
            if item.sector and absent:
                facts = {"sector": item.sector, "types": ", ".join(absent)}
                whole.draft.faults.append(entry.fault(NOT_IN_PARTY, "sector", **facts))
