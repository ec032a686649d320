"""The buyer's catalogue: the list with filters, one product, and the ways from there into a cart, a list, a quote."""

from __future__ import annotations

from contextlib import suppress
from typing import Any
from urllib.parse import urlencode

import msgspec

from hanse.domains.catalog.types import ProductId, VariantId
from hanse.domains.checkout.types import QuantityText
from hanse.domains.storefront import api
from hanse.domains.storefront.errors import PricesNotReady
from hanse.domains.storefront.pages.comparing import COMPARED, compared
from hanse.domains.storefront.pages.parts import COMPARE, ROOT, filters_of, press, read_query, words
from hanse.domains.storefront.types import (
    AddToCart,
    AddToList,
    ChosenPrice,
    FindShopProduct,
    QuoteProduct,
    RequestQuote,
    ShopAs,
    ShopProductDetail,
)
from hanse.kit.errors import Invalid, NotFound
from hanse.kit.structs import convert
from hanse.platform.context import Ctx
from hanse.platform.web.requests import PageRequest, Redirect, View
from hanse.platform.web.shell import Flash


async def list_page(ctx: Ctx, request: PageRequest) -> View:
    """Products with own prices; what cannot be sorted or read is said above the list."""
    query, problem = read_query(request), ""
    try:
        page = await api.list_products(ctx, query)
    except (Invalid, PricesNotReady) as error:
        problem = error.message
        query = read_query(request)
        page = await api.list_products(ctx, plainly(query))
    context = {
        **words(),
        "page": page,
        "query": query,
        "problem": problem,
        "filters": filters_of(page, query, by_price=ctx.may_anywhere("price.view")),
        "root": ROOT,
        "as_list": request.argument("view") == "list",
        "compare": COMPARE,
        "may_add": ctx.may_anywhere("cart.edit") and api.place_now(ctx) is not None,
    }
    return View("storefront/catalogue.html", context)


def plainly(query: Any) -> Any:
    """The same query in the usual order and from its beginning."""
    usual = {"sort": "relevance", "price": None, "cursor": None}
    return msgspec.structs.replace(query, with_counts=True, organization_id=None, **usual)


async def product_page(ctx: Ctx, request: PageRequest) -> View:
    """One product with everything needed to decide."""
    product = await api.find_shop_product(ctx, FindShopProduct(handle=request.text("handle_of_product")[:80]))
    chosen = _chosen(request, product)
    context = {
        **words(),
        **shown(product),
        "chosen": chosen,
        "chosen_variant": request.argument("variant"),
        "configured": await _configured(ctx, request, product, chosen),
        "root": ROOT,
        "may_add": ctx.may_anywhere("cart.edit") and api.place_now(ctx) is not None,
        "may_ask": ctx.may_anywhere("quote.create") and api.place_now(ctx) is not None,
    }
    return View("storefront/product.html", context)


def _chosen(request: PageRequest, product: ShopProductDetail) -> dict[str, str]:
    """The choices in the address, else what is usual: the default of an option, or its first choice when required."""
    said = {name[2:]: value for name, value in request.web.query if name.startswith("o.")}
    chosen = {}
    for option in product.options:
        usual = next((one.key for one in option.choices if one.is_default), None)
        first = option.choices[0].key if option.is_required and option.choices else ""
        chosen[option.key] = said.get(option.key, "" if said else usual or first) or (first if not said else "")
    return chosen


async def _configured(
    ctx: Ctx, request: PageRequest, product: ShopProductDetail, chosen: dict[str, str]
) -> ChosenPrice | None:
    """The price with what is chosen now."""
    if not product.options:
        return None
    try:
        variant = VariantId.parse(request.argument("variant"))
    except ValueError:
        variant = None
    return await api.price_of_choice(ctx, product, variant, {key: value for key, value in chosen.items() if value})


