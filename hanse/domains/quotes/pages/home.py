"""What quotes add to the home pages: for staff what is to be answered and what it is worth, for buyers the offers."""

from __future__ import annotations

from hanse.domains.organizations.types import Side
from hanse.domains.quotes import api
from hanse.domains.quotes.pages.parts import DESK, ROOM
from hanse.domains.quotes.types import QuoteFilter
from hanse.platform.context import Ctx
from hanse.platform.web.home import HomePart, Panel, Task
from hanse.platform.web.parts import Stat

SHOWN = 5


async def load_staff(ctx: Ctx) -> HomePart:
    """Quotes whose turn is the seller's, oldest first, and the open value."""
    counts = await api.count_quotes(ctx, QuoteFilter(is_open=True))
    waiting = counts.turns.get("seller", 0)
    tasks = []
    if waiting:
        label = "quote to answer" if waiting == 1 else "quotes to answer"
        tasks.append(Task(label=label, count=waiting, href=f"{DESK}?turn=seller&sort=age", icon="file-text"))
    stats = [
        Stat(f"Open quotes, {value.currency}", value, "money", href=f"{DESK}?is_open=true&sort=-total")
        for value in counts.open_value[:2]
    ]
    oldest = await api.list_quotes(ctx, QuoteFilter(turn=Side.SELLER, sort="age", limit=SHOWN))
    largest = await api.list_quotes(ctx, QuoteFilter(is_open=True, sort="-total", limit=SHOWN))
    panels = []
    if oldest.items or largest.items:
        context = {"oldest": oldest.items, "largest": largest.items, "base": DESK}
        panels.append(Panel(template="quotes/home_staff.html", context=context, is_wide=True))
    return HomePart(tasks=tasks, stats=stats, panels=panels)


async def load_buyer(ctx: Ctx) -> HomePart:
    """Offers that wait for an answer."""
    waiting = await api.list_quotes(ctx, QuoteFilter(turn=Side.BUYER, is_open=True, sort="age", limit=SHOWN))
    offers = [item for item in waiting.items if item.status.value == "offered"]
    counts = await api.count_quotes(ctx, QuoteFilter(is_open=True))
    count = counts.statuses.get("offered", 0)
    tasks = []
    if count:
        label = "offer to answer" if count == 1 else "offers to answer"
        tasks.append(Task(label=label, count=count, href=f"{ROOM}?status=offered", icon="file-text", tone="caution"))
    panels = [Panel(template="quotes/home_buyer.html", context={"offers": offers, "base": ROOM})] if offers else []
    return HomePart(tasks=tasks, stats=[], panels=panels)
