"""One letter of each kind with invented facts, and who they go to."""

import dataclasses
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlmodel import Session

from campaigns import KINDS
from models import Campaign, Contact, PackRevision
from notifications.calendar_part import Muster
from notifications.identity import MailIdentity
from notifications.letter import Letter
from notifications.letters import LETTERS, BriefLine, DigestLine, OwedLine
from notifications.task_letters import TaskLetter
from rules.words import (
    CampaignKind,
    CampaignState,
    CancelReason,
    DeclineReason,
    DutyKind,
    Mode,
    PostponeReason,
    ReturnReason,
    Role,
    SuspendReason,
)
from rules.words import Session as DaySession

NOW = datetime(2021, 3, 1, 1, 30, tzinfo=UTC)
END_OF_5_MARCH = datetime(2021, 3, 5, 17, 0, tzinfo=UTC)
"""Midnight in Vietnam: people read it as the end of 5 March."""

IDENTITY = MailIdentity(
    from_name="Chi cục Phòng, chống tệ nạn xã hội (mẫu)",
    from_address="dieuphoi@pctnxh.example",
    reply_to="tra-loi@pctnxh.example",
    domain="pctnxh.example",
    key=b"a key for tests only",
)

OWED = (
    OwedLine(kind=DutyKind.CONFIRM, count=1, due_at=END_OF_5_MARCH, workdays_late=3),
    OwedLine(kind=DutyKind.FINDINGS, count=4, due_at=datetime(2021, 3, 9, 10, 0, tzinfo=UTC), workdays_late=0),
)

EVERY: dict[str, Any] = {
    "reference": "HY-2021-KT-03",
    "link": "https://congdoitac.example/l/b3BhcXVlLXRva2VuLW9mLTMyLWxldHRlcnM.c2lnbmF0dXJl",
    "office": "Chi cục Phòng, chống tệ nạn xã hội (mẫu)",
    "telephone": "0221 000 0001",
    "recipient_office": "Phòng Cảnh sát phòng cháy, chữa cháy (mẫu)",
    "recipient_role": Role.LIAISON,
}
CAMPAIGN: dict[str, Any] = {
    "kind": CampaignKind.INSPECTION,
    "title": "Kiểm tra liên ngành các cơ sở kinh doanh dịch vụ, đợt 3",
    "opens_on": date(2021, 3, 8),
    "closes_on": date(2021, 4, 2),
}
TITLES = {
    CampaignKind.INSPECTION: CAMPAIGN["title"],
    CampaignKind.MONITORING: "Giám sát việc tiếp nhận, ban hành và thực hiện văn bản, trợ giúp tại cấp huyện",
    CampaignKind.TRAINING: "Tập huấn cán bộ cấp huyện, xã về phòng, chống mại dâm",
    CampaignKind.CONTEST: "Hội thi tuyên truyền trong học sinh tại các trường và trung tâm được chọn",
    CampaignKind.COMMUNICATION: "Tuyên truyền phòng, chống mại dâm cùng các sở, ngành, đoàn thể",
    CampaignKind.PRINT: "Thiết kế, in tờ rơi về phòng, chống mại dâm",
    CampaignKind.PRESS: "Tin, bài trên báo chí về phòng, chống tệ nạn xã hội",
    CampaignKind.GUIDANCE: "Chỉ đạo thực hiện Nghị quyết liên tịch 01/2005 và 01/2008 về xã, phường lành mạnh",
    CampaignKind.HEALTHY_COMMUNE: "Đăng ký, chấm điểm xã, phường, thị trấn lành mạnh",
    CampaignKind.OTHER: "Hoạt động mẫu",
    CampaignKind.ANNUAL_PLAN: "Kế hoạch phòng, chống tệ nạn xã hội năm 2021 (mẫu)",
}


def of_kind(kind: CampaignKind) -> dict[str, Any]:
    """A campaign of that kind as its letters tell it."""
    return {"kind": kind, "title": TITLES[kind], "reference": f"HY-2021-{KINDS[kind].code}-01"}


STEPS_OF = {
    letter: of_kind(kind)
    for kind, made in KINDS.items()
    if kind not in (CampaignKind.INSPECTION, CampaignKind.RECEPTION)
    for steps in made.steps.values()
    for step in steps
    for letter in step.letters
    if letter != "campaign_report"
}
"""What campaign the letters of steps are about, where it is no inspection, and they may name it."""

