"""Right calls of the operations of organizations."""

from __future__ import annotations

from typing import Any

from tests.isolation.world import Call, Entry, World

ADDRESS = {"line1": "Speicherstadt 1", "city": "Hamburg", "postal_code": "20457", "country": "DE"}


async def nothing(world: World) -> Call:
    return Call()


async def organization(world: World) -> Call:
    return Call({"organization_id": await world.organization()})


async def new(world: World) -> Call:
    return Call(body={"name": world.name("organization")})


async def change(world: World) -> Call:
    return Call({"organization_id": await world.organization()}, body={"website": f"https://{world.word()}.example"})


async def move(world: World) -> Call:
    return Call({"organization_id": await world.organization()}, body={"parent_id": await world.organization()})


async def decide(world: World) -> Call:
    return Call({"organization_id": await world.organization()}, body={"reason": "for a test"})


async def decide_active(world: World) -> Call:
    return Call({"organization_id": await world.organization(is_active=True)}, body={"reason": "for a test"})


async def decide_suspended(world: World) -> Call:
    place = await world.organization(is_active=True)
    await world.made(f"/v1/organizations/{place}/suspend", {"reason": "for a test"})
    return Call({"organization_id": place}, body={"reason": "for a test"})


async def active(world: World) -> Call:
    return Call({"organization_id": await world.organization(is_active=True)})


async def part(world: World, path: str, body: dict[str, Any]) -> tuple[str, str]:
    place = await world.organization()
    made = await world.made(f"/v1/organizations/{place}/{path}", body)
    return place, str(made["id"])


async def new_address(world: World) -> Call:
    return Call({"organization_id": await world.organization()}, body=ADDRESS)


async def address(world: World) -> Call:
    place, identity = await part(world, "addresses", ADDRESS)
    return Call({"organization_id": place, "address_id": identity})


async def change_address(world: World) -> Call:
    found = await address(world)
    return Call(found.ids, body={**ADDRESS, "label": world.name("address")})


async def new_contact(world: World) -> Call:
    return Call({"organization_id": await world.organization()}, body={"name": world.name("contact")})


async def contact(world: World) -> Call:
    place, identity = await part(world, "contacts", {"name": world.name("contact")})
    return Call({"organization_id": place, "contact_id": identity})


async def change_contact(world: World) -> Call:
    found = await contact(world)
    return Call(found.ids, body={"name": world.name("contact")})


TAX = {"kind": "vat", "country": "DE", "number": "DE136695976"}


async def new_tax(world: World) -> Call:
    return Call({"organization_id": await world.organization()}, body=TAX)


async def tax(world: World) -> Call:
    place, identity = await part(world, "tax-ids", TAX)
    return Call({"organization_id": place, "tax_id_id": identity})


async def new_field(world: World) -> Call:
    return Call(body={"key": world.word(), "label": world.name("field"), "kind": "text"})


async def custom_field(world: World) -> Call:
    made = await world.made("/v1/custom-fields", (await new_field(world)).body)
    return Call({"custom_field_id": str(made["id"])})


async def change_field(world: World) -> Call:
    found = await custom_field(world)
    return Call(found.ids, body={"label": world.name("field")})


ENTRIES = {
    "organization.list": Entry(nothing, changes=False),
    "organization.create": Entry(new),
    "organization.counts": Entry(nothing, changes=False),
    "organization.get": Entry(organization, changes=False),
    "organization.update": Entry(change),
    "organization.move": Entry(move),
    "organization.activate": Entry(decide),
    "organization.suspend": Entry(decide_active),
    "organization.reactivate": Entry(decide_suspended),
    "organization.close": Entry(decide_active),
    "organization.require_trading": Entry(active, changes=False),
    "organization.addresses": Entry(organization, changes=False),
    "organization.address": Entry(address, changes=False),
    "address.create": Entry(new_address),
    "address.update": Entry(change_address),
    "address.delete": Entry(address),
    "organization.contacts": Entry(organization, changes=False),
    "organization.contact": Entry(contact, changes=False),
    "contact.create": Entry(new_contact),
    "contact.update": Entry(change_contact),
    "contact.delete": Entry(contact),
    "organization.tax_ids": Entry(organization, changes=False),
    "tax_id.create": Entry(new_tax),
    "tax_id.check": Entry(tax),
    "tax_id.delete": Entry(tax),
    "custom_field.list": Entry(nothing, changes=False),
    "custom_field.create": Entry(new_field),
    "custom_field.get": Entry(custom_field, changes=False),
    "custom_field.update": Entry(change_field),
    "custom_field.archive": Entry(custom_field),
}
