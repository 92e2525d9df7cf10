"""A revision that a campaign keeps, with what the one in force knows of agencies and areas that have come and gone.

A campaign keeps the rules it was begun under. Who exists is no rule: an agency that has ended is gone for every
campaign, and whoever follows it is there for every campaign.
"""

from collections.abc import Iterable
from dataclasses import replace

from rules.pack import Agency, Area, Pack


def with_reorganisation(cited: Pack, in_force: Pack) -> Pack:
    """The cited revision with the last days and successors of the one in force, and with those successors."""
    agencies = _agencies(cited, in_force)
    areas = _areas(cited, in_force, {agency.area for agency in agencies if agency.area is not None})
    if (agencies, areas) == (cited.agencies, cited.areas):
        return cited
    return replace(cited, agencies=agencies, areas=areas)


def _agencies(cited: Pack, in_force: Pack) -> tuple[Agency, ...]:
    now = {row.code: row for row in in_force.agencies}
    found = [
        replace(row, valid_to=ended.valid_to, successor=ended.successor, successors=ended.successors)
        if (ended := now.get(row.code)) is not None and ended.successor
        else row
        for row in cited.agencies
    ]
    known, follow = {row.code for row in found}, _followers(found)
    while new := sorted(follow - known):
        found += [now[code] for code in new if code in now]
        known |= set(new)
        follow = _followers(found)
    return tuple(found)


def _followers(rows: Iterable[Agency]) -> set[str]:
    return {code for row in rows for code in (row.successor, *(heir.agency for heir in row.successors)) if code}


def _areas(cited: Pack, in_force: Pack, of_agencies: set[str]) -> tuple[Area, ...]:
    """Every row of an area that the campaign knows as it stands now, and the areas that follow or lie in those."""
    if not any(area.successor for area in in_force.areas):
        return cited.areas
    now, cited_codes = {row.code for row in in_force.areas}, {row.code for row in cited.areas}
    known = cited_codes | (of_agencies & now)
    while True:
        kin = {code for row in in_force.areas if row.code in known for code in (row.successor, row.parent) if code}
        kin |= {row.code for row in in_force.areas if row.parent in known - cited_codes}
        if kin <= known:
            break
        known |= kin
    gone = tuple(row for row in cited.areas if row.code not in now)
    return tuple(row for row in in_force.areas if row.code in known) + gone
