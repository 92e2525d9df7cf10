"""The one place that reads the clock."""

from datetime import UTC, datetime


def wall_clock() -> datetime:
    """This moment, aware, in UTC. Everything below flows and portal is handed `now` instead of asking."""
    return datetime.now(UTC)
