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


ENTRIES = {
    "storefront.get_product": Entry(one, changes=False),
    "storefront.find_product": Entry(by_handle, changes=False),
    "storefront.list_products": Entry(listed, changes=False),
}
