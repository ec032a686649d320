"""When a standing order is due: days only, so no change of clocks moves a run. Pure."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from typing import Final

from hanse.domains.checkout.types import Every, StandingSchedule
from hanse.kit.errors import Invalid

DAY_NAMES: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
HORIZON: Final = timedelta(days=366 * 5)


def check_schedule(schedule: StandingSchedule) -> None:
    """Refuse a schedule that says too little or contradicts itself. Raises Invalid naming the field."""
    if schedule.every is not Every.WEEK and schedule.weekdays:
        raise Invalid.field("timing.weekdays", "Weekdays go with weeks only; choose weeks or leave them out")
    if schedule.every is not Every.MONTH and schedule.month_day is not None:
        raise Invalid.field("timing.month_day", "A day of the month goes with months only")
    if schedule.ends_on is not None and schedule.ends_on < schedule.starts_on:
        raise Invalid.field("timing.ends_on", "It would end before it begins")
    if next_run(schedule, schedule.starts_on) is None:
        raise Invalid.field("timing.ends_on", "No run falls between the first and the last day")


def next_run(schedule: StandingSchedule, on_or_after: date) -> date | None:
    """The first due day not before a day; None when the schedule is over. Weeks and months count from `starts_on`."""
    day = max(on_or_after, schedule.starts_on)
    last = min(schedule.ends_on or date.max, _later(day, HORIZON))
    if schedule.every is Every.MONTH:
        found: date | None = _next_month_day(schedule, day)
    elif schedule.every is Every.WEEK:
        found = _next_week_day(schedule, day)
    else:
        passed = (day - schedule.starts_on).days
        found = _later(day, timedelta(days=-passed % schedule.interval))
    return found if found is not None and found <= last else None


def upcoming(schedule: StandingSchedule, on_or_after: date, count: int) -> list[date]:
    """The next due days, at most `count`."""
    found: list[date] = []
    day: date | None = next_run(schedule, on_or_after)
    while day is not None and len(found) < count:
        found.append(day)
        day = next_run(schedule, _later(day, timedelta(days=1)))
    return found


def describe_schedule(schedule: StandingSchedule) -> str:
    """The schedule in words: "every 2 weeks on Monday and Thursday"."""
    unit = schedule.every.value
    often = f"every {unit}" if schedule.interval == 1 else f"every {schedule.interval} {unit}s"
    if schedule.every is Every.WEEK:
        days = [DAY_NAMES[number - 1] for number in _weekdays(schedule)]
        return f"{often} on {_listed(days)}"
    if schedule.every is Every.MONTH:
        number = schedule.month_day or schedule.starts_on.day
        return f"{often} on day {number}" + (" or the last" if number > 28 else "")
    return often


def _weekdays(schedule: StandingSchedule) -> list[int]:
    return sorted(set(schedule.weekdays)) or [schedule.starts_on.isoweekday()]


def _next_week_day(schedule: StandingSchedule, day: date) -> date | None:
    monday = schedule.starts_on - timedelta(days=schedule.starts_on.isoweekday() - 1)
    for ahead in range(7 * schedule.interval + 7):
        candidate = _later(day, timedelta(days=ahead))
        weeks = (candidate - monday).days // 7
        if weeks % schedule.interval == 0 and candidate.isoweekday() in _weekdays(schedule):
            return candidate
    return None


def _next_month_day(schedule: StandingSchedule, day: date) -> date | None:
    wanted = schedule.month_day or schedule.starts_on.day
    months = (day.year - schedule.starts_on.year) * 12 + day.month - schedule.starts_on.month
    months += -months % schedule.interval
    for step in (0, schedule.interval):
        place = schedule.starts_on.month - 1 + months + step
        year, month = schedule.starts_on.year + place // 12, place % 12 + 1
        if year > date.max.year:
            return None
        candidate = date(year, month, min(wanted, calendar.monthrange(year, month)[1]))
        if candidate >= day:
            return candidate
    return None


def _later(day: date, distance: timedelta) -> date:
    try:
        return day + distance
    except OverflowError:
        return date.max


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
