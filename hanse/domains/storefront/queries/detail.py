"""One product as its buyer sees it: facts in words, options, and each variant with price ladder and stock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from hanse.domains.access.types import OrganizationId
from hanse.domains.catalog.api import get_options, get_product, list_media
from hanse.domains.catalog.types import ListMedia, Media, Product, ProductId, ProductOption, Variant, ViewAs
from hanse.domains.pricing.api import resolve_prices
from hanse.domains.pricing.types import PriceLine, ResolvedPrice, ResolvePrices
from hanse.domains.storefront.queries.rows import build_variant
from hanse.domains.storefront.queries.shopping import VIEW, Shopper, shopper_of
from hanse.domains.storefront.queries.statements import ATTRIBUTES, SHOWN
from hanse.domains.storefront.rules.facts import facts_of
from hanse.domains.storefront.types import (
    FindShopProduct,
    ShopAs,
    ShopOffer,
    ShopProductDetail,
    ShopTier,
    ShopVariant,
)
from hanse.kit.errors import NotFound
from hanse.kit.quantity import Quantity
from hanse.platform.commands import query
from hanse.platform.context import Ctx

VARIANTS_MOST: Final = 500


@query("storefront.get_product", permission=VIEW)
async def get_shop_product(ctx: Ctx, product_id: ProductId, query: ShopAs) -> ShopProductDetail:
    """Read one product at the buyer's own prices. Raises NotFound for what the reader, or the organization, may not
    see."""
    shopper = await shopper_of(ctx, query.organization_id)
    return await read_detail(ctx, shopper, {"id": product_id.uuid, "handle": None})


@query("storefront.find_product", permission=VIEW)
async def find_shop_product(ctx: Ctx, query: FindShopProduct) -> ShopProductDetail:
    """Read one product by the handle of its address. Raises NotFound."""
    shopper = await shopper_of(ctx, query.organization_id)
    return await read_detail(ctx, shopper, {"id": None, "handle": query.handle})


async def read_detail(ctx: Ctx, shopper: Shopper, which: dict[str, Any]) -> ShopProductDetail:
    """The product for a shopper the caller has asked about; `which` names it by id or handle. Raises NotFound."""
    rows = await _rows(ctx, shopper, which)
    identity = ProductId(rows[0]["id"])
    place = OrganizationId(shopper.organization) if shopper.organization else None
    product = await get_product(ctx, identity, ViewAs(organization_id=place))
    ladders = await _ladders(ctx, shopper, place, product.variants) if shopper.sees_prices else {}
    options: list[ProductOption] = []
    if product.needs_options:
        options = (await get_options(ctx, identity, ViewAs(organization_id=place))).options
    media = (await list_media(ctx, identity, ListMedia(organization_id=place, limit=100))).items
    declared = await ctx.db.all(ATTRIBUTES)
    return _shown(product, _offers(rows, product, shopper, declared, ladders), options, media, rows, declared)


async def _rows(ctx: Ctx, shopper: Shopper, which: dict[str, Any]) -> list[dict[str, Any]]:
    """The product's row for each variant, with price and stock. Raises NotFound."""
    values = {**shopper.parameters(ctx), **which, "limit": 1, "variants": VARIANTS_MOST}
    rows = await ctx.db.all(SHOWN, values)
    if not rows:
        raise NotFound()
    return rows


async def _ladders(
    ctx: Ctx, shopper: Shopper, place: OrganizationId | None, variants: Sequence[Variant]
) -> dict[UUID, ResolvedPrice]:
    """What larger quantities cost, by variant."""
    lines = []
    for key, variant in enumerate(variants):
        unit = next((one for one in variant.units if one.is_default), None)
        code = unit.unit if unit else variant.stock_unit
        least = (unit and (unit.minimum or unit.step)) or Quantity.whole(1, code)
        lines.append(PriceLine(key=key, variant_id=variant.id, quantity=least))
    if not lines:
        return {}
    asked = ResolvePrices(organization_id=place, lines=lines, with_trace=False, with_ladder=True)
    found = await resolve_prices(ctx, asked)
    return {line.variant_id.uuid: line for line in found.lines}


def _offers(
    rows: Sequence[Mapping[str, Any]],
    product: Product,
    shopper: Shopper,
    declared: Sequence[Mapping[str, Any]],
    ladders: Mapping[UUID, ResolvedPrice],
) -> list[ShopOffer]:
    known = {variant.id: variant for variant in product.variants}
    shown = [build_variant(row, shopper) for row in rows if row["variant_id"] is not None]
    return [
        _offer(variant, known[variant.id], declared, ladders.get(variant.id.uuid))
        for variant in shown
        if variant.id in known
    ]


def _offer(
    shown: ShopVariant, variant: Variant, declared: Sequence[Mapping[str, Any]], price: ResolvedPrice | None
) -> ShopOffer:
    ladder = [ShopTier(quantity=step.quantity, price=step.unit_price) for step in price.ladder] if price else []
    return ShopOffer(
        id=variant.id,
        sku=variant.sku,
        gtin=variant.gtin,
        name=variant.name,
        unit=shown.unit,
        units=variant.units,
        minimum=shown.minimum,
        step=shown.step,
        price=shown.price,
        is_tax_inclusive=shown.is_tax_inclusive,
        ladder=ladder,
        stock=shown.stock,
        available=shown.available,
        expected_at=shown.expected_at,
        lead_time_days=shown.lead_time_days,
        facts=facts_of(variant.attributes, declared),
        components=variant.components,
    )


def _shown(
    product: Product,
    offers: list[ShopOffer],
    options: list[ProductOption],
    media: list[Media],
    rows: Sequence[Mapping[str, Any]],
    declared: Sequence[Mapping[str, Any]],
) -> ShopProductDetail:
    return ShopProductDetail(
        id=product.id,
        handle=product.handle,
        name=product.name,
        kind=product.kind,
        brand=product.brand,
        summary=product.summary,
        description=product.description,
        categories=product.categories,
        image=product.image,
        media=[one for one in media if one.state == "ready"],
        facts=facts_of(product.attributes, declared),
        needs_options=product.needs_options,
        options=options,
        currency=rows[0]["currency"],
        variants=offers,
        seo_title=product.seo_title,
        seo_description=product.seo_description,
    )
