"""Prices of a whole basket in one statement, with what the chosen options add."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from hanse.domains.catalog.types import Sellable
from hanse.domains.checkout.queries.articles import priced_options, refusal_of
from hanse.domains.checkout.rules.options import with_effects
from hanse.domains.checkout.types import OrganizationId
from hanse.domains.pricing.api import freeze_prices, resolve_prices
from hanse.domains.pricing.types import PriceLine, ResolvedPrice, ResolvePrices
from hanse.kit.errors import Invalid
from hanse.kit.money import UnitPrice
from hanse.kit.quantity import Quantity
from hanse.platform.context import Ctx


class WantedPrice(msgspec.Struct, frozen=True):
    """A line to price: its key, article, quantity in a unit of sale, and chosen options."""

    key: int
    article: Sellable
    quantity: Quantity
    options: dict[str, str] = {}


class LinePrice(msgspec.Struct, frozen=True, kw_only=True):
    """What one unit of a line costs; None: on request. `source` is the layer in words, `trace` for staff only."""

    unit_price: UnitPrice | None
    is_tax_inclusive: bool
    source: str
    next_tier: str = ""
    problem: str = ""
    trace: dict[str, Any] | None = None


class PricedLines(msgspec.Struct, frozen=True, kw_only=True):
    """Prices by key of line, in one currency."""

    currency: str
    by_key: dict[int, LinePrice]

    @property
    def is_tax_inclusive(self) -> bool:
        """Whether the prices hold tax already."""
        return any(price.is_tax_inclusive for price in self.by_key.values() if price.unit_price is not None)

    @property
    def is_mixed(self) -> bool:
        """Whether some prices hold tax and others do not, so that they cannot stand in one order."""
        return len({price.is_tax_inclusive for price in self.by_key.values() if price.unit_price is not None}) > 1


async def price_rows(
    ctx: Ctx, organization_id: OrganizationId, currency: str | None, lines: Sequence[PriceLine], *, to_order: bool
) -> PricedLines:
    """The prices of lines here and now, without what options add; `to_order` with what an order keeps of them.

    The caller has asked for the right to see the cart, so prices are read as the system does.
    """
    query = ResolvePrices(organization_id=organization_id, currency=currency, lines=list(lines), with_trace=False)
    if to_order:
        frozen = await freeze_prices(ctx.as_system("Carts", ("price.explain",)), query)
        kept = {
            one.key: LinePrice(
                unit_price=one.unit_price,
                is_tax_inclusive=one.is_tax_inclusive,
                source=one.layer.value if one.layer else "",
                problem=one.problem or "",
                trace=one.trace,
            )
            for one in frozen.lines
        }
        return PricedLines(currency=frozen.currency, by_key=kept)
    resolved = await resolve_prices(ctx.as_system("Carts", ("price.view",)), query)
    return PricedLines(currency=resolved.currency, by_key={one.key: _line_price(one) for one in resolved.lines})


async def price_lines(
    ctx: Ctx, organization_id: OrganizationId, currency: str | None, lines: Sequence[WantedPrice]
) -> PricedLines:
    """Resolve the prices of lines for an organization, here and now; the currency is the organization's by default."""
    wanted = [PriceLine(key=line.key, variant_id=line.article.variant_id, quantity=line.quantity) for line in lines]
    priced = await price_rows(ctx, organization_id, currency, wanted, to_order=False)
    return await add_options(ctx, organization_id, lines, priced)


async def add_options(
    ctx: Ctx, organization_id: OrganizationId, lines: Sequence[WantedPrice], priced: PricedLines
) -> PricedLines:
    """The prices of these lines with what their chosen options add; others are left out."""
    found = {line.key: priced.by_key[line.key] for line in lines}
    for line in lines:
        if line.options:
            found[line.key] = await _with_options(ctx, organization_id, line, found[line.key])
    return PricedLines(currency=priced.currency, by_key=found)


async def _with_options(ctx: Ctx, organization_id: OrganizationId, line: WantedPrice, price: LinePrice) -> LinePrice:
    """The price with what the chosen options add; a choice that is no longer offered is the line's problem."""
    try:
        priced = await priced_options(ctx, organization_id, line.article, line.options)
    except Invalid as error:
        return msgspec.structs.replace(price, unit_price=None, problem=refusal_of(error))
    if price.unit_price is None:
        return price
    try:
        return msgspec.structs.replace(price, unit_price=with_effects(price.unit_price, priced.effects))
    except Invalid as error:
        return msgspec.structs.replace(price, unit_price=None, problem=error.message)


def _line_price(found: ResolvedPrice) -> LinePrice:
    tier = ""
    if found.next_tier is not None and found.unit_price is not None:
        tier = f"{found.next_tier.unit_price} from {found.next_tier.quantity}"
    return LinePrice(
        unit_price=found.unit_price,
        is_tax_inclusive=found.is_tax_inclusive,
        source=found.layer.value if found.layer else "",
        next_tier=tier,
        problem=found.problem or "",
    )
