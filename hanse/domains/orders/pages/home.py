"""What orders add to the home pages: what waits for staff, and where a buyer's orders are."""

from __future__ import annotations

from hanse.domains.orders import api
from hanse.domains.orders.pages.lists import BUYER, STAFF
from hanse.domains.orders.pages.parts import columns
from hanse.domains.orders.types import ListOrders
from hanse.platform.context import Ctx
from hanse.platform.web.home import HomePart, Panel, Task
from hanse.platform.web.parts import Stat

_SHOWN = 5


async def load_staff(ctx: Ctx) -> HomePart:
    """New orders, those to ship, wishes to cancel, and the latest ones."""
    counts = await api.count_orders(ctx)
    new, held = counts.statuses.get("placed", 0), counts.statuses.get("on_hold", 0)
    to_ship = counts.statuses.get("confirmed", 0) + counts.statuses.get("in_fulfilment", 0)
    waiting = (
        (new, "new order", "new orders", f"{STAFF}?status=placed", "inbox", "neutral"),
        (
            counts.wants_cancellation,
            "cancellation to decide",
            "cancellations to decide",
            f"{STAFF}?wants_cancellation=true",
            "circle-x",
            "caution",
        ),
        (held, "order on hold", "orders on hold", f"{STAFF}?status=on_hold", "pause", "caution"),
    )
    tasks = [
        Task(label=one if count == 1 else several, count=count, href=href, icon=icon, tone=tone)
        for count, one, several, href, icon, tone in waiting
        if count
    ]
    if not any(counts.statuses.values()):
        return HomePart(tasks=tasks)
    stats = [
        Stat("To ship", to_ship, "number", href=f"{STAFF}?status=confirmed&status=in_fulfilment"),
        Stat("Waiting for stock", counts.backordered, "number", href=f"{STAFF}?backordered=true"),
    ]
    return HomePart(tasks=tasks, stats=stats, panels=await _latest(ctx))


async def load_buyer(ctx: Ctx) -> HomePart:
    """How many orders are under way; where the last ones are stands with what was spent."""
    counts = await api.count_orders(ctx)
    names = ("placed", "confirmed", "in_fulfilment", "on_hold")
    under_way = sum(counts.statuses.get(status, 0) for status in names)
    href = f"{BUYER}?{'&'.join(f'status={name}' for name in names)}"
    stats = [Stat("Orders under way", under_way, "number", href=href)] if any(counts.statuses.values()) else []
    if counts.backordered:
        stats.append(Stat("Waiting for stock", counts.backordered, "number", href=f"{BUYER}?backordered=true"))
    return HomePart(stats=stats)


async def _latest(ctx: Ctx) -> list[Panel]:
    page = await api.list_orders(ctx, ListOrders(limit=_SHOWN))
    if not page.items:
        return []
    context = {"orders": page.items, "columns": columns(staff=True), "root": STAFF}
    return [Panel(template="orders/home.html", context=context)]
