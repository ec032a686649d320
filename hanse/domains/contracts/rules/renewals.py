"""When a contract must be thought of, when it goes on, and what its prices come to then. Pure dates and numbers.

Months are counted from the day a contract began on, so that one of the 31st comes back to the 31st after a short month.
"""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from typing import Final

from hanse.kit.money import MICROS
from hanse.kit.scaled import COUNT_MAX, round_half_up

MARKS: Final = (90, 60, 30)
"""How many days before the notice date people are told, the earliest first."""
PLACES: Final = 6


def add_months(day: date, months: int, anchor: int | None = None) -> date:
    """The day so many months later; `anchor` is the day of the month it should be, where the month is long enough."""
    number = day.year * 12 + day.month - 1 + months
    year, month = number // 12, number % 12 + 1
    last = calendar.monthrange(year, month)[1]
    return date(year, month, min(anchor or day.day, last))


def mark_days(notice_on: date) -> list[tuple[int, date]]:
    """The days on which people are told that the notice date comes near."""
    return [(mark, notice_on - timedelta(days=mark)) for mark in MARKS]


def due_mark(notice_on: date, today: date, told: int | None) -> int | None:
    """Which mark is to be told today: the nearest that is reached, unless it or a nearer one was told before.

    After a long standstill only one is told; a clock that goes back tells nothing again.
    """
    reached = [mark for mark in MARKS if today >= notice_on - timedelta(days=mark)]
    if not reached or today > notice_on:
        return None
    nearest = min(reached)
    return nearest if told is None or nearest < told else None


def next_mark(notice_on: date, today: date) -> date | None:
    """The next day on which somebody is to be told; None when all are over."""
    return next((day for _, day in mark_days(notice_on) if day > today), None)


def renewed_term(began_on: date, ends_on: date, months: int) -> tuple[date, date]:
    """First and last day of the term after the one whose last day is `ends_on`.

    `began_on` is the first day of the contract: what began on the 31st goes on from the 31st where there is one.
    """
    starts_on = ends_on + timedelta(days=1)
    return starts_on, add_months(starts_on, months, began_on.day) - timedelta(days=1)


def places_of(micros: int, least: int) -> int:
    """How many decimal places a price is written with, at least those of its currency."""
    places = PLACES
    while places > least and micros % 10 == 0:
        micros //= 10
        places -= 1
    return places


def uplifted(micros: int, uplift_micros: int, places: int) -> int:
    """A price raised by a share (30 000 = 3 %), rounded half up to so many decimal places.

    Below zero is not possible and above what can be stored neither; both are cut off.
    """
    step: int = 10 ** (PLACES - places)
    raised = round_half_up(micros * (MICROS + uplift_micros), MICROS * step) * step
    return max(0, min(raised, COUNT_MAX))
