"""The closed vocabularies: each code with its Vietnamese label (glossary of the field, NĐ 178/2004 and TT 05/2006)."""

from enum import StrEnum
from typing import Self


class Word(StrEnum):
    """A code stored in columns and packs, with the Vietnamese label that people read."""

    label: str

    def __new__(cls, code: str, label: str = "") -> Self:
        word = str.__new__(cls, code)
        word._value_ = code
        word.label = label
        return word


class CampaignKind(Word):
    """What a line of a year's plan asks for; the year itself is a campaign of its own kind."""

    INSPECTION = "inspection", "Kiểm tra liên ngành 178"
    MONITORING = "monitoring", "Giám sát Đội công tác xã hội tình nguyện"
    TRAINING = "training", "Tập huấn"
    CONTEST = "contest", "Hội thi tuyên truyền trong học sinh"
    COMMUNICATION = "communication", "Phối hợp tuyên truyền"
    PRINT = "print", "In ấn phẩm tuyên truyền"
    PRESS = "press", "Tin, bài trên báo chí"
    GUIDANCE = "guidance", "Chỉ đạo, hướng dẫn thực hiện"
    HEALTHY_COMMUNE = "healthy_commune", "Xây dựng xã, phường, thị trấn lành mạnh"
    RECEPTION = "reception", "Tiếp nhận, hỗ trợ nạn nhân bị mua bán"
    OTHER = "other", "Hoạt động khác"
    ANNUAL_PLAN = "annual_plan", "Kế hoạch năm"
    CONTACT_BOOK = "contact_book", "Danh bạ liên hệ"


class Mode(Word):
    PLANNED = "planned", "Theo kế hoạch"
    UNANNOUNCED = "unannounced", "Đột xuất"


class Step(Word):
    """The steps of every kind of campaign; their order is the kind's."""

    SCHEDULE = "schedule", "Lập lịch"
    APPROVE = "approve", "Phê duyệt"
    COORDINATE = "coordinate", "Phối hợp"
    INSPECT = "inspect", "Kiểm tra"
    COLLECT = "collect", "Thu kết quả"
    ASSESS = "assess", "Đánh giá"
    ESCALATE = "escalate", "Chuyển cơ quan Công an"
    REPORT = "report", "Báo cáo"
    SELF_REPORT = "self_report", "Tự kiểm tra, báo cáo"
    SAMPLE = "sample", "Chọn nơi giám sát"
    ON_SITE = "on_site", "Giám sát tại chỗ"
    CONCLUDE = "conclude", "Kết luận, kiến nghị"
    PREPARE = "prepare", "Chuẩn bị"
    NOMINATE = "nominate", "Cử người tham dự"
    HOLD = "hold", "Tổ chức"
    EVALUATE = "evaluate", "Đánh giá kết quả"
    CHOOSE = "choose", "Lựa chọn trường"
    PRELIMINARY = "preliminary", "Vòng sơ khảo"
    FINAL = "final", "Vòng chung khảo"
    AGREE = "agree", "Thống nhất nội dung"
    CARRY_OUT = "carry_out", "Thực hiện"
    ORDER = "order", "Đặt in"
    PROOF = "proof", "Gửi bản mẫu"
    SIGN_OFF = "sign_off", "Duyệt bản mẫu"
    DELIVER = "deliver", "Giao ấn phẩm"
    DISTRIBUTE = "distribute", "Cấp phát"
    PUBLISH = "publish", "Đăng tin, bài"
    ISSUE = "issue", "Ban hành văn bản hướng dẫn"
    PASS_ON = "pass_on", "Ban hành văn bản chỉ đạo tại địa bàn"
    REGISTER = "register", "Đăng ký đầu năm"
    CLASSIFY = "classify", "Chấm điểm, xếp loại cuối năm"
    OPEN = "open", "Mở các hoạt động của kế hoạch"
    FILE = "file", "Chế độ báo cáo"
    RECEIVE = "receive", "Tiếp nhận"
    VERIFY = "verify", "Xác minh"
    PROTECT = "protect", "Bảo vệ"
    SUPPORT = "support", "Hỗ trợ"
    REPAIR = "repair", "Sửa địa chỉ liên hệ"


