"""Periods of budgets and whether an order fits into one. Whole minor units; no clock: days come in. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import msgspec

from hanse.domains.checkout.types import BudgetPeriod, WhenExceeded
from hanse.kit.money import BASIS_POINTS

_MONTHS = {BudgetPeriod.MONTH: 1, BudgetPeriod.QUARTER: 3, BudgetPeriod.YEAR: 12}


def period_start(period: BudgetPeriod, day: date) -> date:
    """The first day of the month, quarter or year a day lies in."""
    months = _MONTHS[period]
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def period_end(period: BudgetPeriod, day: date) -> date:
    """The last day of the month, quarter or year a day lies in."""
    return next_start(period, day) - timedelta(days=1)


def next_start(period: BudgetPeriod, day: date) -> date:
    """The first day of the period after the one a day lies in."""
    start = period_start(period, day)
    month = start.month + _MONTHS[period]
    return date(start.year + (month - 1) // 12, (month - 1) % 12 + 1, 1)


def previous_starts(period: BudgetPeriod, day: date, count: int) -> list[date]:
    """The first days of the last periods, oldest first, the present one last."""
    found = [period_start(period, day)]
    while len(found) < count:
        found.append(period_start(period, found[-1] - timedelta(days=1)))
    return found[::-1]


class BudgetState(msgspec.Struct, frozen=True, kw_only=True):
    """A budget in one period: the limit, and what orders took of it already, in minor units."""

    label: str
    period: BudgetPeriod
    currency: str
    limit: int
    used: int
    when_exceeded: WhenExceeded


class BudgetVerdict(msgspec.Struct, frozen=True, kw_only=True):
    """What an order does to a budget: `excess` is by how much it would go beyond the limit, 0 where it fits."""

    state: BudgetState
    amount: int
    after: int
    excess: int

    @property
    def share(self) -> int:
        """How much of the limit would be used, in basis points."""
        return used_share(self.after, self.state.limit)

    @property
    def is_refused(self) -> bool:
        return self.excess > 0 and self.state.when_exceeded is WhenExceeded.REFUSE


def used_share(used: int, limit: int) -> int:
    """Basis points of a limit, rounded down, so that only a whole use reads 100 %; a limit of zero is used up."""
    if limit <= 0:
        return BASIS_POINTS if used <= 0 else 2 * BASIS_POINTS
    return used * BASIS_POINTS // limit


def judge(amount: int, states: Sequence[BudgetState]) -> list[BudgetVerdict]:
    """What an order of `amount` minor units does to each budget: exactly the limit still fits."""
    return [
        BudgetVerdict(
            state=state, amount=amount, after=state.used + amount, excess=max(0, state.used + amount - state.limit)
        )
        for state in states
    ]
