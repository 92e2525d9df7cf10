"""What must fit together across a pack: somebody to write to, enough people for a party, every clock the engine winds."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any

from config.pack_dates import first_gap
from config.pack_faults import Wording
from config.pack_reading import Draft, Entry
from rules.words import AgencyRole, Role

CONTACTS_NEEDED = {
    AgencyRole.STANDING: (
        Role.COORDINATOR,
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
}
"""Whom an agency must be reachable as, because its role brings duties to somebody in that role."""

AGENCIES_NEEDED = (
    AgencyRole.STANDING,
    AgencyRole.MEMBER,
    AgencyRole.INVESTIGATING,
    AgencyRole.VICTIM_SUPPORT,
    AgencyRole.COMMITTEE,
)

ENGINE_CODES = {
    "clocks": (
        "confirm",
        "findings",
        "approve_plan",
        "referral_approval",
        "referral_acknowledgement",
        "referral_result",
        "referral_result_notice",
        "remedy",
        "commitment",
        "re_inspection",
        "sanction_decision",
        "sanction_execution",
        "protection",
        "area_notice",
        "link_days",
        "report",
    ),
    "ladders": ("routine", "approval", "plan_approval", "referral", "remedy", "sanction", "protection"),
}
"""Rows the engine asks for by name, which must hold on every day of the pack's year."""

CHAINS = {"plan": 1, "referral": 2}
"""Chains of approval the engine asks for, with how many signatures each needs at least."""

NO_CONTACT = Wording(
    "{agency} has no contact as {role} on {day:%d/%m/%Y}", "a row in contacts for {agency} as {role}",
    "{agency} không có đầu mối với vai trò {role} ngày {day:%d/%m/%Y}", "một dòng contacts cho {agency}, vai trò {role}",
)  # fmt: skip
NO_AGENCY = Wording(
    "no agency is {what} on {day:%d/%m/%Y}", "an agency with {what} in agencies",
    "không có cơ quan nào là {what} ngày {day:%d/%m/%Y}", "một cơ quan có {what} trong agencies",
)  # fmt: skip
NO_AUTHORITY = Wording(
    "area {area} has establishments and no authority on {day:%d/%m/%Y}",
    "an agency with the role area_authority and this area",
    "địa bàn {area} có cơ sở nhưng không có chính quyền địa bàn ngày {day:%d/%m/%Y}",
    "một cơ quan có vai trò area_authority và địa bàn này",
)  # fmt: skip
TOO_FEW = Wording(
    "sector {sector} can send {there} at once, the parties need {needed}", "members_per_slot of {needed} in all",
    "ngành {sector} cử được {there} người cùng lúc, các tổ cần {needed}", "tổng members_per_slot từ {needed}",
)  # fmt: skip
TOO_FEW_FOR_QUORUM = Wording(
    "the agencies can send {there} members at once, the parties need {needed}",
    "members_per_slot of {needed} in all",
    "các cơ quan cử được {there} người cùng lúc, các tổ cần {needed}", "tổng members_per_slot từ {needed}",
)  # fmt: skip
CODE_MISSING = Wording(
    "there is no {code!r} on {day:%d/%m/%Y}, and the engine asks for it", "rows for {code!r} that cover {year}",
    "không có {code!r} ngày {day:%d/%m/%Y} trong khi hệ thống cần đến", "các dòng {code!r} phủ kín năm {year}",
)  # fmt: skip
CHAIN_SHORT = Wording(
    "the chain {chain!r} has {there} signatures", "{needed} or more",
    "chuỗi phê duyệt {chain!r} có {there} chữ ký", "từ {needed} chữ ký trở lên",
)  # fmt: skip
SAME_ROLE = Wording(
    "{role} stands twice in the chain {chain!r}, there already in step {order}",
    "every signature and every deputy of a chain in a role of its own",
    "vai trò {role} xuất hiện hai lần trong chuỗi {chain!r}, đã có ở bước {order}",
    "mỗi chữ ký và mỗi người được ủy quyền trong chuỗi là một vai trò khác nhau",
)  # fmt: skip
NOBODY_SIGNS = Wording(
    "no contact has the role {role}", "a row in contacts as {role}",
    "không có đầu mối nào có vai trò {role}", "một dòng contacts có vai trò {role}",
)  # fmt: skip
DEFAULT_CHANNEL = Wording(
    "{count} channels are the default on one day", "exactly one",
    "có {count} kênh mặc định trong cùng một ngày", "đúng một kênh",
)  # fmt: skip
NO_HOLIDAYS = Wording(
    "the year {year} has no row", "a row for every year the pack is used in",
    "năm {year} chưa có dòng nào", "mỗi năm sử dụng một dòng",
)  # fmt: skip
OTHER_YEAR = Wording(
    "{day:%d/%m/%Y} is in the row of {year}", "days of {year}",
    "{day:%d/%m/%Y} nằm trong dòng của năm {year}", "các ngày của năm {year}",
)  # fmt: skip


@dataclass(frozen=True)
class Whole:
    """A draft with the year everything must hold in."""

    draft: Draft
    opens: date
    closes: date

    def tell(self, section: str, wording: Wording, key: str, **facts: object) -> None:
        """A fault of a section as a whole, at its first row."""
        for entry in self.draft.entries[section][:1]:
            line = entry.located.line((section,))
            self.draft.faults.append(wording.fault(entry.file, line, f"{section}.{key}", **facts))


