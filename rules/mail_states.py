"""What the states of a letter mean to whoever counts them."""

from rules.words import MessageState

CARRIED = (MessageState.QUEUED, MessageState.LEASED, MessageState.SENT, MessageState.CANCELLED)
"""On its way, with the relay, or no longer wanted: nothing is to be done about it."""
IN_TROUBLE = tuple(state for state in MessageState if state not in CARRIED)
"""It goes no further by itself: a person has to look at it."""
SHOWN = (MessageState.QUEUED, MessageState.SENT, *IN_TROUBLE)
"""The columns of a count. What is on the wire is counted as waiting, what was called off not at all."""