class CampaignState(Word):
    DRAFT = "draft", "Dự thảo"
    SCHEDULED = "scheduled", "Trình duyệt"
    APPROVED = "approved", "Đã phê duyệt"
    COORDINATING = "coordinating", "Đang phối hợp"
    INSPECTING = "inspecting", "Đang kiểm tra"
    ASSESSING = "assessing", "Đang đánh giá"
    CARRYING_OUT = "carrying_out", "Đang thực hiện"
    REPORTING = "reporting", "Đang báo cáo"
    CLOSED = "closed", "Hoàn thành"
    SUSPENDED = "suspended", "Tạm dừng"
    CANCELLED = "cancelled", "Hủy"


class CampaignVerb(Word):
    SUBMIT = "submit", "Trình kế hoạch"
    RETURN = "return", "Trả lại"
    APPROVE = "approve", "Phê duyệt"
    COORDINATE = "coordinate", "Bắt đầu phối hợp"
    INSPECT = "inspect", "Bắt đầu kiểm tra"
    ASSESS = "assess", "Bắt đầu đánh giá"
    REPORT = "report", "Bắt đầu báo cáo"
    RELEASE = "release", "Phát hành báo cáo"
    SUSPEND = "suspend", "Tạm dừng"
    RESUME = "resume", "Tiếp tục"
    CANCEL = "cancel", "Hủy"
    NOTIFY = "notify", "Thông báo trước"
    ORDER = "order", "Ra lệnh kiểm tra"
    MUSTER = "muster", "Tập trung"
    BEGIN = "begin", "Bắt đầu thực hiện"


class Role(Word):
    """Who acts. An officer's role is the role of the contact behind the link, never a name."""

    COORDINATOR = "coordinator", "Điều phối viên"
    CHAIRMAN = "chairman", "Chủ tịch Ủy ban nhân dân"
    TEAM_LEADER = "team_leader", "Đội trưởng"
    DEPUTY_LEADER = "deputy_leader", "Đội phó"
    LIAISON = "liaison", "Đầu mối cơ quan phối hợp"
    SUPERIOR = "superior", "Lãnh đạo cơ quan phối hợp"
    AREA = "area", "Chính quyền địa bàn"
    LEGAL_OFFICER = "legal_officer", "Cán bộ pháp chế"
    DEPARTMENT_HEAD = "department_head", "Lãnh đạo Sở"
    SANCTION_HOLDER = "sanction_holder", "Người có thẩm quyền xử phạt"
    POLICE_DUTY = "police_duty", "Trực ban hình sự"
    POLICE_SUPERIOR = "police_superior", "Lãnh đạo cơ quan điều tra"
    FOCAL_POINT = "focal_point", "Đầu mối hỗ trợ nạn nhân"
    FOCAL_DEPUTY = "focal_deputy", "Phó đầu mối hỗ trợ nạn nhân"
    COMMITTEE = "committee", "Văn phòng Ủy ban nhân dân"
    ENGINE = "engine", "Hệ thống"


class EstablishmentType(Word):
    """NĐ 178/2004 Điều 3.3, an open list."""

    HOTEL = "hotel", "Khách sạn"
    GUEST_HOUSE = "guest_house", "Nhà khách"
    MOTEL = "motel", "Nhà nghỉ"
    RESTAURANT = "restaurant", "Nhà hàng"
    BOARDING_HOUSE = "boarding_house", "Nhà trọ"
    TOURIST_VILLA = "tourist_villa", "Biệt thự du lịch"
    TOURIST_APARTMENT = "tourist_apartment", "Căn hộ du lịch"
    RENTED_APARTMENT = "rented_apartment", "Căn hộ cho thuê"
    DISCOTHEQUE = "discotheque", "Vũ trường"
    KARAOKE = "karaoke", "Karaoke"
    MASSAGE = "massage", "Xoa bóp"
    SAUNA = "sauna", "Tắm hơi"
    HOT_COLD_BATH = "hot_cold_bath", "Tắm nóng lạnh"
    HAIRDRESSER = "hairdresser", "Cắt tóc, gội đầu máy lạnh"
    DIM_LIGHT_CAFE = "dim_light_cafe", "Cà phê đèn mờ"
    OTHER = "other", "Cơ sở dịch vụ khác"