def check_agreement(draft: Draft) -> None:
    for head in draft.rows("pack"):
        if 1 <= head.year <= 9998:
            whole = Whole(draft, date(head.year, 1, 1), date(head.year, 12, 31))
            for check in CHECKS:
                check(whole)


def _check_contacts(whole: Whole) -> None:
    for entry, agency in whole.draft.sound("agencies"):
        for agency_role in sorted(agency.roles):
            for role in CONTACTS_NEEDED[agency_role]:
                _need_contact(whole, entry, ("roles",), agency, role)
    agencies = {agency.code: agency for agency in whole.draft.rows("agencies")}
    wanted = (("decrees", "holder", Role.SANCTION_HOLDER), ("channels", "to_agency", Role.POLICE_DUTY))
    for section, key, role in wanted:
        for entry, row in whole.draft.sound(section):
            agency = agencies.get(getattr(row, key))
            in_year = (row.valid_from or whole.opens) <= whole.closes and whole.opens <= (row.valid_to or whole.opens)
            if agency is not None and in_year:
                _need_contact(whole, entry, (key,), agency, role)


def _need_contact(whole: Whole, entry: Entry, path: tuple[str, ...], agency: Any, role: Role) -> None:
    """`raw` is read, so that a contact with a wrong address is told once, as a wrong address."""
    ours = [e for e in whole.draft.entries["contacts"] if _is(e, agency=agency.code, role=role.value)]
    if any(e.row is None for e in ours):
        return
    opens, closes = max(agency.valid_from or whole.opens, whole.opens), min(agency.valid_to or whole.closes, whole.closes)
    day = first_gap((e.row for e in ours), opens, closes) if opens <= closes else None
    if day:
        whole.draft.faults.append(entry.fault(NO_CONTACT, *path, agency=agency.code, role=role.value, day=day))


def _is(entry: Entry, **wanted: str) -> bool:
    return all(entry.raw.get(key) == value for key, value in wanted.items())


def _check_agencies(whole: Whole) -> None:
    agencies = whole.draft.rows("agencies")
    for role in AGENCIES_NEEDED:
        day = first_gap((a for a in agencies if role in a.roles), whole.opens, whole.closes)
        if day:
            whole.tell("agencies", NO_AGENCY, "roles", what=role.value, day=day)
    told = set()
    for entry, place in whole.draft.sound("establishments"):
        ours = (a for a in agencies if a.area == place.area and AgencyRole.AREA_AUTHORITY in a.roles)
        if place.area not in told:
            told.add(place.area)
            day = first_gap(ours, whole.opens, whole.closes)
            if day:
                whole.draft.faults.append(entry.fault(NO_AUTHORITY, "area", area=place.area, day=day))


def _check_team(whole: Whole) -> None:
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


def _check_codes(whole: Whole) -> None:
    for section, codes in ENGINE_CODES.items():
        for code in codes:
            entries = [e for e in whole.draft.entries[section] if e.raw.get("code") == code]
            rows = [e.row for e in entries if e.row is not None]
            day = first_gap(rows, whole.opens, whole.closes)
            if day and len(rows) == len(entries):
                whole.tell(section, CODE_MISSING, code, code=code, day=day, year=whole.opens.year)


def _check_chains(whole: Whole) -> None:
    steps = list(whole.draft.sound("approvals"))
    for chain, needed in CHAINS.items():
        there = len({step.order for _, step in steps if step.chain == chain})
        if there < needed:
            whole.tell("approvals", CHAIN_SHORT, chain, chain=chain, there=there, needed=needed)
    for entry, step in steps:
        if step.role is step.deputy:
            facts = {"role": step.role.value, "chain": step.chain, "order": step.order}
            whole.draft.faults.append(entry.fault(SAME_ROLE, "deputy", **facts))
        for key in ("role", "deputy"):
            role = getattr(step, key).value
            if not any(e.raw.get("role") == role for e in whole.draft.entries["contacts"]):
                whole.draft.faults.append(entry.fault(NOBODY_SIGNS, key, role=role))
    for (_, first), (entry, second) in combinations(steps, 2):
        if first.chain == second.chain and first.order != second.order:
            for key in ("role", "deputy"):
                role = getattr(second, key)
                if role in (first.role, first.deputy):
                    facts = {"role": role.value, "chain": second.chain, "order": first.order}
                    whole.draft.faults.append(entry.fault(SAME_ROLE, key, **facts))


def _check_channels(whole: Whole) -> None:
    for row in whole.draft.rows("channels"):
        day = max(row.valid_from or whole.opens, whole.opens)
        count = sum(other.default and other.valid_on(day) for other in whole.draft.rows("channels"))
        if count != 1:
            whole.tell("channels", DEFAULT_CHANNEL, "default", count=count)
            return


def _check_holidays(whole: Whole) -> None:
    years = [row.year for row in whole.draft.rows("holidays")]
    if years and whole.opens.year not in years:
        whole.tell("holidays", NO_HOLIDAYS, "year", year=whole.opens.year)
    for entry, row in whole.draft.sound("holidays"):
        for key, day in _days(row):
            if day.year != row.year:
                whole.draft.faults.append(entry.fault(OTHER_YEAR, key, day=day, year=row.year))


def _days(row: Any) -> Iterator[tuple[str, date]]:
    for key in ("off", "worked"):
        for day in sorted(getattr(row, key)):
            yield key, day


CHECKS: tuple[Callable[[Whole], None], ...] = (
    _check_contacts,
    _check_agencies,
    _check_team,
    _check_codes,
    _check_chains,
    _check_channels,
    _check_holidays,
)
