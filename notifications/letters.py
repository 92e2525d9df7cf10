"""One frozen dataclass per letter, holding exactly the facts the letter may show.

No letter has a field for a person's name, premises or free text: the dataclass is the privacy rule. A confidential
letter says only that there is a task, its opaque code, by when, the link and the telephone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from notifications.letter import CampaignLetter, Letter
from notifications.task_letters import TASK_LETTERS
from rules.words import (
    CancelReason,
    Confidentiality,
    DeclineReason,
    DeliveryClass,
    DutyKind,
    PostponeReason,
    ReturnReason,
    Role,
    Session,
    SuspendReason,
)


@dataclass(frozen=True, kw_only=True)
class OwedLine:
    """What one agency owes of one kind: how many, the earliest due moment, how many working days late. `due_at` None
    where the pack sets no clock for it."""

    kind: DutyKind
    count: int
    due_at: datetime | None
    workdays_late: int


@dataclass(frozen=True, kw_only=True)
class PlanSubmitted(CampaignLetter):
    name = "plan_submitted"
    visits: int
    areas: int
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class PlanApproved(CampaignLetter):
    name = "plan_approved"
    visits: int
    areas: int


@dataclass(frozen=True, kw_only=True)
class PlanReturned(CampaignLetter):
    name = "plan_returned"
    reason: ReturnReason


@dataclass(frozen=True, kw_only=True)
class Invitation(CampaignLetter):
    """`members_needed` is the most seats the agency has at one time."""

    name = "invitation"
    days: int
    members_needed: int
    first_on: date
    last_on: date
    due_at: datetime
    updated: bool = False


@dataclass(frozen=True, kw_only=True)
class Reminder(CampaignLetter):
    name = "reminder"
    gives_notice = False
    priority = 4
    number: int
    owed: tuple[OwedLine, ...]


@dataclass(frozen=True, kw_only=True)
class NonResponse(CampaignLetter):
    name = "non_response"
    gives_notice = False
    priority = 3
    agency: str
    owed: tuple[OwedLine, ...]


@dataclass(frozen=True, kw_only=True)
class DutiesPassed(CampaignLetter):
    """To the office that follows an agency which has ended, and to the old one: `agency` is the old name,
    `takes_over` says to which of the two."""

    name = "duties_passed"
    gives_notice = False
    priority = 3
    agency: str
    successor: str
    takes_over: bool
    owed: tuple[OwedLine, ...]


@dataclass(frozen=True, kw_only=True)
class InvitationDeclined(CampaignLetter):
    name = "invitation_declined"
    agency: str
    reason: DeclineReason


@dataclass(frozen=True, kw_only=True)
class AreaNotice(CampaignLetter):
    """Says when, never where: no list of premises leaves by mail."""

    name = "area_notice"
    area: str
    visits: int
    first_on: date
    last_on: date


@dataclass(frozen=True, kw_only=True)
class BriefLine:
    area: str
    session: Session
    starts_at: datetime
    visits: int
    seats: int


@dataclass(frozen=True, kw_only=True)
class Brief(CampaignLetter):
    """The day before: when and in which area to muster; premises are behind the link."""

    name = "brief"
    priority = 3
    ttl_days = 1
    on: date
    lines: tuple[BriefLine, ...]


@dataclass(frozen=True, kw_only=True)
class FindingsRequest(CampaignLetter):
    """`on` is None for an unannounced check: its day stands behind the link alone."""

    name = "findings_request"
    gives_notice = False
    on: date | None
    visits: int
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class FindingsReceipt(CampaignLetter):
    """`on` is None for an unannounced check, as in the request."""

    name = "findings_receipt"
    gives_notice = False
    ttl_days = 10
    on: date | None
    visits: int
    received_at: datetime
    workdays_late: int


@dataclass(frozen=True, kw_only=True)
class VisitPostponed(CampaignLetter):
    """`new_on` is None while no new day is found inside the approved window."""

    name = "visit_postponed"
    priority = 2
    area: str
    visits: int
    old_on: date
    new_on: date | None
    reason: PostponeReason


@dataclass(frozen=True, kw_only=True)
class RecommendationLetter(CampaignLetter):
    name = "recommendation"
    gives_notice = False
    owed: tuple[OwedLine, ...]


@dataclass(frozen=True, kw_only=True)
class CampaignSuspended(CampaignLetter):
    name = "campaign_suspended"
    priority = 2
    reason: SuspendReason


@dataclass(frozen=True, kw_only=True)
class CampaignResumed(CampaignLetter):
    name = "campaign_resumed"
    priority = 2


@dataclass(frozen=True, kw_only=True)
class AreaSuspended(CampaignLetter):
    """Work rests in one area of a campaign; `until` is its last day where that is known. `visits` come off the
    schedule, `tasks` of the recipient wait."""

    name = "area_suspended"
    priority = 2
    area: str
    reason: SuspendReason
    until: date | None
    visits: int
    tasks: int


@dataclass(frozen=True, kw_only=True)
class AreaResumed(CampaignLetter):
    """To the area's authority: `visits` have got new days, `tasks` are to be done again."""

    name = "area_resumed"
    priority = 2
    area: str
    visits: int
    tasks: int