class Session(Word):
    """Part of the day a visit takes place in; deadlines follow working days, visits do not."""

    DAY = "day", "Ban ngày"
    NIGHT = "night", "Ban đêm"


class VisitState(Word):
    PLANNED = "planned", "Đã lên lịch"
    POSTPONED = "postponed", "Hoãn"
    RECORDED = "recorded", "Đã lập biên bản"
    ASSESSED = "assessed", "Đã đánh giá"
    NOT_CONDUCTED = "not_conducted", "Không tiến hành được"
    CANCELLED = "cancelled", "Hủy"


class VisitVerb(Word):
    POSTPONE = "postpone", "Hoãn"
    REPLAN = "replan", "Xếp lại lịch"
    RECORD = "record", "Lập biên bản"
    ASSESS = "assess", "Đánh giá"
    MISS = "miss", "Không tiến hành được"
    CANCEL = "cancel", "Hủy"
    REOPEN = "reopen", "Mở lại do ghi nhầm"


class NotConductedReason(Word):
    CLOSED = "closed", "Cơ sở đóng cửa"
    OUT_OF_BUSINESS = "out_of_business", "Cơ sở ngừng kinh doanh"
    QUORUM = "quorum", "Không đủ thành phần"
    AREA_SUSPENDED = "area_suspended", "Địa bàn tạm dừng hoạt động"


class PostponeReason(Word):
    WEATHER = "weather", "Thiên tai, thời tiết"
    EPIDEMIC = "epidemic", "Phòng, chống dịch"
    MEMBERS = "members", "Thành viên bận đột xuất"
    OTHER = "other", "Lý do khác"


class DutyKind(Word):
    """Everything an agency owes."""

    APPROVE_PLAN = "approve_plan", "Phê duyệt kế hoạch kiểm tra"
    CONFIRM = "confirm", "Xác nhận tham gia và cử thành viên"
    FINDINGS = "findings", "Gửi kết quả kiểm tra"
    REMEDY = "remedy", "Thực hiện kiến nghị"
    SANCTION_DECISION = "sanction_decision", "Ra quyết định xử phạt"
    SANCTION_EXECUTION = "sanction_execution", "Báo cáo việc chấp hành quyết định xử phạt"
    REFERRAL_APPROVAL = "referral_approval", "Phê duyệt chuyển hồ sơ"
    REFERRAL_ACKNOWLEDGEMENT = "referral_acknowledgement", "Xác nhận tiếp nhận hồ sơ"
    REFERRAL_RESULT = "referral_result", "Thông báo kết quả giải quyết"
    RE_INSPECTION = "re_inspection", "Phúc tra"
    PROTECTION = "protection", "Tiếp nhận thông tin hỗ trợ"
    ORDER_CHECK = "order_check", "Xem xét ra lệnh kiểm tra đột xuất"
    WRITTEN_REPORT = "written_report", "Báo cáo bằng văn bản sau kiểm tra đột xuất"
    # The monitoring round
    SELF_REPORT = "self_report", "Báo cáo tự kiểm tra"
    WORKING_RECORD = "working_record", "Biên bản làm việc"
    MONITORING_REMEDY = "monitoring_remedy", "Thực hiện kiến nghị sau giám sát"
    # Activities
    TRAINING_PLAN = "training_plan", "Kế hoạch lớp tập huấn"
    NOMINATION = "nomination", "Đăng ký người tham dự"
    ATTENDANCE = "attendance", "Kết quả tổ chức lớp tập huấn"
    EVALUATION = "evaluation", "Kết quả đánh giá lớp tập huấn"
    SCHOOL_CHOICE = "school_choice", "Danh sách trường tham gia hội thi"
    PRELIMINARY_RESULT = "preliminary_result", "Kết quả vòng sơ khảo"
    FINAL_RESULT = "final_result", "Kết quả vòng chung khảo"
    JOINT_PLAN = "joint_plan", "Nội dung phối hợp tuyên truyền"
    COMMUNICATION_RESULT = "communication_result", "Kết quả tuyên truyền"
    PRINT_ORDER = "print_order", "Đặt in ấn phẩm"
    PRINT_PROOF = "print_proof", "Bản mẫu ấn phẩm"
    PROOF_APPROVAL = "proof_approval", "Duyệt bản mẫu ấn phẩm"
    PRINT_DELIVERY = "print_delivery", "Giao ấn phẩm"
    DISTRIBUTION = "distribution", "Kết quả cấp phát ấn phẩm"
    PRESS_PLAN = "press_plan", "Kế hoạch tin, bài"
    PUBLICATION = "publication", "Kết quả đăng tin, bài"
    GUIDANCE_ISSUED = "guidance_issued", "Văn bản hướng dẫn"
    DIRECTIVE_ISSUED = "directive_issued", "Văn bản chỉ đạo tại địa bàn"
    GUIDANCE_RESULT = "guidance_result", "Kết quả thực hiện chỉ đạo"
    COMMUNE_REGISTRATION = "commune_registration", "Đăng ký xã, phường, thị trấn lành mạnh"
    COMMUNE_CLASSIFICATION = "commune_classification", "Chấm điểm xã, phường, thị trấn lành mạnh"
    WORK_PLAN = "work_plan", "Kế hoạch thực hiện"
    WORK_RESULT = "work_result", "Kết quả thực hiện"
    # The year
    PERIODIC_REPORT = "periodic_report", "Báo cáo theo kỳ"
    CONTACT_CHECK = "contact_check", "Xác nhận địa chỉ liên hệ"
    # The reception of a victim of trafficking
    VICTIM_RECEPTION = "victim_reception", "Tiếp nhận nạn nhân"
    VICTIM_VERIFICATION = "victim_verification", "Xác minh nạn nhân"
    VICTIM_PROTECTION = "victim_protection", "Bảo vệ nạn nhân"
    VICTIM_SUPPORT = "victim_support", "Hỗ trợ nạn nhân"
    # The contact book
    CONTACT_REPAIR = "contact_repair", "Sửa địa chỉ liên hệ bị trả thư"


