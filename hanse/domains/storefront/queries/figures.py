"""What was ordered over time and how old open quotes are, within what the reader may see."""

from __future__ import annotations

from datetime import date
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from hanse.domains.storefront.rules.periods import AGES, age_of, starts_of
from hanse.domains.storefront.types import (
    OrderFigure,
    OrderFigures,
    OrderFiguresQuery,
    QuoteAge,
    QuoteFigures,
    QuoteFiguresQuery,
)
from hanse.kit.money import Money
from hanse.platform.authz import Scope
from hanse.platform.commands import query
from hanse.platform.context import Ctx

ORDERS: Final = """
SELECT date_trunc(%(step)s, o.placed_at AT TIME ZONE %(zone)s)::date AS start, count(*) AS count,
    sum(o.gross_minor)::bigint AS total
FROM orders o
WHERE o.placed_at >= %(since)s::date::timestamp AT TIME ZONE %(zone)s AND o.status <> 'cancelled'
    AND o.currency = %(currency)s
    AND (%(everything)s OR o.organization_id = ANY(%(organizations)s::uuid[]) OR o.buyer_member_id = %(own)s
        OR o.organization_id IN (
            SELECT c.descendant_id FROM organization_closure c WHERE c.ancestor_id = ANY(%(trees)s::uuid[])))
GROUP BY 1
"""
QUOTES: Final = """
SELECT q.moved_at, q.total_minor FROM quotes q
WHERE q.status IN ('submitted', 'in_review', 'internal_approval', 'offered', 'countered', 'accepted')
    AND q.currency = %(currency)s
ORDER BY q.moved_at DESC LIMIT 5000
"""
CURRENCY: Final = "SELECT currency FROM organizations WHERE id = %(id)s"


@query("storefront.order_figures", permission="order.view")
async def order_figures(ctx: Ctx, query: OrderFiguresQuery) -> OrderFigures:
    """Say what was ordered by day or month, by the calendar of the business."""
    scope = ctx.scope("order.view")
    currency = query.currency or await _currency(ctx)
    zone = ctx.tenant.timezone
    starts = starts_of(ctx.now.astimezone(ZoneInfo(zone)).date(), query.step, query.periods)
    rows = await ctx.db.all(
        ORDERS,
        {**_within(scope), "step": query.step, "zone": zone, "since": starts[0], "currency": currency},
    )
    found: dict[date, tuple[int, int]] = {row["start"]: (row["count"], row["total"]) for row in rows}
    points = []
    for start in starts:
        count, total = found.get(start, (0, 0))
        points.append(OrderFigure(start=start, count=count, total=Money(total, currency)))
    return OrderFigures(
        currency=currency,
        count=sum(point.count for point in points),
        total=Money.sum((point.total for point in points), currency),
        points=points,
    )


@query("storefront.quote_figures", permission="quote.view_internal")
async def quote_figures(ctx: Ctx, query: QuoteFiguresQuery) -> QuoteFigures:
    """Say how many quotes are open, what they are worth, and how long nothing happened to them; for staff."""
    ctx.authorize("quote.view_internal")
    currency = query.currency or ctx.tenant.currency
    counts, totals = [0] * len(AGES), [0] * len(AGES)
    for row in await ctx.db.all(QUOTES, {"currency": currency}):
        place = age_of(ctx.now - row["moved_at"])
        counts[place] += 1
        totals[place] += row["total_minor"] or 0
    ages = [
        QuoteAge(
            from_days=start,
            to_days=AGES[place + 1] - 1 if place + 1 < len(AGES) else None,
            count=counts[place],
            total=Money(totals[place], currency),
        )
        for place, start in enumerate(AGES)
    ]
    return QuoteFigures(currency=currency, count=sum(counts), total=Money(sum(totals), currency), ages=ages)


async def _currency(ctx: Ctx) -> str:
    """What the reader buys in: the currency of their organization, else that of the business."""
    behalf = ctx.principal.on_behalf
    place: UUID | None = behalf.organization_id if behalf else ctx.principal.organization_id
    found = await ctx.db.value(CURRENCY, {"id": place}) if place else None
    return found or ctx.tenant.currency


def _within(scope: Scope) -> dict[str, Any]:
    return {
        "everything": scope.everything,
        "organizations": list(scope.organizations),
        "trees": list(scope.trees),
        "own": scope.own_member_id,
    }
