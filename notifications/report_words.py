"""What a report says around its figures, in Vietnamese and in English."""

from collections.abc import Mapping

from notifications.english import LABELS, english_label
from rules.figures import Named
from rules.words import Word

HIDDEN = "*"

# Official terms: the Decree on administrative documents (NĐ 30/2020), TT 05/2006.
WORDS: Mapping[str, tuple[str, str]] = {
    "nation": ("Cộng hòa xã hội chủ nghĩa Việt Nam", "Socialist Republic of Viet Nam"),
    "motto": ("Độc lập - Tự do - Hạnh phúc", "Independence - Freedom - Happiness"),
    "number": ("Số:", "No.:"),
    "type": ("Báo cáo", "Report"),
    "abstract": ("Kết quả", "Results of the"),
    "window": ("từ ngày {} đến ngày {}", "from {} to {}"),
    "code": ("Mã", "Code"),
    "opening": (
        "Thực hiện {plan}, {body} báo cáo kết quả đợt {code} như sau:",
        "Under the plan “{plan}”, {body} reports the results of campaign {code} as follows:",
    ),
    "as_of": ("Số liệu tính đến {}.", "Figures as of {}."),
    "hidden": (
        f"{HIDDEN} Không nêu: số dưới {{minimum}}, hoặc số mà từ đó tính ra được một số như vậy.",
        f"{HIDDEN} Not shown: a number below {{minimum}}, or one from which such a number could be computed.",
    ),
    "not_shown": ("Không nêu", "Not shown"),
    "internal": (
        "Bản của điều phối viên: tài liệu nội bộ, không gửi ra ngoài.",
        "The coordinator's edition: internal, not to be passed on.",
    ),
    "recipients": ("Nơi nhận:", "Recipients:"),
    "file_copy": ("Lưu: VT.", "File copy."),
    "signatory": ("Thủ trưởng cơ quan", "Head of the agency"),
    "total": ("Tổng cộng", "Total"),
    "overview": ("Tổng hợp", "Overview"),
    "progress": ("Kết quả thực hiện", "What was done"),
    "figure": ("Chỉ tiêu", "Figure"),
    "visits": ("Số lượt", "Visits"),
    "visit_count": ("{} lượt", "{} visits"),
    "establishments": ("Số cơ sở", "Establishments"),
    "planned": ("Theo kế hoạch", "Planned"),
    "conducted": ("Đã kiểm tra", "Conducted"),
    "not_conducted": ("Không tiến hành được", "Not conducted"),
    "of_which": ("– trong đó: {}", "– of which: {}"),
    "remaining": ("Chưa kiểm tra hoặc đã hủy", "Still to come or cancelled"),
    "rest": ("Còn lại", "Remaining"),
    "outcomes": ("Kết quả xử lý", "Outcomes"),
    "outcome": ("Hình thức", "Outcome"),
    "outcomes_by_area": ("Kết quả xử lý theo địa bàn (số lượt)", "Outcomes by area (visits)"),
    "areas": ("Theo địa bàn", "By area"),
    "area": ("Địa bàn", "Area"),
    "now_in": ("{} (nay thuộc {})", "{} (now in {})"),
    "types": ("Theo loại cơ sở", "By type of establishment"),
    "establishment_type": ("Loại cơ sở", "Type"),
    "agencies": ("Các cơ quan thực hiện nhiệm vụ", "What the agencies owed"),
    "agency": ("Cơ quan", "Agency"),
    "opened": ("Được giao", "Tasks"),
    "fulfilled": ("Hoàn thành", "Done"),
    "waived": ("Đã miễn", "Waived"),
    "late": ("Quá hạn", "Late"),
    "silent": ("Không trả lời", "No answer"),
    "workdays_late": ("Chậm nhất (ngày làm việc)", "Longest delay (working days)"),
    "taken_over": ("Trong đó tiếp nhận từ cơ quan khác", "Of which taken over"),
    "passed_on": ("Đã chuyển cho cơ quan kế thừa", "Passed on to a successor"),
    "owed_first": ("Theo tên cũ", "Under the old names"),
    "recommendations": ("Kiến nghị", "Recommendations"),
    "sanctions": ("Hồ sơ xử phạt vi phạm hành chính", "Administrative sanction cases"),
    "state": ("Tình trạng", "State"),
    "count": ("Số lượng", "Number"),
    "overdue": ("quá hạn", "overdue"),
    "slices": ("Chọn theo điểm rủi ro và chọn ngẫu nhiên", "Chosen by risk score and drawn by lot"),
    "slice": ("Cách chọn", "How chosen"),
    "ranked": ("Theo điểm rủi ro", "By risk score"),
    "drawn": ("Ngẫu nhiên", "Drawn by lot"),
    "violations": ("Lượt có vi phạm", "Visits with a violation"),
    "rate": ("Vi phạm trên 100 lượt", "Violations per 100 visits"),
    "referrals": ("Hồ sơ chuyển cơ quan điều tra", "Files for the investigating body"),
    "visit_list": ("Danh sách lượt kiểm tra", "Visits"),
    "on": ("Ngày", "Day"),
    "establishment": ("Mã cơ sở", "Establishment code"),
    "name": ("Tên cơ sở", "Establishment"),
    "work_opening": (
        "Thực hiện {plan}, {body} báo cáo kết quả ({code}) như sau:",
        "Under the plan “{plan}”, {body} reports the results ({code}) as follows:",
    ),
    "asked": ("Nội dung đề nghị các cơ quan thực hiện", "What was asked for"),
    "asked_for": ("Nội dung", "Asked for"),
    "targets": ("Chỉ tiêu và kết quả", "Targets and what was reached"),
    "target": ("Chỉ tiêu", "Target"),
    "wanted": ("Chỉ tiêu giao", "Wanted"),
    "reached": ("Đạt được", "Reached"),
    "percent": ("Tỷ lệ (%)", "Per cent"),
    "figures": ("Số liệu", "Figures"),
    "form_rows": ("{} - chi tiết", "{} - in detail"),
    "handed_in": ("Số báo cáo", "Forms handed in"),
    "unit": ("Đơn vị", "Unit"),
    "period": ("Kỳ", "Period"),
    "places": ("Nơi được giám sát", "Places looked at"),
    "points": ("Số điểm", "Points"),
    "most_points": ("Điểm tối đa", "Points to be had"),
    "activities": ("Các hoạt động của kế hoạch", "Activities of the plan"),
    "programmes": ("Chương trình", "Programmes"),
    "activity": ("Hoạt động", "Activity"),
    "own_office": ("Cơ quan cấp huyện", "The area's own office"),
    "yes": ("Có", "Yes"),
    "no": ("Không", "No"),
}


def say(key: str, locale: str) -> str:
    return WORDS[key][locale == "en"]


def label(word: Word, locale: str) -> str:
    """The label of a code; those that letters never show in English are spoken as they are written."""
    if locale != "en":
        return word.label
    return english_label(word) if type(word) in LABELS else word.value.replace("_", " ").capitalize()


def name_of(named: Named, locale: str) -> str:
    return named.name_en if locale == "en" and named.name_en else named.name
