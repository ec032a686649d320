"""Lists of products as buyers see them: own prices, own catalogue, what is there. One statement a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from hanse.domains.pricing.api import want_book, want_book_apart
from hanse.domains.storefront.errors import PricesNotReady
from hanse.domains.storefront.queries.rows import (
    Counts,
    build_products,
    categories_of,
    facets_of,
    prices_of,
    read_counts,
)
from hanse.domains.storefront.queries.shopping import CHANNEL, VIEW, Shopper, shopper_of
from hanse.domains.storefront.queries.statements import (
    ATTRIBUTES,
    CATEGORY_NAMES,
    FIRST,
    NEXT,
    PRICED,
    SEARCH,
)
from hanse.domains.storefront.rules.requests import (
    RESULT_LIMIT,
    is_by_price,
    is_search,
    search_request,
)
from hanse.domains.storefront.types import ShopPage, ShopQuery
from hanse.kit.errors import Invalid
from hanse.kit.pagination import decode_cursor, encode_cursor
from hanse.kit.structs import to_json
from hanse.platform.commands import query
from hanse.platform.context import Ctx

VARIANTS_SHOWN: Final = 12


@query("storefront.list_products", permission=VIEW)
async def list_products(ctx: Ctx, query: ShopQuery) -> ShopPage:
    """List products with their variants, the buyer's own prices and stock; what may not be seen is not counted either.

    Partners see their own organization's catalogue; staff any organization's, or without one what everybody sees.
    Raises Forbidden, NotFound for an organization, Invalid for a cursor, a price of one who sees
    none, PricesNotReady.
    """
    return await list_for(ctx, await shopper_of(ctx, query.organization_id), query)


async def list_for(ctx: Ctx, shopper: Shopper, query: ShopQuery) -> ShopPage:
    """The list for a shopper the caller has asked about."""
    values = {**shopper.parameters(ctx), "limit": query.limit, "variants": VARIANTS_SHOWN}
    if is_search(query) or is_by_price(query):
        return await _searched(ctx, shopper, query, values)
    return await _plain(ctx, shopper, query, values)


async def _plain(ctx: Ctx, shopper: Shopper, query: ShopQuery, values: dict[str, Any]) -> ShopPage:
    sort = "name" if query.sort == "relevance" else query.sort
    by_name = sort != "-updated"
    after = decode_cursor(query.cursor, str if by_name else datetime, UUID)
    # Planning these takes twice as long as running them, and the plan is the same for whatever they are asked.
    await ctx.db.plan_once()
    if after is None:
        rows = await ctx.db.all(FIRST[sort], values)
    else:
        rows = await ctx.db.all(NEXT[sort], {**values, "after_key": after[0], "after_id": after[1]})
    more = bool(rows) and rows[-1]["place"] > query.limit
    if more:
        rows.pop()
    last = rows[-1] if rows else None
    key = last["name_key" if by_name else "updated_at"] if last else None
    return ShopPage(
        items=build_products(ctx, rows, shopper),
        next=encode_cursor(key, last["id"]) if more and last else None,
        currency=rows[0]["currency"] if rows else shopper.currency,
    )


async def _searched(ctx: Ctx, shopper: Shopper, query: ShopQuery, values: dict[str, Any]) -> ShopPage:
    after = decode_cursor(query.cursor, int)
    offset = min(max(after[0], 0), RESULT_LIMIT) if after else 0
    declared: Sequence[Mapping[str, Any]] = await ctx.db.all(ATTRIBUTES) if query.with_counts else ()
    numbers = [one["key"] for one in declared if one["is_filterable"] and one["kind"] in ("number", "decimal")]
    request = search_request(ctx.tenant.id, query, offset, numbers)
    needs_prices = is_by_price(query) or query.price is not None
    if query.price is not None and not shopper.sees_prices:
        raise Invalid.field("price", "Prices are not shown here; look for something else", "not_shown")
    if is_by_price(query) and not shopper.sees_prices:
        request["sort"] = "name"  # everything is on request to them
    priced = shopper.sees_prices and (needs_prices or query.with_counts)
    rows = await ctx.db.all(PRICED if priced else SEARCH, {**values, "request": to_json(request).decode()})
    counts = read_counts(rows)
    currency = rows[0]["currency"] or shopper.currency
    await _keep_book(ctx, shopper, counts, currency, is_needed=needs_prices)
    end = offset + query.limit
    # By price there is an order beyond what is counted.
    last = RESULT_LIMIT if counts.capped and is_by_price(query) else min(counts.total, RESULT_LIMIT)
    page = ShopPage(
        items=build_products(ctx, rows, shopper),
        next=encode_cursor(end) if end < last else None,
        currency=currency,
        corrected=counts.corrected,
    )
    return await _with_counts(ctx, query, page, (counts, declared)) if query.with_counts else page


async def _keep_book(ctx: Ctx, shopper: Shopper, counts: Counts, currency: str, *, is_needed: bool) -> None:
    """Have a book of prices written that is missing or aging. Raises PricesNotReady when one is needed and missing."""
    if counts.state == "aging" or (counts.state == "missing" and not is_needed):
        await want_book(ctx, shopper.organization, CHANNEL, currency)
    elif counts.state == "missing" and shopper.sees_prices:
        await want_book_apart(ctx, shopper.organization, CHANNEL, currency)
        raise PricesNotReady(retry_after=5)


async def _with_counts(
    ctx: Ctx, query: ShopQuery, page: ShopPage, found: tuple[Counts, Sequence[Mapping[str, Any]]]
) -> ShopPage:
    counts, declared = found
    names = await ctx.db.all(CATEGORY_NAMES, {"ids": list(counts.categories)}) if counts.categories else []
    return msgspec.structs.replace(
        page,
        total=counts.total,
        more_than_counted=counts.capped,
        facets=facets_of(counts, declared, query.facets),
        prices=prices_of(counts.prices, page.currency) if counts.prices else None,
        categories=categories_of(counts, names),
    )
