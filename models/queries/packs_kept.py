"""Revisions of the pack that a database keeps, read before its tables are migrated: by name of the few columns needed,
which no migration has touched."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from rules.words import CampaignState, Mode

ENDED = (CampaignState.CLOSED.value, CampaignState.CANCELLED.value)


@dataclass(frozen=True)
class KeptRevision:
    """`open_codes` are campaigns that have not ended; unannounced checks are counted, not named."""

    revision: str
    files: dict[str, Any]
    open_codes: tuple[str, ...]
    unannounced: int
    ended: int


def kept_revisions(engine: sa.Engine) -> list[KeptRevision]:
    """Those that a campaign cites."""
    packs = sa.table("packrevision", sa.column("revision"), sa.column("files", sa.JSON))
    campaigns = sa.table("campaign", *(sa.column(name) for name in ("code", "pack_revision", "state", "mode")))
    found = []
    with engine.execution_options(read_only=True).connect() as connection:
        rows = connection.execute(sa.select(campaigns).order_by(campaigns.c.code)).all()
        for revision, files in connection.execute(sa.select(packs).order_by(packs.c.revision)).all():
            citing = [row for row in rows if row.pack_revision == revision]
            going_on = [row for row in citing if row.state not in ENDED]
            named = tuple(row.code for row in going_on if row.mode != Mode.UNANNOUNCED.value)
            if citing:
                hidden = len(going_on) - len(named)
                found.append(KeptRevision(revision, files, named, hidden, len(citing) - len(going_on)))
    return found
