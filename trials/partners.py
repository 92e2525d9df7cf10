"""The scripted partners: what each of them answers on a day, read off its open duties."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlmodel import Session, col, select

from actions.confirm_participation import Confirmation
from actions.context import Context
from actions.decide_plan import PlanDecision
from actions.decide_sanction import SanctionDecision
from actions.hand_in_findings import Findings
from actions.hand_in_form import HandedIn, earlier_figures, form_of, units_of
from actions.report_in_writing import WrittenReport
from models import Campaign, Duty
from models.queries.visits import campaign_seats, visit_by_code
from rules.scheduling import members_needed
from rules.words import (
    CampaignState,
    DeclineReason,
    DutyKind,
    DutyState,
    Mode,
    NotConductedReason,
    PostponeReason,
    ProtectionVerb,
    ReferralResult,
    RefusalGround,
    ReturnReason,
    Role,
)
from trials.answers import (
    Acknowledgement,
    AddressRight,
    Executed,
    FocalAnswer,
    OnPaper,
    ReInspected,
    Remedied,
    Ruling,
    Said,
)
from trials.form_filling import REMARK, fill_form
from trials.inspectors import UNCOUNTED, own_items_of, record_of
from trials.script import Script

OWED = (
    select(Duty, Campaign)
    .join(Campaign, col(Campaign.id) == col(Duty.campaign_id))
    .where(Duty.state == DutyState.OPEN)
    .order_by(col(Duty.id))
)


@dataclass
class Partners:
    """Remembers how many findings it has handed in and which referrals came first: the script counts by them."""

    script: Script
    findings: int = 0
    records: int = 0
    remedies: int = 0
    papers: set[DutyKind] = field(default_factory=set)
    """What has come on paper once: later ones come by link, or are recorded right at once."""
    first_campaign: int | None = None
    rulings: dict[str, int] = field(default_factory=dict)
    """Referral code -> its order of appearance, from 1."""

    def answers(self, session: Session, now: datetime, context: Context) -> Iterator[tuple[Duty, Said]]:
        """What is said now, duty by duty, in the order the duties opened."""
        for duty, campaign in session.exec(OWED).all():
            if campaign.state is CampaignState.SUSPENDED and not duty.confidential:
                continue
            said = self._say(session, duty, campaign, now, context)
            found = said.said if isinstance(said, OnPaper) else said
            if isinstance(found, Findings) and found.answers:
                number = UNCOUNTED if campaign.mode is Mode.UNANNOUNCED else self.records
                visit = visit_by_code(session, duty.subject)
                for own in own_items_of(session, self.script, visit, number, context):
                    yield duty, own
            if said is not None:
                yield duty, said

    def _say(self, session: Session, duty: Duty, campaign: Campaign, now: datetime, context: Context) -> Said | None:
        waited = context.pack.calendar.workdays_between(
            context.pack.calendar.day_of(duty.opened_at), context.pack.calendar.day_of(now)
        )
        if duty.form is not None:
            return self._form(session, duty, waited, now, context)
        match duty.kind:
            case DutyKind.APPROVE_PLAN:
                return self._decide_plan(campaign)
            case DutyKind.CONFIRM:
                return self._confirm(session, duty, campaign)
            case DutyKind.FINDINGS if campaign.mode is Mode.UNANNOUNCED:
                # Not counted: a check beside the campaign moves none of its paths to another visit.
                visit = visit_by_code(session, duty.subject)
                return record_of(session, self.script, visit, UNCOUNTED, context)
            case DutyKind.FINDINGS:
                return self._findings(session, duty, now, context)
            case DutyKind.PROTECTION if duty.rung and now > duty.due_at:
                return FocalAnswer(Role.FOCAL_DEPUTY, ProtectionVerb.TAKE_OVER)
            case DutyKind.ORDER_CHECK if self.script.check is not None:
                return self.script.check.order(session, self.script.seed, context)
            case DutyKind.WRITTEN_REPORT:
                return WrittenReport("178/BC-Đ178", context.pack.calendar.day_of(now), True, True)
            case DutyKind.REMEDY if waited >= self.script.remedy_workdays:
                self.remedies += 1
                every = self.script.not_remedied_every
                return Remedied(not every or self.remedies % every != 0)
            case DutyKind.RE_INSPECTION if waited >= self.script.remedy_workdays:
                return ReInspected()
            case DutyKind.SANCTION_DECISION if waited >= 2:
                return SanctionDecision(f"{duty.id}/QĐ-XPHC", context.pack.calendar.day_of(now))
            case DutyKind.SANCTION_EXECUTION if waited >= 3:
                return Executed(context.pack.calendar.day_of(now))
            case DutyKind.CONTACT_CHECK:
                return AddressRight()
            case DutyKind.REFERRAL_APPROVAL:
                return self._rule(duty, campaign)
            case DutyKind.REFERRAL_ACKNOWLEDGEMENT:
                late = self._order(duty, campaign) == 1 and waited < self.script.late_acknowledgement_workdays
                return None if late else Acknowledgement()
            case DutyKind.REFERRAL_RESULT if (now - duty.opened_at).days >= self.script.result_days:
                return ReferralResult.OPENED
        return None

    def _form(self, session: Session, duty: Duty, waited: int, now: datetime, context: Context) -> HandedIn | None:
        """The late agency hands its forms in late; some proofs are not passed at once, some places fall short, and some
        of those are not put right at once."""
        if duty.agency == self.script.late_with_forms and now <= duty.due_at:
            return None
        if duty.kind is DutyKind.MONITORING_REMEDY and waited < self.script.remedy_workdays:
            return None
        draw = self.script.draw(duty.code)
        good = True
        if duty.ordinal == 1 and duty.kind is DutyKind.WORKING_RECORD:
            good = draw.random() > self.script.falling_short
        elif duty.ordinal == 1 and duty.kind in (DutyKind.PROOF_APPROVAL, DutyKind.MONITORING_REMEDY):
            good = draw.random() > self.script.first_try_fails
        form = form_of(duty, context)
        earlier = earlier_figures(session, duty, form, context)
        units = units_of(duty, form, context)
        filled = fill_form(form, units, earlier, context.pack.calendar.day_of(now), draw, good=good)
        return HandedIn(filled, confirmed=True, remark=REMARK)

    def _decide_plan(self, campaign: Campaign) -> PlanDecision:
        if self.script.most_visits and campaign.round == 1 and campaign.visits_wanted > self.script.most_visits:
            return PlanDecision(ReturnReason.TOO_MANY, self.script.most_visits)
        return PlanDecision()

    def _confirm(
        self, session: Session, duty: Duty, campaign: Campaign
    ) -> Confirmation | DeclineReason | OnPaper | None:
        self.first_campaign = self.first_campaign or campaign.id
        first = campaign.id == self.first_campaign
        if duty.agency == self.script.silent or (duty.agency == self.script.by_telephone and first):
            return None
        if duty.agency == self.script.declines:
            return DeclineReason.NO_STAFF
        seats = [(s.agency, (p.on, p.session)) for s, p in campaign_seats(session, campaign.id or 0)]
        # One member more than needed, so that a re-planned party finds somebody.
        needed = members_needed(seats).get(duty.agency, 0) + 1
        series = f"{campaign.id}-" if self.script.members_by_campaign else ""
        cards = tuple(f"TKT-{duty.agency}-{series}{number:02d}" for number in range(1, needed + 1))
        days = sorted({on for agency, (on, _) in seats if agency == duty.agency})
        absences = tuple(days[1:2]) if duty.agency == self.script.absent and duty.ordinal == 1 else ()
        confirmed = Confirmation(cards, absences)
        if duty.agency == self.script.on_paper and first:
            mistaken = None if DutyKind.CONFIRM in self.papers else _misread(confirmed)
            self.papers.add(DutyKind.CONFIRM)
            return OnPaper(confirmed, f"{duty.id}/CV", mistaken)
        return confirmed

    def _findings(self, session: Session, duty: Duty, now: datetime, context: Context) -> Findings | OnPaper | None:
        if duty.agency == self.script.late and now <= duty.due_at and (duty.id or 0) % self.script.late_every == 0:
            return None
        self.findings += 1
        visit = visit_by_code(session, duty.subject)
        if self.findings in self.script.postponed:
            return Findings(postponed=PostponeReason.WEATHER)
        if self.script.closed_every and self.findings % self.script.closed_every == 0:
            return Findings(missed=NotConductedReason.CLOSED)
        self.records += 1
        found = record_of(session, self.script, visit, self.records, context)
        late = duty.agency == self.script.late and now > duty.due_at
        if self.script.on_paper and late and DutyKind.FINDINGS not in self.papers:
            self.papers.add(DutyKind.FINDINGS)
            return OnPaper(found, f"{duty.id}/BB-KT")
        return found

    def _order(self, duty: Duty, campaign: Campaign) -> int:
        """Of the referral among the campaign's own; that of an unannounced check takes no path away from them."""
        if campaign.mode is Mode.UNANNOUNCED:
            return UNCOUNTED
        return self.rulings.setdefault(duty.subject, len(self.rulings) + 1)

    def _rule(self, duty: Duty, campaign: Campaign) -> Ruling:
        refuses = self._order(duty, campaign) == 2 and duty.ordinal == 2
        return Ruling(RefusalGround.EVIDENCE if refuses else None)


def _misread(said: Confirmation) -> Confirmation:
    """Its letter with every card number read wrongly."""
    return replace(said, cards=tuple(f"{card}9" for card in said.cards))
