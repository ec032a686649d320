"""The catalogue for visitors, where a business lets anybody see it: what everybody sees, prices when it says so."""

from __future__ import annotations

from typing import Final

from hanse.domains.storefront.queries.detail import read_detail
from hanse.domains.storefront.queries.products import list_for
from hanse.domains.storefront.queries.shopping import Shopper, visitor_of
from hanse.domains.storefront.types import FindShopProduct, ShopPage, ShopProductDetail, ShopQuery
from hanse.domains.tenants.api import setting
from hanse.kit.errors import NotFound
from hanse.platform.commands import query
from hanse.platform.context import Ctx

IS_PUBLIC: Final = "storefront.is_public"
SHOWS_PRICES: Final = "storefront.shows_prices"


@query("storefront.list_public", access="public")
async def list_public_products(ctx: Ctx, query: ShopQuery) -> ShopPage:
    """List what everybody may see of a business's catalogue. Raises NotFound where it is not open to visitors."""
    ctx.authorize_anyone("storefront.list_public")
    return await list_for(ctx, await _visitor(ctx), query)


@query("storefront.find_public", access="public")
async def find_public_product(ctx: Ctx, query: FindShopProduct) -> ShopProductDetail:
    """Read one product that everybody may see. Raises NotFound, also where the catalogue is not open to visitors."""
    ctx.authorize_anyone("storefront.find_public")
    visitor = await _visitor(ctx)
    return await read_detail(ctx, visitor, {"id": None, "handle": query.handle})


async def _visitor(ctx: Ctx) -> Shopper:
    if ctx.tenant_or_none is None or not await setting(ctx, IS_PUBLIC):
        raise NotFound()
    return visitor_of(ctx, sees_prices=await setting(ctx, SHOWS_PRICES))
