"""What we remember: SQLModel tables, one noun a file. Importing this package registers every table."""

import models.columns  # noqa: F401  # isort: skip  (first: it says how the constraints of every table are named)

from models.agency_absence import AgencyAbsence
from models.answer import Answer
from models.approval import Approval
from models.area_suspension import AreaSuspension
from models.board_edition import BoardEdition
from models.campaign import Campaign
from models.contact import Contact
from models.document import Document
from models.duty import Duty
from models.establishment import Establishment
from models.finding import Finding, FindingItem
from models.form_entry import FormEntry, FormFigure
from models.journal import JournalEntry
from models.link import AccessCode, Link, PortalSession
from models.mail_return import MailReturn
from models.message import FrozenLetter, MailAttempt, Message
from models.monitored_unit import MonitoredUnit
from models.pack_revision import PackRevision
from models.party import Party, Seat
from models.practice_day import PracticeDay
from models.protection import Protection
from models.reception import Reception
from models.recommendation import Recommendation
from models.referral import Referral
from models.register_draft import RegisterDraft
from models.sanction import SanctionCase
from models.switched_off import SwitchedOff
from models.unannounced_order import UnannouncedOrder
from models.unheard import Unheard
from models.visit import Visit

__all__ = [
    "AccessCode",
    "AgencyAbsence",
    "Answer",
    "Approval",
    "AreaSuspension",
    "BoardEdition",
    "Campaign",
    "Contact",
    "Document",
    "Duty",
    "Establishment",
    "Finding",
    "FindingItem",
    "FormEntry",
    "FormFigure",
    "FrozenLetter",
    "JournalEntry",
    "Link",
    "MailAttempt",
    "MailReturn",
    "Message",
    "MonitoredUnit",
    "PackRevision",
    "Party",
    "PortalSession",
    "PracticeDay",
    "Protection",
    "Reception",
    "Recommendation",
    "Referral",
    "RegisterDraft",
    "SanctionCase",
    "Seat",
    "SwitchedOff",
    "UnannouncedOrder",
    "Unheard",
    "Visit",
]