async def compare_page(ctx: Ctx, request: PageRequest) -> View:
    """Up to four products side by side; what is not there, or not to be seen, is left out."""
    handles = list(dict.fromkeys(value for name, value in request.web.query if name == "p" and 0 < len(value) <= 80))
    found = []
    for handle in handles[:COMPARED]:
        with suppress(NotFound):
            found.append(await api.find_shop_product(ctx, FindShopProduct(handle=handle)))
    context = {
        **words(),
        "products": found,
        "rows": compared(found),
        "left_out": len(handles) - len(found),
        "most": COMPARED,
        "root": ROOT,
        "only": bool(request.argument("only")),
    }
    return View("storefront/compare.html", context)


async def open_one(ctx: Ctx, request: PageRequest) -> Redirect:
    """The page of a product by its id, where search results and messages lead."""
    product = await api.get_shop_product(ctx, request.id("product_id", ProductId), ShopAs())
    return Redirect(f"{ROOT}/{product.handle}")


def shown(product: ShopProductDetail) -> dict[str, Any]:
    """A product as its template reads it."""
    pictures = [one for one in product.media if one.kind == "image"]
    return {
        "product": product,
        "pictures": pictures,
        "papers": [one for one in product.media if one.kind == "document"],
    }


async def add(ctx: Ctx, request: PageRequest) -> Redirect:
    """Put an article into the cart, onto a list, or into a request for a quote; then go on where one was."""
    back = request.next_path(ROOT)
    variant = _variant(request)
    quantity = _quantity(request)
    options = {name[2:]: value for name, value in request.fields if name.startswith("o.") and value}
    action = request.field("_action", "cart")
    if action == "price":
        return Redirect(f"{back.partition('?')[0]}?{_choice_query(request)}")

    async def run() -> Flash:
        if action == "list":
            kept = await api.add_to_list(ctx, AddToList(variant_id=variant, quantity=quantity))
            return Flash(message=f"It is on {kept.list_name}", href=f"/app/lists/{kept.list_id}", link="Open the list")
        if action == "quote":
            wanted = QuoteProduct(variant_id=variant, quantity=quantity, options=options)
            quote = await api.quote_product(ctx, wanted)
            return Flash(
                message=f"The request {quote.number} is begun; complete it and send it",
                href=f"/app/quotes/{quote.id}",
                link="Open the request",
            )
        added = await api.add_to_cart(ctx, AddToCart(variant_id=variant, quantity=quantity, options=options))
        return Flash(
            message=f"{added.sku} is in {added.cart_name}", href=f"/app/carts/{added.cart_id}", link="Open the cart"
        )

    return await press(ctx, request, run, back)


async def ask_quote(ctx: Ctx, request: PageRequest) -> Redirect:
    """A cart or a shopping list becomes a request for a quote, which is completed and sent on its own page."""
    back = request.next_path(ROOT)
    wanted = {name: request.field(name) for name in ("cart_id", "list_id") if request.field(name)}
    data = convert({**wanted, "empties_cart": bool(request.field("empties_cart"))}, RequestQuote)
    made: list[str] = []

    async def run() -> Flash:
        quote = await api.request_quote(ctx, data)
        made.append(f"/app/quotes/{quote.id}")
        return Flash(message=f"The request {quote.number} is begun; complete it and send it")

    done = await press(ctx, request, run, back)
    return Redirect(made[0], done.flash)


def _choice_query(request: PageRequest) -> str:
    """What was chosen as the product's page reads it from its address."""
    pairs = [(name, str(value)[:60]) for name, value in request.fields if name.startswith("o.")]
    return urlencode([("variant", request.field("variant_id")[:60]), *pairs])


def _variant(request: PageRequest) -> VariantId:
    try:
        return VariantId.parse(request.field("variant_id"))
    except ValueError:
        raise NotFound() from None


def _quantity(request: PageRequest) -> QuantityText | None:
    value = request.field("quantity").strip()
    return QuantityText(value=value[:40], unit=request.field("unit")[:60] or None) if value else None
