"""What trade adds to the home pages: for buyers where their orders are and what they spend, for staff how it goes."""

from __future__ import annotations

from datetime import date
from typing import Any

from hanse.domains.orders.api import list_orders
from hanse.domains.orders.types import ListOrders
from hanse.domains.storefront import api
from hanse.domains.storefront.types import OrderFiguresQuery, QuoteAge, QuoteFiguresQuery
from hanse.platform.context import Ctx
from hanse.platform.web.home import HomePart, Panel
from hanse.platform.web.parts import Series, Stat

DAYS, MONTHS, RECENT = 30, 12, 5


async def load_buyer(ctx: Ctx) -> HomePart:
    """The last orders with where they are, and what was spent month by month."""
    if not ctx.may_anywhere("order.view"):
        return HomePart()
    recent = (await list_orders(ctx, ListOrders(limit=RECENT))).items
    figures = await api.order_figures(ctx, OrderFiguresQuery(step="month", periods=MONTHS))
    stats = []
    if recent:
        this, before = figures.points[-1].total, figures.points[-2].total
        stats.append(
            Stat(
                "Ordered this month",
                this,
                "money",
                detail="against last month" if before.minor else "",
                trend=(this.minor - before.minor) / before.minor if before.minor else None,
                spark=[float(point.total.amount) for point in figures.points],
            )
        )
    context = {
        "recent": recent,
        "labels": [month_label(point.start) for point in figures.points],
        "series": [Series("Ordered", [float(point.total.amount) for point in figures.points])],
        "figures": figures,
        "may_add": ctx.may_anywhere("cart.edit"),
    }
    return HomePart(stats=stats, panels=[Panel(template="storefront/home_buyer.html", context=context, is_wide=True)])


async def load_staff(ctx: Ctx) -> HomePart:
    """Orders by day, and open quotes by value and age."""
    stats: list[Stat] = []
    context: dict[str, Any] = {}
    if ctx.may_anywhere("order.view"):
        orders = await api.order_figures(ctx, OrderFiguresQuery(step="day", periods=DAYS))
        today, yesterday = orders.points[-1], orders.points[-2]
        stats.append(
            Stat(
                "Ordered today",
                today.total,
                "money",
                detail=f"{today.count} order{'s' if today.count != 1 else ''}, {yesterday.count} yesterday",
                href="/admin/orders",
                spark=[float(point.total.amount) for point in orders.points[-14:]],
            )
        )
        context["orders"] = orders
        context["days"] = [day_label(point.start) for point in orders.points]
        context["by_day"] = [Series("Orders", [float(point.total.amount) for point in orders.points])]
    if ctx.may("quote.view_internal"):
        quotes = await api.quote_figures(ctx, QuoteFiguresQuery())
        context["quotes"] = quotes
        context["ages"] = [age_label(age) for age in quotes.ages]
        context["by_age"] = [Series("Open quotes", [float(age.total.amount) for age in quotes.ages])]
    if not context:
        return HomePart()
    return HomePart(stats=stats, panels=[Panel(template="storefront/home_staff.html", context=context, is_wide=True)])


def day_label(day: date) -> str:
    """A day below a chart."""
    return f"{day.day} {day:%b}"


def month_label(day: date) -> str:
    """A month below a chart; a year begins with its number."""
    return f"{day:%b %Y}" if day.month == 1 else f"{day:%b}"


def age_label(age: QuoteAge) -> str:
    """An age in days, below a chart."""
    return f"{age.from_days}-{age.to_days}" if age.to_days is not None else f"over {age.from_days - 1}"
