"""The officers' signed-in pages: the coordinator's week, the approver's plans, the leader's orders."""
