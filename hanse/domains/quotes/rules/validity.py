"""Until when an offer holds: to the end of a day where the business is, as an instant in UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hanse.kit.errors import Invalid

YEARS_AHEAD = 5


def end_of_day(day: date, timezone: str) -> datetime:
    """The first instant after a day in a time zone, in UTC: an offer until that day is valid before it.

    A day that is shorter or longer by a change of the clocks ends when the next one begins there.
    """
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(timezone)).astimezone(UTC)


def today_in(now: datetime, timezone: str) -> date:
    """The day it is in a time zone at an instant."""
    return now.astimezone(ZoneInfo(timezone)).date()


def is_over(expires_at: datetime | None, now: datetime) -> bool:
    """Whether an offer has ended; one without an end never has."""
    return expires_at is not None and now >= expires_at


def check_valid_until(day: date, now: datetime, timezone: str) -> None:
    """Refuse a last day that is over, or too far away to be meant. Raises Invalid."""
    today = today_in(now, timezone)
    if day < today:
        raise Invalid.field("valid_until", f"{day.isoformat()} is over; choose today or a later day", "in_the_past")
    if day > today + timedelta(days=366 * YEARS_AHEAD):
        raise Invalid.field("valid_until", f"An offer holds for {YEARS_AHEAD} years at most", "too_late")
