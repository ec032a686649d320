"""The days of a contract as instants, and the last day for notice. Days are the business's own."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hanse.kit.errors import Invalid

YEARS_LONG = 50


def start_of(day: date, timezone: str) -> datetime:
    """The first instant of a day in a time zone, in UTC."""
    return datetime.combine(day, time(), ZoneInfo(timezone)).astimezone(UTC)


def end_of(day: date, timezone: str) -> datetime:
    """The first instant after a day in a time zone, in UTC; what holds until that day holds before it."""
    return start_of(day + timedelta(days=1), timezone)


def last_day(ends_at: datetime | None, timezone: str) -> date | None:
    """The last day of what ends at an instant, in a time zone."""
    return today_in(ends_at - timedelta(microseconds=1), timezone) if ends_at is not None else None


def today_in(now: datetime, timezone: str) -> date:
    """The day it is in a time zone at an instant."""
    return now.astimezone(ZoneInfo(timezone)).date()


def check_window(starts_on: date | None, ends_on: date | None) -> None:
    """Refuse a term that ends before it begins, or that nobody can mean. Raises Invalid."""
    if ends_on is None:
        return
    if starts_on is None:
        raise Invalid.field("starts_on", "Say the first day as well", "required")
    if ends_on < starts_on:
        raise Invalid.field("ends_on", f"It ends before it begins on {starts_on.isoformat()}", "before_start")
    if ends_on > starts_on + timedelta(days=366 * YEARS_LONG):
        raise Invalid.field("ends_on", f"A contract runs for {YEARS_LONG} years at most", "too_late")


def notice_day(ends_on: date | None, notice_days: int) -> date | None:
    """The last day on which notice can be given, for a contract that ends."""
    return ends_on - timedelta(days=notice_days) if ends_on is not None else None


def month_later(day: date, months: int) -> date:
    """The same day some months later; the last day of a month that is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + years, month + 1, 1)
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(day.day, last.day))
