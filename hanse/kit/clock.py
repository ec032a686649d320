"""Time as a dependency. The only module that may read the system's clock."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Gives the present instant (UTC, aware) and a monotonic reading in seconds."""

    def now(self) -> datetime: ...

    def monotonic(self) -> float: ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()


class ManualClock:
    """A clock that moves only when told to; for tests and simulations."""

    def __init__(self, start: datetime) -> None:
        if start.tzinfo is None:
            raise ValueError("a clock starts at an aware instant")
        self._now = start.astimezone(UTC)
        self._elapsed = 0.0

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._elapsed

    def advance(self, delta: timedelta) -> datetime:
        """Move forward (or, for clock-jump tests, back) by `delta`; monotonic time never goes back."""
        self._now += delta
        self._elapsed += max(0.0, delta.total_seconds())
        return self._now

    def set(self, instant: datetime) -> None:
        """Jump to `instant`."""
        if instant.tzinfo is None:
            raise ValueError("a clock is set to an aware instant")
        self.advance(instant.astimezone(UTC) - self._now)
