"""A finished inspection campaign as rows: every outcome, late and silent agencies, a referral, a protected visit."""

from datetime import UTC, date, datetime, timedelta
from random import Random

from sqlmodel import Session, col, select

from actions.apply_pack import apply_pack
from actions.context import Context
from config.packs import read_pack
from models import Campaign, Duty, Establishment, Party, Protection, Recommendation, Referral, SanctionCase, Seat, Visit
from notifications.identity import MailIdentity
from notifications.links import LinkSigner
from rules.words import (
    CampaignKind,
    CampaignState,
    DutyKind,
    DutyState,
    Mode,
    NotConductedReason,
    Outcome,
    ProtectionSign,
    ProtectionState,
    ReferralState,
    RemedyState,
    Role,
    SanctionState,
    VisitState,
    WaiveReason,
)
from rules.words import Session as PartOfDay
from tests.config.province import province_files

NOW = datetime(2021, 3, 31, 3, 0, tzinfo=UTC)
DAY = timedelta(days=1)
OUTCOMES = (
    *(Outcome.COMPLIANT,) * 9,
    *(Outcome.GUIDANCE,) * 6,
    *(Outcome.COMMITMENT,) * 3,
    *(Outcome.VIOLATION,) * 4,
)
CANARY = "NV-CANARY22"
"""The code of the protected person's task: it may stand nowhere."""


def province_context() -> Context:
    identity = MailIdentity(
        from_name="Đội 178",
        from_address="doi178@sldtbxh.example",
        reply_to="doi178@sldtbxh.example",
        domain="sldtbxh.example",
        key=b"m" * 32,
    )
    return Context(
        pack=read_pack(province_files()),
        signer=LinkSigner([b"l" * 32], "https://portal.example"),
        identity=identity,
        board_address="https://board.example",
    )


def finish_campaign(
    session: Session, context: Context, *, visits: int = 150, protected: bool = True, silent_crime: bool = False
) -> Campaign:
    """The second visit is protected, or (`silent_crime`) has signs of crime that no referral tells of yet."""
    if session.exec(select(Establishment.code)).first() is None:
        apply_pack(session, context.pack, province_files(), now=NOW - 60 * DAY)
    number = len(session.exec(select(Campaign.id)).all()) + 1
    campaign = Campaign(
        code=f"HY-2021-KT-{number:02d}",
        kind=CampaignKind.INSPECTION,
        mode=Mode.PLANNED,
        state=CampaignState.REPORTING,
        entered=["schedule", "approve", "coordinate", "inspect", "collect", "assess", "escalate", "report"],
        pack_revision=context.pack.revision,
        opens_on=date(2021, 3, 1),
        closes_on=date(2021, 3, 26),
        visits_wanted=visits,
        seed=178,
        created_at=NOW - 50 * DAY,
    )
    session.add(campaign)
    session.flush()
    places = session.exec(select(Establishment).order_by(col(Establishment.name), col(Establishment.code))).all()
    rows = _add_visits(session, campaign, Random(178).sample(places, visits))
    rows[1].state = VisitState.RECORDED if protected else VisitState.ASSESSED
    rows[1].outcome = Outcome.UNDER_ASSESSMENT if protected else Outcome.SIGNS_OF_CRIME
    if not protected and not silent_crime:
        rows[1].outcome = Outcome.COMPLIANT
    if protected:
        _protect(session, campaign, rows[1])
    _add_consequences(session, campaign, rows)
    _add_duties(session, campaign, rows)
    session.flush()
    return campaign


def _add_visits(session: Session, campaign: Campaign, places: list[Establishment]) -> list[Visit]:
    random = Random(1)
    parties: dict[str, Party] = {}
    rows = []
    for number, place in enumerate(places):
        party = parties.get(place.area) or _party(session, campaign, place.area, len(parties))
        parties[place.area] = party
        visit = Visit(
            code=f"{campaign.code}-V-{place.code}",
            campaign_id=party.campaign_id,
            party_id=party.id or 0,
            establishment=place.code,
            area=place.area,
            state=VisitState.ASSESSED,
            outcome=random.choice(OUTCOMES),
            ranked=number % 5 != 0,
        )
        if number % 19 == 7:
            visit.state, visit.outcome = VisitState.NOT_CONDUCTED, None
            visit.missed = list(NotConductedReason)[number % 3]
        if number == 0:
            visit.outcome = Outcome.SIGNS_OF_CRIME
        rows.append(visit)
    session.add_all(rows)
    session.flush()
    return rows


