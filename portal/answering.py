"""A posted answer: found, read and taken once for each nonce."""

from dataclasses import dataclass

from actions.take_answer import Arrival, earlier_answer
from models import Answer, Duty
from models.queries.passed_on import passed_on
from models.queries.portal_pages import routine_duty
from portal.access import NotThere, PassedOn
from portal.case import Case, open_case
from portal.desk import Desk
from portal.duties import FORMS
from portal.duties.referral import acknowledge
from portal.posted import Posted
from rules.hearing import contact_checked
from rules.refusals import TransitionRefused
from rules.visibility import answers_for
from rules.words import DutyKind, DutyState


@dataclass(frozen=True)
class Asked:
    """The duty an address names; None where the police may acknowledge before theirs is open."""

    duty: Duty | None
    own: tuple[Duty, ...]
    """Every duty whose receipts this office may see at this address."""
    case: Case | None = None


@dataclass(frozen=True)
class Taken:
    """`code` is the duty whose page shows the receipt; `further` a page to show instead, with nothing taken."""

    code: str
    further: str | None = None


def find_asked(desk: Desk, code: str) -> Asked:
    """Raises NotThere for what is another's, another campaign's, or not this role's; PassedOn for what was its own."""
    link = desk.visitor.link
    if not link.confidential:
        kinds = answers_for(desk.campaign.mode, link.role)
        duty = routine_duty(desk.session, link, code)
        if duty is None:
            for passed in passed_on(desk.session, link):
                if passed.code == code and passed.kind in kinds:
                    raise PassedOn(passed, told=True)
        if duty is None or duty.kind not in kinds:
            raise NotThere
        if not answers_of_own(desk, duty):
            raise NotThere
        return Asked(duty, (duty,))
    case = open_case(desk)
    if code == link.subject:
        return Asked(case.duty, case.own, case)
    for duty in case.own:
        if duty.code == code:
            return Asked(duty, case.own, case)
    raise NotThere


def answers_of_own(desk: Desk, duty: Duty) -> bool:
    """Whether this very address may answer: of an office with several, each speaks for itself."""
    return duty.kind is not DutyKind.CONTACT_CHECK or contact_checked(duty.subject) == desk.visitor.link.contact_id


def take_posted(desk: Desk, code: str, posted: Posted) -> Taken:
    """Raises a Refusal; then nothing was kept."""
    asked = find_asked(desk, code)
    nonce = posted.nonce()
    earlier = earlier_answer(desk.session, nonce)
    if earlier is not None:
        return _again(asked, earlier, posted)
    early = asked.duty is None and asked.case is not None and asked.case.early
    if not early and (asked.duty is None or asked.duty.state is not DutyState.OPEN):
        state = DutyState.FULFILLED if asked.duty is None else asked.duty.state
        raise TransitionRefused("duty", code, state, "answer", [])
    posted_by = Arrival(nonce=nonce)
    if asked.duty is None:
        answer = acknowledge(desk, desk.visitor.link.subject or "", posted, posted_by)
        return Taken(_code_of(desk, answer))
    form = FORMS[asked.duty.kind]
    further = form.further_page(posted)
    if further is not None:
        return Taken(asked.duty.code, further)
    form.answer(desk, asked.duty, posted, posted_by)
    return Taken(asked.duty.code)


def _again(asked: Asked, earlier: Answer, posted: Posted) -> Taken:
    """The receipt of the same form sent twice; another form's number is nobody's key to its receipt."""
    for duty in asked.own:
        if duty.id == earlier.duty_id:
            return Taken(duty.code)
    posted.too_old()
    posted.check()
    raise AssertionError("check() refuses what is wrong")


def _code_of(desk: Desk, answer: Answer) -> str:
    return desk.session.get_one(Duty, answer.duty_id).code
