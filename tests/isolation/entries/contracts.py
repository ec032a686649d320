"""Right calls of the operations of contracts."""

from __future__ import annotations

from typing import Any

from tests.isolation.world import Call, Entry, World


async def contract(world: World, **facts: Any) -> dict[str, Any]:
    """A draft with an active organization."""
    place = await world.organization(is_active=True)
    body = {"organization_id": place, "title": world.name("contract"), **facts}
    return await world.made("/v1/contracts", body)


def at(thing: dict[str, Any]) -> dict[str, str]:
    return {"if-match": f'"{thing["version"]}"'}


async def nothing(world: World) -> Call:
    return Call()


async def new(world: World) -> Call:
    return Call(body={"organization_id": await world.organization(is_active=True), "title": world.name("contract")})


async def draft(world: World) -> Call:
    return Call({"contract_id": (await contract(world))["id"]})


async def assign(world: World) -> Call:
    found = await contract(world)
    return Call({"contract_id": found["id"]}, body={"priority": 5}, headers=at(found))


async def redraft(world: World) -> Call:
    return Call((await draft(world)).ids, body={})


async def version(world: World) -> Call:
    return Call({"version_id": (await contract(world))["working_version_id"]})


async def change_terms(world: World) -> Call:
    call = await version(world)
    found = (await world.owner.get(f"/v1/contract-versions/{call.ids['version_id']}")).json()
    return Call(call.ids, body={"payment_terms": world.name("terms")}, headers=at(found))


ENTRIES = {
    "contract.list": Entry(nothing, changes=False),
    "contract.counts": Entry(nothing, changes=False),
    "contract.create": Entry(new),
    "contract.get": Entry(draft, changes=False),
    "contract.assign": Entry(assign),
    "contract.steps": Entry(draft, changes=False),
    "contract.versions": Entry(draft, changes=False),
    "contract.draft": Entry(redraft, expects=409),  # 409: a version is on its way already
    "contract.version": Entry(version, changes=False),
    "contract.update_terms": Entry(change_terms),
}
