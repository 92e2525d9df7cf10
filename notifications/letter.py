"""What every letter holds. No letter has a field for a person's name, premises or free text: the dataclass is the
privacy rule."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from rules.words import CampaignKind, Confidentiality, DeliveryClass, Role


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What every letter says: `reference` (the campaign's code), where to answer, which office asks.

    `recipient_office` and `recipient_role` say why this address got it. `accompanies` is the number of the official
    document it goes with; None means the letter is a notice only. `ttl_days`: after that it is not worth sending.
    """

    name: ClassVar[str]
    delivery_class: ClassVar[DeliveryClass] = DeliveryClass.AT_LEAST_ONCE
    confidentiality: ClassVar[Confidentiality] = Confidentiality.ROUTINE
    locales: ClassVar[tuple[str, ...]] = ("vi", "en")
    priority: ClassVar[int] = 5
    ttl_days: ClassVar[int] = 5
    gives_notice: ClassVar[bool] = False

    reference: str
    link: str
    office: str
    telephone: str
    recipient_office: str
    recipient_role: Role
    accompanies: str | None = None


@dataclass(frozen=True, kw_only=True)
class CampaignLetter(Letter):
    """A letter about one campaign: its kind, title and window. It gives notice of what is to come unless it says
    otherwise; such a letter is never written for an unannounced check."""

    gives_notice = True

    kind: CampaignKind
    title: str
    opens_on: date
    closes_on: date
