"""Witnesses: who can say whether a relay has kept a letter about which it fell silent."""

from notifications.witness.witness import NO_WITNESS, Seen, Witness

__all__ = ["NO_WITNESS", "Seen", "Witness"]
