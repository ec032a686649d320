"""What a commitment asks in each of its periods, how far it is, and what is owed at the end of one. Pure numbers.

Amounts are whole numbers: minor units of money, or ten-thousandths of a unit of quantity.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final, Literal, NamedTuple

from hanse.domains.contracts.rules.renewals import add_months
from hanse.kit.money import MICROS
from hanse.kit.quantity import QUANTITY_SCALE
from hanse.kit.scaled import COUNT_MAX, round_half_up

Period = Literal["month", "quarter", "year", "term"]
Pace = Literal["waiting", "reached", "on_track", "behind", "missed"]
MONTHS: Final[dict[str, int]] = {"month": 1, "quarter": 3, "year": 12}
OPEN_ENDED: Final = 24
"""How many periods of a contract without end are laid out ahead."""
LONGEST: Final = 600


class Window(NamedTuple):
    """One period: from its first day to the day after its last (None: without end), and what it asks."""

    starts_on: date
    ends_on: date | None
    committed: int


def windows(period: Period, amount: int, starts_on: date, ends_on: date | None) -> list[Window]:
    """Every period of a term. One that the end of the term cuts short asks its share, by days."""
    if period == "term":
        return [Window(starts_on, ends_on, amount)]
    months = MONTHS[period]
    found: list[Window] = []
    for number in range(OPEN_ENDED if ends_on is None else LONGEST):
        first = add_months(starts_on, number * months, starts_on.day)
        if ends_on is not None and first >= ends_on:
            break
        following = add_months(starts_on, (number + 1) * months, starts_on.day)
        if ends_on is None or following <= ends_on:
            found.append(Window(first, following, amount))
        else:
            found.append(Window(first, ends_on, share(amount, (ends_on - first).days, (following - first).days)))
    return found


def share(amount: int, days: int, of: int) -> int:
    """A part of an amount by days, rounded half up."""
    return amount if of <= 0 else round_half_up(amount * max(0, min(days, of)), of)


def blended(before: int, after: int, done: int, of: int) -> int:
    """What a period asks whose amount changed after `done` of its `of` days: the share of each."""
    earlier = share(before, done, of)
    return earlier + after - share(after, done, of)


class Forecast(NamedTuple):
    """Where a period stands: what a straight line would have drawn by now, and where it leads to."""

    expected: int
    projected: int
    pace: Pace


def forecast(committed: int, drawn: int, window: tuple[datetime, datetime | None], now: datetime) -> Forecast:
    """Draw a straight line through the beginning and today. A period without end has no line."""
    starts_at, ends_at = window
    if now < starts_at:
        return Forecast(0, 0, "reached" if committed <= 0 else "waiting")
    if ends_at is None:
        return Forecast(committed, drawn, "reached" if drawn >= committed else "behind")
    whole = _seconds(starts_at, ends_at)
    gone = min(_seconds(starts_at, now), whole)
    expected = round_half_up(committed * gone, whole)
    projected = min(COUNT_MAX, round_half_up(drawn * whole, gone)) if gone > 0 else drawn
    if drawn >= committed:
        pace: Pace = "reached"
    elif now >= ends_at:
        pace = "missed"
    else:
        pace = "on_track" if drawn >= expected else "behind"
    return Forecast(expected, projected, pace)


def _seconds(since: datetime, until: datetime) -> int:
    return int((until - since).total_seconds())


def missing(committed: int, drawn: int) -> int:
    """What was committed and never drawn."""
    return max(0, committed - drawn)


def shortfall_of_value(missing_minor: int, rate_micros: int) -> int:
    """What is billed for money that was not spent: a share of it (1 000 000 = all of it)."""
    return round_half_up(missing_minor * rate_micros, MICROS)


def shortfall_of_quantity(missing_units: int, price_micros: int, exponent: int) -> int:
    """What is billed for a quantity that was not taken, in minor units: so much for each whole unit."""
    numerator = missing_units * price_micros * 10**exponent
    return round_half_up(numerator, QUANTITY_SCALE * MICROS)


def rebate(drawn: int, value_minor: int, tiers: Sequence[tuple[int, int]]) -> int:
    """What is given back: the share of the highest tier reached, on all that was bought."""
    rates = [rate for reached, rate in tiers if drawn >= reached]
    return round_half_up(value_minor * max(rates), MICROS) if rates else 0


def released(drawn: int, cancelled: int, quantity: int) -> int:
    """How much of a drawdown goes back when so much of the ordered quantity is cancelled in all."""
    return drawn if cancelled >= quantity else drawn * max(0, cancelled) // quantity
