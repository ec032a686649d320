"""The catalogue at the public address of a business, for visitors; there where the business lets anybody see it."""

from __future__ import annotations

from hanse.domains.storefront import api
from hanse.domains.storefront.errors import PricesNotReady
from hanse.domains.storefront.pages.catalogue import plainly, shown
from hanse.domains.storefront.pages.parts import filters_of, read_query, words
from hanse.domains.storefront.types import FindShopProduct
from hanse.kit.errors import Invalid
from hanse.platform.context import Ctx
from hanse.platform.web.requests import PageRequest, View


async def list_page(ctx: Ctx, request: PageRequest) -> View:
    """What everybody may see."""
    query, problem = read_query(request), ""
    try:
        page = await api.list_public_products(ctx, query)
    except (Invalid, PricesNotReady) as error:
        problem = error.message
        page = await api.list_public_products(ctx, plainly(query))
    prices = any(item.price_from for item in page.items)
    context = {
        **words(),
        "page": page,
        "query": query,
        "problem": problem,
        "filters": filters_of(page, query, by_price=prices),
        "root": f"/t/{ctx.tenant.handle}/catalogue",
        "home": f"/t/{ctx.tenant.handle}",
        "as_list": False,
        "may_add": False,
    }
    return View("storefront/public_catalogue.html", context)


async def product_page(ctx: Ctx, request: PageRequest) -> View:
    """One product that everybody may see."""
    product = await api.find_public_product(ctx, FindShopProduct(handle=request.text("handle_of_product")[:80]))
    context = {
        **words(),
        **shown(product),
        "root": f"/t/{ctx.tenant.handle}/catalogue",
        "home": f"/t/{ctx.tenant.handle}",
        "may_add": False,
        "may_ask": False,
    }
    return View("storefront/public_product.html", context)
