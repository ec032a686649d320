"""Right calls of the operations of identity that a permission guards.

What people do to their own account is tested in tests/domains/identity.
"""

from __future__ import annotations

from typing import Any

from hanse.domains.identity.commands.providers import INSERT
from hanse.domains.identity.types import ProviderId
from hanse.platform.outbound import GuardedClient, OutboundPolicy
from hanse.testing.oidc import OidcProvider, open_provider
from hanse.testing.saml import SamlProvider
from tests.isolation.world import Call, Entry, World


async def nothing(world: World) -> Call:
    return Call()


async def answering(world: World) -> OidcProvider:
    """A provider that really answers, started once for the installation."""
    installation = world.installation
    known: dict[str, Any] = installation.services.extras
    if "isolation_provider" not in known:
        found = await installation.beside.enter_async_context(open_provider(installation.clock))
        policy = OutboundPolicy(internal_hosts=frozenset({found.origin}))
        reaching = GuardedClient(policy, installation.clock)
        installation.services.http = await installation.beside.enter_async_context(reaching)
        known["isolation_provider"] = found
    answers: OidcProvider = known["isolation_provider"]
    return answers


async def new(world: World) -> Call:
    issuer = (await answering(world)).issuer
    return Call(body={"name": world.name("provider"), "issuer": issuer, "client_id": world.word()})


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
    body = {"name": world.name("provider"), "issuer": "https://login.invalid", "client_id": "hanse"}
    return Call((await provider(world)).ids, body=body)


async def new_saml(world: World) -> Call:
    described = SamlProvider(world.installation.clock, entity_id=f"https://{world.word()}.example/saml")
    return Call(body={"name": world.name("provider"), "metadata": described.metadata()})


async def change_saml(world: World) -> Call:
    made = await world.made("/v1/identity-providers/saml", (await new_saml(world)).body)
    return Call({"provider_id": made["id"]}, body={"name": world.name("provider")})


ENTRIES = {
    "identity_provider.list": Entry(nothing, changes=False),
    "identity_provider.create": Entry(new),
    "identity_provider.get": Entry(provider, changes=False),
    "identity_provider.update": Entry(change),
    "identity_provider.create_saml": Entry(new_saml),
    "identity_provider.update_saml": Entry(change_saml),
    "identity_provider.delete": Entry(provider),
}
