"""What a new revision of the pack would change, for which open campaigns, and why it may not be applied."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from models.queries.reorganisation import (
    contacts_kept,
    establishments_kept,
    open_campaigns,
    open_duties_by_agency,
)
from rules.pack import Pack
from rules.pack_diff import Difference, compare_packs
from rules.refusals import Refusal


@dataclass(frozen=True)
class Kept:
    """A row of the database that the new pack has otherwise: it stays, and is changed where it is kept."""

    noun: str
    row: str
    field: str
    here: str
    there: str


@dataclass(frozen=True)
class PackChange:
    """`follows` says whether open campaigns go over to the new revision, and from which day."""

    revision: str
    differences: tuple[Difference, ...]
    campaigns: tuple[tuple[str, str], ...]
    """(code, the revision it cites) of every open campaign."""
    follows: str
    kept: tuple[Kept, ...]
    orphans: tuple[tuple[str, int], ...]
    """(agency, open duties) of those that the new pack no longer has, with nobody named to follow them."""


class SuccessorMissing(Refusal):
    """Agencies that owe something would be gone with nobody to follow them; names all of them."""

    def __init__(self, orphans: tuple[tuple[str, int], ...]) -> None:
        told = "; ".join(f"{agency} owes {count}" for agency, count in orphans)
        super().__init__(
            f"The pack is not applied: {told}. Keep the agency's row with its last day (valid_to) and name its "
            "successor."
        )


def change_of_pack(session: Session, old: Pack, new: Pack, *, now: datetime) -> PackChange:
    """Nothing is changed. Whether it may be applied, `orphans` says."""
    day = new.calendar.day_of(now)
    return PackChange(
        revision=new.revision,
        differences=compare_packs(old, new),
        campaigns=tuple((row.code, row.pack_revision) for row in open_campaigns(session)),
        follows="" if new.as_of is None else f"{new.as_of:%Y-%m-%d}",
        kept=tuple(_kept(session, new)),
        orphans=tuple(
            (agency, count)
            for agency, count in sorted(open_duties_by_agency(session).items())
            if agency not in {row.code for row in new.agencies} or new.standing_on(agency, day) is None
        ),
    )


def _kept(session: Session, new: Pack) -> Iterator[Kept]:
    contacts = contacts_kept(session)
    for seed in new.contacts:
        row = contacts.get((seed.agency, seed.role.value))
        for field in ("office", "telephone", "address", "shared") if row is not None else ():
            here, there = getattr(row, field), getattr(seed, field)
            if here != there:
                yield Kept("contact", f"{seed.agency}/{seed.role.value}", field, str(here), str(there))
    places = establishments_kept(session)
    for place in new.establishments:
        found = places.get(place.code)
        for field in ("name", "type", "area") if found is not None else ():
            here, there = getattr(found, field), getattr(place, field)
            if here != there:
                yield Kept("establishment", place.code, field, str(here), str(there))
