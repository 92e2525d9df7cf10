"""The scripted partners: what each of them answers on a day, read off its open duties."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session, col, select

from actions.confirm_participation import Confirmation
from actions.context import Context
from actions.decide_plan import PlanDecision
from actions.decide_sanction import SanctionDecision
from actions.hand_in_findings import Findings, items_of_agency
from models import Campaign, Duty, Party, Visit
from models.queries.visits import campaign_seats, seats_of, visit_by_code
from rules.pack import ChecklistItem
from rules.scheduling import members_needed
from rules.words import (
    CampaignState,
    DeclineReason,
    DutyKind,
    DutyState,
    ItemAnswer,
    NotConductedReason,
    PostponeReason,
    ReferralResult,
    RefusalGround,
    ReturnReason,
)
from trials.answers import Acknowledgement, Executed, OwnItems, ReInspected, Remedied, Ruling, Said
from trials.script import Script


@dataclass
class Partners:
    """Remembers how many findings it has handed in and which referrals came first: the script counts by them."""

    script: Script
    findings: int = 0
    records: int = 0
    remedies: int = 0
    first_campaign: int | None = None
    rulings: dict[str, int] = field(default_factory=dict)
    """Referral code -> its order of appearance, from 1."""

    def answers(self, session: Session, now: datetime, context: Context) -> Iterator[tuple[Duty, Said]]:
        """What is said now, duty by duty, in the order the duties opened."""
        rows = session.exec(
            select(Duty, Campaign)
            .join(Campaign, col(Campaign.id) == col(Duty.campaign_id))
            .where(Duty.state == DutyState.OPEN)
            .order_by(col(Duty.id))
        ).all()
        for duty, campaign in rows:
            if campaign.state is CampaignState.SUSPENDED and not duty.confidential:
                continue
            said = self._say(session, duty, campaign, now, context)
            if isinstance(said, Findings) and said.answers:
                for own in self._own_items(session, duty, context):
                    yield duty, own
            if said is not None:
                yield duty, said

    def _say(self, session: Session, duty: Duty, campaign: Campaign, now: datetime, context: Context) -> Said | None:
        waited = context.pack.calendar.workdays_between(
            context.pack.calendar.day_of(duty.opened_at), context.pack.calendar.day_of(now)
        )
        match duty.kind:
            case DutyKind.APPROVE_PLAN:
                return self._decide_plan(campaign)
            case DutyKind.CONFIRM:
                return self._confirm(session, duty, campaign)
            case DutyKind.FINDINGS:
                return self._findings(session, duty, now, context)
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
            case DutyKind.REFERRAL_APPROVAL:
                return self._rule(duty)
            case DutyKind.REFERRAL_ACKNOWLEDGEMENT:
                late = self._order(duty.subject) == 1 and waited < self.script.late_acknowledgement_workdays
                return None if late else Acknowledgement()
            case DutyKind.REFERRAL_RESULT if (now - duty.opened_at).days >= self.script.result_days:
                return ReferralResult.OPENED
        return None

    def _decide_plan(self, campaign: Campaign) -> PlanDecision:
        if self.script.most_visits and campaign.round == 1 and campaign.visits_wanted > self.script.most_visits:
            return PlanDecision(ReturnReason.TOO_MANY, self.script.most_visits)
        return PlanDecision()

    def _confirm(self, session: Session, duty: Duty, campaign: Campaign) -> Confirmation | DeclineReason | None:
        self.first_campaign = self.first_campaign or campaign.id
        first = campaign.id == self.first_campaign
        if duty.agency == self.script.silent or (duty.agency == self.script.on_paper and first):
            return None
        if duty.agency == self.script.declines:
            return DeclineReason.NO_STAFF
        seats = [(s.agency, (p.on, p.session)) for s, p in campaign_seats(session, campaign.id or 0)]
        # One member more than needed, so that a re-planned party finds somebody.
        needed = members_needed(seats).get(duty.agency, 0) + 1
        cards = tuple(f"TKT-{duty.agency}-{number:02d}" for number in range(1, needed + 1))
        days = sorted({on for agency, (on, _) in seats if agency == duty.agency})
        absences = tuple(days[1:2]) if duty.agency == self.script.absent and duty.ordinal == 1 else ()
        return Confirmation(cards, absences)

    def _findings(self, session: Session, duty: Duty, now: datetime, context: Context) -> Findings | None:
        if duty.agency == self.script.late and now <= duty.due_at and duty.id is not None and duty.id % 4 == 0:
            return None
        self.findings += 1
        visit = visit_by_code(session, duty.subject)
        if self.findings in self.script.postponed:
            return Findings(postponed=PostponeReason.WEATHER)
        if self.script.closed_every and self.findings % self.script.closed_every == 0:
            return Findings(missed=NotConductedReason.CLOSED)
        return self._record(session, visit, context)

    def _own_items(self, session: Session, duty: Duty, context: Context) -> Iterator[OwnItems]:
        """The other agencies of the party enter theirs before the record is handed in."""
        visit = visit_by_code(session, duty.subject)
        party = session.get_one(Party, visit.party_id)
        for agency in dict.fromkeys(seat.agency for seat in seats_of(session, [visit.party_id])):
            if agency == party.lead_agency:
                continue
            items = items_of_agency(session, visit, party, agency, context)
            if items:
                yield OwnItems(agency, self._answer(visit, items, context))

    def _answer(self, visit: Visit, items: tuple[ChecklistItem, ...], context: Context) -> dict[str, ItemAnswer]:
        if self.script.uniform:
            found = {items[0].code: ItemAnswer.SHORTCOMING, items[-1].code: ItemAnswer.VIOLATION}
            return {item.code: ItemAnswer.MET for item in items} | found
        answers = {item.code: self.script.answer_item(visit.code, item.code) for item in items}
        suspect = [sign.item for rule in context.pack.hotspots for sign in rule.signs if sign.item in answers]
        if self.records in self.script.hotspots and suspect:
            answers[suspect[0]] = ItemAnswer.SIGNS_OF_CRIME
        return answers

    def _record(self, session: Session, visit: Visit, context: Context) -> Findings:
        party = session.get_one(Party, visit.party_id)
        seats = seats_of(session, [visit.party_id])
        items = items_of_agency(session, visit, party, party.lead_agency, context)
        self.records += 1
        cards = tuple(seat.card for seat in seats if seat.card)
        return Findings(cards=cards, answers=self._answer(visit, items, context))

    def _order(self, referral: str) -> int:
        return self.rulings.setdefault(referral, len(self.rulings) + 1)

    def _rule(self, duty: Duty) -> Ruling:
        refuses = self._order(duty.subject) == 2 and duty.ordinal == 2
        return Ruling(RefusalGround.EVIDENCE if refuses else None)
