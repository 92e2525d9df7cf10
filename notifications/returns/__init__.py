"""Returns: what comes back for letters, and from which mailbox. Nothing here writes to anybody (RFC 3834 section 2)."""
