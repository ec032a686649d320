"""Right calls of the operations of identity that a permission guards.

What people do to their own account is tested in tests/domains/identity.
"""

from __future__ import annotations

from hanse.domains.identity.commands.providers import INSERT
from hanse.domains.identity.types import ProviderId
from tests.isolation.world import Call, Entry, World


async def nothing(world: World) -> Call:
    return Call()


async def new(world: World) -> Call:
    """Nobody answers at this address, so even the right caller is refused, but only after being let in."""
    body = {"name": world.name("provider"), "issuer": "https://login.invalid", "client_id": "hanse"}
    return Call(body=body)


async def provider(world: World) -> Call:
    identity = ProviderId.new()
    async with world.business.open() as ctx:
        params = {
            "id": identity,
            "name": world.name("provider"),
            "issuer": "https://login.invalid",
            "client_id": world.word(),
            "secret": None,
            "scopes": ["openid"],
            "enabled": True,
            "now": ctx.now,
        }
        await ctx.db.run(INSERT, params)
    return Call({"provider_id": str(identity)})


async def change(world: World) -> Call:
    return Call((await provider(world)).ids, body=(await new(world)).body)


ENTRIES = {
    "identity_provider.list": Entry(nothing, changes=False),
    "identity_provider.create": Entry(new, expects=422),
    "identity_provider.get": Entry(provider, changes=False),
    "identity_provider.update": Entry(change),
    "identity_provider.delete": Entry(provider),
}