class DutyState(Word):
    OPEN = "open", "Đang chờ"
    FULFILLED = "fulfilled", "Đã hoàn thành"
    WAIVED = "waived", "Đã miễn"


class DutyVerb(Word):
    FULFIL = "fulfil", "Hoàn thành"
    WAIVE = "waive", "Miễn"
    EXTEND = "extend", "Gia hạn"
    REOPEN = "reopen", "Mở lại do ghi nhầm"


class WaiveReason(Word):
    DECLINED = "declined", "Cơ quan từ chối tham gia"
    SILENT = "silent", "Cơ quan không trả lời"
    NOT_NEEDED = "not_needed", "Không còn cần thiết"
    CAMPAIGN_CANCELLED = "campaign_cancelled", "Đợt, hoạt động bị hủy"
    SUPERSEDED = "superseded", "Đã được thay thế"


class VoidReason(Word):
    """Why a recorded answer does not count."""

    WRONG_AGENCY = "wrong_agency", "Ghi nhầm cơ quan"
    WRONG_DUTY = "wrong_duty", "Ghi nhầm nhiệm vụ"
    MISHEARD = "misheard", "Ghi sai nội dung trả lời"
    WITHDRAWN = "withdrawn", "Cơ quan rút lại trả lời"


class OrderGround(Word):
    """On what an unannounced check may be ordered, and on nothing else (TT 05/2006 mục II.4)."""

    COMPLAINT = "complaint", "Đơn thư khiếu nại, tố cáo về tệ nạn mại dâm"
    REQUEST = "request", "Yêu cầu của thủ trưởng cơ quan nhà nước hoặc Chủ tịch Ủy ban nhân dân"
    MEMBER_PROPOSAL = "member_proposal", "Đề xuất của thành viên Đội khi có dấu hiệu vi phạm"


class NoOrderReason(Word):
    """Why the team leader does not order a check."""

    GROUND = "ground", "Chưa đủ căn cứ"
    OTHER_BODY = "other_body", "Cơ quan khác đang xử lý"
    DUPLICATE = "duplicate", "Trùng cuộc kiểm tra khác"


