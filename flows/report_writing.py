"""The report's files: written when the figures are ready and again when they are released, then left as they are."""

from prefect import task
from prefect.cache_policies import NO_CACHE

from actions.edition_figures import edition_figures
from flows.opening import office, settings
from models.queries.board import edition_changed, edition_shown
from models.queries.campaigns import campaign_by_code
from notifications.report_files import save_report
from rules.words import CampaignState, Edition

READY = (CampaignState.REPORTING, CampaignState.CLOSED)


@task(name="report-files", persist_result=False, cache_policy=NO_CACHE)
async def write_reports(code: str) -> None:
    """Both editions, as a page and a workbook, in the home's folder `reports`."""
    with office().reading() as (session, now):
        campaign = campaign_by_code(session, code)
        context = office().context(session, campaign)
        figures = [edition_figures(session, campaign, edition, now=now, context=context) for edition in Edition]
    for edition in figures:
        save_report(settings().home / "reports", code, edition, context.pack.locale)
    # Noted after the files are there: a run that dies before is repeated.
    with office().transaction() as (session, _):
        edition_changed(session, f"{code.lower()}-report", campaign.state.value)


def reports_are_due(code: str) -> bool:
    """Whether the campaign has reached a state whose report is not on file yet."""
    with office().reading() as (session, _):
        campaign = campaign_by_code(session, code)
        return campaign.state in READY and not edition_shown(session, f"{code.lower()}-report", campaign.state.value)
