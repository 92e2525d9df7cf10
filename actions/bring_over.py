"""Campaigns that cite a revision of the pack which today's rules refuse go on with the one in force."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from actions.change_pack import SuccessorMissing, change_of_pack
from actions.context import Actor, Context
from actions.follow_pack import go_over
from models.queries.reorganisation import campaigns_on_other_packs


def bring_over(
    session: Session, revisions: Collection[str], *, actor: Actor, now: datetime, context: Context
) -> list[str]:
    """The codes of those that may be named. Raises SuccessorMissing when the pack in force lacks what is in use."""
    pack = context.pack
    campaigns = [c for c in campaigns_on_other_packs(session, pack.revision) if c.pack_revision in revisions]
    if not campaigns:
        return []
    # As if the pack were to be followed from today: their activities, forms and ladders must be there.
    if missing := change_of_pack(session, pack, replace(pack, as_of=pack.calendar.day_of(now)), now=now).missing:
        raise SuccessorMissing(missing)
    for campaign in campaigns:
        go_over(session, campaign, actor=actor, now=now, context=context)
    session.flush()
    return [campaign.code for campaign in campaigns]
