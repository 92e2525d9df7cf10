"""Who of an activity's agencies is asked, and in which role."""

from collections.abc import Iterable
from datetime import date

from actions.context import Context
from actions.tell_office import Addressee
from models import Campaign
from rules.pack import Agency
from rules.words import AgencyRole, Owners, Role

ROLES = {
    Owners.EDUCATION: AgencyRole.EDUCATION,
    Owners.PRESS: AgencyRole.PRESS,
    Owners.SUPPLIER: AgencyRole.SUPPLIER,
}


def owners_of(campaign: Campaign, owners: Owners, day: date, context: Context) -> list[Addressee]:
    """In the order of the plan's partners. The areas of an activity that names none are all there are at the level
    by which campaigns are divided; other owners that it names none of are nobody: that step asks for nothing."""
    pack = context.pack
    if owners is Owners.STANDING:
        return [Addressee(Role.LIAISON, pack.agency_as(AgencyRole.STANDING, day).code)]
    partners = partners_of(campaign, day, context)
    if owners is Owners.AREAS:
        areas = [agency for agency in partners if AgencyRole.AREA_AUTHORITY in agency.roles]
        chosen = {pack.area_on(code, day).code for code in campaign.quotas.get("areas", ())}
        if not areas:
            areas = [pack.authority_of(area.code, day) for area in pack.areas_at(pack.work_level, day)]
        return [Addressee(Role.AREA, agency.code) for agency in areas if not chosen or agency.area in chosen]
    if owners is Owners.PARTNERS:
        return [Addressee(role_of(agency), agency.code) for agency in partners]
    role = ROLES[owners]
    named = [agency for agency in partners if role in agency.roles] or list(pack.agencies_as(role, day))
    return [Addressee(Role.LIAISON, agency.code) for agency in named]


def partners_of(campaign: Campaign, day: date, context: Context) -> list[Agency]:
    """The partners the plan names, those that have ended by then replaced by their successors."""
    if campaign.activity is None:
        return []
    activity = context.pack.activity(campaign.activity)
    found = [context.pack.standing_on(code, day, activity.programmes) for code in activity.partners]
    return list({agency.code: agency for agency in found if agency is not None}.values())


def still_there(found: Iterable[Addressee], day: date, context: Context) -> list[Addressee]:
    """Each once, and whoever has followed those that have ended; nobody for one that ended without successor."""
    standing = [(to.role, context.pack.standing_on(to.agency or "", day)) for to in found]
    return list(dict.fromkeys(Addressee(role, agency.code) for role, agency in standing if agency is not None))


def role_of(agency: Agency) -> Role:
    """In which role an agency is written to about an activity."""
    return Role.AREA if AgencyRole.AREA_AUTHORITY in agency.roles else Role.LIAISON
