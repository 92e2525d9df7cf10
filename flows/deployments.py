"""The one table of deployments: flow, schedule, description. `up` serves it; prefect.yaml deploys it to pools."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from prefect.deployments.runner import RunnerDeployment
from prefect.schedules import Cron
from prefect.types.entrypoint import EntrypointType

from flows.clockwork import advance, deliver_mail, digest, reconcile
from flows.coordinator import decide, extend_duty, record_answer, start_inspection_campaign
from flows.inspection import inspection_campaign
from flows.practice import move_calendar
from flows.pruning import CLOCK_TAG

ZONE = "Asia/Ho_Chi_Minh"

TITLES: Mapping[str, str] = {
    "answer": "Câu trả lời",
    "areas": "Địa bàn",
    "campaign": "Mã đợt kiểm tra",
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
    Deployed(decide, BUTTON + "Miễn nghĩa vụ, tạm dừng, tiếp tục, hủy đợt kiểm tra, phát hành báo cáo."),
    Deployed(record_answer, BUTTON + "Ghi câu trả lời đến bằng điện thoại hoặc văn bản."),
    Deployed(extend_duty, BUTTON + "Gia hạn một nghĩa vụ."),
    Deployed(inspection_campaign, "Chạy ngay các bước đến hạn của một đợt kiểm tra; đồng hồ tự làm việc này."),
    Deployed(advance, "Đồng hồ: mỗi phút làm mọi việc đến hạn.", "* * * * *"),
    Deployed(deliver_mail, "Đồng hồ: mỗi phút chuyển thư đang chờ.", "* * * * *"),
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
