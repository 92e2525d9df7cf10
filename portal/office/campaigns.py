"""The planned campaigns, and what there is to know of one of them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from actions.report_figures import report_figures
from actions.work_figures import work_figures
from campaigns import KINDS
from models import Campaign
from models.queries.board import mail_by_letter, steps_entered
from models.queries.office_pages import documents_of, duties_of, planned_campaign, planned_campaigns
from models.queries.unheard import holding_up
from notifications.letter_names import letter_name
from notifications.work_tables import work_tables
from portal.access import NotThere
from portal.office.desk import OfficeDesk, reading_office
from portal.site import SiteHere, SpeechHere
from rules.figures import OUTCOMES_SHOWN
from rules.mail_states import SHOWN
from rules.visibility import KEEPS_RECORDS, READS_CAMPAIGNS
from rules.waiting import step_waiting
from rules.words import CampaignKind, CampaignState, DutyState, Edition, Role, Step

CAMPAIGNS_SHOWN = 100
WAITS_FOR: Mapping[Step, tuple[str, str]] = {
    Step.SCHEDULE: ("chờ xếp được lịch", "waits for a schedule"),
    Step.APPROVE: ("chờ Chủ tịch quyết định", "waits for the chairman's decision"),
    Step.COORDINATE: (
        "chờ các cơ quan xác nhận và cử đủ thành viên",
        "waits for every agency to confirm and send its members",
    ),
    Step.INSPECT: ("chờ ngày kiểm tra", "waits for the days of the visits"),
    Step.COLLECT: ("chờ kết quả của mọi lượt kiểm tra", "waits for the findings of every visit"),
    Step.ASSESS: ("chờ đánh giá xong mọi biên bản", "waits until every record is assessed"),
    Step.REPORT: ("chờ cho phát hành báo cáo", "waits for the report to be released"),
}
WAITS_FOR_FORMS = ("chờ ngày của bước, hoặc chờ các cơ quan gửi đủ", "waits for its day, or for what was asked for")
"""Every step of an activity, a monitoring round and a year."""
routes = APIRouter()


@routes.get("/office/c")
@routes.head("/office/c")
def list_campaigns(request: Request, site: SiteHere, speech: SpeechHere) -> Response:
    with reading_office(site, request, speech, READS_CAMPAIGNS) as desk:
        rows = planned_campaigns(desk.session, desk.officer.role, CAMPAIGNS_SHOWN)
        return desk.page("office/campaigns.html", here="/office/c", campaigns=rows)


def find_planned(desk: OfficeDesk, code: str) -> Campaign:
    """Raises NotThere, for an unannounced check too."""
    campaign = planned_campaign(desk.session, desk.officer.role, code)
    if campaign is None:
        raise NotThere
    return campaign


@routes.get("/office/c/{code}")
@routes.head("/office/c/{code}")
def show_campaign(
    code: str, request: Request, site: SiteHere, speech: SpeechHere, state: str = "open", agency: str = ""
) -> Response:
    """`state` is one of DutyState, or empty for all duties; anything else shows the open ones."""
    with reading_office(site, request, speech, READS_CAMPAIGNS) as desk:
        campaign = find_planned(desk, code)
        role = desk.officer.role
        return desk.page(
            "office/campaign.html",
            here="/office/c",
            campaign=campaign,
            steps=_steps(desk, campaign),
            **_duties(desk, campaign, state, agency),
            mail=_mail(desk, campaign),
            mail_states=SHOWN,
            outcomes=OUTCOMES_SHOWN,
            **_figures(desk, campaign),
            documents=documents_of(desk.session, role, campaign),
            decides=role is Role.CHAIRMAN and campaign.state is CampaignState.SCHEDULED,
            records=role in KEEPS_RECORDS,
            holding_up=len(holding_up(desk.session, campaign.id or 0)),
            board=desk.context().board_address if role in KEEPS_RECORDS else "",
        )


def _steps(desk: OfficeDesk, campaign: Campaign) -> list[dict[str, Any]]:
    """When each step was entered, and what the one it stands in waits for. The step of the referrals is left out: that
    there are any is for their officers alone."""
    entered = {step: at for step, at in reversed(steps_entered(desk.session, campaign.id or 0))}
    waiting = step_waiting(campaign.state, campaign.entered)
    return [
        {
            "step": spec.step,
            "at": entered.get(spec.step.value),
            "waits": desk.speech.say(*WAITS_FOR.get(spec.step, WAITS_FOR_FORMS)) if spec.step is waiting else "",
            "on": _planned_on(campaign, spec.step),
        }
        for spec in KINDS[campaign.kind].steps[campaign.mode]
        if spec.holds
    ]


def _planned_on(campaign: Campaign, step: Step) -> date | None:
    """The day on which a step is to begin, where the plan gives it one."""
    day = campaign.milestones.get(step.value)
    return None if day is None else date.fromisoformat(day)


def _figures(desk: OfficeDesk, campaign: Campaign) -> dict[str, Any]:
    """Of an inspection its findings by area, of everything else the tables of its report as they stand now."""
    given: dict[str, Any] = {"now": desk.now, "context": desk.context(campaign)}
    if campaign.kind is CampaignKind.INSPECTION:
        figures = report_figures(desk.session, campaign, Edition.COORDINATOR, **given)
        return {"areas": figures.visits.areas, "tables": ()}
    work = work_figures(desk.session, campaign, Edition.COORDINATOR, **given)
    return {"areas": (), "tables": work_tables(work, desk.speech.locale)}


def _duties(desk: OfficeDesk, campaign: Campaign, state: str, agency: str) -> dict[str, Any]:
    known = {word.value: word for word in DutyState}
    chosen = known.get(state) if state in ("", *known) else DutyState.OPEN
    every = duties_of(desk.session, desk.officer.role, campaign, state=chosen)
    calendar = desk.context(campaign).pack.calendar
    names = {duty.agency: desk.agency(duty.agency) for duty in every}
    return {
        "chosen": {"state": chosen.value if chosen else "", "agency": agency},
        "states": [(word.value, desk.speech.label(word)) for word in DutyState],
        "agencies": sorted(names.items(), key=lambda pair: pair[1]),
        "duties": [
            {
                "duty": duty,
                "agency": names[duty.agency],
                "formerly": desk.agency(duty.passed_from) if duty.passed_from else "",
                "overdue": duty.state is DutyState.OPEN and desk.now > duty.due_at and duty.paused_at is None,
                "late": calendar.workdays_late(duty.due_at, desk.now),
            }
            for duty in every
            if agency in ("", duty.agency)
        ],
    }


def _mail(desk: OfficeDesk, campaign: Campaign) -> list[tuple[str, list[int]]]:
    """Routine letters only."""
    table = mail_by_letter(desk.session, campaign.id or 0)
    return [
        (letter_name(letter, desk.speech.locale), [counts.get(state, 0) for state in SHOWN])
        for letter, counts in table.items()
    ]
