"""Right calls of the operations of tenants."""

from __future__ import annotations

from tests.isolation.world import Call, Entry, World


async def nothing(world: World) -> Call:
    return Call()


async def rename(world: World) -> Call:
    return Call(body={"name": world.name("business")})


async def feature(world: World) -> Call:
    """Switch a feature. As long as no domain declares one, the right caller only learns that there is none."""
    declared = (await world.owner.get("/v1/tenant/features")).json()["items"]
    name, is_on = (declared[0]["name"], declared[0]["is_on"]) if declared else ("none", False)
    return Call(body={"name": name, "is_on": not is_on})


async def settings(world: World) -> Call:
    return Call(body={"values": {}})


async def paused(world: World) -> Call:
    await world.made("/v1/tenant/suspend", {"reason": "for a moment"})
    return Call()


async def domain(world: World) -> Call:
    return Call(body={"domain": f"{world.word()}.example.com"})


async def with_domain(world: World) -> Call:
    answer = await world.owner.put("/v1/tenant/domain", {"domain": f"{world.word()}.example.com"})
    assert answer.status_code == 200, answer.text
    return Call()


async def parent(world: World) -> Call:
    return Call(body={"handle": world.other.tenant.handle, "rights": ["profile"]})


async def with_parent(world: World) -> Call:
    answer = await world.owner.put("/v1/tenant/parent", (await parent(world)).body)
    assert answer.status_code == 200, answer.text
    return Call()


ENTRIES = {
    "tenant.get": Entry(nothing, changes=False),
    "tenant.update": Entry(rename),
    "tenant.update_branding": Entry(lambda world: value(Call(body={"accent": "#1144aa"}))),
    "tenant.list_settings": Entry(nothing, changes=False),
    "tenant.update_settings": Entry(settings),
    "tenant.list_features": Entry(nothing, changes=False),
    "tenant.set_feature": Entry(feature, expects=(200, 422)),
    "tenant.set_domain": Entry(domain),
    "tenant.check_domain": Entry(with_domain),
    "tenant.list_grants": Entry(nothing, changes=False),
    "tenant.offer_parent": Entry(parent),
    "tenant.withdraw_parent": Entry(with_parent),
    "tenant.list_children": Entry(nothing, changes=False),
    "tenant.suspend": Entry(lambda world: value(Call(body={"reason": "for a test"}))),
    "tenant.reactivate": Entry(paused),
    "tenant.close": Entry(lambda world: value(Call(body={"reason": "for a test"}))),
}


async def value(call: Call) -> Call:
    return call
