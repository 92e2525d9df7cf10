"""A revision that a campaign keeps, with what the one in force knows of agencies and areas that have come and gone.

A campaign keeps the rules it was begun under. Who exists is no rule: an agency that has ended is gone for every
campaign, and whoever follows it is there for every campaign.
"""

from collections.abc import Iterable
from dataclasses import replace

from rules.pack import Agency, Area, Pack


def with_reorganisation(cited: Pack, in_force: Pack) -> Pack:
    """The cited revision with the last days and successors of the one in force, and with those successors."""
    agencies = _agencies(cited, in_force) if any(row.successor for row in in_force.agencies) else cited.agencies
    areas = _areas(cited, in_force, {agency.area for agency in agencies if agency.area is not None})
    if (agencies, areas) == (cited.agencies, cited.areas):
        return cited
    return replace(cited, agencies=agencies, areas=areas)


def _agencies(cited: Pack, in_force: Pack) -> tuple[Agency, ...]:
    """Those that have ended with their last day; those that follow as they are now, with the roles they took on."""
    ended = {row.code: row for row in in_force.agencies if row.successor}
    known = {row.code for row in cited.agencies}
    follow: set[str] = set()
    new = _followers(ended[code] for code in known if code in ended)
    while new - follow:
        follow |= new
        new = _followers(ended[code] for code in follow if code in ended)
    kept = tuple(
        replace(row, valid_to=last.valid_to, successor=last.successor, successors=last.successors)
        if (last := ended.get(row.code)) is not None
        else row
        for row in cited.agencies
        if row.code not in follow
    )
    return kept + tuple(row for row in in_force.agencies if row.code in follow)


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
