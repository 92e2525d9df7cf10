"""Letters are written in the language of the pack."""

from dataclasses import replace
from datetime import date, time

import pytest

from actions.ask_for_reports import ask_for_report
from actions.ask_owners import run
from actions.tell_office import campaign_title
from campaigns import KINDS
from rules.regimes import periods
from rules.words import CampaignKind, Mode
from tests.actions.desk import Desk
from tests.actions.forms_desk import opening_of, year_opening
from tests.actions.mail_parts import text_of

TRAINING = "CT1-TAPHUAN"


@pytest.mark.parametrize(
    ("locale", "title", "asks"),
    [("vi", "- Hoạt động: Lớp mẫu", "Kính gửi: "), ("en", "- Activity: Sample course", "To: ")],
)
def test_letter_speaks_the_language_of_the_pack_and_calls_the_activity_as_it_does(
    desk: Desk, locale: str, title: str, asks: str
) -> None:
    desk.at(date(2021, 3, 1), time(9))
    code = desk.start(opening_of(desk, TRAINING))
    with desk.work() as work:
        pack = work.context.pack
        row = replace(pack.activity(TRAINING), title="Lớp mẫu", title_en="Sample course")
        activities = tuple(row if other.code == TRAINING else other for other in pack.activities)
        context = replace(work.context, pack=replace(pack, locale=locale, activities=activities))
        (step, *_) = KINDS[CampaignKind.TRAINING].steps[Mode.PLANNED]
        run(work.session, work.campaign(code), step, now=work.now, context=context)
        (letter,) = work.letters("training_plan")
        told = text_of(letter)
    assert title in told and asks in told and letter.locale == locale


@pytest.mark.parametrize(
    ("locale", "report"), [("vi", "- Báo cáo: Biểu mẫu kỳ"), ("en", "- Report: Form of the period")]
)
def test_report_is_asked_for_by_its_name_in_that_language(desk: Desk, locale: str, report: str) -> None:
    desk.at(date(2021, 1, 18))
    code = desk.start(year_opening(desk))
    with desk.work() as work:
        pack = work.context.pack
        context = replace(work.context, pack=replace(pack, locale=locale))
        campaign = work.campaign(code)
        (step,) = (row for row in KINDS[campaign.kind].steps[campaign.mode] if "periodic_report" in row.letters)
        (found,) = (row for row in pack.regimes if row.code == "SK-6T")
        regime = replace(found, title="Biểu mẫu kỳ", title_en="Form of the period")
        period = next(iter(periods(regime, campaign.opens_on, campaign.closes_on, pack.calendar)))
        ask_for_report(work.session, campaign, step.duties[0], regime, period, now=work.now, context=context)
        (letter,) = work.letters("periodic_report")
        assert report in text_of(letter)


def test_year_is_called_what_its_plan_is_called(desk: Desk) -> None:
    desk.at(date(2021, 1, 18))
    code = desk.start(year_opening(desk))
    with desk.look() as work:
        assert campaign_title(work.campaign(code), work.context) == work.context.pack.title