class DocumentKind(Word):
    """Administrative documents that a campaign rests on (NĐ 30/2020/NĐ-CP Điều 7)."""

    SUBMISSION = "submission", "Tờ trình"
    DECISION = "decision", "Quyết định"
    PLAN = "plan", "Kế hoạch"
    OFFICIAL_LETTER = "official_letter", "Công văn"
    MINUTES = "minutes", "Biên bản"
    REPORT = "report", "Báo cáo"
    OTHER = "other", "Văn bản khác"


class DeclineReason(Word):
    NO_STAFF = "no_staff", "Không bố trí được người"
    OTHER_TASK = "other_task", "Trùng nhiệm vụ khác"
    NOT_COMPETENT = "not_competent", "Không thuộc thẩm quyền"


class ReturnReason(Word):
    TOO_MANY = "too_many", "Số lượt kiểm tra quá nhiều"
    OVERLAP = "overlap", "Trùng với đoàn kiểm tra khác"
    WINDOW = "window", "Thời gian chưa phù hợp"


class SuspendReason(Word):
    EPIDEMIC = "epidemic", "Phòng, chống dịch"
    DISASTER = "disaster", "Thiên tai"
    DIRECTIVE = "directive", "Theo chỉ đạo của cấp trên"


class CancelReason(Word):
    DIRECTIVE = "directive", "Theo chỉ đạo của cấp trên"
    DUPLICATE = "duplicate", "Trùng đợt, hoạt động khác"
    MISTAKE = "mistake", "Lập nhầm"


class WithdrawReason(Word):
    """Why a reception is withdrawn; no word of the person."""

    MISTAKE = "mistake", "Mở nhầm"
    DUPLICATE = "duplicate", "Đã mở dưới mã khác"


class ItemAnswer(Word):
    """What was seen on one checklist item."""

    MET = "met", "Đạt"
    SHORTCOMING = "shortcoming", "Tồn tại, thiếu sót"
    VIOLATION = "violation", "Vi phạm"
    SIGNS_OF_CRIME = "signs_of_crime", "Có dấu hiệu tội phạm"
    NOT_APPLICABLE = "not_applicable", "Không áp dụng"


class Outcome(Word):
    """What a finding comes to, from mildest to gravest; shortcomings are not sanctioned."""

    COMPLIANT = "compliant", "Chấp hành tốt"
    GUIDANCE = "guidance", "Hướng dẫn, uốn nắn tại chỗ"
    COMMITMENT = "commitment", "Ký cam kết khắc phục"
    VIOLATION = "violation", "Lập biên bản vi phạm hành chính"
    SIGNS_OF_CRIME = "signs_of_crime", "Có dấu hiệu tội phạm"
    UNDER_ASSESSMENT = "under_assessment", "Đang xem xét"


class RemedyState(Word):
    SENT = "sent", "Đã gửi"
    REMEDIED = "remedied", "Đã khắc phục"
    NOT_REMEDIED = "not_remedied", "Chưa khắc phục"
    RE_INSPECTED = "re_inspected", "Đã phúc tra"


class RemedyVerb(Word):
    REMEDY = "remedy", "Báo cáo đã khắc phục"
    FAIL = "fail", "Báo cáo chưa khắc phục"
    RE_INSPECT = "re_inspect", "Phúc tra"
    REOPEN = "reopen", "Mở lại do ghi nhầm"


class SanctionState(Word):
    RECORDED = "recorded", "Đã lập biên bản vi phạm hành chính"
    DECIDED = "decided", "Đã ra quyết định xử phạt"
    EXECUTED = "executed", "Đã chấp hành"
    FROZEN = "frozen", "Tạm dừng do chuyển hồ sơ"
    DROPPED = "dropped", "Không xử phạt"


class SanctionVerb(Word):
    DECIDE = "decide", "Ra quyết định"
    EXECUTE = "execute", "Chấp hành"
    FREEZE = "freeze", "Tạm dừng"
    UNFREEZE = "unfreeze", "Tiếp tục"
    DROP = "drop", "Không xử phạt"
    REOPEN = "reopen", "Mở lại do ghi nhầm"


