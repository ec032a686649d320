"""Taking of budgets and giving back: entries follow what becomes of a request and its order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from hanse.domains.checkout.queries.centres import today
from hanse.domains.checkout.rules.budgets import BudgetState, period_start
from hanse.domains.checkout.types import EntryStatus, OrderRequestId
from hanse.kit.ids import uuid7
from hanse.platform.context import Ctx

COMMIT: Final = """
INSERT INTO budget_entries (id, budget_id, request_id, period_start, amount_minor, status, created_at, updated_at)
SELECT w.id, w.budget_id, %(request)s, w.start, %(amount)s, 'committed', %(now)s, %(now)s
FROM unnest(%(ids)s::uuid[], %(budgets)s::uuid[], %(starts)s::date[]) AS w (id, budget_id, start)
"""
MOVE: Final = """
UPDATE budget_entries SET status = %(status)s, updated_at = %(now)s
WHERE request_id = %(request)s AND status <> 'released' AND status <> %(status)s
"""
SHRINK: Final = """
UPDATE budget_entries SET amount_minor = %(amount)s, updated_at = %(now)s
WHERE request_id = %(request)s AND status <> 'released' AND amount_minor > %(amount)s
"""


async def commit_budgets(
    ctx: Ctx, request_id: OrderRequestId, amount: int, states: Sequence[tuple[Any, BudgetState]]
) -> None:
    """Bind an amount in minor units of locked budgets to a request, in the period of today."""
    if not states:
        return
    day = today(ctx)
    await ctx.db.run(
        COMMIT,
        {
            "request": request_id,
            "amount": amount,
            "ids": [uuid7() for _ in states],
            "budgets": [budget_id for budget_id, _ in states],
            "starts": [period_start(state.period, day) for _, state in states],
            "now": ctx.now,
        },
    )


async def move_budgets(ctx: Ctx, request_id: OrderRequestId, status: EntryStatus) -> None:
    """Say that what a request took is spent or given back; what was given back stays so."""
    await ctx.db.run(MOVE, {"request": request_id, "status": status, "now": ctx.now})


async def shrink_budgets(ctx: Ctx, request_id: OrderRequestId, amount: int) -> None:
    """Give back what an order no longer comes to, after some of it was cancelled."""
    await ctx.db.run(SHRINK, {"request": request_id, "amount": amount, "now": ctx.now})
