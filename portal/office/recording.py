"""An agency's answer as it came by telephone or on paper, written down by the coordinator on the agency's own form."""

from dataclasses import dataclass

from actions.check_document import LONGEST_NUMBER, check_arrival
from actions.record_approval import SIGNERS, SignedDecision, record_approval
from actions.take_answer import Arrival, earlier_answer
from models import Answer, Campaign, Duty
from models.queries.office_records import duty_kept
from models.queries.portal_pages import lock_campaign
from portal.access import NotThere
from portal.answering import Taken
from portal.desk import Desk
from portal.duties import FORMS
from portal.duties.plan import read_decision
from portal.office.desk import OfficeDesk
from portal.posted import Posted
from portal.sentences import field_faults, refusal_sentence
from rules.refusals import AnsweredBefore, AnswerRefused, DocumentRefused
from rules.words import Channel, DutyKind, DutyState, Role

VOID_FIRST = "If that answer was recorded by mistake, void it first."
BY_VOICE_OR_PAPER = (Channel.TELEPHONE, Channel.PAPER)


@dataclass(frozen=True)
class Recording:
    """What the form asks beside the agency's own fields: a plan is decided on paper only, by one of two signers."""

    channels: tuple[Channel, ...]
    signers: tuple[Role, ...] = ()


@dataclass(frozen=True)
class Kept:
    """A duty that the coordinator keeps, on the desk of the agency that owes it."""

    duty: Duty
    campaign: Campaign
    desk: Desk


def find_kept(desk: OfficeDesk, code: str) -> Kept:
    """Raises NotThere, for confidential duties too."""
    found = duty_kept(desk.session, code)
    if found is None:
        raise NotThere
    duty, campaign = found
    return Kept(duty, campaign, desk.in_place_of(duty.agency, duty.role, campaign))


def is_his_own(duty: Duty) -> bool:
    """Whether the coordinator answers for himself, and writes nothing down for anybody."""
    return duty.kind is DutyKind.CONTACT_REPAIR


def recording_of(duty: Duty) -> Recording:
    if duty.kind is DutyKind.APPROVE_PLAN:
        return Recording((Channel.PAPER,), SIGNERS)
    return Recording(BY_VOICE_OR_PAPER)


def record_posted(desk: OfficeDesk, code: str, posted: Posted) -> Taken:
    """Raises a Refusal; then nothing was kept. The same form again shows the receipt it had."""
    kept = find_kept(desk, code)
    lock_campaign(desk.session, kept.campaign)
    desk.session.refresh(kept.duty)
    nonce = posted.nonce()
    earlier = earlier_answer(desk.session, nonce)
    if earlier is not None:
        return _again(kept.duty, earlier, posted)
    if kept.duty.state is not DutyState.OPEN and kept.duty.kind is not DutyKind.APPROVE_PLAN:
        raise AnsweredBefore(kept.duty.code, kept.duty.state, VOID_FIRST)
    form = FORMS[kept.duty.kind]
    further = form.further_page(posted)
    if further is not None:
        return Taken(code, further)
    arrival = _read_arrival(kept, posted, nonce)
    if kept.duty.kind is DutyKind.APPROVE_PLAN:
        _record_decision(kept, posted, arrival)
    else:
        form.answer(kept.desk, kept.duty, posted, arrival)
    return Taken(code)


def _again(duty: Duty, earlier: Answer, posted: Posted) -> Taken:
    if earlier.duty_id == duty.id:
        return Taken(duty.code)
    posted.too_old()
    posted.check()
    raise AssertionError("check() refuses what is wrong")


def _read_arrival(kept: Kept, posted: Posted, nonce: str) -> Arrival:
    """Faults are noted beside their fields, so that they are told together with those of the answer itself."""
    if is_his_own(kept.duty):
        return Arrival(nonce)
    ask = ("Xin chọn trả lời đến bằng cách nào.", "Please choose how the answer came.")
    channel = posted.choice("channel", recording_of(kept.duty).channels, ask)
    if channel != Channel.PAPER:
        return Arrival(nonce, Channel.TELEPHONE, recorded_by=Role.COORDINATOR)
    number = posted.get("document").strip()[: LONGEST_NUMBER + 1]
    signed_on = posted.day("document_on", ask=("Xin nhập ngày văn bản.", "Please enter the day of the paper."))
    arrival = Arrival(nonce, Channel.PAPER, number, signed_on, Role.COORDINATOR)
    try:
        check_arrival(kept.duty, arrival, now=kept.desk.now, context=kept.desk.context)
    except DocumentRefused as refusal:
        posted.faults.append(("document_on", refusal_sentence(refusal, posted.speech)))
    except AnswerRefused as refusal:
        known = {field for field, _ in posted.faults}
        posted.faults += [fault for fault in field_faults(refusal, posted.speech) if fault[0] not in known]
    return arrival


def _record_decision(kept: Kept, posted: Posted, arrival: Arrival) -> Answer:
    ask = ("Xin chọn chức trách ký quyết định.", "Please choose who signed the decision.")
    signer = posted.choice("signer", SIGNERS, ask)
    decision = read_decision(posted)
    if kept.duty.state is DutyState.OPEN:
        posted.check()
    signed = SignedDecision(decision, Role(signer or Role.CHAIRMAN))
    return record_approval(kept.desk.session, kept.duty, signed, arrival, **kept.desk.given)
