"""What a refusal says to a visitor, in the language of the page."""

import re
from collections.abc import Mapping, Sequence

from portal.speech import Speech
from rules.refusals import (
    AlreadyHandled,
    AnsweredBefore,
    AnswerRefused,
    ContactMissing,
    DocumentRefused,
    FaultLike,
    FormRefused,
    ListClosed,
    NoticeRefused,
    NotVoidable,
    OwnProposal,
    PathBlocked,
    QuorumNotMet,
    Refusal,
    RightMissing,
    ScheduleImpossible,
    SharedMailbox,
    TooOften,
    TransitionRefused,
)
from rules.words import CampaignState, SanctionState

# The actions write their faults in English; each pattern is one sentence of theirs. A test posts them all.
FAULTS: Sequence[tuple[str, str]] = (
    (
        r"(.+): an inspection-card number has capitals, digits and hyphens only\.",
        r"\1: số thẻ kiểm tra chỉ gồm chữ in hoa, chữ số và dấu gạch.",
    ),
    (r"a card number stands in the list twice\.", "Có số thẻ ghi hai lần."),
    (
        r"(\d+) members are needed at one time, (\d+) are named\.",
        r"Cần \1 thành viên cùng một lúc, mới nêu \2 người.",
    ),
    (r"(.+) has no seat in this party\.", r"Thẻ \1 không thuộc đoàn kiểm tra này."),
    (r"needs the number of the document that the ground stands in\.", "Xin ghi số văn bản làm căn cứ."),
    (r"is a document number of at most (\d+) characters\.", r"Số văn bản nhiều nhất \1 ký tự."),
    (r"is dated (\S+): no later than today, (\S+)\.", r"Văn bản ghi ngày \1: không được sau hôm nay, \2."),
    (r"is (\S+): no later than today, (\S+)\.", r"Ngày \1: không được sau hôm nay, \2."),
    (r"is (\S+): from (\S+) to today, (\S+)\.", r"Ngày \1: phải từ ngày \2 đến hôm nay, \3."),
    (r"is a day, or a reason why it was not possible\.", "Xin nhập ngày thực hiện, hoặc chọn lý do."),
    (
        r"must lie at least (\d+) minutes ahead, so that the members can be told\.",
        r"Phải cách bây giờ ít nhất \1 phút để kịp báo thành viên.",
    ),
    (r"must lie within (\d+) days\.", r"Phải trong vòng \1 ngày tới."),
    (r"needs the place where the members gather\.", "Xin ghi địa điểm tập trung."),
    (r"needs at least one establishment\.", "Xin chọn ít nhất một cơ sở."),
    (r"the number of the document has 1 to (\d+) letters\.", r"Số văn bản có từ 1 đến \1 ký tự."),
    (r"the last day must not lie before (\S+)\.", r"Ngày cuối không được trước \1."),
    (r"needs an annual plan that is under way\.", "Chưa có kế hoạch năm đang thực hiện."),
    (r"is no report that comes on request\.", "Xin chọn báo cáo đột xuất."),
    (r"has nobody who could send it today\.", "Hiện chưa có cơ quan gửi báo cáo này."),
    (r"cannot be asked for while (\S+) is (\S+)\.", r"Chưa thể yêu cầu: \1 đang tạm dừng hoặc đang tổng kết."),
    (r"the due day (\S+) has passed; today is (\S+)\.", r"Hạn gửi \1 đã qua; hôm nay là \2."),
    (
        r"must not lie before the last day of the figures, (\S+)\.",
        r"Hạn gửi không được trước ngày cuối của kỳ số liệu, \1.",
    ),
    (r"these days are asked for already, in (\S+)\.", r"Kỳ số liệu này đã được yêu cầu, tại \1."),
    (r"(.+): not in the register\.", r"\1: không có trong sổ đăng ký."),
    (r"(.+): not in business on (\S+)\.", r"\1: không hoạt động ngày \2."),
    (r"(.+) is no member of the team on (\S+)\.", r"\1 không phải thành viên Đội ngày \2."),
    (r"nobody there can be written to: enter a contact first\.", "Cơ quan này chưa có đầu mối: xin nhập trước."),
    (
        r"has only a shared mailbox: enter a personal address first\.",
        "Cơ quan này chỉ có hộp thư dùng chung: xin nhập địa chỉ riêng trước.",
    ),
    (
        r"has no member in the party: the lead agency needs at least one\.",
        "Cơ quan chủ trì phải có ít nhất một thành viên.",
    ),
    (r"(.+) must be in the party\.", r"Phải có thành viên của \1."),
    (r"(.+): already in another party at that time\.", r"Thẻ \1 đã ở đoàn khác vào giờ đó."),
    (r"needs the number of the report\.", "Xin ghi số báo cáo."),
    (
        r"is dated (\S+): it must lie between the check on (\S+) and today, (\S+)\.",
        r"Báo cáo ghi ngày \1: phải từ ngày kiểm tra \2 đến hôm nay, \3.",
    ),
    (r"must have gone to the direct superior\.", "Báo cáo phải được gửi cấp trên trực tiếp."),
    (r"must have gone to the chairman\.", "Báo cáo phải được gửi Chủ tịch."),
    (r"needs an answer\.", "Mục này chưa có kết quả."),
    (
        r"is not an item of this checklist for this agency\.",
        "Mục này không thuộc danh mục của cơ quan.",
    ),
    (r"has an answer that is not one of the list\.", "Kết quả này không có trong danh mục."),
    (r"must be between 1 and the (\d+) planned\.", r"Phải từ 1 đến \1 lượt đã lập."),
    (r"must be the number the clerk gave the decision\.", "Xin ghi số quyết định do văn thư cấp."),
    (
        r"must lie between the violation record and today\.",
        "Ngày quyết định phải từ ngày lập biên bản đến hôm nay.",
    ),
    (
        r"must lie between the decision and today, (.+)\.",
        r"Ngày chấp hành phải từ ngày ra quyết định đến hôm nay, \1.",
    ),
    (r"needs at least one day\.", "Xin chọn ít nhất một ngày."),
    (
        r"(\S+) must lie after today and no later than (\S+)\.",
        r"Ngày \1 phải sau hôm nay và không muộn hơn \2.",
    ),
    (r"must be later than (\S+) and than today\.", r"Hạn mới phải sau ngày \1 và sau hôm nay."),
    (r"must lie within a year\.", "Hạn mới phải trong vòng một năm."),
    (r"must say why, in a few words\.", "Xin ghi lý do, vài chữ là đủ."),
    (r"has more than (\d+) characters\.", r"Nhiều nhất \1 ký tự."),
    (
        r"holds a number as long as a telephone's or an identity paper's: take it out\.",
        "Có dãy số dài như số điện thoại hoặc giấy tờ tùy thân: xin bỏ ra.",
    ),
    (
        r"must be the document's number and symbol, like (.+)\.",
        r"Xin ghi số, ký hiệu văn bản, ví dụ \1.",
    ),
    (r"must be the day of the document\.", "Xin ghi ngày của văn bản."),
    (
        r"is recorded already, dated (\S+): each number of a kind stands once\.",
        r"Số này đã được ghi, văn bản ngày \1: mỗi số của một loại chỉ ghi một lần.",
    ),
    (r"must be an officer\.", "Xin chọn chức trách ký."),
    (r"must be 64 digits 0-9 and a-f\.", "Mã băm phải gồm 64 ký tự 0-9 và a-f."),
    (r"must be paper: a plan is decided on in writing\.", "Kế hoạch chỉ được phê duyệt bằng văn bản."),
    (
        r"must be the chairman, or the committee's office in his place\.",
        "Người ký phải là Chủ tịch, hoặc Văn phòng Ủy ban nhân dân ký thay.",
    ),
    (
        r"may be the committee's office only on a document dated after (\S+), the chairman's time\.",
        r"Văn phòng Ủy ban nhân dân chỉ ký thay trên văn bản sau ngày \1, khi thời hạn của Chủ tịch đã hết.",
    ),
    (
        r"must be the name of an office, of at most (\d+) characters\.",
        r"Xin ghi tên bộ phận, nhiều nhất \1 ký tự; không ghi họ tên.",
    ),
    (r"must be a telephone number, like (.+)\.", r"Xin ghi số điện thoại, ví dụ \1."),
    (
        r"must be no: this office decides, or reads confidential cases, from its own mailbox\.",
        "Chức trách này quyết định hoặc đọc việc hạn chế, nên phải có hộp thư riêng.",
    ),
    (
        r"'(.*)' is not one plain e-mail address \(like (.+)\)\.",
        r"“\1” không phải là một địa chỉ thư điện tử, ví dụ \2.",
    ),
    (r"is registered for this office already\.", "Địa chỉ này đã được đăng ký cho cơ quan này."),
    (
        r"must be another address than the one that letters came back from\.",
        "Phải là địa chỉ khác với địa chỉ bị trả thư.",
    ),
    (r"must be one of the addresses proposed for (\S+)\.", r"Xin chọn một địa chỉ thay thế được đề xuất cho \1."),
    (
        r"is the address of (\w+) too: two officers propose and decide, never one twice\.",
        "Địa chỉ này đã là của một chức trách khác trong cùng quy trình: người đề nghị, người duyệt phải khác nhau.",
    ),
)
# Why an answer cannot be voided, and what to do instead, from the actions' English.
WAYS_OUT: Mapping[str, str] = {
    "the campaign is suspended": "đợt công tác đang tạm dừng",
    "Resume it first.": "Xin cho tiếp tục đợt công tác trước.",
    "the campaign was cancelled": "đợt công tác đã hủy",
    "Nothing more follows from the answer.": "Trả lời này không còn hệ quả gì.",
    "it freed the agency, and its place was given to others": (
        "cơ quan đã được miễn và phần việc đã giao cho nơi khác"
    ),
    "Call the agency and agree on a new answer.": "Xin gọi điện cho cơ quan để thống nhất trả lời mới.",
    "the visit has another day, and everybody was told": "lượt kiểm tra đã có ngày mới và các nơi đã được báo",
    "Its findings are asked for on the new day; record there what became of it.": (
        "Kết quả được yêu cầu vào ngày mới; xin ghi tại nhiệm vụ đó."
    ),
    "a later answer has taken its place": "đã có trả lời sau thay thế",
    "Void the later one first.": "Xin hủy trả lời sau trước.",
    "what it decided stands, and others were told of it": "quyết định đã có hiệu lực và đã thông báo cho các nơi",
    "If the decision itself was wrong, suspend or cancel the campaign.": (
        "Nếu chính quyết định có sai sót, xin tạm dừng hoặc hủy đợt công tác."
    ),
    "the parties are seated and on their way": "các đoàn đã đủ thành viên và đang triển khai",
    "Agree on what is to be done with the offices concerned, and record that.": (
        "Xin thống nhất cách xử lý với các cơ quan liên quan rồi ghi lại."
    ),
    "the next step has begun since": "bước tiếp theo đã bắt đầu từ sau đó",
    "something more was asked for because of it": "đã yêu cầu việc tiếp theo từ trả lời này",
    "the figures of the period after it were held against it": "số liệu kỳ sau đã đối chiếu với trả lời này",
    "others have acted on these findings": "kết quả kiểm tra này đã được dùng làm căn cứ cho việc khác",
    "the place was inspected again since": "cơ sở đã được phúc tra sau đó",
    "Void that later answer first.": "Xin hủy trả lời sau đó trước.",
    "the decision was carried out since": "quyết định đã được chấp hành",
    "others have acted on the findings of this visit": "kết quả của lượt kiểm tra này đã được dùng cho việc khác",
    "Record the paper among the documents of the campaign; to stop the campaign, suspend or cancel it.": (
        "Xin ghi văn bản vào mục Văn bản của đợt; muốn dừng đợt công tác thì tạm dừng hoặc hủy đợt."
    ),
    "If that answer was recorded by mistake, void it first.": "Nếu trả lời đó ghi nhầm, xin hủy trả lời đó trước.",
}
ON_HOLD = (SanctionState.FROZEN, CampaignState.SUSPENDED)
ITEM_CODE = re.compile(r"[A-Z][A-Z0-9]*")
"""Fields of forms are written small."""


