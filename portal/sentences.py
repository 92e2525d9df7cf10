"""What a refusal says to a visitor, in the language of the page."""

import re
from collections.abc import Sequence

from portal.speech import Speech
from rules.refusals import (
    AlreadyHandled,
    AnswerRefused,
    ContactMissing,
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
    (r"needs an answer\.", "Mục này chưa có kết quả."),
    (
        r"is not an item of this checklist for this agency\.",
        "Mục này không thuộc danh mục của cơ quan.",
    ),
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
)
ON_HOLD = (SanctionState.FROZEN, CampaignState.SUSPENDED)
ITEM_CODE = re.compile(r"[A-Z][A-Z0-9]*")
"""Fields of forms are written small."""


def field_faults(refusal: AnswerRefused, speech: Speech) -> list[tuple[str, str]]:
    """The faults by the name of the form's field; those that name a checklist item belong to `item.<code>`."""
    found = []
    for field, sentence in refusal.faults:
        told = fault_sentence(sentence, speech)
        found.append((f"item.{field}", f"{field}: {told}") if ITEM_CODE.fullmatch(field) else (field, told))
    return found


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
        case TransitionRefused() | AlreadyHandled():
            return say("Việc này đã được xử lý.", "This has already been dealt with.")
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
        case SharedMailbox() | ContactMissing():
            return say(
                "Chưa có địa chỉ phù hợp để gửi; xin gọi số điện thoại dưới đây.",
                "There is no suitable address to write to; please call the number below.",
            )
        case _:
            return say("Không thực hiện được yêu cầu này; xin gọi điện.", "This cannot be done; please call.")


def status_of(refusal: Refusal) -> int:
    """The HTTP status of a refusal."""
    match refusal:
        case RightMissing() | PathBlocked():
            return 403
        case TransitionRefused() | AlreadyHandled():
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
