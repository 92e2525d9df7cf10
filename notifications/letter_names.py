"""What letters are called on pages that count them, in Vietnamese and English. Routine letters of campaigns only."""

from collections.abc import Mapping

LETTER_NAMES: Mapping[str, tuple[str, str]] = {
    "plan_submitted": ("Trình phê duyệt kế hoạch", "Plan submitted for approval"),
    "plan_approved": ("Kế hoạch được phê duyệt", "Plan approved"),
    "plan_returned": ("Kế hoạch được trả lại", "Plan returned"),
    "invitation": ("Đề nghị xác nhận tham gia", "Invitation to take part"),
    "reminder": ("Đôn đốc", "Reminder"),
    "non_response": ("Cơ quan chưa thực hiện", "Agency has not answered"),
    "invitation_declined": ("Cơ quan từ chối tham gia", "Invitation declined"),
    "area_notice": ("Thông báo cho địa bàn", "Notice to the area"),
    "brief": ("Lịch tập trung", "Briefing"),
    "findings_request": ("Đề nghị gửi kết quả", "Request for findings"),
    "findings_receipt": ("Đã nhận kết quả", "Receipt of findings"),
    "visit_postponed": ("Hoãn kiểm tra", "Visit postponed"),
    "recommendation": ("Kiến nghị sau kiểm tra", "Recommendation"),
    "campaign_suspended": ("Tạm dừng đợt kiểm tra", "Campaign suspended"),
    "campaign_resumed": ("Tiếp tục đợt kiểm tra", "Campaign resumed"),
    "campaign_cancelled": ("Hủy đợt kiểm tra", "Campaign cancelled"),
    "campaign_report": ("Báo cáo kết quả", "Report"),
    "link_renewed": ("Liên kết mới theo yêu cầu", "New link, as asked for"),
}


def letter_name(letter: str, locale: str = "vi") -> str:
    """A letter without a name here stands for itself."""
    vietnamese, english = LETTER_NAMES.get(letter, (letter, letter))
    return english if locale == "en" else vietnamese
