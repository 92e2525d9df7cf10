"""What letters are called on pages that count them, in Vietnamese and English. Routine letters of campaigns only."""

from collections.abc import Mapping

LETTER_NAMES: Mapping[str, tuple[str, str]] = {
    "plan_submitted": ("Trình phê duyệt kế hoạch", "Plan submitted for approval"),
    "plan_approved": ("Kế hoạch được phê duyệt", "Plan approved"),
    "plan_returned": ("Kế hoạch được trả lại", "Plan returned"),
    "invitation": ("Đề nghị xác nhận tham gia", "Invitation to take part"),
    "reminder": ("Đôn đốc", "Reminder"),
    "non_response": ("Cơ quan chưa thực hiện", "Agency has not answered"),
    "duties_passed": ("Nhận việc của cơ quan đã sáp nhập", "Tasks taken over"),
    "invitation_declined": ("Cơ quan từ chối tham gia", "Invitation declined"),
    "area_notice": ("Thông báo cho địa bàn", "Notice to the area"),
    "brief": ("Lịch tập trung", "Briefing"),
    "findings_request": ("Đề nghị gửi kết quả", "Request for findings"),
    "findings_receipt": ("Đã nhận kết quả", "Receipt of findings"),
    "visit_postponed": ("Hoãn kiểm tra", "Visit postponed"),
    "recommendation": ("Kiến nghị sau kiểm tra", "Recommendation"),
    "campaign_suspended": ("Thông báo tạm dừng", "Notice of suspension"),
    "campaign_resumed": ("Thông báo tiếp tục", "Notice of resumption"),
    "area_suspended": ("Tạm dừng tại địa bàn", "Area suspended"),
    "area_resumed": ("Tiếp tục tại địa bàn", "Area resumed"),
    "campaign_cancelled": ("Thông báo hủy", "Notice of cancellation"),
    "campaign_report": ("Báo cáo kết quả", "Report"),
    "self_report": (
        "Đề nghị báo cáo tự kiểm tra Đội công tác xã hội tình nguyện",
        "Please report on the volunteer social-work teams",
    ),
    "working_record": ("Đề nghị lập biên bản làm việc", "Please draw up the working records"),
    "monitoring_remedy": (
        "Đề nghị thực hiện kiến nghị sau giám sát",
        "Please carry out the recommendations after monitoring",
    ),
    "training_plan": ("Đề nghị lập kế hoạch lớp tập huấn", "Please plan the training course"),
    "nomination": ("Đề nghị cử người tham dự tập huấn", "Please nominate participants of the training course"),
    "attendance": ("Đề nghị báo cáo kết quả tổ chức lớp tập huấn", "Please report on the training course"),
    "evaluation": ("Đề nghị gửi kết quả đánh giá lớp tập huấn", "Please hand in the evaluation of the training course"),
    "school_choice": ("Đề nghị lựa chọn trường tham gia hội thi", "Please choose the schools of the contest"),
    "preliminary_result": ("Đề nghị gửi kết quả vòng sơ khảo", "Please report the preliminary round"),
    "final_result": ("Đề nghị gửi kết quả vòng chung khảo", "Please report the final round"),
    "joint_plan": ("Đề nghị thống nhất nội dung phối hợp tuyên truyền", "Please agree on the joint communication"),
    "communication_result": ("Đề nghị báo cáo kết quả tuyên truyền", "Please report on the joint communication"),
    "print_order": ("Đề nghị đặt in ấn phẩm", "Please order the printed matter"),
    "print_proof": ("Đề nghị gửi bản mẫu ấn phẩm", "Please send the proof of the printed matter"),
    "proof_approval": ("Đề nghị duyệt bản mẫu ấn phẩm", "Please decide on the proof of the printed matter"),
    "print_delivery": ("Đề nghị giao ấn phẩm", "Please deliver the printed matter"),
    "distribution": ("Đề nghị cấp phát ấn phẩm", "Please distribute the printed matter"),
    "press_plan": ("Đề nghị lập kế hoạch tin, bài", "Please plan the press articles"),
    "publication": ("Đề nghị báo cáo kết quả đăng tin, bài", "Please report the articles published"),
    "guidance_issued": ("Đề nghị ban hành văn bản hướng dẫn", "Please issue the guidance"),
    "directive_issued": ("Đề nghị ban hành văn bản chỉ đạo tại địa bàn", "Please issue the directive of your area"),
    "guidance_result": ("Đề nghị báo cáo kết quả thực hiện chỉ đạo", "Please report the results of the directive"),
    "commune_registration": ("Đề nghị đăng ký xã, phường, thị trấn lành mạnh", "Please register the healthy communes"),
    "commune_classification": ("Đề nghị chấm điểm xã, phường, thị trấn lành mạnh", "Please score the healthy communes"),
    "work_plan": ("Đề nghị lập kế hoạch thực hiện", "Please plan the work"),
    "work_result": ("Đề nghị báo cáo kết quả thực hiện", "Please report the results of the work"),
    "periodic_report": ("Đề nghị gửi báo cáo theo kỳ", "Periodic report due"),
    "contact_check": ("Xác nhận địa chỉ liên hệ", "Confirm the contact"),
    "monitoring_notice": ("Thông báo giám sát", "Notice of a monitoring round"),
    "monitoring_conclusion": ("Kết luận giám sát", "Conclusion of a monitoring round"),
    "link_renewed": ("Liên kết mới theo yêu cầu", "New link, as asked for"),
}


def letter_name(letter: str, locale: str = "vi") -> str:
    """A letter without a name here stands for itself."""
    vietnamese, english = LETTER_NAMES.get(letter, (letter, letter))
    return english if locale == "en" else vietnamese
