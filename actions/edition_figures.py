"""The figures of any campaign's report, in one of its two editions."""

from datetime import datetime

from sqlmodel import Session

from actions.context import Context
from actions.report_figures import report_figures
from actions.work_figures import work_figures
from models import Campaign
from rules.figures import ReportFigures
from rules.words import CampaignKind, Edition
from rules.work_figures import WorkFigures


def edition_figures(
    session: Session, campaign: Campaign, edition: Edition, *, now: datetime, context: Context
) -> ReportFigures | WorkFigures:
    """An inspection is told by its visits, everything else by its forms."""
    if campaign.kind is CampaignKind.INSPECTION:
        return report_figures(session, campaign, edition, now=now, context=context)
    return work_figures(session, campaign, edition, now=now, context=context)
