"""What must fit together across a pack: every clock the engine winds, every chain it asks for, every year's days."""

from collections.abc import Callable, Iterator
from datetime import date
from itertools import combinations
from typing import Any

from config.pack_dates import first_gap, overlap
from config.pack_faults import Wording
from config.pack_needs import check_drawn, check_needs
from config.pack_people import check_agencies, check_contacts, check_items, check_senders, check_team
from config.pack_reading import Draft
from config.pack_whole import Whole

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
        "victim_reception",
        "victim_verification",
        "victim_protection",
        "victim_support",
        "order_check",
        "muster_notice",
        "unannounced_report",
        "area_notice",
        "link_days",
        "contact_repair",
        "report",
    ),
    "ladders": (
        "routine",
        "approval",
        "plan_approval",
        "referral",
        "remedy",
        "sanction",
        "protection",
        "reception",
        "order_check",
        "unannounced_report",
    ),
}
"""Rows the engine asks for by name, which must hold on every day of the pack's year; what the plan's activities ask
for besides stands in `config/pack_needs.py`."""

OF_REFERRALS = {
    "clocks": ("referral_approval", "referral_acknowledgement", "referral_result", "referral_result_notice"),
    "ladders": ("approval", "referral"),
    "approvals": ("referral",),
}
"""Those of them that only a pack which refers signs of crime has to have."""

CHAINS = {"plan": 1, "referral": 2, "order": 1, "protection": 1}
"""Chains of approval the engine asks for, with how many signatures each needs at least."""

CODE_MISSING = Wording(
    "there is no {code!r} on {day:%d/%m/%Y}, and the engine asks for it",
    "rows for {code!r} that cover {year}",
    "không có {code!r} ngày {day:%d/%m/%Y} trong khi hệ thống cần đến",
    "các dòng {code!r} phủ kín năm {year}",
)
CHAIN_SHORT = Wording(
    "the chain {chain!r} has {there} signatures",
    "{needed} or more",
    "chuỗi phê duyệt {chain!r} có {there} chữ ký",
    "từ {needed} chữ ký trở lên",
)
SAME_ROLE = Wording(
    "{role} stands twice in the chain {chain!r}, there already in step {order}",
    "every signature and every deputy of a chain in a role of its own",
    "vai trò {role} xuất hiện hai lần trong chuỗi {chain!r}, đã có ở bước {order}",
    "mỗi chữ ký và mỗi người được ủy quyền trong chuỗi là một vai trò khác nhau",
)
NOBODY_SIGNS = Wording(
    "no contact has the role {role}",
    "a row in contacts as {role}",
    "không có đầu mối nào có vai trò {role}",
    "một dòng contacts có vai trò {role}",
)
DEFAULT_CHANNEL = Wording(
    "{count} channels are the default on one day",
    "exactly one",
    "có {count} kênh mặc định trong cùng một ngày",
    "đúng một kênh",
)
NO_CHANNEL = Wording(
    "hotspots are proposed and there is no channel to refer them by",
    "channels with one default, or no hotspots",
    "có quy tắc tụ điểm nhưng không có kênh chuyển",
    "channels có một kênh mặc định, hoặc bỏ hotspots",
)
NO_HOLIDAYS = Wording(
    "the year {year} has no row",
    "a row for every year the pack is used in",
    "năm {year} chưa có dòng nào",
    "mỗi năm sử dụng một dòng",
)
OTHER_YEAR = Wording(
    "{day:%d/%m/%Y} is in the row of {year}",
    "days of {year}",
    "{day:%d/%m/%Y} nằm trong dòng của năm {year}",
    "các ngày của năm {year}",
)


def check_agreement(draft: Draft) -> None:
    if draft.year is not None:
        whole = Whole(draft, date(draft.year, 1, 1), date(draft.year, 12, 31))
        for check in CHECKS:
            check(whole)


def _check_codes(whole: Whole) -> None:
    for section, codes in ENGINE_CODES.items():
        for code in codes:
            if code in OF_REFERRALS[section] and not whole.refers:
                continue
            entries = [e for e in whole.draft.entries[section] if e.raw.get("code") == code]
            rows = [e.row for e in entries if e.row is not None]
            day = first_gap(rows, whole.opens, whole.closes)
            if day and len(rows) == len(entries):
                whole.tell(section, CODE_MISSING, code, code=code, day=day, year=whole.opens.year)


def _check_chains(whole: Whole) -> None:
    steps = list(whole.draft.sound("approvals"))
    for chain, needed in CHAINS.items():
        if chain in OF_REFERRALS["approvals"] and not whole.refers:
            continue
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
        if first.chain == second.chain and first.order != second.order and overlap(first, second):
            for key in ("role", "deputy"):
                role = getattr(second, key)
                if role in (first.role, first.deputy):
                    facts = {"role": role.value, "chain": second.chain, "order": first.order}
                    whole.draft.faults.append(entry.fault(SAME_ROLE, key, **facts))


def _check_channels(whole: Whole) -> None:
    if not whole.draft.entries["channels"]:
        whole.tell("hotspots", NO_CHANNEL, "channels")
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
    check_contacts,
    check_agencies,
    check_team,
    check_items,
    check_senders,
    check_needs,
    check_drawn,
    _check_codes,
    _check_chains,
    _check_channels,
    _check_holidays,
)
