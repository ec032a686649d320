"""Right calls of the operations of the storefront."""

from __future__ import annotations

from tests.isolation.world import Call, Entry, World


async def product(world: World) -> str:
    """A product everybody of the business may buy."""
    made = await world.made("/v1/products", {"name": world.name("product"), "variants": [{"sku": world.word()}]})
    await world.made(f"/v1/products/{made['id']}/activate", {})
    return str(made["id"])


async def listed(world: World) -> Call:
    await product(world)
    return Call()


async def one(world: World) -> Call:
    return Call({"product_id": await product(world)})


async def by_handle(world: World) -> Call:
    made = await world.owner.get(f"/v1/products/{await product(world)}")
    return Call(query={"handle": made.json()["handle"]})


async def _article(world: World) -> tuple[str, str]:
    """A variant, and an active organization that may buy it."""
    made = await world.owner.get(f"/v1/products/{await product(world)}")
    return str(made.json()["variants"][0]["id"]), await world.organization(is_active=True)


async def add(world: World) -> Call:
    variant, place = await _article(world)
    return Call(body={"variant_id": variant, "organization_id": place})


async def ask(world: World) -> Call:
    variant, place = await _article(world)
    added = await world.made("/v1/storefront/cart-lines", {"variant_id": variant, "organization_id": place})
    return Call(body={"cart_id": added["cart_id"], "title": world.name("request")})


async def figures(world: World) -> Call:
    return Call()


ENTRIES = {
    "storefront.order_figures": Entry(figures, changes=False),
    "storefront.quote_figures": Entry(figures, changes=False),
    "storefront.get_setup": Entry(figures, changes=False),
    "storefront.add_to_cart": Entry(add),
    "storefront.add_to_list": Entry(add),
    "storefront.request_quote": Entry(ask),
    "storefront.quote_product": Entry(add),
    "storefront.get_product": Entry(one, changes=False),
    "storefront.find_product": Entry(by_handle, changes=False),
    "storefront.list_products": Entry(listed, changes=False),
}
