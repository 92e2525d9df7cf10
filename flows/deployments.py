"""The one table of deployments: flow, schedule, description. `up` serves it; prefect.yaml deploys it to pools."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from prefect.deployments.runner import RunnerDeployment
from prefect.schedules import Cron
from prefect.types.entrypoint import EntrypointType

from flows.clockwork import advance, deliver_mail, digest, reconcile
from flows.coordinator import decide, extend_duty, record_answer
from flows.forms import ZONE
from flows.kinds import FLOWS
from flows.practice import move_calendar
from flows.pruning import CLOCK_TAG
from flows.returning import read_returns
from flows.starting import open_annual_plan, start_activity, start_inspection_campaign, start_monitoring_round

TITLES: Mapping[str, str] = {
    "answer": "Câu trả lời",
    "areas": "Địa bàn",
    "activity": "Hoạt động",
    "campaign": "Mã đợt",
    "cards": "Số thẻ kiểm tra",
    "channel": "Hình thức trả lời",
    "closes_on": "Đến ngày",
    "decision": "Quyết định",
    "declined": "Lý do từ chối",
    "document": "Số văn bản",
    "document_on": "Ngày văn bản",
    "due_on": "Hạn mới",
    "duty": "Mã nghĩa vụ",
    "opens_on": "Từ ngày",
    "places": "Số nơi giám sát mỗi địa bàn",
    "quotas": "Chỉ tiêu theo địa bàn",
    "reason": "Lý do",
    "result": "Kết quả giải quyết",
    "seed": "Số gieo",
    "to": "Đến ngày",
    "visits": "Số lượt kiểm tra",
}
"""What stands over a parameter in the form; Prefect itself would show its English name."""


@dataclass(frozen=True)
class Deployed:
    """`cron` None is a button. A clock flow has a slug, so that its schedule survives a new deployment."""

    flow: Any
    description: str
    cron: str | None = None

    @property
    def name(self) -> str:
        return str(self.flow.name)


BUTTON = "Nút bấm của điều phối viên. "
DEPLOYMENTS: tuple[Deployed, ...] = (
    Deployed(start_inspection_campaign, BUTTON + "Mở một đợt kiểm tra liên ngành theo kế hoạch."),
    Deployed(start_monitoring_round, BUTTON + "Mở một đợt giám sát Đội công tác xã hội tình nguyện."),
    Deployed(start_activity, BUTTON + "Mở một hoạt động của kế hoạch năm."),
    Deployed(open_annual_plan, BUTTON + "Mở kế hoạch năm: mọi hoạt động và báo cáo theo kỳ."),
    Deployed(decide, BUTTON + "Miễn nghĩa vụ, tạm dừng, tiếp tục, hủy, phát hành báo cáo."),
    Deployed(record_answer, BUTTON + "Ghi câu trả lời đến bằng điện thoại hoặc văn bản."),
    Deployed(extend_duty, BUTTON + "Gia hạn một nghĩa vụ."),
    *(Deployed(flow, "Chạy ngay các bước đến hạn; đồng hồ tự làm việc này.") for flow in FLOWS),
    Deployed(advance, "Đồng hồ: mỗi phút làm mọi việc đến hạn.", "* * * * *"),
    Deployed(deliver_mail, "Đồng hồ: mỗi phút chuyển thư đang chờ.", "* * * * *"),
    Deployed(read_returns, "Đồng hồ: mỗi 2 phút đọc thư bị trả lại, thư trả lời.", "*/2 * * * *"),
    Deployed(reconcile, "Đồng hồ: mỗi 10 phút dọn các lượt chạy bị mất và lượt chạy trống.", "*/10 * * * *"),
    Deployed(digest, "Đồng hồ: bản tổng hợp buổi sáng cho điều phối viên.", "30 7 * * 1-5"),
)

PRACTICE = Deployed(move_calendar, "Lịch thực hành: sang thời điểm đến hạn tiếp theo, hoặc đến một ngày.")
"""Served in a practice home only."""


def to_deployment(entry: Deployed, *, scheduled: bool) -> RunnerDeployment:
    """One served deployment; `scheduled` False leaves the clock to whoever walks a simulated calendar."""
    clock = entry.cron is not None
    deployment = entry.flow.to_deployment(
        name=entry.name,
        description=entry.description,
        tags=[CLOCK_TAG] if clock else ["button"],
        schedule=Cron(entry.cron, timezone=ZONE, slug=entry.name) if entry.cron and scheduled else None,
        entrypoint_type=EntrypointType.MODULE_PATH,
    )
    assert isinstance(deployment, RunnerDeployment)
    for name, shown in deployment._parameter_openapi_schema.properties.items():
        shown["title"] = TITLES[name]
    return deployment


def served(entries: Iterable[Deployed] = DEPLOYMENTS, *, scheduled: bool = True) -> list[RunnerDeployment]:
    return [to_deployment(entry, scheduled=scheduled) for entry in entries]
