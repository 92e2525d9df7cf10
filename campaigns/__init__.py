"""What kinds of campaign exist: one file a kind, each a tuple of steps, and no input or output."""

from collections.abc import Mapping

from campaigns.inspection import INSPECTION
from campaigns.kind import Kind
from rules.words import CampaignKind

KINDS: Mapping[CampaignKind, Kind] = {CampaignKind.INSPECTION: INSPECTION}

__all__ = ["KINDS"]
