"""What a new revision of the pack would change, for which open campaigns, and why it may not be applied."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session

from models import Campaign
from models.queries.reorganisation import (
    codes_in_use,
    contacts_kept,
    establishments_kept,
    open_campaigns,
    owed_until,
    places_ahead,
    seats_until,
)
from rules.pack import Pack
from rules.pack_diff import NAMES_VI, compare_packs
from rules.refusals import Refusal, UnknownCode

LONGEST_LATE = timedelta(days=366)


@dataclass(frozen=True)
class ChangedRow:
    """`told` is (field, before, after); `campaigns` are the open ones that read the row."""

    section: str
    section_vi: str
    row: str
    change: str
    told: tuple[tuple[str, str, str], ...]
    campaigns: tuple[str, ...]


@dataclass(frozen=True)
class OpenCampaign:
    """`follows_on` is the day from which it follows the new revision; "" where it keeps the one it cites."""

    code: str
    revision: str
    follows_on: str


@dataclass(frozen=True)
class Kept:
    """A row of the database that the new pack has otherwise: it stays, and is changed where it is kept."""

    noun: str
    row: str
    field: str
    here: str
    there: str
    where: str


@dataclass(frozen=True)
class Missing:
    """Something in use that the new pack no longer has, with nobody or nothing named in its place."""

    noun: str
    code: str
    count: int


@dataclass(frozen=True)
class PackChange:
    """Whether it may be applied, `missing` says: it must be empty."""

    revision: str
    differences: tuple[ChangedRow, ...]
    campaigns: tuple[OpenCampaign, ...]
    kept: tuple[Kept, ...]
    missing: tuple[Missing, ...]


class SuccessorMissing(Refusal):
    """What is in use would be gone with nothing in its place; names all of it."""

    exit_code = 1

    def __init__(self, missing: tuple[Missing, ...]) -> None:
        told = "; ".join(f"{row.noun} {row.code} is needed {row.count} times" for row in missing)
        super().__init__(
            f"The pack is not applied: {told}. Keep the row; of an agency or area that ends, keep it with its last "
            "day (valid_to) and name its successor."
        )


def change_of_pack(session: Session, old: Pack, new: Pack, *, now: datetime) -> PackChange:
    """Nothing is changed."""
    campaigns = open_campaigns(session)
    day = new.calendar.day_of(now)
    return PackChange(
        revision=new.revision,
        differences=tuple(_differences(old, new, campaigns)),
        campaigns=tuple(
            OpenCampaign(row.code, row.pack_revision, "" if new.as_of is None else f"{new.as_of:%Y-%m-%d}")
            for row in campaigns
        ),
        kept=tuple(_kept(session, new, day)),
        missing=tuple(_missing(session, new, day)),
    )


def _differences(old: Pack, new: Pack, campaigns: list[Campaign]) -> Iterator[ChangedRow]:
    for row in compare_packs(old, new):
        touched = tuple(c.code for c in campaigns if row.concerns(c.kind, c.activity))
        yield ChangedRow(row.section, NAMES_VI[row.section], row.row, row.change, row.told, touched)


def _missing(session: Session, new: Pack, day: date) -> Iterator[Missing]:
    needed: dict[str, tuple[int, date]] = {}
    for agency, count, until in (*owed_until(session, new.calendar), *seats_until(session, day)):
        before, latest = needed.get(agency, (0, day))
        # When something that is late already will be done, nobody knows: not more than a year from now.
        needed[agency] = (before + count, max(latest, until if until >= day else day + LONGEST_LATE))
    known = {row.code for row in new.agencies}
    for agency, (count, until) in sorted(needed.items()):
        # An agency that ends before the last of what it owes is due needs somebody to follow it.
        if agency not in known or new.standing_on(agency, until) is None:
            yield Missing("agency", agency, count)
    areas = {row.code for row in new.areas}
    for area, count in sorted(places_ahead(session).items()):
        if area not in areas or not _is_answered_for(new, area, day):
            yield Missing("area", area, count)
    there = {
        "activity": {row.code for row in new.activities},
        "form": {row.code for row in new.forms},
        "ladder": {row.code for row in new.ladders},
    }
    for noun, codes in codes_in_use(session).items():
        # Campaigns that keep their revision have their activity and their forms there.
        if noun == "ladder" or new.as_of is not None:
            for code, count in sorted(codes.items()):
                if code not in there[noun]:
                    yield Missing(noun, code, count)


def _is_answered_for(pack: Pack, area: str, day: date) -> bool:
    try:
        pack.authority_of(area, day)
    except UnknownCode:
        return False
    return True


def _kept(session: Session, new: Pack, day: date) -> Iterator[Kept]:
    contacts = contacts_kept(session)
    for seed in new.contacts:
        row = contacts.get((seed.agency, seed.role.value))
        for field in ("office", "telephone", "address", "shared") if row is not None else ():
            here, there = getattr(row, field), getattr(seed, field)
            if here != there:
                where = f"/office/contacts/{row.id if row else 0}"
                yield Kept("contact", f"{seed.agency}/{seed.role.value}", field, str(here), str(there), where)
    places = establishments_kept(session)
    seeded = {place.code: place for place in new.establishments}
    areas = {row.code for row in new.areas}
    for code, found in places.items():
        place = seeded.get(code)
        for field in ("name", "type", "area", "weekend_only", "conditional", "prone") if place is not None else ():
            here, there = getattr(found, field), getattr(place, field)
            if here != there:
                yield Kept("establishment", code, field, str(here), str(there), "/office/register")
        if found.area in areas and (now_in := new.area_on(found.area, day).code) != found.area and place is None:
            yield Kept("establishment", code, "area", found.area, now_in, "/office/register")
