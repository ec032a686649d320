"""Days and months of a calendar, and ages in days. Pure."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final, Literal

AGES: Final = (0, 3, 8, 15, 31)
"""The first day of each age: up to 2 days, 3 to 7, 8 to 14, 15 to 30, longer."""


def starts_of(today: date, step: Literal["day", "month"], periods: int) -> list[date]:
    """The first days of the last periods, oldest first; the present one is the last."""
    if step == "day":
        return [today - timedelta(days=back) for back in range(periods - 1, -1, -1)]
    months = today.year * 12 + today.month - 1
    return [date((months - back) // 12, (months - back) % 12 + 1, 1) for back in range(periods - 1, -1, -1)]


def age_of(span: timedelta) -> int:
    """The place in AGES of a span."""
    days = max(span.days, 0)
    return max(place for place, start in enumerate(AGES) if days >= start)
