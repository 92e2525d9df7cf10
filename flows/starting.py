"""The coordinator's buttons that begin something: an inspection, a monitoring round, an activity, the year's plan."""

import secrets
from datetime import date

from prefect import flow
from prefect.client.schemas.objects import State

from actions.start_campaign import Opening
from flows.forms import ACTIVITIES, AREAS, ActivityChoice, AreaChoice, AreaQuota
from flows.going_on import looked_at
from flows.labels import label_run
from flows.opening import office
from flows.outcomes import REFUSED, end_of, refused
from flows.steps import open_campaign
from rules.words import CampaignKind, Mode, Step


@flow(name="start-inspection-campaign", persist_result=False, log_prints=False)
async def start_inspection_campaign(
    opens_on: date,
    closes_on: date,
    visits: int,
    areas: list[AreaChoice] = [],  # noqa: B006  (a form shows its default; nothing here changes it)
    quotas: list[AreaQuota] = [],  # noqa: B006
    seed: int | None = None,
) -> State[None]:
    """Mở một đợt kiểm tra liên ngành theo kế hoạch: lập danh sách, lịch, rồi trình phê duyệt.

    Args:
        opens_on: Ngày đầu của đợt kiểm tra.
        closes_on: Ngày cuối của đợt kiểm tra.
        visits: Số lượt kiểm tra của cả đợt.
        areas: Chỉ kiểm tra tại các địa bàn này; để trống là tất cả.
        quotas: Số lượt ấn định riêng cho địa bàn; phần còn lại chia theo số cơ sở.
        seed: Số gieo cho phần chọn ngẫu nhiên; để trống thì hệ thống tự lấy và ghi lại.
    """
    opening = Opening(
        kind=CampaignKind.INSPECTION,
        mode=Mode.PLANNED,
        opens_on=opens_on,
        closes_on=closes_on,
        visits=visits,
        seed=_seed(seed),
        areas=tuple(AREAS[area.value] for area in areas),
        quotas=tuple((AREAS[quota.area.value], quota.visits) for quota in quotas),
    )
    return await _start(opening, Step.SCHEDULE)


@flow(name="start-monitoring-round", persist_result=False, log_prints=False)
async def start_monitoring_round(
    opens_on: date,
    closes_on: date,
    places: int = 2,
    areas: list[AreaChoice] = [],  # noqa: B006
    seed: int | None = None,
) -> State[None]:
    """Mở một đợt giám sát Đội công tác xã hội tình nguyện: các địa bàn tự báo cáo, rồi chọn nơi giám sát tại chỗ.

    Args:
        opens_on: Ngày đầu của đợt giám sát.
        closes_on: Ngày cuối của đợt giám sát.
        places: Số nơi giám sát tại mỗi địa bàn, ngoài cơ quan của địa bàn.
        areas: Chỉ giám sát tại các địa bàn này; để trống là tất cả.
        seed: Số gieo cho phần chọn ngẫu nhiên; để trống thì hệ thống tự lấy và ghi lại.
    """
    planned = [row.code for row in office().pack.activities if row.kind is CampaignKind.MONITORING and not row.part_of]
    return await _start(
        Opening(
            kind=CampaignKind.MONITORING,
            mode=Mode.PLANNED,
            opens_on=opens_on,
            closes_on=closes_on,
            visits=places,
            seed=_seed(seed),
            areas=tuple(AREAS[area.value] for area in areas),
            activity=planned[0] if planned else None,
        ),
        Step.SELF_REPORT,
    )


@flow(name="start-activity", persist_result=False, log_prints=False)
async def start_activity(
    activity: ActivityChoice,
    opens_on: date | None = None,
    closes_on: date | None = None,
    areas: list[AreaChoice] = [],  # noqa: B006
) -> State[None]:
    """Mở một hoạt động của kế hoạch năm: tập huấn, hội thi, tuyên truyền, ấn phẩm, báo chí, chỉ đạo, xã lành mạnh.

    Args:
        activity: Hoạt động của kế hoạch.
        opens_on: Ngày đầu; để trống là theo kế hoạch.
        closes_on: Ngày cuối; để trống là theo kế hoạch.
        areas: Chỉ thực hiện tại các địa bàn này; để trống là tất cả.
    """
    planned = office().pack.activity(ACTIVITIES[activity.value])
    return await _start(
        Opening(
            kind=planned.kind,
            mode=Mode.PLANNED,
            opens_on=opens_on or planned.opens_on,
            closes_on=closes_on or planned.closes_on,
            visits=0,
            seed=_seed(None),
            areas=tuple(AREAS[area.value] for area in areas),
            activity=planned.code,
        ),
        Step.PREPARE,
    )


@flow(name="open-annual-plan", persist_result=False, log_prints=False)
async def open_annual_plan(seed: int | None = None) -> State[None]:
    """Mở kế hoạch năm của gói dữ liệu: mỗi hoạt động được mở khi đến kỳ, mỗi báo cáo được đề nghị khi đến hạn.

    Args:
        seed: Số gieo cho phần chọn ngẫu nhiên; để trống thì hệ thống tự lấy và ghi lại.
    """
    year = office().pack.year
    return await _start(
        Opening(
            kind=CampaignKind.ANNUAL_PLAN,
            mode=Mode.PLANNED,
            opens_on=date(year, 1, 1),
            closes_on=date(year, 12, 31),
            visits=0,
            seed=_seed(seed),
        ),
        Step.OPEN,
    )


async def _start(opening: Opening, first: Step) -> State[None]:
    opened = await end_of(open_campaign.with_options(name=first.value), opening)
    if opened.name == REFUSED:
        return refused(opened.message)
    code = await opened.aresult()
    await label_run(code, name=code)
    return await looked_at(code, code)


def _seed(chosen: int | None) -> int:
    return secrets.randbelow(2**31) if chosen is None else chosen