@dataclass(frozen=True, kw_only=True)
class CampaignCancelled(CampaignLetter):
    name = "campaign_cancelled"
    priority = 2
    reason: CancelReason


@dataclass(frozen=True, kw_only=True)
class CampaignReport(CampaignLetter):
    name = "campaign_report"
    ttl_days = 10
    released_on: date


@dataclass(frozen=True, kw_only=True)
class DigestLine:
    """One late duty kind of one agency."""

    reference: str
    agency: str
    kind: DutyKind
    count: int
    workdays_late: int


@dataclass(frozen=True, kw_only=True)
class Digest(Letter):
    """The coordinator's day over all campaigns; `mail` counts messages by state code. `calls_waiting` are offices to be
    told by telephone, `contacts_missing` those for which a step waits. No restricted duty is in it."""

    name = "digest"
    priority = 8
    ttl_days = 1
    on: date
    late: tuple[DigestLine, ...]
    due_soon: int
    decisions_waiting: int
    calls_waiting: int
    contacts_missing: int
    mail: Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class MailInDoubt(Letter):
    """To the coordinator: the letter of this number may or may not have arrived. It says nothing of what it is."""

    name = "mail_in_doubt"
    priority = 1
    ttl_days = 2
    number: int


@dataclass(frozen=True, kw_only=True)
class MailExpired(Letter):
    """To the coordinator: nobody took the letter of this number in its time. It lives long, for the relay that did not
    take that one may not take this one either."""

    name = "mail_expired"
    priority = 1
    ttl_days = 10
    number: int


@dataclass(frozen=True, kw_only=True)
class ConfidentialLetter(Letter):
    """A new task, its opaque code, by when, the link, the telephone; nothing else, and no second copy by itself."""

    delivery_class = DeliveryClass.AT_MOST_ONCE
    confidentiality = Confidentiality.CONFIDENTIAL
    priority = 1
    due_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class ReferralApproval(ConfidentialLetter):
    name = "referral_approval"


@dataclass(frozen=True, kw_only=True)
class ReferralLetter(ConfidentialLetter):
    name = "referral"


@dataclass(frozen=True, kw_only=True)
class ReferralOverdue(ConfidentialLetter):
    name = "referral_overdue"


@dataclass(frozen=True, kw_only=True)
class ReferralResultLetter(ConfidentialLetter):
    name = "referral_result"


@dataclass(frozen=True, kw_only=True)
class ProtectionNotice(ConfidentialLetter):
    name = "protection_notice"
    priority = 0


@dataclass(frozen=True, kw_only=True)
class ProtectionOverdue(ConfidentialLetter):
    """To the deputy, then the head of the focal point; says no more than the first letter did."""

    name = "protection_overdue"
    priority = 0


@dataclass(frozen=True, kw_only=True)
class ReceptionTask(ConfidentialLetter):
    """Every step of a reception is told in the same words, so that no letter says how far it has come."""

    name = "reception_task"
    priority = 0