def _party(session: Session, campaign: Campaign, area: str, number: int) -> Party:
    party = Party(
        code=f"{campaign.code}-P{number + 1:03d}",
        campaign_id=campaign.id or 0,
        area=area,
        sector="culture",
        lead_agency=("SVHTTDL", "SYT", "CAT")[number % 3],
        on=date(2021, 3, 2) + number * DAY,
        session=PartOfDay.DAY,
    )
    session.add(party)
    session.flush()
    for ordinal, agency in enumerate(("SLDTBXH", "CAT", "SVHTTDL", "SYT"), start=1):
        slot = f"{party.on.isoformat()}/day"
        session.add(Seat(party_id=party.id or 0, ordinal=ordinal, agency=agency, sector="labour", slot=slot))
    return party


def _add_consequences(session: Session, campaign: Campaign, rows: list[Visit]) -> None:
    states = (RemedyState.REMEDIED, RemedyState.REMEDIED, RemedyState.SENT, RemedyState.NOT_REMEDIED)
    sanctions = (SanctionState.RECORDED, SanctionState.DECIDED, SanctionState.EXECUTED)
    for number, visit in enumerate(rows):
        if visit.outcome in (Outcome.GUIDANCE, Outcome.COMMITMENT):
            session.add(
                Recommendation(
                    code=f"{campaign.code}-K{number:04d}",
                    campaign_id=visit.campaign_id,
                    visit_id=visit.id or 0,
                    agency=f"UBND-{visit.area}",
                    outcome=visit.outcome,
                    state=states[number % 4],
                    due_at=NOW + (-DAY if number % 3 else DAY),
                )
            )
        if visit.outcome in (Outcome.VIOLATION, Outcome.SIGNS_OF_CRIME) and visit.state is VisitState.ASSESSED:
            crime = visit.outcome is Outcome.SIGNS_OF_CRIME
            session.add(
                SanctionCase(
                    code=f"{campaign.code}-X{number:04d}",
                    campaign_id=visit.campaign_id,
                    visit_id=visit.id or 0,
                    holder="CAT",
                    decree="167/2013/NĐ-CP",
                    state=SanctionState.FROZEN if crime else sanctions[number % 3],
                    recorded_at=NOW - 10 * DAY,
                )
            )
    session.add(
        Referral(
            code=f"NV-REFERRAL{campaign.id}",
            campaign_id=campaign.id or 0,
            visit_id=rows[0].id or 0,
            establishment=rows[0].establishment,
            state=ReferralState.ACKNOWLEDGED,
            channel="denunciation",
            agency="CQCSDT",
            evidence={},
            proposed_at=NOW - 20 * DAY,
        )
    )


def _add_duties(session: Session, campaign: Campaign, rows: list[Visit]) -> None:
    done = {"state": DutyState.FULFILLED, "settled_at": NOW - 30 * DAY}
    for agency in ("SLDTBXH", "CAT", "SVHTTDL", "SYT"):
        _duty(session, campaign, DutyKind.CONFIRM, campaign.code, agency, **done)
    silent = {"state": DutyState.WAIVED, "settled_at": NOW - 18 * DAY, "waived": WaiveReason.SILENT}
    _duty(session, campaign, DutyKind.CONFIRM, campaign.code, "SCT", **silent)
    for number, visit in enumerate(rows):
        agency = ("SVHTTDL", "SYT", "CAT")[number % 3]
        late = timedelta(days=4 if number % 11 == 0 else -1)
        settled = {"state": DutyState.FULFILLED, "settled_at": NOW - 29 * DAY + late}
        _duty(session, campaign, DutyKind.FINDINGS, visit.code, agency, **settled)
    for number, visit in enumerate(rows[:12]):
        _duty(session, campaign, DutyKind.REMEDY, f"{visit.code}-K", f"UBND-{visit.area}", ordinal=number + 1)
    kind = DutyKind.REFERRAL_RESULT
    _duty(session, campaign, kind, f"NV-REFERRAL{campaign.id}", "CQCSDT", confidential=True)


def _protect(session: Session, campaign: Campaign, visit: Visit) -> None:
    code = f"{CANARY}-{campaign.id}"
    session.add(
        Protection(
            code=code,
            visit_id=visit.id or 0,
            signs=[ProtectionSign.TRAFFICKING.value],
            state=ProtectionState.RAISED,
            raised_at=NOW - 20 * DAY,
        )
    )
    _duty(session, campaign, DutyKind.PROTECTION, code, "DMHTNN", confidential=True)


def _duty(session: Session, campaign: Campaign, kind: DutyKind, subject: str, agency: str, **facts: object) -> None:
    row: dict[str, object] = {
        "code": f"{campaign.code}-{kind.value}-{agency}-{subject}"[-40:],
        "campaign_id": campaign.id,
        "kind": kind,
        "subject": subject,
        "agency": agency,
        "role": Role.LIAISON,
        "state": DutyState.OPEN,
        "opened_at": NOW - 40 * DAY,
        "due_at": NOW - 29 * DAY,
        "rung": 1,
        "rung_at": NOW + DAY,
        "ladder": "routine",
    }
    session.add(Duty(**{**row, **facts}))