class ReferralState(Word):
    PROPOSED = "proposed", "Đề nghị chuyển hồ sơ"
    FIRST_APPROVED = "first_approved", "Đã phê duyệt lần 1"
    APPROVED = "approved", "Đã phê duyệt"
    REFUSED = "refused", "Không chuyển"
    SENT = "sent", "Đã chuyển hồ sơ"
    ACKNOWLEDGED = "acknowledged", "Đã tiếp nhận"
    RESOLVED = "resolved", "Đã có kết quả"
    WITHDRAWN = "withdrawn", "Đã rút"


class ReferralVerb(Word):
    APPROVE = "approve", "Phê duyệt"
    REFUSE = "refuse", "Từ chối"
    SEND = "send", "Chuyển"
    ACKNOWLEDGE = "acknowledge", "Tiếp nhận"
    RESOLVE = "resolve", "Thông báo kết quả"
    WITHDRAW = "withdraw", "Rút"


class ReferralResult(Word):
    """BLTTHS 2015 Điều 147: what the investigating body decides."""

    OPENED = "opened", "Khởi tố"
    NOT_OPENED = "not_opened", "Không khởi tố"
    SUSPENDED = "suspended", "Tạm đình chỉ"
    RETURNED = "returned", "Trả hồ sơ"


class RefusalGround(Word):
    EVIDENCE = "evidence", "Chưa đủ căn cứ"
    ADMINISTRATIVE = "administrative", "Xử lý hành chính là đủ"
    DUPLICATE = "duplicate", "Đã có hồ sơ khác"


class ProtectionState(Word):
    RAISED = "raised", "Đã báo đầu mối"
    TAKEN_OVER = "taken_over", "Đầu mối đã tiếp nhận hỗ trợ"
    NOT_CONFIRMED = "not_confirmed", "Không xác nhận"
    POLICE_TOLD = "police_told", "Đã báo công an phòng, chống mua bán người"


class ProtectionVerb(Word):
    """What the focal point may answer; each opens other branches of what was closed (`rules/protection.py`)."""

    TAKE_OVER = "take_over", "Đã tiếp nhận, đang hỗ trợ"
    NOT_CONFIRM = "not_confirm", "Đã xác minh, không xác nhận dấu hiệu"
    TELL_POLICE = "tell_police", "Đã báo công an phòng, chống mua bán người"


class NotPossibleReason(Word):
    """Why a step of a reception is not taken. Each speaks of the offices, none of the person."""

    NOT_COMPETENT = "not_competent", "Không thuộc thẩm quyền"
    OTHER_BODY = "other_body", "Cơ quan khác thực hiện"
    NO_MEANS = "no_means", "Chưa đủ điều kiện thực hiện"
    NOT_NEEDED = "not_needed", "Không còn cần thiết"


class Branch(Word):
    """The ways a visit's findings lead on, closed while a person who may be a victim is being looked after."""

    REMEDY = "remedy", "Kiến nghị"
    SANCTION = "sanction", "Xử phạt"
    REFERRAL = "referral", "Chuyển hồ sơ"


class ProtectionSign(Word):
    TRAFFICKING = "trafficking", "Dấu hiệu bị mua bán"
    APPARENT_MINOR = "apparent_minor", "Có vẻ dưới 18 tuổi"


class Channel(Word):
    PORTAL = "portal", "Qua liên kết"
    TELEPHONE = "telephone", "Điện thoại"
    PAPER = "paper", "Văn bản giấy"


class LinkPurpose(Word):
    PAGE = "page", "Trang công việc"
    SIGN_IN = "sign_in", "Đăng nhập một lần"


class CodePurpose(Word):
    ENTER = "enter", "Mở trang"
    LIST = "list", "Mở danh sách"


class DeliveryClass(Word):
    """What may be done when custody of a message is in doubt."""

    AT_LEAST_ONCE = "at_least_once", "Có thể gửi lại"
    AT_MOST_ONCE = "at_most_once", "Không tự gửi lại"


class Confidentiality(Word):
    ROUTINE = "routine", "Thông thường"
    CONFIDENTIAL = "confidential", "Hạn chế"


class MessageState(Word):
    QUEUED = "queued", "Chờ gửi"
    LEASED = "leased", "Đang gửi"
    SENT = "sent", "Đã gửi"
    AMBIGUOUS = "ambiguous", "Chưa rõ đã đến"
    FAILED = "failed", "Không gửi được"
    BOUNCED = "bounced", "Bị trả lại"
    EXPIRED = "expired", "Quá hạn gửi"
    CANCELLED = "cancelled", "Hủy gửi"


