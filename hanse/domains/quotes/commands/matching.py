"""What wanted lines mean in the catalogue and cost by today's price lists: three statements for any number of lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

import msgspec

from hanse.domains.catalog.api import find_sellables, price_options
from hanse.domains.catalog.types import FindSellables, OptionEffect, OptionsPriced, PriceOptions, VariantId
from hanse.domains.pricing.api import resolve_prices
from hanse.domains.pricing.types import PriceLine, ResolvePrices
from hanse.domains.quotes.rules.wanted import Catalogue, Wanted, catalogue_of, with_effects
from hanse.domains.quotes.types import Quote, QuoteId, QuoteLineId, QuoteLineInput
from hanse.kit.errors import FieldError, Invalid
from hanse.kit.money import UnitPrice
from hanse.kit.quantity import Quantity
from hanse.kit.structs import convert, to_builtins
from hanse.kit.text import clean_line, clean_text
from hanse.platform.context import Ctx
from hanse.platform.db.values import Json

PRICE_RIGHTS: Final = ("price.view", "price.explain", "price.view_cost")
LAST_POSITION: Final = "SELECT coalesce(max(position), 0) FROM quote_lines WHERE quote_id = %(quote)s"
INSERT_LINES: Final = """
INSERT INTO quote_lines (id, quote_id, position, alternative_of, variant_id, sku, name, description, quantity, unit,
    stock_unit, ratio_numerator, ratio_denominator, components, tax_class, lead_time_days, target_micros, list_micros,
    unit_micros, trace, cost_micros, buyer_note, seller_note, options, options_label)
SELECT c.id, %(quote)s, %(start)s + c.place, c.alternative_of, c.variant_id, c.sku, c.name, c.description, c.quantity,
    c.unit, c.stock_unit, c.ratio_numerator, c.ratio_denominator, c.components, c.tax_class, c.lead_time_days,
    c.target_micros, c.list_micros, c.unit_micros, c.trace, c.cost_micros, c.buyer_note, c.seller_note,
    c.options, c.options_label
FROM jsonb_to_recordset(%(rows)s) AS c (id uuid, place integer, alternative_of uuid, variant_id uuid, sku text,
    name text, description text, quantity bigint, unit text, stock_unit text, ratio_numerator bigint,
    ratio_denominator bigint, components jsonb, tax_class text, lead_time_days integer, target_micros bigint,
    list_micros bigint, unit_micros bigint, trace jsonb,
    cost_micros bigint, buyer_note text, seller_note text,
    options jsonb, options_label text)
"""


class ListPrice(msgspec.Struct, frozen=True, kw_only=True):
    """What the price lists say today; no price means on request."""

    micros: int | None = None
    trace: Any = None
    cost_micros: int | None = None
    is_tax_inclusive: bool = False


async def catalogue_for(
    ctx: Ctx, quote: Quote, lines: Sequence[QuoteLineInput], variants: Sequence[UUID] = ()
) -> Catalogue:
    """What the quote's organization may buy of the articles named."""
    ids = [line.variant_id for line in lines if line.variant_id is not None]
    ids += [VariantId(variant) for variant in variants]
    skus = [line.sku for line in lines if line.variant_id is None and line.sku]
    if not ids and not skus:
        return Catalogue({}, {})
    asked = FindSellables(organization_id=quote.organization_id, variant_ids=ids, skus=skus)
    return catalogue_of(await find_sellables(ctx, asked))


async def list_prices(ctx: Ctx, quote: Quote, wanted: Sequence[tuple[UUID, Quantity]]) -> list[ListPrice]:
    """Today's list prices of articles, in order; in one statement however many."""
    if not wanted:
        return []
    asked = ResolvePrices(
        organization_id=quote.organization_id,
        currency=quote.currency,
        lines=[
            PriceLine(key=position, variant_id=VariantId(variant), quantity=quantity)
            for position, (variant, quantity) in enumerate(wanted)
        ],
    )
    # The trace and the cost are kept with the line whoever asks; who sees them is decided when it is read.
    acting = ctx.as_system("quote prices", PRICE_RIGHTS)
    found = {price.key: price for price in (await resolve_prices(acting, asked)).lines}
    return [
        ListPrice(
            micros=price.unit_price.micros,
            trace=to_builtins(price.trace) if price.trace is not None else None,
            cost_micros=price.unit_cost.micros if price.unit_cost is not None else None,
            is_tax_inclusive=price.is_tax_inclusive,
        )
        if (price := found.get(position)) is not None and price.unit_price is not None
        else ListPrice()
        for position in range(len(wanted))
    ]


