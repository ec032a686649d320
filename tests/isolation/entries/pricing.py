"""Right calls of the operations of pricing."""

from __future__ import annotations

import base64
from typing import Any

from tests.isolation.world import Call, Entry, World

FILE = base64.b64encode(b"SKU,Price\nKV,1.00\n").decode()


async def basket(world: World) -> Call:
    return Call(body={"lines": []})


async def nothing(world: World) -> Call:
    return Call()


async def sku(world: World) -> tuple[str, str]:
    """An article number of a new product, and the id of its variant."""
    number = world.word().upper()
    product = await world.made("/v1/products", {"name": world.name("product"), "variants": [{"sku": number}]})
    return number, str(product["variants"][0]["id"])


async def explained(world: World) -> Call:
    _, variant = await sku(world)
    return Call(query={"variant": variant})


async def new_list(world: World) -> Call:
    return Call(body={"name": world.name("prices"), "layer": "base", "currency": "EUR"})


async def list_id(world: World) -> str:
    return str((await world.made("/v1/price-lists", (await new_list(world)).body))["id"])


async def price_list(world: World) -> Call:
    return Call({"price_list_id": await list_id(world)})


async def active_list(world: World) -> Call:
    found = await price_list(world)
    await world.made(f"/v1/price-lists/{found.ids['price_list_id']}/activate", {})
    return found


async def change_list(world: World) -> Call:
    return Call((await price_list(world)).ids, body={"priority": 3})


async def entries(world: World) -> list[dict[str, Any]]:
    number, _ = await sku(world)
    return [{"sku": number, "price": "12.50"}]


async def save(world: World) -> Call:
    return Call((await price_list(world)).ids, body={"entries": await entries(world)})


async def compare(world: World) -> Call:
    return Call((await price_list(world)).ids, query={"other": await list_id(world)})


async def export(world: World) -> Call:
    return Call((await price_list(world)).ids, body={"format": "csv"})


async def upload(world: World) -> Call:
    return Call((await price_list(world)).ids, body={"name": f"{world.word()}.csv", "content": FILE})


async def imported(world: World) -> Call:
    call = await upload(world)
    made = await world.made(f"/v1/price-lists/{call.ids['price_list_id']}/imports", call.body)
    return Call({"price_import_id": str(made["id"])})


async def mapping(world: World) -> Call:
    return Call((await imported(world)).ids, body={"mapping": {"SKU": "sku", "Price": "price"}})


async def new_change(world: World) -> Call:
    body = {"name": world.name("change"), "effective_at": "2030-01-01T00:00:00Z", "entries": await entries(world)}
    return Call(body={**body, "price_list_id": await list_id(world)})


async def change(world: World) -> Call:
    made = await world.made("/v1/price-changes", (await new_change(world)).body)
    return Call({"price_change_id": str(made["id"])})


ENTRIES = {
    "price.resolve": Entry(basket, changes=False),
    "price.explain": Entry(explained, changes=False),
    "price_list.list": Entry(nothing, changes=False),
    "price_list.create": Entry(new_list),
    "price_list.get": Entry(price_list, changes=False),
    "price_list.update": Entry(change_list),
    "price_list.activate": Entry(price_list),
    "price_list.archive": Entry(active_list),
    "price_list.entries": Entry(price_list, changes=False),
    "price_list.save_entries": Entry(save),
    "price_list.compare": Entry(compare, changes=False),
    "price_list.export": Entry(export),
    "price_import.columns": Entry(nothing, changes=False),
    "price_import.list": Entry(price_list, changes=False),
    "price_import.upload": Entry(upload),
    "price_import.get": Entry(imported, changes=False),
    "price_import.map": Entry(mapping),
    "price_import.check": Entry(imported),
    "price_import.run": Entry(imported),
    "price_import.problems": Entry(imported, changes=False),
    "price_change.list": Entry(nothing, changes=False),
    "price_change.create": Entry(new_change),
    "price_change.get": Entry(change, changes=False),
    "price_change.items": Entry(change, changes=False),
    "price_change.schedule": Entry(change),
    "price_change.cancel": Entry(change),
}
