"""What quotes add to the home pages: for staff what is to be answered and what it is worth, for buyers the offers."""

from __future__ import annotations

from hanse.domains.organizations.types import Side
from hanse.domains.quotes import api
from hanse.domains.quotes.pages.parts import DESK, ROOM
from hanse.domains.quotes.types import QuoteFilter
from hanse.platform.context import Ctx
from hanse.platform.web.home import HomePart, Panel, Task

SHOWN = 5


async def load_staff(ctx: Ctx) -> HomePart:
    """Quotes whose turn is the seller's, oldest first, and the largest of the others."""
    counts = await api.count_quotes(ctx, QuoteFilter(is_open=True))
    waiting = counts.turns.get("seller", 0)
    tasks = []
    if waiting:
        label = "quote to answer" if waiting == 1 else "quotes to answer"
        tasks.append(Task(label=label, count=waiting, href=f"{DESK}?turn=seller&sort=age", icon="file-text"))
    oldest = await api.list_quotes(ctx, QuoteFilter(turn=Side.SELLER, sort="age", limit=SHOWN))
    known = {one.id for one in oldest.items}
    found = await api.list_quotes(ctx, QuoteFilter(is_open=True, sort="-total", limit=SHOWN + len(known)))
    largest = [one for one in found.items if one.id not in known][:SHOWN]
    panels = []
    if oldest.items or largest:
        context = {"oldest": oldest.items, "largest": largest, "base": DESK}
        panels.append(Panel(template="quotes/home_staff.html", context=context, is_wide=True))
    return HomePart(tasks=tasks, panels=panels)


async def load_buyer(ctx: Ctx) -> HomePart:
    """Offers that wait for an answer."""
    waiting = await api.list_quotes(ctx, QuoteFilter(turn=Side.BUYER, is_open=True, sort="age", limit=SHOWN))
    offers = [item for item in waiting.items if item.status.value == "offered"]
    counts = await api.count_quotes(ctx, QuoteFilter(is_open=True))
    count = counts.statuses.get("offered", 0)
    tasks = []
    if count:
        label = "offer to answer" if count == 1 else "offers to answer"
        href = f"{ROOM}/{offers[0].id}" if count == len(offers) == 1 else f"{ROOM}?status=offered"
        detail = ", ".join(f"{one.number} {one.title}".strip() for one in offers[:3])
        tasks.append(Task(label=label, count=count, href=href, detail=detail, icon="file-text", tone="caution"))
    return HomePart(tasks=tasks)
