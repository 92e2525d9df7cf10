"""What letters call a campaign of each kind, in Vietnamese and English."""

from collections.abc import Mapping

from rules.words import CampaignKind

ACTIVITY = ("hoạt động", "activity")
NOUNS: Mapping[CampaignKind, tuple[str, str]] = {
    CampaignKind.INSPECTION: ("đợt kiểm tra", "inspection campaign"),
    CampaignKind.MONITORING: ("đợt giám sát", "monitoring round"),
    CampaignKind.ANNUAL_PLAN: ("kế hoạch năm", "annual plan"),
    CampaignKind.CONTACT_BOOK: ("danh bạ liên hệ", "contact book"),
}


def campaign_noun(kind: CampaignKind, locale: str = "vi") -> str:
    """As it stands within a sentence; every kind that has no word of its own is an activity of the plan."""
    vietnamese, english = NOUNS.get(kind, ACTIVITY)
    return english if locale == "en" else vietnamese
