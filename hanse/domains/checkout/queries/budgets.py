"""Budgets as the governance check sees them: locked when an order is about to take of them."""

from __future__ import annotations

from typing import Any, Final

from hanse.domains.checkout.queries.centres import period_parameters, today
from hanse.domains.checkout.rules.budgets import BudgetState
from hanse.domains.checkout.types import BudgetPeriod, CostCentreId, WhenExceeded
from hanse.kit.structs import Data
from hanse.platform.context import Ctx

# Locked first and read after: whoever waited sees what the one before took.
LOCK: Final = """
SELECT b.id FROM budgets b WHERE b.cost_centre_id = %(centre)s AND b.starts_on <= %(day)s
    AND (b.ends_on IS NULL OR b.ends_on >= %(day)s) ORDER BY b.id FOR UPDATE
"""
STATES: Final = """
SELECT b.id, b.period, b.currency, b.limit_minor, b.when_exceeded, c.code, c.name,
    coalesce((SELECT sum(e.amount_minor)::bigint FROM budget_entries e WHERE e.tenant_id = b.tenant_id
        AND e.budget_id = b.id AND e.status <> 'released' AND e.period_start = CASE b.period WHEN 'month' THEN
        %(month)s::date WHEN 'quarter' THEN %(quarter)s::date ELSE %(year)s::date END), 0) AS used
FROM budgets b JOIN cost_centres c ON c.tenant_id = b.tenant_id AND c.id = b.cost_centre_id
WHERE b.cost_centre_id = %(centre)s AND b.starts_on <= %(day)s AND (b.ends_on IS NULL OR b.ends_on >= %(day)s)
ORDER BY b.id
"""


class CentreBudgets(Data, frozen=True, kw_only=True):
    """The budgets of a cost centre that count for an order in one currency."""

    states: tuple[tuple[Any, BudgetState], ...] = ()
    is_currency_missing: bool = False


async def budgets_for(ctx: Ctx, centre: CostCentreId | None, currency: str, *, lock: bool) -> CentreBudgets:
    """What the budgets of a cost centre have left today; a centre with budgets, but none in the currency, says so."""
    if centre is None:
        return CentreBudgets()
    day = today(ctx)
    wanted = {"centre": centre, "day": day, **period_parameters(day)}
    if lock:
        await ctx.db.later(LOCK, {"centre": centre, "day": day})
    rows = await ctx.db.all(STATES, wanted)
    states = tuple((row["id"], _state(row)) for row in rows if row["currency"] == currency)
    return CentreBudgets(states=states, is_currency_missing=bool(rows) and not states)


def _state(row: dict[str, Any]) -> BudgetState:
    return BudgetState(
        label=f"{row['code']} {row['name']}",
        period=BudgetPeriod(row["period"]),
        currency=row["currency"],
        limit=row["limit_minor"],
        used=row["used"],
        when_exceeded=WhenExceeded(row["when_exceeded"]),
    )
