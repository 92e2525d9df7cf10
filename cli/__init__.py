"""The door: one file per command group, and no logic."""
