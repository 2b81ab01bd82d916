"""Where time comes from. What a moment means (working time, limits) is decided elsewhere."""

from datetime import UTC, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

LOCAL_TIME = ZoneInfo("Asia/Shanghai")
"""What people here mean by a day or a year: dates and numbers that they read are in it, instants are in UTC."""


class Clock(Protocol):
    """Tells the instant, so that nothing deep inside reaches for the machine's own clock."""

    def now(self) -> datetime:
        """An aware instant in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The current instant, aware, in UTC."""
        return datetime.now(UTC)