async def configure(ctx: Ctx, quote: Quote, wanted: Mapping[int, Wanted]) -> tuple[list[Wanted], list[FieldError]]:
    """Lines with what their chosen options mean and cost, and what is wrong with the others, by position.

    Equal choices of one article are looked at once.
    """
    known: dict[tuple[Any, ...], OptionsPriced | Invalid] = {}
    done: list[Wanted] = []
    problems: list[FieldError] = []
    for position, item in wanted.items():
        if item.sellable is None or not item.is_configured:
            done.append(item)
            continue
        key = (item.sellable.product_id, *sorted(item.line.options.items()))
        if key not in known:
            asked = PriceOptions(choices=item.line.options, organization_id=quote.organization_id)
            try:
                known[key] = await price_options(ctx, item.sellable.product_id, asked)
            except Invalid as error:
                known[key] = error
        found = known[key]
        if isinstance(found, Invalid):
            field = next((one.path for one in found.fields), "")
            path = f"lines.{position}.options.{field.rpartition('.')[2]}".rstrip(".")
            problems.append(FieldError(path, found.message, found.code))
        else:
            done.append(msgspec.structs.replace(item, options=found))
    return done, problems


def stored_options(item: Wanted) -> dict[str, Any]:
    """What is kept of chosen options: the choices, and what they cost, for when the price is looked up again."""
    if item.options is None:
        return {}
    return {"choices": item.line.options, "effects": to_builtins(item.options.effects)}


def price_with(micros: int | None, options: Mapping[str, Any], currency: str) -> int | None:
    """A list price with what the stored options cost."""
    if micros is None or not options:
        return micros
    effects = convert(options.get("effects", []), list[OptionEffect])
    price = with_effects(UnitPrice(micros, currency), effects)
    return None if price is None else price.micros


async def wanted_rows(ctx: Ctx, quote: Quote, wanted: Sequence[Wanted]) -> list[dict[str, Any]]:
    """The rows of matched lines at today's list prices.

    The first article with a price says whether the quote's prices include tax; a price of the other kind is not taken,
    so that line is on request.
    """
    articles = [item for item in wanted if item.sellable is not None]
    asked = [(item.sellable.variant_id.uuid, item.line.quantity) for item in articles if item.sellable]
    prices = await list_prices(ctx, quote, asked)
    inclusive = quote.is_tax_inclusive
    if not quote.line_count:
        inclusive = next((price.is_tax_inclusive for price in prices if price.micros is not None), False)
    by_item = {id(item): price for item, price in zip(articles, prices, strict=True)}
    rows = []
    for place, item in enumerate(wanted, 1):
        price = by_item.get(id(item), ListPrice())
        if price.is_tax_inclusive is not inclusive:
            price = ListPrice()
        options = stored_options(item)
        micros = price_with(price.micros, options, quote.currency)
        priced = {
            "options": options,
            "options_label": item.options.label[:1_000] if item.options else "",
            "list_micros": micros,
            "unit_micros": micros,
            "trace": price.trace,
            "cost_micros": price.cost_micros,
            "is_tax_inclusive": inclusive,
        }
        rows.append({**_row(item, quote), **priced, "place": place})
    return rows


def _row(item: Wanted, quote: Quote) -> dict[str, Any]:
    line, sellable, unit = item.line, item.sellable, item.unit
    note = "buyer_note" if quote.side.value == "buyer" else "seller_note"
    return {
        "id": QuoteLineId.new().uuid,
        "alternative_of": line.alternative_of.uuid if line.alternative_of else None,
        "variant_id": sellable.variant_id.uuid if sellable else None,
        "sku": sellable.sku if sellable else None,
        "name": (sellable.name if sellable else clean_line(line.name or ""))[:500],
        "description": clean_text(line.description),
        "quantity": line.quantity.units,
        "unit": line.quantity.unit,
        "stock_unit": sellable.stock_unit if sellable else None,
        "ratio_numerator": unit.ratio_numerator if unit else 1,
        "ratio_denominator": unit.ratio_denominator if unit else 1,
        "components": to_builtins(sellable.components) if sellable else [],
        "tax_class": sellable.tax_class if sellable else "standard",
        "lead_time_days": sellable.lead_time_days if sellable else None,
        "target_micros": line.target_price.micros if line.target_price else None,
        "buyer_note": "",
        "seller_note": "",
        note: clean_text(line.note),
    }


async def insert_lines(ctx: Ctx, quote_id: QuoteId, rows: Sequence[dict[str, Any]]) -> None:
    """Write new rows at the end, in one statement."""
    if not rows:
        return
    start = await ctx.db.value(LAST_POSITION, {"quote": quote_id})
    await ctx.db.run(INSERT_LINES, {"quote": quote_id, "start": start, "rows": Json(list(rows))})
