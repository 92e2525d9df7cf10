"""The reads, each bounded by what is due or by its viewer, never by history."""
