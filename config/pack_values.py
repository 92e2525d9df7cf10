"""Values that no other row can put right: numbers, addresses, lists that must not be empty."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any
from zoneinfo import available_timezones

from config.pack_faults import Wording
from config.pack_forms import Problem, form_problems, regime_problems
from config.pack_reading import Draft
from rules.addresses import ADDRESS, TELEPHONE
from rules.pack import ContactSeed, Ladder, RiskWeights, SanctionAct, TeamRules
from rules.visibility import PERSONAL_MAILBOX
from rules.words import RungTarget, Session

LADDER_TARGETS = {
    "approval": frozenset({RungTarget.OWNER, RungTarget.DEPUTY}),
    "protection": frozenset({RungTarget.OWNER, RungTarget.DEPUTY, RungTarget.SUPERIOR}),
    "reception": frozenset({RungTarget.OWNER, RungTarget.DEPUTY}),
    "referral": frozenset({RungTarget.OWNER, RungTarget.DEPUTY, RungTarget.SUPERIOR, RungTarget.COORDINATOR}),
}
"""Whom the ladders of confidential cases may tell: a late case goes to the next authorised officer, no wider."""

AT_LEAST = Wording("{value} is too small", "{least} or more", "{value} là quá nhỏ", "từ {least} trở lên")
NOT_EMPTY = Wording("is empty", "at least one", "danh sách trống", "ít nhất một")
BAD_ADDRESS = Wording(
    "{value!r} is not an e-mail address",
    "name@domain in plain ASCII",
    "{value!r} không phải địa chỉ thư điện tử",
    "ten@tenmien, không dấu",
)
BAD_TELEPHONE = Wording(
    "{value!r} is not a telephone number",
    "digits and spaces",
    "{value!r} không phải số điện thoại",
    "chữ số và dấu cách",
)
SHARED = Wording(
    "a confidential role has a shared mailbox",
    "shared: no, with an address that one officer reads",
    "vai trò tiếp nhận tin hạn chế dùng hộp thư chung",
    "shared: no và địa chỉ do một người đọc",
)
WIDENS = Wording(
    "a rung of the confidential ladder {ladder!r} tells {to!r}",
    "{allowed}",
    "bậc của thang đôn đốc hạn chế {ladder!r} báo cho {to!r}",
    "{allowed}",
)
BAD_ZONE = Wording(
    "there is no time zone {value!r}",
    "a name such as Asia/Ho_Chi_Minh",
    "không có múi giờ {value!r}",
    "tên như Asia/Ho_Chi_Minh",
)
BAD_LOCALE = Wording("nothing is written in {value!r}", "vi or en", "không có văn bản bằng {value!r}", "vi hoặc en")
LOCALES = ("vi", "en")
"""The languages that letters, forms and pages are written in."""
BAD_WEEKDAY = Wording(
    "{value} is not a weekday",
    "0 (Monday) to 6 (Sunday)",
    "{value} không phải ngày trong tuần",
    "từ 0 (thứ Hai) đến 6 (Chủ nhật)",
)
BAD_SHARE = Wording("{value} is not a share", "0 to 1", "{value} không phải tỷ lệ", "từ 0 đến 1")
NO_SESSION = Wording(
    "has no start for {value!r}", "day and night", "thiếu giờ bắt đầu của {value!r}", "day (ngày) và night (đêm)"
)
UPSIDE_DOWN_RANGE = Wording(
    "{value} is below the minimum {least}",
    "{least} or more",
    "{value} nhỏ hơn mức tối thiểu {least}",
    "từ {least} trở lên",
)


def check_values(draft: Draft) -> None:
    for section, check in CHECKS.items():
        for entry, row in draft.sound(section):
            for wording, path, facts in check(row):
                draft.faults.append(entry.fault(wording, *path, **facts))


def _at_least(row: Any, least: int, *keys: str) -> Iterator[Problem]:
    for key in keys:
        if (value := getattr(row, key)) < least:
            yield AT_LEAST, (key,), {"value": value, "least": least}


def _not_empty(row: Any, *keys: str) -> Iterator[Problem]:
    for key in keys:
        if not getattr(row, key):
            yield NOT_EMPTY, (key,), {}


def _weekdays(row: Any, key: str) -> Iterator[Problem]:
    for value in sorted(getattr(row, key)):
        if not 0 <= value <= 6:
            yield BAD_WEEKDAY, (key,), {"value": value}


def _head(row: Any) -> Iterator[Problem]:
    yield from _at_least(row, 1, "minimum_cell", "weekly_load")
    yield from _not_empty(row, "area_levels")
    yield from _weekdays(row, "weekend")
    if row.zone not in available_timezones():
        yield BAD_ZONE, ("zone",), {"value": row.zone}
    if row.locale not in LOCALES:
        yield BAD_LOCALE, ("locale",), {"value": row.locale}


def _agency(row: Any) -> Iterator[Problem]:
    yield from _at_least(row, 0, "members_per_slot")
    yield from _not_empty(row, "roles")
    yield from _weekdays(row, "weekdays_off")
    yield from _telephone(row)


def _telephone(row: Any) -> Iterator[Problem]:
    if not TELEPHONE.fullmatch(row.telephone):
        yield BAD_TELEPHONE, ("telephone",), {"value": row.telephone}


def _contact(row: ContactSeed) -> Iterator[Problem]:
    if not ADDRESS.fullmatch(row.address):
        yield BAD_ADDRESS, ("address",), {"value": row.address}
    yield from _telephone(row)
    if row.shared and row.role in PERSONAL_MAILBOX:
        yield SHARED, ("shared",), {}


def _ladder(row: Ladder) -> Iterator[Problem]:
    yield from _not_empty(row, "rungs")
    allowed = LADDER_TARGETS.get(row.code)
    for index, rung in enumerate(row.rungs):
        if rung.after < 0:
            yield AT_LEAST, ("rungs", index, "after"), {"value": rung.after, "least": 0}
        if allowed and rung.to not in allowed:
            facts: dict[str, object] = {"ladder": row.code, "to": str(rung.to), "allowed": ", ".join(sorted(allowed))}
            yield WIDENS, ("rungs", index, "to"), facts


def _team(row: TeamRules) -> Iterator[Problem]:
    yield from _at_least(row, 1, "quorum", "parties_per_slot", "visits_per_party")
    yield from _not_empty(row, "required_sectors")
    for session in Session:
        if session not in row.session_starts:
            yield NO_SESSION, ("session_starts",), {"value": str(session)}


def _risk(row: RiskWeights) -> Iterator[Problem]:
    keys = ("per_complaint", "per_past_violation", "past_violations_counted", "never_checked", "conditional")
    yield from _at_least(row, 0, *keys, "per_year_unchecked", "years_counted")
    if not 0 <= row.random_share <= 1:
        yield BAD_SHARE, ("random_share",), {"value": row.random_share}


def _sanction_act(row: SanctionAct) -> Iterator[Problem]:
    if row.minimum is not None and row.maximum is not None and row.maximum < row.minimum:
        yield UPSIDE_DOWN_RANGE, ("maximum",), {"value": row.maximum, "least": row.minimum}


CHECKS: dict[str, Callable[[Any], Iterable[Problem]]] = {
    "pack": _head,
    "areas": lambda row: _at_least(row, 0, "communes", "population"),
    "agencies": _agency,
    "contacts": _contact,
    "establishments": lambda row: (
        *_not_empty(row, "sessions"),
        *_at_least(row, 0, "past_violations", "complaints"),
    ),
    "sanction_acts": _sanction_act,
    "clocks": lambda row: () if row.unset else _at_least(row, 1, "length"),
    "ladders": _ladder,
    "team": _team,
    "risk": _risk,
    "hotspots": lambda row: (*_not_empty(row, "signs"), *_at_least(row, 1, "threshold")),
    "activities": lambda row: (*_not_empty(row, "programmes", "plan_refs"), *_at_least(row, 0, "visits")),
    "forms": form_problems,
    "regimes": regime_problems,
}
