"""What a scripted partner says, before it is said: by a function call in a benchmark, over the portal in the demo."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from actions.check_order import Order
from actions.confirm_participation import Confirmation
from actions.decide_plan import PlanDecision
from actions.decide_sanction import SanctionDecision
from actions.hand_in_findings import Findings
from actions.hand_in_form import HandedIn
from actions.report_in_writing import WrittenReport
from rules.words import DeclineReason, ItemAnswer, ProtectionVerb, ReferralResult, RefusalGround, Role


@dataclass(frozen=True)
class Acknowledgement:
    """The police have a referral."""


@dataclass(frozen=True)
class Ruling:
    """An officer's decision on a referral; `refused` None approves."""

    refused: RefusalGround | None


@dataclass(frozen=True)
class Remedied:
    done: bool


@dataclass(frozen=True)
class ReInspected:
    """The premises were inspected again."""


@dataclass(frozen=True)
class Executed:
    on: date


@dataclass(frozen=True)
class OwnItems:
    """What an agency that does not lead saw on its own items of the visit a findings duty is about."""

    agency: str
    answers: Mapping[str, ItemAnswer]


@dataclass(frozen=True)
class FocalAnswer:
    """What is answered for a person who may be a victim; `by` is the focal point, or who stands in for it."""

    by: Role
    verb: ProtectionVerb


@dataclass(frozen=True)
class OnPaper:
    """An answer that comes as a letter with this number, dated today, and is recorded by the coordinator.

    `mistaken` is what is recorded first by mistake and voided again; None when nothing goes wrong.
    """

    said: Confirmation | Findings
    number: str
    mistaken: Confirmation | None = None


@dataclass(frozen=True)
class AddressRight:
    """The office says that the address it is written to at is right."""


Said = (
    PlanDecision
    | Confirmation
    | DeclineReason
    | Findings
    | HandedIn
    | Ruling
    | Acknowledgement
    | ReferralResult
    | Remedied
    | ReInspected
    | AddressRight
    | SanctionDecision
    | Executed
    | OwnItems
    | Order
    | WrittenReport
    | FocalAnswer
    | OnPaper
)