FACTS: dict[str, dict[str, Any]] = {
    "plan_submitted": {"visits": 42, "areas": 10, "due_at": END_OF_5_MARCH},
    "plan_approved": {"visits": 42, "areas": 10, "accompanies": "12/KH-SLĐTBXH"},
    "plan_returned": {"reason": ReturnReason.OVERLAP},
    "invitation": {
        "days": 3,
        "members_needed": 2,
        "first_on": date(2021, 3, 10),
        "last_on": date(2021, 3, 24),
        "due_at": END_OF_5_MARCH,
    },
    "reminder": {"number": 2, "owed": OWED},
    "non_response": {"agency": "Sở Y tế (mẫu)", "owed": OWED},
    "area_suspended": {
        "area": "Mỹ Hào",
        "reason": SuspendReason.EPIDEMIC,
        "until": date(2021, 3, 19),
        "visits": 3,
        "tasks": 2,
    },
    "area_resumed": {"area": "Mỹ Hào", "visits": 3, "tasks": 2},
    "duties_passed": {
        "agency": "Sở Lao động - Thương binh và Xã hội (mẫu)",
        "successor": "Sở Y tế (mẫu)",
        "takes_over": True,
        "owed": OWED,
    },
    "invitation_declined": {"agency": "Sở Y tế (mẫu)", "reason": DeclineReason.NO_STAFF},
    "area_notice": {"area": "Mỹ Hào", "visits": 6, "first_on": date(2021, 3, 10), "last_on": date(2021, 3, 24)},
    "brief": {
        "on": date(2021, 3, 10),
        "lines": tuple(
            BriefLine(
                area=area,
                session=DaySession.NIGHT,
                starts_at=datetime(2021, 3, 10, 12, 30, tzinfo=UTC),
                visits=3,
                seats=2,
            )
            for area in ("Mỹ Hào", "Văn Lâm")
        ),
    },
    "findings_request": {"on": date(2021, 3, 2), "visits": 6, "due_at": END_OF_5_MARCH},
    "findings_receipt": {"on": date(2021, 2, 24), "visits": 6, "received_at": NOW, "workdays_late": 2},
    "visit_postponed": {
        "area": "Văn Giang",
        "visits": 3,
        "old_on": date(2021, 3, 10),
        "new_on": None,
        "reason": PostponeReason.WEATHER,
    },
    "recommendation": {"owed": (OwedLine(kind=DutyKind.REMEDY, count=2, due_at=END_OF_5_MARCH, workdays_late=0),)},
    "campaign_suspended": {"reason": SuspendReason.EPIDEMIC},
    "campaign_resumed": {},
    "campaign_cancelled": {"reason": CancelReason.DIRECTIVE},
    "campaign_report": {"released_on": date(2021, 4, 16), "accompanies": "78/BC-SLĐTBXH"},
    "digest": {
        "on": date(2021, 3, 1),
        "late": tuple(
            DigestLine(
                reference="HY-2021-KT-03",
                agency=f"Cơ quan mẫu số {number}",
                kind=DutyKind.FINDINGS,
                count=2,
                workdays_late=number,
            )
            for number in range(1, 31)
        ),
        "due_soon": 7,
        "decisions_waiting": 1,
        "calls_waiting": 2,
        "contacts_missing": 0,
        "mail": {"sent": 120, "bounced": 2, "ambiguous": 1},
    },
    **{name: {"count": 1, "due_at": END_OF_5_MARCH} for name, kind in LETTERS.items() if issubclass(kind, TaskLetter)},
    "working_record": {"count": 3, "due_at": END_OF_5_MARCH},
    "periodic_report": {
        "count": 1,
        "due_at": END_OF_5_MARCH,
        "report": "Biểu 03-BCN 6 tháng",
        "from_on": date(2021, 1, 1),
        "to_on": date(2021, 6, 30),
    },
    "monitoring_notice": {"on": date(2021, 9, 14), "units": 3},
    "monitoring_conclusion": {"units": 3, "points": 221, "most_points": 300, "recommendations": 1},
    "mail_in_doubt": {"reference": "mail-17", "number": 17},
    "mail_expired": {"reference": "mail-17", "number": 17},
    "link_renewed": {},
    "access_code": {"reference": "K7QX2M", "access_code": "48291375", "due_at": NOW + timedelta(minutes=10)},
    "list_code": {"reference": "K7QX2M", "access_code": "70316248", "due_at": NOW + timedelta(minutes=10)},
    "sign_in": {"reference": "hung-yen-2021", "expires_at": NOW + timedelta(minutes=15)},
    "focal_sign_in": {"reference": "hung-yen-2021", "expires_at": NOW + timedelta(minutes=15)},
    "contact_check": {"due_at": END_OF_5_MARCH},
    "contact_changed": {"reference": "hung-yen-2021", "is_new": True, "changed_on": date(2021, 2, 26)},
    "contact_bounced": {
        "reference": "HY-2021-LH-N0001",
        "agency": "Sở Y tế (mẫu)",
        "role": Role.LIAISON,
        "due_at": END_OF_5_MARCH,
    },
}
VARIANTS: dict[str, dict[str, Any]] = {
    "contact_bounced-unnamed": {"agency": None, "role": None},
    "contact_changed-old": {"is_new": False},
    "findings_request-unannounced": {"on": None},
    "findings_receipt-unannounced": {"on": None},
    "invitation-updated": {"updated": True},
    "visit_postponed-moved": {"new_on": date(2021, 3, 17)},
    "muster-undated": {"due_at": None},
    "reception_task-untimed": {"due_at": None},
    "work_result-untimed": {"due_at": None},
    "monitoring_conclusion-none": {"points": 300, "recommendations": 0},
    "campaign_suspended-activity": of_kind(CampaignKind.TRAINING),
    "campaign_resumed-activity": of_kind(CampaignKind.TRAINING),
    "campaign_cancelled-round": of_kind(CampaignKind.MONITORING),
    "campaign_report-year": of_kind(CampaignKind.ANNUAL_PLAN),
    "area_suspended-open": {"until": None, "tasks": 0},
    "duties_passed-old_office": {"takes_over": False},
    "duties_passed-untimed": {
        **of_kind(CampaignKind.OTHER),
        "owed": (OwedLine(kind=DutyKind.WORK_RESULT, count=1, due_at=None, workdays_late=0),),
    },
}
"""Letters that read otherwise with other facts: the letter's name, what is different, and the facts."""


