"""From a refusal to the form it belongs to."""

from actions.enter_access_code import MOST_TRIES
from portal.posted import Posted
from portal.sentences import field_faults, refusal_sentence, status_of
from rules.refusals import AnswerRefused, FormRefused, Refusal

UNPROCESSABLE = 422


def is_for_the_form(refusal: Refusal) -> bool:
    """Whether the same form, corrected, may be taken: it is shown again."""
    return status_of(refusal) == UNPROCESSABLE


def note_refusal(posted: Posted, refusal: Refusal) -> None:
    """Put the refusal's sentences where the form shows them."""
    if isinstance(refusal, AnswerRefused):
        posted.faults = list(dict.fromkeys(field_faults(refusal, posted.speech)))
        posted.doubted = isinstance(refusal, FormRefused) and any(fault.doubt for fault in refusal.form_faults)
    else:
        posted.faults = [("", refusal_sentence(refusal, posted.speech))]


def note_wrong_code(posted: Posted, tries_left: int) -> None:
    """A one-time code that opened nothing: how many tries are left, or that a new one must be asked for."""
    if tries_left:
        posted.wrong(
            "code",
            f"Mã không đúng; còn {tries_left} lần thử.",
            f"The code is not right; {tries_left} of {MOST_TRIES} tries are left.",
        )
    else:
        posted.wrong(
            "code",
            "Mã đã hết hạn hoặc nhập sai quá số lần; xin yêu cầu mã mới.",
            "The code has expired or was entered wrongly too often; please ask for a new one.",
        )
