"""Draw up a campaign's figures in one of two editions: the coordinator's, or the one that partners get."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime

from sqlmodel import Session

from actions.context import Context
from actions.prepare_report import partners_told
from actions.sum_up_agencies import named, sum_up_agencies
from models import Campaign
from models.queries.figures import (
    duties_owed,
    establishments_counted,
    referrals_by_state,
    remedies_by_state,
    remedies_overdue,
    sanctions_by_state,
    visit_tallies,
    visits_listed,
)
from rules.figures import (
    CONDUCTED,
    OUTCOMES_SHOWN,
    AreaRow,
    Named,
    Progress,
    RemedyFigures,
    ReportFigures,
    ReportHead,
    SanctionFigures,
    SliceRow,
    TypeRow,
    VisitFigures,
    VisitRow,
    outcome_shown,
)
from rules.report_cells import DRAWN, PROGRESS, RANKED, ReportCells, count_cells
from rules.words import (
    AgencyRole,
    DutyKind,
    Edition,
    EstablishmentType,
    NotConductedReason,
    ReferralState,
    RemedyState,
    SanctionState,
)

SHARED_KINDS = (DutyKind.CONFIRM, DutyKind.FINDINGS)
"""Taking part and handing in. Remedies and sanctions by agency would be small counts of premises by area."""
REFERRALS_TOLD = (ReferralState.SENT, ReferralState.ACKNOWLEDGED, ReferralState.RESOLVED, ReferralState.REFUSED)
"""Files that have left, or that officers have refused. How many still wait for their officers is not told: the visits
under assessment less all files would be those at which the focal point has not yet spoken. Nor is one that was
withdrawn: that is the focal point's word."""


def report_figures(
    session: Session, campaign: Campaign, edition: Edition, *, now: datetime, context: Context
) -> ReportFigures:
    """The partners' edition has no referral and no list of visits, and hides small counts; in neither edition can
    suspicion of a crime be told from a person being looked after."""
    assert campaign.id is not None
    shared = edition is Edition.PARTNERS
    cells = _count(session, campaign.id, shared, now)
    if shared:
        cells.hide(context.pack.minimum_cell)
    return ReportFigures(
        head=report_head(
            campaign,
            edition,
            recipients_of(session, campaign, now=now, context=context) if shared else (),
            now=now,
            context=context,
        ),
        visits=_visit_figures(cells, context.pack.calendar.day_of(now), context),
        agencies=sum_up_agencies(
            duties_owed(session, campaign.id, SHARED_KINDS if shared else ()), now=now, context=context
        ),
        recommendations=RemedyFigures(
            cells.shown("remedies", "total"),
            {state: cells.shown("remedy", state.value) for state in RemedyState},
            cells.shown("remedy", "overdue"),
        ),
        sanctions=SanctionFigures(
            cells.shown("sanctions", "total"),
            {state: cells.shown("sanction", state.value) for state in _sanction_states(shared)},
        ),
        referrals=None if shared else _referrals(session, campaign.id),
        visit_rows=() if shared else _visit_rows(session, campaign.id, context),
    )


def _count(session: Session, campaign_id: int, shared: bool, now: datetime) -> ReportCells:
    sanctions = Counter(sanctions_by_state(session, campaign_id, shared=shared))
    if shared:  # that a case is frozen says that its file went to the police
        sanctions[SanctionState.RECORDED] += sanctions.pop(SanctionState.FROZEN, 0)
    return count_cells(
        visit_tallies(session, campaign_id),
        establishments_counted(session, campaign_id),
        remedies_by_state(session, campaign_id),
        remedies_overdue(session, campaign_id, now),
        sanctions,
    )


def _sanction_states(shared: bool) -> tuple[SanctionState, ...]:
    return tuple(state for state in SanctionState if not (shared and state is SanctionState.FROZEN))


def _referrals(session: Session, campaign_id: int) -> Mapping[ReferralState, int]:
    counted = referrals_by_state(session, campaign_id)
    return {state: counted.get(state, 0) for state in REFERRALS_TOLD}


def report_head(
    campaign: Campaign,
    edition: Edition,
    recipients: tuple[Named, ...],
    *,
    now: datetime,
    context: Context,
    title: str = "",
) -> ReportHead:
    pack, today = context.pack, context.pack.calendar.day_of(now)
    return ReportHead(
        edition=edition,
        code=campaign.code,
        kind=campaign.kind,
        mode=campaign.mode,
        plan=pack.title,
        opens_on=campaign.opens_on,
        closes_on=campaign.closes_on,
        as_of=now,
        zone=pack.calendar.zone,
        national=pack.locale == "vi",
        place=named(next(area for area in pack.areas if area.parent is None)),
        body=named(pack.agency_as(AgencyRole.STANDING, today)),
        superior_body=named(pack.agency_as(AgencyRole.COMMITTEE, today)),
        recipients=recipients,
        minimum=pack.minimum_cell,
        title=title,
    )


def _visit_figures(cells: ReportCells, today: date, context: Context) -> VisitFigures:
    areas = sorted({cell[1] for cell in cells.counts if cell[0] == "area"})
    types = [kind for kind in EstablishmentType if cells.counts["type", kind.value, "planned"]]
    return VisitFigures(
        progress=_progress(cells, "visits"),
        establishments_planned=cells.shown("establishments", "planned"),
        establishments_visited=cells.shown("establishments", "visited"),
        missed={reason: cells.shown("missed", reason.value) for reason in NotConductedReason},
        outcomes={outcome: cells.shown("outcome", outcome.value) for outcome in OUTCOMES_SHOWN},
        areas=tuple(_area_row(cells, code, today, context) for code in areas),
        types=tuple(TypeRow(kind, _progress(cells, "type", kind.value)) for kind in types),
        slices=tuple(
            SliceRow(part == RANKED, cells.shown("slice", part, "visits"), cells.shown("slice", part, "violations"))
            for part in (RANKED, DRAWN)
        ),
    )


def _progress(cells: ReportCells, *group: str) -> Progress:
    return Progress(*(cells.shown(*group, progress) for progress in PROGRESS))


def _area_row(cells: ReportCells, code: str, today: date, context: Context) -> AreaRow:
    outcomes = {outcome: cells.shown("area", code, outcome.value) for outcome in OUTCOMES_SHOWN}
    lies_in = context.pack.area_on(code, today)
    now_in = None if lies_in.code == code else named(lies_in)
    return AreaRow(named(context.pack.area(code)), _progress(cells, "area", code), outcomes, now_in)


def recipients_of(session: Session, campaign: Campaign, *, now: datetime, context: Context) -> tuple[Named, ...]:
    """Those who get the letter with the link to it, the committee first."""
    pack, today = context.pack, context.pack.calendar.day_of(now)
    told = [pack.agency(to.agency) for to in partners_told(session, campaign, today, context) if to.agency]
    told.sort(key=lambda agency: AgencyRole.COMMITTEE not in agency.roles)
    return tuple(named(agency) for agency in {agency.code: agency for agency in told}.values())


def _visit_rows(session: Session, campaign_id: int, context: Context) -> tuple[VisitRow, ...]:
    return tuple(
        VisitRow(
            code=visit.code,
            on=party.on,
            area=named(context.pack.area(visit.area)),
            establishment=place.code,
            name=place.name,
            type=place.type,
            conducted=visit.state in CONDUCTED,
            missed=visit.missed,
            outcome=outcome_shown(visit.outcome) if visit.state in CONDUCTED else None,
        )
        for visit, place, party in visits_listed(session, campaign_id)
    )
