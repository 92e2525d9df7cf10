"""What the coordinator's forms ask for: codes, dates and closed choices only.

Prefect shows an enum's values, so the choices carry the Vietnamese labels; `code_of` leads back to the code. Free
text, names of offices and files are typed on the portal, never here.
"""

from enum import Enum
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from pydantic import BaseModel, Field

from config.home import pack_folder
from config.packs import load_pack
from config.settings import read_settings
from rules.refusals import AnswerRefused
from rules.words import (
    CampaignKind,
    CancelReason,
    Channel,
    DeclineReason,
    GoOnReason,
    ReferralResult,
    SuspendReason,
    WaiveReason,
    Word,
)

W = TypeVar("W", bound=Word)


def choices(name: str, labels: list[str]) -> Any:
    """An enum of labels for a form; its members are numbered, since only the values are ever seen."""
    return Enum(name, {f"CHOICE_{number}": label for number, label in enumerate(labels)}, type=str)


def code_of(words: type[W], label: Any) -> W:
    """The word whose label was chosen."""
    chosen = label.value if isinstance(label, Enum) else label
    return next(word for word in words if word.label == chosen)


_pack = load_pack(pack_folder(read_settings()))
ZONE = _pack.zone
"""Whose hours the schedules keep."""
AREAS = {f"{area.code} · {area.name}": area.code for area in _pack.work_areas}

ACTIVITIES = {
    f"{row.code} · {row.title}": row.code
    for row in _pack.activities
    if row.kind not in (CampaignKind.INSPECTION, CampaignKind.MONITORING, CampaignKind.RECEPTION) and not row.part_of
}

WAIVE, SUSPEND, RESUME, CANCEL, RELEASE, GO_ON = (
    "Miễn nghĩa vụ",
    "Tạm dừng",
    "Tiếp tục",
    "Hủy",
    "Phát hành báo cáo và kết thúc",
    "Tiếp tục dù chưa gửi thư được, báo qua điện thoại",
)
_COORDINATORS_WAIVERS = (WaiveReason.SILENT, WaiveReason.NOT_NEEDED)
REASONS: dict[str, Word] = {
    **{f"Miễn: {reason.label}": reason for reason in _COORDINATORS_WAIVERS},
    **{f"Tạm dừng: {reason.label}": reason for reason in SuspendReason},
    **{f"Hủy: {reason.label}": reason for reason in CancelReason},
    **{f"Báo qua điện thoại: {reason.label}": reason for reason in GoOnReason},
}

CONFIRMS, DECLINES, ACKNOWLEDGES, TELLS_RESULT = (
    "Xác nhận tham gia và cử thành viên",
    "Từ chối tham gia",
    "Xác nhận tiếp nhận hồ sơ",
    "Thông báo kết quả giải quyết",
)

if TYPE_CHECKING:
    # The members are data; a type checker sees no more than that there is a choice.
    AreaChoice: TypeAlias = Any
    ActivityChoice: TypeAlias = Any
    ChannelChoice: TypeAlias = Any
    DecisionChoice: TypeAlias = Any
    ReasonChoice: TypeAlias = Any
    AnswerChoice: TypeAlias = Any
    DeclineChoice: TypeAlias = Any
    ResultChoice: TypeAlias = Any
else:
    AreaChoice = choices("AreaChoice", list(AREAS))
    ActivityChoice = choices("ActivityChoice", list(ACTIVITIES))
    ChannelChoice = choices("ChannelChoice", [Channel.TELEPHONE.label, Channel.PAPER.label])
    DecisionChoice = choices("DecisionChoice", [WAIVE, SUSPEND, RESUME, CANCEL, RELEASE, GO_ON])
    ReasonChoice = choices("ReasonChoice", list(REASONS))
    AnswerChoice = choices("AnswerChoice", [CONFIRMS, DECLINES, ACKNOWLEDGES, TELLS_RESULT])
    DeclineChoice = choices("DeclineChoice", [reason.label for reason in DeclineReason])
    ResultChoice = choices("ResultChoice", [result.label for result in ReferralResult])


class AreaQuota(BaseModel):
    """Số lượt kiểm tra ấn định cho một địa bàn."""

    area: AreaChoice = Field(title="Địa bàn", json_schema_extra={"position": 0})
    visits: int = Field(ge=0, le=1000, title="Số lượt", json_schema_extra={"position": 1})


def reason_as(words: type[W], choice: Any) -> W:
    """The chosen reason as the kind the decision needs. Raises AnswerRefused when it belongs to another decision."""
    label = choice.value if isinstance(choice, Enum) else choice
    reason = REASONS.get(label or "")
    if not isinstance(reason, words):
        allowed = "; ".join(text for text, word in REASONS.items() if isinstance(word, words))
        raise AnswerRefused("The decision", [("reason", f"must be one of: {allowed}.")])
    return reason
