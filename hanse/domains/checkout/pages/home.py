"""What checkout adds to a buyer's home: carts to go on with, what waits for approval, runs that failed, budgets."""

from __future__ import annotations

from hanse.domains.checkout import api
from hanse.domains.checkout.types import (
    BudgetFilter,
    CartFilter,
    CartStatus,
    OrderRequestFilter,
    RequestStatus,
    RunStatus,
    StandingOrderFilter,
    StandingStatus,
)
from hanse.platform.context import Ctx
from hanse.platform.web.home import HomePart, Task

NEARLY_USED = 9_000


async def load_buyer(ctx: Ctx) -> HomePart:
    """What needs the buyer: filled and returned carts, requests under way, failed runs, budgets that run out."""
    tasks: list[Task] = []
    if ctx.may_anywhere("cart.edit"):
        carts = await api.list_carts(ctx, CartFilter(status=[CartStatus.OPEN], limit=100))
        filled = [cart for cart in carts.items if cart.line_count]
        back = sum(bool(cart.returned_reason) for cart in filled)
        if filled:
            tasks.append(
                Task(
                    label="cart to go on with" if len(filled) == 1 else "carts to go on with",
                    count=len(filled),
                    href="/app/carts",
                    detail=f"{back} came back" if back else "",
                    icon="shopping-cart",
                    tone="caution" if back else "neutral",
                )
            )
    if ctx.may_anywhere("order_request.view"):
        pending = await api.list_order_requests(
            ctx, OrderRequestFilter(status=[RequestStatus.PENDING], mine=True, limit=100)
        )
        if pending.items:
            label = "request of yours waits for approval" if len(pending.items) == 1 else "requests of yours wait"
            href = "/app/order-requests?status=pending"
            tasks.append(Task(label=label, count=len(pending.items), href=href, icon="send"))
    return HomePart(tasks=[*tasks, *await _failed_runs(ctx), *await _budgets(ctx)])


async def _failed_runs(ctx: Ctx) -> list[Task]:
    if not ctx.may_anywhere("standing_order.manage"):
        return []
    found = await api.list_standing_orders(ctx, StandingOrderFilter(status=[StandingStatus.ACTIVE], limit=100))
    failed = [one for one in found.items if one.last_status in (RunStatus.FAILED, RunStatus.SKIPPED)]
    return [
        Task(
            label=f"{one.name} was not ordered",
            detail=one.last_message[:200],
            href=f"/app/standing-orders/{one.id}",
            icon="calendar-clock",
            tone="caution",
        )
        for one in failed[:5]
    ]


async def _budgets(ctx: Ctx) -> list[Task]:
    if not ctx.may_anywhere("budget.manage"):
        return []
    found = await api.list_budgets(ctx, BudgetFilter(limit=200))
    short = [one for one in found.items if one.used_basis_points >= NEARLY_USED]
    if not short:
        return []
    label = "budget is nearly used" if len(short) == 1 else "budgets are nearly used"
    return [Task(label=label, count=len(short), href="/app/cost-centres", icon="wallet", tone="caution")]