class MessageVerb(Word):
    CLAIM = "claim", "Nhận gửi"
    ACCEPT = "accept", "Máy chủ đã nhận"
    DEFER = "defer", "Gửi lại sau"
    DOUBT = "doubt", "Chưa rõ"
    REJECT = "reject", "Bị từ chối"
    EXPIRE = "expire", "Quá hạn"
    CANCEL = "cancel", "Hủy"
    SETTLE_SENT = "settle_sent", "Xác nhận đã đến"
    SETTLE_UNSENT = "settle_unsent", "Xác nhận chưa đến, gửi lại"
    RETRY = "retry", "Gửi lại ngay"
    BOUNCE = "bounce", "Bị trả lại"


class ContactRepair(Word):
    """How the coordinator mends an address from which letters came back."""

    ALTERNATE = "alternate", "Dùng địa chỉ thay thế đã đăng ký"
    NEW = "new", "Nhập địa chỉ mới"
    KEEP = "keep", "Địa chỉ vẫn đúng, gửi lại thư"


class ReturnKind(Word):
    """What came back for a letter. Only the first says anything of the letter; none is ever an answer to a duty."""

    FAILED = "failed", "Thư bị trả lại"
    DELAYED = "delayed", "Thư đến chậm"
    AUTO_REPLY = "auto_reply", "Trả lời tự động"
    REPLY = "reply", "Thư trả lời"
    UNKNOWN = "unknown", "Chưa rõ"


class Switch(Word):
    """What a person may turn off at once, and on again."""

    MAIL = "mail", "Gửi thư"
    LINKS = "links", "Mở liên kết"


class NotHeard(Word):
    """Why an office cannot be written to."""

    MISSING = "missing", "Chưa có địa chỉ"
    NOT_YET = "not_yet", "Địa chỉ chưa đến ngày dùng"
    EXPIRED = "expired", "Địa chỉ đã hết hạn dùng"
    BOUNCED = "bounced", "Thư gửi đến bị trả lại"
    SHARED = "shared", "Chỉ có hộp thư chung"


class GoOnReason(Word):
    """Why a step goes on though an office cannot be written to; it is then told by telephone."""

    URGENT = "urgent", "Gấp, không chờ được"
    TOLD_OTHERWISE = "told_otherwise", "Cơ quan đã được báo cách khác"
    NO_MAILBOX = "no_mailbox", "Cơ quan chưa có thư điện tử"


class StopReason(Word):
    """Why something was turned off: a closed list, as the journal and the status page are read by many."""

    INCIDENT = "incident", "Sự cố"
    WRONG_LETTERS = "wrong_letters", "Thư có nội dung sai"
    MAINTENANCE = "maintenance", "Bảo trì"
    DIRECTIVE = "directive", "Theo chỉ đạo"
    RESTORED = "restored", "Vừa khôi phục dữ liệu"


class Waiting(Word):
    """What becomes of letters that waited while a restored home held its mail: some may have gone out after the backup.

    CHECK: each is in doubt until a witness or a person settles it. SEND: a person knows that nothing went out since.
    """

    CHECK = "check", "Kiểm tra từng thư"
    SEND = "send", "Gửi hết"


class RungTarget(Word):
    """Who a rung of a ladder tells."""

    OWNER = "owner", "Nơi phải làm"
    SUPERIOR = "superior", "Cấp trên của nơi phải làm"
    COORDINATOR = "coordinator", "Điều phối viên"
    DEPUTY = "deputy", "Người được ủy quyền"
    COMMITTEE = "committee", "Ủy ban nhân dân"


class Unit(Word):
    """How a clock counts (Civil Code 2015 Điều 147-148): never mixed."""

    WORKDAYS = "workdays", "ngày làm việc"
    DAYS = "days", "ngày"
    HOURS = "hours", "giờ"
    MONTHS = "months", "tháng"


