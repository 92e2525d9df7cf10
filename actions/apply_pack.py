"""Bring a pack into the database: keep its files by revision, seed establishments and contacts, overwrite nothing."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session, select

from models import Contact, Establishment, PackRevision
from rules.pack import Pack


def apply_pack(session: Session, pack: Pack, files: Mapping[str, str], *, now: datetime) -> None:
    """Safe to repeat: rows that are there stay as the province has made them."""
    if session.get(PackRevision, pack.revision) is None:
        session.add(PackRevision(revision=pack.revision, code=pack.code, files=dict(files), applied_at=now))
    _seed_establishments(session, pack)
    _seed_contacts(session, pack)
    session.flush()


def _seed_establishments(session: Session, pack: Pack) -> None:
    known = set(session.exec(select(Establishment.code)))
    for place in pack.establishments:
        if place.code not in known:
            session.add(
                Establishment(
                    code=place.code,
                    name=place.name,
                    type=place.type,
                    area=place.area,
                    sessions=[session.value for session in place.sessions],
                    weekend_only=place.weekend_only,
                    conditional=place.conditional,
                    prone=place.prone,
                    last_checked_on=place.last_checked_on,
                    past_violations=place.past_violations,
                    complaints=place.complaints,
                    valid_from=place.valid_from,
                    valid_to=place.valid_to,
                )
            )


def _seed_contacts(session: Session, pack: Pack) -> None:
    known = {(row.agency, row.role) for row in session.exec(select(Contact))}
    for seed in pack.contacts:
        if (seed.agency, seed.role) not in known:
            session.add(
                Contact(
                    agency=seed.agency,
                    role=seed.role,
                    office=seed.office,
                    telephone=seed.telephone,
                    address=seed.address,
                    shared=seed.shared,
                    valid_from=seed.valid_from,
                    valid_to=seed.valid_to,
                )
            )
