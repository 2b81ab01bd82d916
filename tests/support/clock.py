"""A clock that stands still until it is told."""

from datetime import UTC, datetime, timedelta

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
"""A Monday, 12:00 in Zhengzhou."""


class FixedClock:
    """Stands at one instant; `forward` moves it."""

    def __init__(self, at: datetime = NOON) -> None:
        self.at = at

    def now(self) -> datetime:
        """Where it stands."""
        return self.at

    def forward(self, by: timedelta) -> None:
        """Moves it."""
        self.at += by