class AgencyRole(Word):
    """What an agency is in the work; an agency may be several."""

    STANDING = "standing", "Cơ quan thường trực"
    MEMBER = "member", "Cơ quan phối hợp"
    INVESTIGATING = "investigating", "Cơ quan Cảnh sát điều tra"
    AREA_AUTHORITY = "area_authority", "Chính quyền địa bàn"
    VICTIM_SUPPORT = "victim_support", "Đầu mối hỗ trợ nạn nhân"
    COMMITTEE = "committee", "Ủy ban nhân dân"
    PARTNER = "partner", "Đơn vị phối hợp khác"
    EDUCATION = "education", "Ngành giáo dục"
    PRESS = "press", "Cơ quan báo chí"
    SUPPLIER = "supplier", "Đơn vị cung ứng"


class Edition(Word):
    """Who a report is for: what partners get has no referral figure and no small number."""

    COORDINATOR = "coordinator", "Bản của điều phối viên"
    PARTNERS = "partners", "Bản gửi các cơ quan"


class Owners(Word):
    """Who of an activity's agencies owes a duty of a step."""

    STANDING = "standing", "Cơ quan thường trực"
    PARTNERS = "partners", "Các cơ quan phối hợp"
    AREAS = "areas", "Chính quyền các địa bàn"
    EDUCATION = "education", "Ngành giáo dục"
    PRESS = "press", "Cơ quan báo chí"
    SUPPLIER = "supplier", "Đơn vị cung ứng"


class FieldKind(Word):
    """What a field of a form takes."""

    COUNT = "count", "Số lượng"
    SCORE = "score", "Điểm"
    YES_NO = "yes_no", "Có hoặc không"
    DAY = "day", "Ngày"
    DOCUMENT = "document", "Số, ký hiệu văn bản"
    CHOICE = "choice", "Lựa chọn"


class FigureSource(Word):
    """Which of the engine's own rows a report is drawn up from."""

    INSPECTIONS = "inspections", "Các đợt kiểm tra liên ngành"
    PROGRAMMES = "programmes", "Các chương trình của kế hoạch năm"


class PeriodFigure(Word):
    """A figure of a period that the engine counts from its own rows."""

    VISITS_PLANNED = "visits_planned", "Số lượt kiểm tra theo kế hoạch"
    VISITS_CONDUCTED = "visits_conducted", "Số lượt đã kiểm tra"
    VISITS_NOT_CONDUCTED = "visits_not_conducted", "Số lượt không tiến hành được"
    VIOLATIONS = "violations", "Số lượt có vi phạm"
    SANCTIONS = "sanctions", "Số hồ sơ xử phạt"
    RECOMMENDATIONS = "recommendations", "Số kiến nghị"
    ACTIVITIES_PLANNED = "activities_planned", "Số hoạt động theo kế hoạch"
    ACTIVITIES_BEGUN = "activities_begun", "Số hoạt động đã triển khai"
    ACTIVITIES_FINISHED = "activities_finished", "Trong đó đã hoàn thành"
    ACTIVITIES_LATE = "activities_late", "Trong đó quá thời gian, chưa hoàn thành"
    REPORTS_RECEIVED = "reports_received", "Số báo cáo theo kỳ nhận được"
    REPORTS_LATE = "reports_late", "Trong đó gửi muộn"


class FormRuleKind(Word):
    """How figures of a form must fit together, or fit those of the period before."""

    SUM = "sum", "Tổng bằng các thành phần"
    AT_MOST = "at_most", "Không lớn hơn"
    CARRIED = "carried", "Bằng số cuối kỳ trước"
    CHANGE = "change", "Không thay đổi quá mức so với kỳ trước"


class FormUnits(Word):
    """What a form has a line for: the whole, or each commune of the area that fills it in."""

    WHOLE = "whole", "Toàn đơn vị"
    COMMUNES = "communes", "Từng xã, phường, thị trấn"


class Every(Word):
    """How often a report is due."""

    MONTH = "month", "Hằng tháng"
    QUARTER = "quarter", "Hằng quý"
    HALF_YEAR = "half_year", "6 tháng"
    YEAR = "year", "Hằng năm"


class Audience(Word):
    """Whom an activity is for."""

    FAMILIES = "families", "Gia đình"
    USERS = "users", "Người sử dụng ma túy"
    PUPILS = "pupils", "Học sinh"
    STAFF = "staff", "Cán bộ"
    RESIDENTS = "residents", "Nhân dân"
