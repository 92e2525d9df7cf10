"""Delivery: custody of queued letters handed to a relay, each at most once without a person's word.

A letter on the wire cannot be rolled back, so this room alone commits its own phases; everything around it sees
`deliver_due`.
"""

from notifications.delivery.deliver import DeliveryCount, deliver_due
from notifications.delivery.relay import RelaySettings

__all__ = ["DeliveryCount", "RelaySettings", "deliver_due"]