def sample_letter(name: str, **changes: Any) -> Letter:
    """The letter of that name (or variant) with its invented facts."""
    letter = name.partition("-")[0]
    kind = LETTERS[letter]
    wanted = {field.name for field in dataclasses.fields(kind)}
    own = FACTS.get(letter, {"reference": "K7QX2M", "due_at": END_OF_5_MARCH})
    facts = EVERY | CAMPAIGN | STEPS_OF.get(letter, {}) | own | VARIANTS.get(name, {}) | changes
    return kind(**{field: value for field, value in facts.items() if field in wanted})


def every_edition() -> list[tuple[str, str]]:
    """Every letter in every language it is written in."""
    return [(name, locale) for name, letter in LETTERS.items() for locale in letter.locales]


def every_text() -> list[tuple[str, str]]:
    """Every edition, and those of the variants."""
    return every_edition() + [
        (variant, locale) for variant in VARIANTS for locale in LETTERS[variant.partition("-")[0]].locales
    ]


def sample_contact(session: Session, *, shared: bool = False, address: str = "dau-moi@cspccc.example") -> Contact:
    contact = Contact(
        agency="CA-PC07",
        role=Role.LIAISON,
        office="Phòng Cảnh sát phòng cháy, chữa cháy; đầu mối (mẫu)",
        telephone="0221 000 0002",
        address=address,
        shared=shared,
    )
    session.add(contact)
    session.flush()
    return contact


def sample_campaign(session: Session) -> Campaign:
    session.add(PackRevision(revision="r1", code="mau", files={}, applied_at=NOW))
    session.flush()
    campaign = Campaign(
        code="HY-2021-KT-03",
        kind=CampaignKind.INSPECTION,
        mode=Mode.PLANNED,
        state=CampaignState.COORDINATING,
        pack_revision="r1",
        opens_on=date(2021, 3, 8),
        closes_on=date(2021, 4, 2),
        visits_wanted=42,
        seed=1,
        created_at=NOW,
    )
    session.add(campaign)
    session.flush()
    return campaign


def sample_muster(**changes: Any) -> Muster:
    facts: dict[str, Any] = {
        "uid": "HY-2021-KT-03.CA-PC07@pctnxh.example",
        "summary": "Tập trung kiểm tra liên ngành HY-2021-KT-03",
        "starts": (datetime(2021, 3, 24, 1, tzinfo=UTC), datetime(2021, 3, 10, 12, 30, tzinfo=UTC)),
        "hours": 3.5,
        "sequence": 0,
        "cancelled": False,
        "attendee": "dau-moi@cspccc.example",
        "organizer": IDENTITY.reply_to,
    }
    return Muster(**(facts | changes))
