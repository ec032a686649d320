"""One product as its buyer sees it: facts in words, options, and each variant with price ladder and stock.

One statement for the product and all that hangs on it, and one for the prices at larger quantities.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from hanse.domains.access.types import OrganizationId
from hanse.domains.catalog.types import (
    BundleItem,
    CategoryId,
    Media,
    MediaId,
    ProductCategory,
    ProductId,
    ProductKind,
    ProductOption,
    SaleUnit,
    VariantId,
)
from hanse.domains.pricing.api import resolve_prices
from hanse.domains.pricing.types import PriceLine, ResolvedPrice, ResolvePrices
from hanse.domains.storefront.queries.rows import build_variant, picture_link
from hanse.domains.storefront.queries.shopping import VIEW, Shopper, shopper_of
from hanse.domains.storefront.queries.statements import SHOWN
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
from hanse.kit.structs import convert
from hanse.platform.commands import query
from hanse.platform.context import Ctx
from hanse.platform.files import FileLinks

VARIANTS_MOST: Final = 500
RIGHTS: Final = ("price.view",)
Row = Mapping[str, Any]


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
    # Planning these takes longer than running them, and the plan is the same for every product.
    await ctx.db.plan_once()
    rows = await ctx.db.all(SHOWN, {**shopper.parameters(ctx), **which, "limit": 1, "variants": VARIANTS_MOST})
    if not rows:
        raise NotFound()
    first = rows[0]
    around = first["around"]
    shown = [(row, build_variant(row, shopper)) for row in rows if row["variant_id"] is not None]
    ladders = await _ladders(ctx, shopper, [variant for _, variant in shown]) if shopper.sees_prices else {}
    declared = around["declared"] or ()
    links = FileLinks(ctx.services.crypto)
    return ShopProductDetail(
        id=ProductId(first["id"]),
        handle=first["handle"],
        name=first["name"],
        kind=ProductKind(first["kind"]),
        brand=first["brand"],
        summary=first["summary"],
        description=around["description"],
        categories=[
            ProductCategory(id=CategoryId(UUID(one["id"])), name=one["name"]) for one in around["categories"] or ()
        ],
        image=picture_link(ctx, links, first["picture"], "page"),
        media=[_media(ctx, links, ProductId(first["id"]), one) for one in around["media"] or ()],
        facts=facts_of(around["attributes"], declared),
        needs_options=first["needs_options"],
        options=[_option(one) for one in around["options"] or ()],
        currency=first["currency"],
        variants=[_offer(row, variant, declared, ladders.get(variant.id.uuid)) for row, variant in shown],
        seo_title=around["seo_title"],
        seo_description=around["seo_description"],
    )


async def _ladders(ctx: Ctx, shopper: Shopper, variants: Sequence[ShopVariant]) -> dict[UUID, ResolvedPrice]:
    """What larger quantities cost, by variant; whoever may see the product's price here may see these."""
    lines = [
        PriceLine(key=key, variant_id=variant.id, quantity=variant.minimum or variant.step or _one(variant))
        for key, variant in enumerate(variants)
        if variant.price is not None
    ]
    if not lines:
        return {}
    place = OrganizationId(shopper.organization) if shopper.organization else None
    asked = ResolvePrices(organization_id=place, lines=lines, with_trace=False, with_ladder=True)
    found = await resolve_prices(ctx.as_system("Prices of the catalogue", RIGHTS), asked)
    return {line.variant_id.uuid: line for line in found.lines}


def _one(variant: ShopVariant) -> Quantity:
    return Quantity.whole(1, variant.unit)


def _offer(row: Row, shown: ShopVariant, declared: Sequence[Row], price: ResolvedPrice | None) -> ShopOffer:
    ladder = [ShopTier(quantity=step.quantity, price=step.unit_price) for step in price.ladder] if price else []
    return ShopOffer(
        id=shown.id,
        sku=shown.sku,
        gtin=row["gtin"],
        name=shown.name,
        unit=shown.unit,
        units=[_unit(one) for one in row["units"] or ()],
        minimum=shown.minimum,
        step=shown.step,
        price=shown.price,
        is_tax_inclusive=shown.is_tax_inclusive,
        ladder=ladder,
        stock=shown.stock,
        available=shown.available,
        expected_at=shown.expected_at,
        lead_time_days=shown.lead_time_days,
        facts=facts_of(row["attributes"], declared),
        components=[_component(one) for one in row["components"] or ()],
    )


def _unit(one: Row) -> SaleUnit:
    limits = {
        name: Quantity(one[name], one["unit"]) if one[name] is not None else None
        for name in ("minimum", "maximum", "step")
    }
    return SaleUnit(
        unit=one["unit"],
        ratio_numerator=one["ratio_numerator"],
        ratio_denominator=one["ratio_denominator"],
        is_default=one["is_default"],
        **limits,
    )


def _component(one: Row) -> BundleItem:
    return BundleItem(
        variant_id=VariantId(UUID(one["variant_id"])),
        sku=one["sku"],
        name=one["name"],
        quantity=Quantity(one["quantity"], one["unit"]),
    )


def _option(one: dict[str, Any]) -> ProductOption:
    return convert({**one, "id": UUID(one["id"])}, ProductOption)


def _media(ctx: Ctx, links: FileLinks, product_id: ProductId, one: dict[str, Any]) -> Media:
    is_image = one["kind"] == "image"
    values = {
        **one,
        "id": MediaId(UUID(one["id"])),
        "product_id": product_id,
        "variant_id": VariantId(UUID(one["variant_id"])) if one["variant_id"] else None,
        "state": "ready",
        "problem": "",
        "link": picture_link(ctx, links, one["picture"], "page" if is_image else None),
        "thumbnail": picture_link(ctx, links, one["picture"], "thumb") if is_image else None,
    }
    values.pop("picture")
    return convert(values, Media)
