"""Right calls of the operations of orders."""

from __future__ import annotations

from typing import Any

from tests.isolation.world import Call, Entry, World


async def nothing(world: World) -> Call:
    return Call()


def freight(world: World) -> dict[str, Any]:
    """A line that needs no product."""
    return {
        "name": world.name("freight"),
        "quantity": {"value": "3", "unit": "C62"},
        "unit_price": {"amount": "10.00", "currency": "EUR"},
    }


async def new(world: World) -> Call:
    body = {
        "organization_id": await world.organization(is_active=True),
        "currency": "EUR",
        "lines": [freight(world)],
        "shipping_address": {"line1": world.name("quay"), "country": "IS"},
    }
    return Call(body=body)


async def made(world: World, confirmed: bool = False) -> dict[str, Any]:
    order = await world.made("/v1/orders", (await new(world)).body)
    if confirmed:
        await world.made(f"/v1/orders/{order['id']}/confirm", {})
    return order


async def order(world: World) -> Call:
    return Call({"order_id": (await made(world))["id"]})


async def because(world: World) -> Call:
    return Call((await order(world)).ids, body={"reason": "for a test"})


async def change(world: World) -> Call:
    return Call((await order(world)).ids, body={"po_number": world.word()}, headers={"if-match": '"1"'})


async def held(world: World) -> Call:
    found = await order(world)
    await world.made(f"/v1/orders/{found.ids['order_id']}/hold", {"reason": "for a test"})
    return found


async def ship(world: World) -> Call:
    found = await made(world, confirmed=True)
    lines = [{"order_line_id": found["lines"][0]["id"]}]
    return Call({"order_id": found["id"]}, body={"lines": lines, "carrier": world.name("carrier")})


async def write(world: World) -> Call:
    return Call((await order(world)).ids, body={"body": world.name("message")})


async def export(world: World) -> Call:
    return Call(body={"format": "csv"})


ENTRIES: dict[str, Entry] = {
    "order.list": Entry(nothing, changes=False),
    "order.enter": Entry(new),
    "order.counts": Entry(nothing, changes=False),
    "order.export": Entry(export),
    "order.make_paper": Entry(order),
    "order.get": Entry(order, changes=False),
    "order.update": Entry(change),
    "order.confirm": Entry(order),
    "order.hold": Entry(because),
    "order.resume": Entry(held),
    "order.cancel": Entry(because),
    "order.ask_cancellation": Entry(because),
    "order.shipments": Entry(order, changes=False),
    "order.ship": Entry(ship),
    "order.messages": Entry(order, changes=False),
    "order.write_message": Entry(write),
}
