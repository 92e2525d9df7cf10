"""From a refusal to the form it belongs to."""

from portal.posted import Posted
from portal.sentences import field_faults, refusal_sentence, status_of
from rules.refusals import AnswerRefused, Refusal

UNPROCESSABLE = 422


def is_for_the_form(refusal: Refusal) -> bool:
    """Whether the same form, corrected, may be taken: it is shown again."""
    return status_of(refusal) == UNPROCESSABLE


def note_refusal(posted: Posted, refusal: Refusal) -> None:
    """Put the refusal's sentences where the form shows them."""
    if isinstance(refusal, AnswerRefused):
        posted.faults = list(dict.fromkeys(field_faults(refusal, posted.speech)))
    else:
        posted.faults = [("", refusal_sentence(refusal, posted.speech))]
