"""Right calls of the operations of regions and taxes."""

from __future__ import annotations

from tests.isolation.world import Call, Entry, World

LINES = {"country": "NZ", "lines": [{"key": 1, "net": {"amount": "10.00", "currency": "EUR"}}]}
RATE = {"name": "kanarienvogel VAT", "rate_micros": 190000, "valid_from": "2026-01-01"}


async def nothing(world: World) -> Call:
    return Call()


async def new_region(world: World) -> Call:
    return Call(body={"name": world.name("region"), "currency": "EUR"})


async def region(world: World) -> Call:
    made = await world.made("/v1/regions", {"name": world.name("region"), "currency": "EUR"})
    return Call({"region_id": made["id"]})


async def change_region(world: World) -> Call:
    return Call((await region(world)).ids, body={"name": world.name("region")})


async def new_class(world: World) -> Call:
    return Call(body={"code": world.word(), "name": world.name("class")})


async def tax_class(world: World) -> Call:
    return Call({"tax_class_id": (await world.made("/v1/tax-classes", (await new_class(world)).body))["id"]})


async def change_class(world: World) -> Call:
    return Call((await tax_class(world)).ids, body={"name": world.name("class")})


async def new_rate(world: World) -> Call:
    made = await new_class(world)
    await world.made("/v1/tax-classes", made.body)
    return Call(body={**RATE, "country": "LU", "tax_class": made.body["code"]})


async def rate(world: World) -> Call:
    return Call({"tax_rate_id": (await world.made("/v1/tax-rates", (await new_rate(world)).body))["id"]})


async def change_rate(world: World) -> Call:
    return Call((await rate(world)).ids, body={**RATE, "rate_micros": 70000})


async def taxed(world: World) -> Call:
    return Call(body=LINES)


ENTRIES = {
    "country.list": Entry(nothing, changes=False),
    "currency.list": Entry(nothing, changes=False),
    "region.list": Entry(nothing, changes=False),
    "region.create": Entry(new_region),
    "region.get": Entry(region, changes=False),
    "region.update": Entry(change_region),
    "region.delete": Entry(region),
    "tax_class.list": Entry(nothing, changes=False),
    "tax_class.create": Entry(new_class),
    "tax_class.get": Entry(tax_class, changes=False),
    "tax_class.update": Entry(change_class),
    "tax_class.delete": Entry(tax_class),
    "tax_rate.list": Entry(nothing, changes=False),
    "tax_rate.create": Entry(new_rate),
    "tax_rate.get": Entry(rate, changes=False),
    "tax_rate.update": Entry(change_rate),
    "tax_rate.delete": Entry(rate),
    "tax.calculate": Entry(taxed, changes=False),
}