def field_faults(refusal: AnswerRefused, speech: Speech) -> list[tuple[str, str]]:
    """The faults by the name of the form's field; those that name a checklist item belong to `item.<code>`."""
    if isinstance(refusal, FormRefused):
        return [_form_fault(fault, speech) for fault in refusal.form_faults]
    found = []
    for field, sentence in refusal.faults:
        told = fault_sentence(sentence, speech)
        found.append((f"item.{field}", f"{field}: {told}") if ITEM_CODE.fullmatch(field) else (field, told))
    return found


def _form_fault(fault: FaultLike, speech: Speech) -> tuple[str, str]:
    """At the field of its line; a figure that is only doubted belongs to the tick that confirms it as well."""
    name = f"f.{fault.field}.{fault.unit}" if fault.unit else f"f.{fault.field}"
    return name, speech.say(fault.vietnamese, fault.english)


def fault_sentence(sentence: str, speech: Speech) -> str:
    """One fault of an action, translated; a sentence of the portal's own forms is already in the page's language."""
    for pattern, vietnamese in FAULTS:
        match = re.fullmatch(pattern, sentence)
        if match:
            english = sentence[:1].upper() + sentence[1:]
            return speech.say(match.expand(vietnamese), english)
    return sentence


def refusal_sentence(refusal: Refusal, speech: Speech) -> str:
    """One sentence for a page: what cannot be done and what to do instead."""
    say = speech.say
    match refusal:
        case TransitionRefused(state=state) if state in ON_HOLD:
            # Why it waits is nobody's business here.
            return say("Việc này đang tạm dừng; xin gọi điện.", "This is on hold at the moment; please call.")
        case AnsweredBefore(way_out=way_out):
            done = say("Việc này đã được xử lý.", "This has already been dealt with.")
            return f"{done} {_way(way_out, speech)}"
        case NotVoidable(why=why, way_out=way_out):
            because = _way(why, speech)
            return say("Không hủy được trả lời này: ", "This answer cannot be voided: ") + (
                f"{because}. {_way(way_out, speech)}"
            )
        case DocumentRefused(signed_on=signed_on, earliest=earliest, latest=latest):
            return say(
                f"Văn bản ghi ngày {signed_on:%d/%m/%Y}; ngày văn bản phải từ {earliest:%d/%m/%Y} đến "
                f"{latest:%d/%m/%Y}. Xin xem lại ngày trên văn bản.",
                f"The document is dated {signed_on:%d/%m/%Y}; its day must lie between {earliest:%d/%m/%Y} and "
                f"{latest:%d/%m/%Y}. Please look at the paper again.",
            )
        case TransitionRefused() | AlreadyHandled():
            return say("Việc này đã được xử lý.", "This has already been dealt with.")
        case OwnProposal():
            return say(
                "Người đề nghị không tự quyết định; việc này phải do chức trách khác duyệt.",
                "Who proposed this does not decide on it: it is for another officer.",
            )
        case RightMissing():
            return say("Việc này thuộc thẩm quyền của người khác.", "This is for somebody else to decide.")
        case PathBlocked():
            return say(
                "Việc này tạm dừng cho đến khi cơ quan có trách nhiệm trả lời. Xin gọi số điện thoại dưới đây.",
                "This is on hold until the responsible office has answered. Please call the number below.",
            )
        case QuorumNotMet():
            return say(
                f"Mới có {refusal.present} thành viên có mặt; phải có ít nhất {refusal.quorum} người, đủ các cơ quan "
                "bắt buộc, mới lập được biên bản. Nếu không đủ, xin chọn “Không tiến hành được”.",
                f"Only {refusal.present} members were present; at least {refusal.quorum}, with every required agency, "
                "are needed to draw up a record. Otherwise choose “It could not be conducted”.",
            )
        case ScheduleImpossible():
            return say(
                f"Không còn ngày nào phù hợp từ {refusal.first:%d/%m/%Y} đến {refusal.last:%d/%m/%Y} để thay thế. "
                "Chưa có gì thay đổi; xin gọi điện cho cơ quan điều phối.",
                f"No other day fits between {refusal.first:%d/%m/%Y} and {refusal.last:%d/%m/%Y}. Nothing was changed; "
                "please call the coordinating office.",
            )
        case TooOften():
            return say(
                f"Đã yêu cầu quá nhiều lần; xin thử lại sau {refusal.minutes} phút hoặc gọi điện.",
                f"Asked for too many times; please try again in {refusal.minutes} minutes or call.",
            )
        case ListClosed():
            return list_sentence(str(refusal), speech)
        case NoticeRefused():
            return say("Không ai được báo trước về cuộc kiểm tra này.", "Nobody is told of this check beforehand.")
        case SharedMailbox() | ContactMissing():
            return say(
                "Chưa có địa chỉ phù hợp để gửi; xin gọi số điện thoại dưới đây.",
                "There is no suitable address to write to; please call the number below.",
            )
        case _:
            return say("Không thực hiện được yêu cầu này; xin gọi điện.", "This cannot be done; please call.")


