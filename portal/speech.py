"""The language of a page: the pack's first, the other for who asks for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from notifications.campaign_nouns import campaign_noun
from notifications.english import english_label
from notifications.rendering import LOCAL, write_day
from rules.pack import Agency, Area, ChecklistItem, EmergencyNumber, Pack
from rules.refusals import UnknownCode
from rules.words import (
    CampaignKind,
    ContactRepair,
    GoOnReason,
    ItemAnswer,
    NoOrderReason,
    NotConductedReason,
    NotHeard,
    NotPossibleReason,
    OrderGround,
    ProtectionSign,
    ProtectionVerb,
    ReferralResult,
    ReferralState,
    RefusalGround,
    WithdrawReason,
    Word,
)

LOCALES = ("vi", "en")

# Beside those of the letters; a code that reads as English by itself is not repeated.
ENGLISH: Mapping[type[Word], Mapping[str, str]] = {
    ItemAnswer: {"shortcoming": "Shortcoming", "signs_of_crime": "Signs of crime"},
    NotConductedReason: {
        "out_of_business": "Establishment out of business",
        "quorum": "Too few members present",
        "area_suspended": "Work suspended in the area",
    },
    ReferralResult: {
        "opened": "Criminal case opened",
        "not_opened": "No criminal case",
        "suspended": "Suspended",
        "returned": "File returned",
    },
    ReferralState: {},
    ProtectionSign: {"trafficking": "Signs of trafficking", "apparent_minor": "Seems to be under 18"},
    ProtectionVerb: {
        "take_over": "Taken over, support is under way",
        "not_confirm": "Verified: the signs are not confirmed",
        "tell_police": "The anti-trafficking police have been told",
    },
    NotPossibleReason: {
        "not_competent": "Outside the office's competence",
        "other_body": "Another body does it",
        "no_means": "The means are lacking so far",
        "not_needed": "No longer needed",
    },
    OrderGround: {
        "complaint": "Complaint or denunciation about prostitution",
        "request": "Request of a head of a state body or of the chairman",
        "member_proposal": "A member's proposal on signs of violation",
    },
    WithdrawReason: {"mistake": "Begun by mistake", "duplicate": "Begun under another code already"},
    NotHeard: {
        "missing": "No address",
        "not_yet": "The address does not hold yet",
        "expired": "The address no longer holds",
        "bounced": "Letters to it came back",
        "shared": "Only a shared mailbox",
    },
    GoOnReason: {
        "urgent": "Urgent, cannot wait",
        "told_otherwise": "The agency has been told in another way",
        "no_mailbox": "The agency has no e-mail yet",
    },
    NoOrderReason: {
        "ground": "Not enough grounds",
        "other_body": "Another body is dealing with it",
        "duplicate": "Another check covers it",
    },
    ContactRepair: {
        "alternate": "Another registered address",
        "new": "A new address",
        "keep": "The address was right",
    },
    RefusalGround: {
        "evidence": "Not enough grounds",
        "administrative": "An administrative measure is enough",
        "duplicate": "Another file exists already",
    },
}


@dataclass(frozen=True)
class Speech:
    """Everything a template says goes through one of these."""

    locale: str = "vi"
    zone: ZoneInfo = LOCAL

    def say(self, vietnamese: str, english: str) -> str:
        return english if self.locale == "en" else vietnamese

    def label(self, word: Word) -> str:
        if self.locale == "vi":
            return word.label
        own = ENGLISH.get(type(word), {}).get(word.value)
        if own is not None:
            return own
        try:
            return english_label(word)
        except KeyError:
            return word.value.replace("_", " ").capitalize()

    def noun(self, kind: CampaignKind) -> str:
        """What a campaign of this kind is called within a sentence, as in its letters."""
        return campaign_noun(kind, self.locale)

    def name(self, row: Agency | Area) -> str:
        return (row.name_en if self.locale == "en" else "") or row.name

    def agency(self, pack: Pack, code: str) -> str:
        """Its name; a code that the pack does not have, or has no longer, stands for itself."""
        try:
            return self.name(pack.agency(code))
        except UnknownCode:
            return code

    def item(self, row: ChecklistItem) -> str:
        return (row.text_en if self.locale == "en" else "") or row.text

    def number(self, row: EmergencyNumber) -> str:
        return (row.label_en if self.locale == "en" else "") or row.label

    def day(self, day: date) -> str:
        return write_day(day, self.zone)

    def weekday(self, day: date) -> str:
        vietnamese = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")[day.weekday()]
        english = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")[day.weekday()]
        return f"{self.say(vietnamese, english)}, {write_day(day)}"

    def moment(self, at: datetime) -> str:
        """Deadlines end at midnight, which people read as the end of the day before."""
        local = at.astimezone(self.zone)
        if local.time() == time.min:
            last_day = write_day(local.date() - timedelta(days=1))
            return self.say(f"hết ngày {last_day}", f"end of {last_day}")
        return f"{local:%H:%M %d/%m/%Y}"


def choose_locale(asked: str | None, remembered: str | None, of_pack: str) -> str:
    """What the address asks for, else what the visitor chose before, else the pack's."""
    return next((locale for locale in (asked, remembered) if locale in LOCALES), of_pack)
