"""The coordinator's buttons while a campaign runs: decide, record an answer, extend a duty.

Prefect has no users, so none of these says who a chairman or an officer is: what only they may decide is decided
behind their own links. The buttons act as the coordinator.
"""

from datetime import date
from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.runtime import flow_run

from actions.answer_referral import acknowledge_referral, resolve_referral
from actions.confirm_participation import Confirmation, confirm_participation, decline_participation
from actions.extend_duty import extend_duty as give_more_time
from actions.go_on_unheard import go_on_unheard
from actions.prepare_report import release_report
from actions.suspend_campaign import cancel_campaign, resume_campaign, suspend_campaign
from actions.take_answer import Arrival
from actions.waive_owed import waive_owed
from flows.forms import (
    ACKNOWLEDGES,
    CANCEL,
    CONFIRMS,
    DECLINES,
    GO_ON,
    RELEASE,
    RESUME,
    SUSPEND,
    TELLS_RESULT,
    WAIVE,
    AnswerChoice,
    ChannelChoice,
    DecisionChoice,
    DeclineChoice,
    ReasonChoice,
    ResultChoice,
    code_of,
    reason_as,
)
from flows.going_on import looked_at
from flows.labels import label_run
from flows.opening import coordinator_on, office
from flows.outcomes import done, refused
from models.queries.campaigns import announced_by_code, campaign_by_id
from models.queries.duties import duty_by_code
from models.queries.referrals import referral_by_code
from rules.refusals import AnswerRefused, Refusal
from rules.words import (
    CancelReason,
    Channel,
    DeclineReason,
    DutyKind,
    GoOnReason,
    ReferralResult,
    Role,
    SuspendReason,
    WaiveReason,
)


@flow(name="decide", flow_run_name="{campaign}", persist_result=False, log_prints=False)
async def decide(
    campaign: str,
    decision: DecisionChoice,
    reason: ReasonChoice | None = None,
    duty: str | None = None,
) -> State[None]:
    """Ghi một quyết định của điều phối viên về một đợt kiểm tra.

    Args:
        campaign: Mã đợt kiểm tra, ví dụ HY-2021-KT-01.
        decision: Quyết định.
        reason: Lý do; bắt buộc khi miễn, tạm dừng, hủy, hoặc tiếp tục dù chưa gửi thư được.
        duty: Mã nghĩa vụ, chỉ khi miễn nghĩa vụ.
    """
    try:
        with office().transaction() as (session, now):
            row = announced_by_code(session, campaign)
            context = office().context(session, row)
            given: dict[str, Any] = {
                "actor": coordinator_on(context.pack.calendar.day_of(now)),
                "now": now,
                "context": context,
            }
            match decision.value:
                case _ if decision.value == WAIVE:
                    owed = duty_by_code(session, duty or "")
                    if owed.campaign_id != row.id:
                        raise AnswerRefused("The decision", [("duty", f"{owed.code} belongs to another campaign.")])
                    waive_owed(session, owed, reason_as(WaiveReason, reason), **given)
                case _ if decision.value == SUSPEND:
                    suspend_campaign(session, row, reason_as(SuspendReason, reason), **given)
                case _ if decision.value == RESUME:
                    resume_campaign(session, row, **given)
                case _ if decision.value == CANCEL:
                    cancel_campaign(session, row, reason_as(CancelReason, reason), **given)
                case _ if decision.value == RELEASE:
                    release_report(session, row, **given)
                case _ if decision.value == GO_ON:
                    go_on_unheard(session, row, reason_as(GoOnReason, reason), **given)
    except Refusal as refusal:
        return refused(refusal)
    await label_run(campaign)
    return await looked_at(campaign, decision.value)


@flow(name="record-answer", flow_run_name="{duty}", persist_result=False, log_prints=False)
async def record_answer(
    duty: str,
    answer: AnswerChoice,
    channel: ChannelChoice,
    cards: list[str] = [],  # noqa: B006
    declined: DeclineChoice | None = None,
    result: ResultChoice | None = None,
    document: str | None = None,
    document_on: date | None = None,
) -> State[None]:
    """Ghi câu trả lời của một cơ quan đến bằng điện thoại hoặc văn bản.

    Args:
        duty: Mã nghĩa vụ trong thư hoặc trên bảng theo dõi.
        answer: Câu trả lời.
        channel: Trả lời đến bằng cách nào.
        cards: Số thẻ kiểm tra của thành viên được cử, khi xác nhận tham gia.
        declined: Lý do, khi từ chối tham gia.
        result: Kết quả giải quyết hồ sơ, khi thông báo kết quả.
        document: Số, ký hiệu văn bản trả lời.
        document_on: Ngày của văn bản trả lời.
    """
    try:
        with office().transaction() as (session, now):
            row = duty_by_code(session, duty)
            campaign = campaign_by_id(session, row.campaign_id)
            context = office().context(session, campaign)
            arrival = Arrival(
                nonce=f"prefect-{flow_run.id}",
                channel=code_of(Channel, channel),
                document=document,
                document_on=document_on,
                recorded_by=Role.COORDINATOR,
            )
            given: dict[str, Any] = {
                "actor": coordinator_on(context.pack.calendar.day_of(now)),
                "now": now,
                "context": context,
            }
            _check_answers(row.kind, answer.value, duty)
            if answer.value == CONFIRMS:
                confirm_participation(session, row, Confirmation(tuple(cards)), arrival, **given)
            elif answer.value == DECLINES:
                decline_participation(session, row, _needed(DeclineReason, declined, "declined"), arrival, **given)
            elif answer.value == ACKNOWLEDGES:
                acknowledge_referral(session, referral_by_code(session, row.subject), arrival, **given)
            elif answer.value == TELLS_RESULT:
                resolve_referral(session, row, _needed(ReferralResult, result, "result"), arrival, **given)
    except Refusal as refusal:
        return refused(refusal)
    await label_run(campaign.code)
    return done(answer.value)


@flow(name="extend-duty", flow_run_name="{duty}", persist_result=False, log_prints=False)
async def extend_duty(duty: str, due_on: date) -> State[None]:
    """Gia hạn một nghĩa vụ.

    Args:
        duty: Mã nghĩa vụ.
        due_on: Hạn mới: ngày cuối cùng còn được nộp.
    """
    try:
        with office().transaction() as (session, now):
            row = duty_by_code(session, duty)
            campaign = campaign_by_id(session, row.campaign_id)
            context = office().context(session, campaign)
            actor = coordinator_on(context.pack.calendar.day_of(now))
            give_more_time(session, row, due_on, actor=actor, now=now, context=context)
    except Refusal as refusal:
        return refused(refusal)
    await label_run(campaign.code)
    return done(f"{due_on:%d/%m/%Y}")


def _check_answers(kind: DutyKind, answer: str, duty: str) -> None:
    fits = {
        DutyKind.CONFIRM: (CONFIRMS, DECLINES),
        DutyKind.REFERRAL_ACKNOWLEDGEMENT: (ACKNOWLEDGES,),
        DutyKind.REFERRAL_RESULT: (TELLS_RESULT,),
    }.get(kind, ())
    if answer not in fits:
        allowed = "; ".join(fits) or "an answer on the portal only"
        raise AnswerRefused(f"Duty {duty}", [("answer", f"must be: {allowed}.")])


def _needed(words: Any, choice: Any, field: str) -> Any:
    if choice is None:
        raise AnswerRefused("The answer", [(field, "must be chosen.")])
    return code_of(words, choice)