def _way(sentence: str, speech: Speech) -> str:
    """An action's English words, translated where they are known."""
    return speech.say(WAYS_OUT.get(sentence, sentence), sentence)


LISTS: Sequence[tuple[str, str]] = (
    (r".*: it opens at muster time, (.+)\. Ask .*", r"Danh sách chỉ mở từ giờ tập trung, \1; đến giờ xin yêu cầu mã."),
    (
        r".*, the list was last opened at (.+)\. Ask .*",
        r"Mã này đã dùng: danh sách mở lần cuối lúc \1; xin yêu cầu mã mới.",
    ),
    (r".*, it was replaced by a newer one\. .*", "Mã này đã được thay bằng mã mới hơn; xin yêu cầu mã mới."),
    (r".*: no check is ordered\. .*", "Chưa ra lệnh kiểm tra nên không có danh sách; xin ra lệnh trước."),
)


def list_sentence(sentence: str, speech: Speech) -> str:
    """Why the list of a check stays closed, and the way out."""
    for pattern, vietnamese in LISTS:
        if (match := re.fullmatch(pattern, sentence)) is not None:
            return speech.say(match.expand(vietnamese), sentence)
    return sentence


def status_of(refusal: Refusal) -> int:
    """The HTTP status of a refusal."""
    match refusal:
        case RightMissing() | PathBlocked() | OwnProposal():
            return 403
        case TransitionRefused() | AlreadyHandled() | NotVoidable():
            return 409
        case TooOften():
            return 429
        case _:
            return 422


def status_sentence(status: int, speech: Speech) -> str:
    """For what the web itself refuses."""
    say = speech.say
    match status:
        case 413:
            return say("Nội dung gửi lên quá lớn.", "What was sent is too large.")
        case 429:
            return say("Quá nhiều yêu cầu; xin chờ một phút.", "Too many requests; please wait a minute.")
        case 503:
            return say(
                "Hệ thống đang bận, chưa ghi nhận gì; xin gửi lại sau ít phút.",
                "The system is busy and nothing was kept; please send again in a few minutes.",
            )
        case _:
            return say("Không đọc được yêu cầu này.", "This request cannot be read.")
