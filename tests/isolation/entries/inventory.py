"""Right calls of the operations of inventory."""

from __future__ import annotations

import base64
from typing import Any

from tests.isolation.world import Call, Entry, World


async def nothing(world: World) -> Call:
    return Call()


def pieces(amount: str) -> dict[str, str]:
    return {"value": amount, "unit": "C62"}


async def new_location(world: World) -> Call:
    return Call(body={"code": world.word(), "name": world.name("warehouse")})


async def location_id(world: World) -> str:
    return str((await world.made("/v1/locations", (await new_location(world)).body))["id"])


async def location(world: World) -> Call:
    return Call({"location_id": await location_id(world)})


async def change_location(world: World) -> Call:
    return Call((await location(world)).ids, body=(await new_location(world)).body)


async def variant_id(world: World) -> str:
    body = {"name": world.name("product"), "variants": [{"sku": world.word()}]}
    return str((await world.made("/v1/products", body))["variants"][0]["id"])


async def stocked(world: World, amount: str = "100") -> tuple[str, str]:
    """A variant with stock, and the place it lies in."""
    variant, place = await variant_id(world), await location_id(world)
    await world.made("/v1/stock-receipts", receipt(place, variant, amount))
    return variant, place


def receipt(place: str, variant: str, amount: str = "5") -> dict[str, Any]:
    return {"location_id": place, "lines": [{"variant_id": variant, "quantity": pieces(amount)}]}


async def stock(world: World) -> Call:
    return Call({"variant_id": (await stocked(world))[0]})


async def save_item(world: World) -> Call:
    return Call({"variant_id": await variant_id(world)}, body={"is_backorderable": True, "low_stock": pieces("3")})


async def save_safety(world: World) -> Call:
    variant, place = await stocked(world)
    return Call({"variant_id": variant}, body={"location_id": place, "quantity": pieces("2")})


async def adjust(world: World) -> Call:
    variant, place = await stocked(world)
    return Call(body={**receipt(place, variant, "-1"), "reason": "Broken"})


async def receive(world: World) -> Call:
    variant, place = await stocked(world)
    return Call(body=receipt(place, variant))


async def save_settings(world: World) -> Call:
    return Call(body={"shown_to_buyers": "exact", "low_stock": "3"})


async def new_count(world: World) -> Call:
    return Call(body={"location_id": (await stocked(world))[1], "note": world.name("count")})


async def count(world: World) -> Call:
    return Call({"stock_count_id": (await world.made("/v1/stock-counts", (await new_count(world)).body))["id"]})


async def enter(world: World) -> Call:
    variant, place = await stocked(world)
    made = await world.made("/v1/stock-counts", {"location_id": place})
    lines = [{"variant_id": variant, "quantity": pieces("90")}]
    return Call({"stock_count_id": made["id"]}, body={"lines": lines})


async def new_transfer(world: World) -> Call:
    variant, place = await stocked(world)
    lines = [{"variant_id": variant, "quantity": pieces("5")}]
    target = await location_id(world)
    return Call(body={"from_location_id": place, "to_location_id": target, "lines": lines})


async def transfer(world: World) -> Call:
    return Call({"transfer_id": (await world.made("/v1/stock-transfers", (await new_transfer(world)).body))["id"]})


async def new_receipt(world: World) -> Call:
    body = {
        "variant_id": await variant_id(world),
        "location_id": await location_id(world),
        "quantity": pieces("5"),
        "expected_at": "2027-01-01T08:00:00Z",
        "reference": world.name("delivery"),
    }
    return Call(body=body)


async def awaited(world: World) -> Call:
    return Call({"receipt_id": (await world.made("/v1/expected-receipts", (await new_receipt(world)).body))["id"]})


async def file(world: World) -> Call:
    made = await world.made("/v1/products", {"name": world.name("product"), "variants": [{"sku": world.word()}]})
    content = base64.b64encode(f"sku,quantity\n{made['variants'][0]['sku']},7\n".encode()).decode()
    return Call(body={"name": "stock.csv", "content": content, "location_id": await location_id(world)})


async def export(world: World) -> Call:
    return Call(body={"location_id": await location_id(world)})


async def upload(world: World) -> Call:
    content = base64.b64encode(b"SKU,Quantity,Place\nX,1,Y\n").decode()
    return Call(body={"name": "stock.csv", "content": content})


async def uploaded(world: World) -> Call:
    made = await world.made("/v1/stock-files", (await upload(world)).body)
    return Call({"stock_file_id": str(made["id"])})


async def mapping(world: World) -> Call:
    body = {"mapping": {"SKU": "sku", "Quantity": "quantity"}, "location_id": await location_id(world)}
    return Call((await uploaded(world)).ids, body=body)


async def mapped(world: World) -> Call:
    return await uploaded(world)


ENTRIES: dict[str, Entry] = {
    "location.list": Entry(nothing, changes=False),
    "location.create": Entry(new_location),
    "location.get": Entry(location, changes=False),
    "location.update": Entry(change_location),
    "inventory.list": Entry(nothing, changes=False),
    "inventory.get": Entry(stock, changes=False),
    "inventory.item": Entry(stock, changes=False),
    "inventory.save_item": Entry(save_item),
    "inventory.save_safety": Entry(save_safety),
    "inventory.movements": Entry(nothing, changes=False),
    "inventory.adjust": Entry(adjust),
    "inventory.receive": Entry(receive),
    "inventory.settings": Entry(nothing, changes=False),
    "inventory.save_settings": Entry(save_settings),
    "inventory.import": Entry(file),
    "inventory.export": Entry(export),
    "stock_file.columns": Entry(nothing, changes=False),
    "stock_file.list": Entry(nothing, changes=False),
    "stock_file.upload": Entry(upload),
    "stock_file.get": Entry(uploaded, changes=False),
    "stock_file.map": Entry(mapping),
    "stock_file.check": Entry(mapped),
    "stock_file.run": Entry(mapped),
    "stock_file.problems": Entry(uploaded, changes=False),
    "stock_count.list": Entry(nothing, changes=False),
    "stock_count.start": Entry(new_count),
    "stock_count.get": Entry(count, changes=False),
    "stock_count.enter": Entry(enter),
    "stock_count.post": Entry(count),
    "stock_count.cancel": Entry(count),
    "stock_transfer.list": Entry(nothing, changes=False),
    "stock_transfer.send": Entry(new_transfer),
    "stock_transfer.get": Entry(transfer, changes=False),
    "stock_transfer.receive": Entry(transfer),
    "stock_transfer.cancel": Entry(transfer),
    "expected_receipt.list": Entry(nothing, changes=False),
    "expected_receipt.expect": Entry(new_receipt),
    "expected_receipt.get": Entry(awaited, changes=False),
    "expected_receipt.arrive": Entry(awaited),
    "expected_receipt.cancel": Entry(awaited),
}