@dataclass(frozen=True, kw_only=True)
class ReceptionReminder(ConfidentialLetter):
    """To the focal point, then its deputy; says no more than the first letter did."""

    name = "reception_reminder"
    priority = 0


@dataclass(frozen=True, kw_only=True)
class OrderTask(ConfidentialLetter):
    """A ground for an unannounced check waits for the leader's decision."""

    name = "order_task"


@dataclass(frozen=True, kw_only=True)
class MusterNotice(ConfidentialLetter):
    """To a member's agency: time and place stand behind the link and its code, the rest nowhere."""

    name = "muster"
    priority = 0
    ttl_days = 1


@dataclass(frozen=True, kw_only=True)
class UnannouncedReportDue(ConfidentialLetter):
    name = "unannounced_report_due"


@dataclass(frozen=True, kw_only=True)
class AccessCodeLetter(ConfidentialLetter):
    """The one-time code asked for on a confidential page; `due_at` is when it stops working."""

    name = "access_code"
    priority = 0
    ttl_days = 1
    access_code: str


@dataclass(frozen=True, kw_only=True)
class ListCode(AccessCodeLetter):
    """The one-time code that opens the list of an unannounced check, at muster time."""

    name = "list_code"


@dataclass(frozen=True, kw_only=True)
class SignInLink(Letter):
    """A one-time link to an officer's signed-in pages, asked for on the portal; `expires_at` is when it ends."""

    name = "sign_in"
    priority = 0
    ttl_days = 1
    expires_at: datetime


@dataclass(frozen=True, kw_only=True)
class FocalSignIn(SignInLink):
    """The same for the focal point, whose signing in would tell that somebody was received: in no list."""

    name = "focal_sign_in"


@dataclass(frozen=True, kw_only=True)
class ContactChanged(Letter):
    """To the old and the new address of an office whose address changed; `is_new` says which of them this is."""

    name = "contact_changed"
    priority = 2
    is_new: bool
    changed_on: date


@dataclass(frozen=True, kw_only=True)
class ContactBounced(Letter):
    """To the coordinator: letters to an address came back, and it is to be mended. `agency` and `role` say whose, and
    are None for an office that gets letters about confidential cases."""

    name = "contact_bounced"
    priority = 2
    agency: str | None
    role: Role | None
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class ContactCheck(Letter):
    """Once a year, to every address: is it right? The answer on the page, not the letter's arrival, confirms it."""

    name = "contact_check"
    ttl_days = 10
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class NewLink(Letter):
    """Asked for on the page of a link that has run out; goes to the same registered address."""

    name = "link_renewed"
    priority = 2
    ttl_days = 2


@dataclass(frozen=True, kw_only=True)
class NewTaskLink(ConfidentialLetter):
    """The same for a confidential page, told like any other task."""

    name = "task_link_renewed"
    ttl_days = 2


LETTERS: Mapping[str, type[Letter]] = {
    letter.name: letter
    for letter in (
        PlanSubmitted,
        PlanApproved,
        PlanReturned,
        Invitation,
        Reminder,
        NonResponse,
        DutiesPassed,
        InvitationDeclined,
        AreaNotice,
        Brief,
        FindingsRequest,
        FindingsReceipt,
        VisitPostponed,
        RecommendationLetter,
        CampaignSuspended,
        CampaignResumed,
        AreaSuspended,
        AreaResumed,
        CampaignCancelled,
        CampaignReport,
        Digest,
        MailInDoubt,
        MailExpired,
        ReferralApproval,
        ReferralLetter,
        ReferralOverdue,
        ReferralResultLetter,
        ProtectionNotice,
        ProtectionOverdue,
        ReceptionTask,
        ReceptionReminder,
        OrderTask,
        MusterNotice,
        UnannouncedReportDue,
        AccessCodeLetter,
        ListCode,
        SignInLink,
        FocalSignIn,
        ContactChanged,
        ContactBounced,
        ContactCheck,
        NewLink,
        NewTaskLink,
        *TASK_LETTERS,
    )
}
