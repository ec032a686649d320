"""What trade adds to the home pages: for buyers where their orders are and what they spend, for staff how it goes."""

from __future__ import annotations

from datetime import date
from typing import Any

from hanse.domains.approvals.api import list_policies
from hanse.domains.approvals.types import ListPolicies
from hanse.domains.catalog.api import list_products
from hanse.domains.catalog.types import ProductFilter
from hanse.domains.orders.api import list_orders
from hanse.domains.orders.types import ListOrders
from hanse.domains.organizations.api import count_organizations
from hanse.domains.organizations.types import OrganizationFilter
from hanse.domains.pricing.api import list_price_lists
from hanse.domains.pricing.types import FilterPriceLists
from hanse.domains.regions.api import list_tax_rates
from hanse.domains.regions.types import ListTaxRates
from hanse.domains.storefront import api
from hanse.domains.storefront.types import OrderFiguresQuery, QuoteAge, QuoteFiguresQuery
from hanse.platform.context import Ctx
from hanse.platform.web.home import HomePart, Panel
from hanse.platform.web.parts import Series, Stat, Step

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
    """Orders by day, and open quotes by value and age; before there are any, what makes the first order possible."""
    stats: list[Stat] = []
    context: dict[str, Any] = {"orders": None, "quotes": None}
    if ctx.may_anywhere("order.view"):
        orders = await api.order_figures(ctx, OrderFiguresQuery(step="day", periods=DAYS))
        today, yesterday = orders.points[-1], orders.points[-2]
        if orders.count:
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
        if quotes.count:
            context["quotes"] = quotes
            context["ages"] = [age_label(age) for age in quotes.ages]
            context["by_age"] = [Series("Open quotes", [float(age.total.amount) for age in quotes.ages])]
    if context["orders"] or context["quotes"]:
        panel = Panel(template="storefront/home_staff.html", context=context, is_wide=True)
        return HomePart(stats=stats, panels=[panel])
    steps = await first_steps(ctx)
    if not any(step.state == "todo" for step in steps):
        return HomePart()
    return HomePart(panels=[Panel(template="storefront/home_first.html", context={"steps": steps}, is_wide=True)])


async def first_steps(ctx: Ctx) -> list[Step]:
    """What a new business still needs before somebody can order; only what the reader may do."""
    steps = []
    if ctx.may("product.create"):
        has_products = (await list_products(ctx, ProductFilter(limit=1))).items
        detail = "Enter the first one, or import a list of thousands."
        steps.append(_step("Add products", has_products, detail, "/admin/products/new", "Add"))
    if ctx.may("price_list.create") and ctx.may("price_list.view"):
        has_prices = (await list_price_lists(ctx, FilterPriceLists(limit=1))).items
        detail = "Without a price a product is on request."
        steps.append(_step("Set prices", has_prices, detail, "/admin/price-lists/new", "Set"))
    if ctx.may("tax_rate.manage") and ctx.may("tax_rate.view"):
        has_rates = (await list_tax_rates(ctx, ListTaxRates(limit=1))).items
        detail = "The rates of the countries you deliver to."
        steps.append(_step("Enter tax rates", has_rates, detail, "/admin/settings/taxes/new", "Enter"))
    if ctx.may("organization.create"):
        counts = await count_organizations(ctx, OrganizationFilter())
        detail = "An organization whose people can buy from you; invite them there."
        has_partners = any(counts.statuses.values())
        steps.append(_step("Add your first partner", has_partners, detail, "/admin/organizations/new", "Add"))
    if ctx.may("approval_policy.manage"):
        has_policies = (await list_policies(ctx, ListPolicies(limit=1))).items
        detail = "Until there is a policy, everything is approved at once."
        steps.append(_step("Say who approves what", has_policies, detail, "/admin/approval-policies/new", "Say", True))
    return steps


def _step(label: str, done: object, detail: str, href: str, action: str, optional: bool = False) -> Step:
    return Step(label, "done" if done else "todo", "" if done else detail, href, action, optional)


def day_label(day: date) -> str:
    """A day below a chart."""
    return f"{day.day} {day:%b}"


def month_label(day: date) -> str:
    """A month below a chart; a year begins with its number."""
    return f"{day:%b %Y}" if day.month == 1 else f"{day:%b}"


def age_label(age: QuoteAge) -> str:
    """An age in days, below a chart."""
    return f"{age.from_days}-{age.to_days}" if age.to_days is not None else f"over {age.from_days - 1}"
